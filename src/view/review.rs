//! «Se over svarene»: the answers, before they are sent.

use crate::engine::kinds::{Answer, Control};
use crate::view::html::{El, el};
use crate::view::live::unfollowed;
use crate::view::order::{final_order, of_field_words};
use crate::view::receipt::{Delivery, Kept};
use crate::view::signature;
use crate::view::state::{FormState, Phase, Step};
use crate::view::summary::troubles;
use leptos::prelude::*;

/// All answers, section by section, national ids masked.
#[component]
pub fn AnswerList(
    /// The form.
    state: FormState,
    /// Whether each section has a button that leads back to it.
    #[prop(optional)]
    editable: bool,
) -> impl IntoView {
    list(state, editable, "h3")
}

/// See [`AnswerList`].
pub fn list(state: FormState, editable: bool, level: &'static str) -> El {
    let steps = unfollowed(|| state.documents());
    el("div").class("review").all(
        steps
            .iter()
            .map(|step| of_step(state, step, editable, level)),
    )
}

/// The answers of one step, and what it comes to.
pub fn of_step(state: FormState, step: &Step, editable: bool, level: &'static str) -> El {
    let definition = state.definition();
    let title = step
        .part
        .filter(|_| editable)
        .map(|_| el(level).class("title").text(step.title.clone()));
    let mut whole = state.of_form(el("div").class("document").maybe(title));
    // One signs below what it comes to.
    let mut order = final_order(state, step.fields());
    let ordered = order.is_some();
    for section in &definition.sections[step.sections.clone()] {
        let mut rows = Vec::new();
        let (mut first, mut read) = (None, true);
        for field in section
            .fields
            .clone()
            .filter(|it| state.with_answers(|answers| answers.is_shown(*it)))
        {
            let about = &definition.fields[field];
            if about.kind.answered() && !about.locked && !about.fact {
                first = first.or(Some(field));
            }
            let control = about.kind.control();
            // The order says what prices come to.
            if control == Control::Price && ordered {
                continue;
            }
            read &= matches!(control, Control::Note(_));
            rows.extend(row_of(state, field));
        }
        if rows.is_empty() {
            continue;
        }
        let signs = |it: usize| definition.fields[it].kind.control() == Control::Signature;
        if section.fields.clone().any(signs) {
            whole = whole.maybe(order.take());
        }
        let title = section.title.get(state.locale().language());
        let change = first
            .filter(|_| editable)
            .map(|first| change(state, first, title));
        let bar = el("div")
            .class("bar")
            .with(el(level).class("heading").text(title.to_owned()))
            .maybe(change);
        let class = match (section.new_page, read) {
            (_, true) => "part terms",
            (true, _) => "part sheet",
            _ => "part",
        };
        whole = whole.with(
            el("section")
                .class(class)
                .with(bar)
                .with(el("dl").class("answers").all(rows)),
        );
    }
    whole.maybe(order)
}

/// The button that leads back to a section.
fn change(state: FormState, first: usize, title: &str) -> El {
    el("button")
        .attr("type", "button")
        .class("link")
        .attr(
            "aria-label",
            state.locale().fill("change.section", &[("section", title)]),
        )
        .hidden(move || is_locked(state))
        .text(state.text("change"))
        .on("click", move |_| {
            state.go(Phase::Filling, "");
            state.focus_field(first);
        })
}

/// What and how it is answered; nothing for what is only read.
fn row_of(state: FormState, field: usize) -> Option<El> {
    let (definition, locale) = (state.definition(), state.locale());
    let about = &definition.fields[field];
    let label = about.label.get(locale.language());
    let given = state.with_answers(|it| it.value(field).is_some());
    Some(match about.kind.control() {
        // What one agrees to stands on the paper.
        Control::Note(_) => {
            let body = about.help.get(locale.language()).to_owned();
            row(label, el("dd").class("line").text(body), "row wide terms")
        }
        Control::Price => {
            state.with_answers(|it| it.is_shown(field)).then_some(())?;
            row(
                label,
                lines(state, vec![of_field_words(state, field)]),
                "row",
            )
        }
        Control::Rows(_) if given => {
            let states = state.counted_rows(field).into_iter().map(|it| {
                el("div")
                    .class("card")
                    .with(el("p").class("heading").text(it.row_name()))
                    .with(el("dl").class("answers").all(answer_rows(it)))
            });
            row(label, el("dd").all(states), "row wide")
        }
        Control::Signature => {
            let written = el("dd").with(signature::written(state, field));
            let how = answer_lines(state, field).into_iter().next();
            let how = how.map(|it| el("p").class("help").text(it));
            row(label, written.maybe(how), "row signature")
        }
        _ if about.locked && !given => row(label, el("dd").class("blank"), "row"),
        _ => row(label, lines(state, answer_lines(state, field)), "row"),
    })
}

