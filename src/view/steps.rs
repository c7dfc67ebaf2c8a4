//! A form one step at a time: which steps there are, how far each has come, and
//! the one that is shown.

use crate::view::form::sections;
use crate::view::html::{Child, El, Property, el};
use crate::view::state::{FormState, Step};
use std::borrow::Cow;
use std::ops::Range;

/// How far one has come, the list of steps, and the one that is shown.
pub fn draw(state: FormState) -> Vec<El> {
    let list = el("ol").class("steps").content(move || {
        state.follow_steps();
        let (steps, now) = (state.steps(), state.step());
        steps
            .iter()
            .enumerate()
            .map(|(at, step)| Child::El(entry(state, step, at, at == now)))
            .collect()
    });
    let nav = el("nav").attr(
        "aria-label",
        state.text(if state.is_packet() {
            "steps.title"
        } else {
            "steps.sections"
        }),
    );
    let nav = if state.is_packet() {
        nav.with(list)
    } else {
        let come = move |of: fn(FormState) -> usize| {
            move || {
                state.follow_steps();
                Property::Text(of(state).to_string())
            }
        };
        let progress = el("progress")
            .attr("aria-hidden", "true")
            .property("max", come(|it| it.steps().len()))
            .property("value", come(|it| it.step() + 1));
        nav.class("progress").with(progress).with(
            el("details")
                .with(el("summary").class("label").words(move || place(state)))
                .with(list),
        )
    };
    let shown = el("div").content(move || {
        let (mut steps, now) = (state.steps(), state.step());
        let step = steps.swap_remove(now);
        let intro = step.part.map(|part| {
            let definition = state.definition();
            let intro = definition.parts[part].intro.get(state.locale().language());
            el("p").class("lead").text(intro.to_owned())
        });
        // The list of a packet says it.
        let place = (!state.is_packet()).then(|| {
            el("span")
                .class("unseen")
                .words(move || [&place(state), ": "].concat())
        });
        let name = el("span").attr("id", state.own_id("step-name"));
        let name = state.of_form(name.text(step.title));
        // Several sections have headings of their own.
        let seen = state.is_packet() || step.sections.len() == 1;
        let heading = el("h3")
            .class(if seen { "title" } else { "unseen" })
            .attr("id", state.own_id("step"))
            .attr("tabindex", "-1")
            .maybe(place)
            .with(name);
        let top = [Some(heading), intro].into_iter().flatten();
        let all = top.chain(growing(state, step.sections, now));
        all.map(Child::El).collect()
    });
    vec![nav, shown]
}

/// «Steg 2 av 6»; reactive.
fn place(state: FormState) -> String {
    state.follow_steps();
    let (step, count) = (state.step() + 1, state.steps().len());
    state.locale().fill(
        "steps.place",
        &[("step", &step.to_string()), ("count", &count.to_string())],
    )
}

/// The sections of a step, and below them those that come later.
pub fn growing(state: FormState, first: Range<usize>, step: usize) -> Vec<El> {
    let end = first.end;
    let mut all = sections(state, first);
    let rest = move || {
        state.is_complete();
        let last = state.steps().get(step).map_or(end, |it| it.sections.end);
        let rest = sections(state, end..last.max(end));
        rest.into_iter().map(Child::El).collect()
    };
    all.push(el("div").content(rest));
    all
}

fn entry(state: FormState, step: &Step, at: usize, is_shown: bool) -> El {
    let lacking = state.lacking(step);
    let how_far = match lacking {
        0 => state.text("steps.done"),
        count => state
            .locale()
            .fill("steps.lacking", &[("count", &count.to_string())]),
    };
    let button = el("button")
        .attr("type", "button")
        .class("link")
        .attr("aria-current", if is_shown { "step" } else { "" })
        .text(step.title.clone())
        .on("click", move |_| state.go_to_step(at));
    el("li")
        .class(if lacking == 0 { "done" } else { "" })
        .with(button)
        .with(el("span").class("help").text(how_far))
}

/// Whether nothing comes after what is shown; reactive.
pub fn is_last(state: FormState) -> bool {
    state.follow_steps();
    !state.has_steps() || (state.is_complete() && state.step() + 1 == state.steps().len())
}

/// Says of a button that it does nothing while something has yet to come.
pub fn waits(state: FormState) -> impl FnMut() -> Option<Cow<'static, str>> {
    move || (!state.is_complete()).then_some("true".into())
}

/// The buttons that lead on and back.
pub fn moves(state: FormState) -> Vec<El> {
    if !state.has_steps() {
        return Vec::new();
    }
    let waiting = move || !state.is_complete();
    let next = el("button")
        .attr("type", "button")
        .class("button")
        .hidden(move || is_last(state))
        .live("aria-disabled", waits(state))
        .words(move || {
            state.text(if waiting() {
                "steps.loading"
            } else {
                "steps.next"
            })
        })
        .on("click", move |_| {
            if !waiting() {
                state.next_step();
            }
        });
    let back = el("button")
        .attr("type", "button")
        .class("button secondary")
        .hidden(move || state.step() == 0)
        .text(state.text("steps.back"))
        .on("click", move |_| state.go_to_step(state.step() - 1));
    vec![next, back]
}