/// The answers of one row of a table.
pub fn answer_rows(state: FormState) -> Vec<El> {
    let columns = 0..state.definition().fields.len();
    let shown = columns.filter(|it| {
        state.with_answers(|answers| answers.is_shown(*it) && answers.value(*it).is_some())
    });
    shown.filter_map(|it| row_of(state, it)).collect()
}

/// An answer in words, a line for each; no secrets.
pub fn answer_lines(state: FormState, field: usize) -> Vec<String> {
    let locale = state.locale();
    let lines = state.with_answers(|answers| locale.answer(answers, field, true));
    match state.with_answers(|it| it.value(field)) {
        // What is suggested on several lines is read on several lines.
        Some(Answer::Text(_)) => lines
            .iter()
            .flat_map(|it| it.split('\n').map(str::to_owned))
            .collect(),
        _ => lines,
    }
}

fn row(label: &str, answer: El, class: &'static str) -> El {
    el("div")
        .class(class)
        .with(el("dt").text(label.to_owned()))
        .with(answer)
}

/// The lines of an answer; that there is none.
fn lines(state: FormState, lines: Vec<String>) -> El {
    let answer = el("dd");
    if lines.is_empty() {
        return answer.with(el("span").class("none").text(state.text("review.none")));
    }
    let several = lines.len() > 1;
    let lines = lines.into_iter().map(|line| {
        el(if several { "li" } else { "span" })
            .class("line")
            .text(line)
    });
    if several {
        answer.with(el("ul").all(lines))
    } else {
        answer.all(lines)
    }
}

/// The screen before sending.
#[component]
pub fn Review(
    /// The form.
    state: FormState,
    /// Called when the person sends.
    #[prop(into)]
    on_send: UnsyncCallback<()>,
) -> impl IntoView {
    screen(state, StoredValue::new_local(on_send))
}

/// See [`Review`].
pub fn screen(state: FormState, on_send: StoredValue<UnsyncCallback<()>, LocalStorage>) -> El {
    let label = move || match state.delivery() {
        Delivery::Sending => state.text("sending"),
        Delivery::Waiting(..) | Delivery::Paused(_) => state.text("retry"),
        _ => state.text("send"),
    };
    let send = el("button")
        .attr("type", "button")
        .class("button")
        .live("aria-busy", move || {
            (state.delivery() == Delivery::Sending).then_some("true".into())
        })
        .words(label)
        .on("click", move |_| on_send.get_value().run(()));
    let back = el("button")
        .attr("type", "button")
        .class("button secondary")
        .hidden(move || is_locked(state))
        .text(state.text("back"))
        .on("click", move |_| state.go(Phase::Filling, "title"));
    // It is sent by itself: whoever has more to fill in need not wait for it.
    let new = el("button")
        .attr("type", "button")
        .class("button secondary")
        .hidden(move || {
            !matches!(
                state.delivery(),
                Delivery::Waiting(_, Kept::OnDisk) | Delivery::Paused(Kept::OnDisk)
            )
        })
        .text(state.text("new"))
        .on("click", move |_| state.restart());
    el("div")
        .with(heading(state, "review", state.text("review.title")))
        .with(list(state, true, "h3"))
        .with(troubles(state))
        .with(el("div").class("actions").with(send).with(back).with(new))
}

/// What may have reached the backend is not changed any more, only sent again.
fn is_locked(state: FormState) -> bool {
    matches!(
        state.delivery(),
        Delivery::Sending | Delivery::Waiting(..) | Delivery::Paused(_)
    )
}

/// A screen's heading, which takes the focus when the screen is shown.
pub fn heading(state: FormState, name: &str, text: String) -> El {
    el("h2")
        .class("title")
        .attr("id", state.own_id(name))
        .attr("tabindex", "-1")
        .text(text)
}
