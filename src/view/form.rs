//! The whole form, from the first field to the receipt.

use crate::view::field;
use crate::view::html::{Child, Drawn, El, el};
use crate::view::order;
use crate::view::receipt::{self, Delivery};
use crate::view::review::{self, heading};
use crate::view::state::{FormState, Phase};
use crate::view::steps;
use crate::view::summary::{errors, troubles};
use leptos::prelude::*;
use std::ops::Range;

/// A form: the fields, «Se over svarene», and the receipt.
///
/// Sending is the caller's: `on_send` is called when the person has looked the
/// answers over and sends, and again to try again; tell what came of it with
/// [`FormState::set_delivery`]. See the example of [`crate::view`].
#[component]
pub fn Form(
    /// The form.
    state: FormState,
    /// Called when the person sends.
    #[prop(into)]
    on_send: UnsyncCallback<()>,
) -> impl IntoView {
    whole(state, StoredValue::new_local(on_send))
}

/// See [`Form`].
pub fn whole(state: FormState, on_send: StoredValue<UnsyncCallback<()>, LocalStorage>) -> El {
    let screen = move || match state.phase() {
        Phase::Filling => Vec::new(),
        Phase::Reviewing => vec![Child::El(review::screen(state, on_send))],
        Phase::Sent => vec![Child::El(receipt::screen(state))],
    };
    // All of it again when the language changes, or the answers by other hands.
    let whole = move || {
        state.follow_drawing();
        let said = el("div").class("unseen").attr("role", "status");
        let parts = [
            filling(state).hidden(move || state.phase() != Phase::Filling),
            el("div").content(screen),
            said.words(move || state.speech()),
        ];
        parts.map(Child::El).into_iter().collect()
    };
    let language = move || {
        state.follow_drawing();
        Some(state.locale().language().to_owned().into())
    };
    el("div")
        .class("blankett")
        .attr("part", "form")
        .live("lang", language)
        .content(whole)
}

/// Draws a form without a Leptos application around it: for the element. Mount
/// what it gives; the form is gone when that is dropped.
pub fn draw(state: FormState, on_send: impl Fn() + 'static) -> Drawn {
    let on_send = UnsyncCallback::new(move |()| on_send());
    whole(state, StoredValue::new_local(on_send)).build()
}

/// The screen with the fields.
fn filling(state: FormState) -> El {
    let (definition, locale) = (state.definition(), state.locale());
    let intro = definition.intro.get(locale.language());
    // Said at the beginning only.
    let begun = |it: El| it.hidden(move || state.step() > 0);
    let next = move |_| {
        if !state.is_complete() {
            return;
        }
        if state.attempt() {
            state.set_delivery(Delivery::Idle);
            state.go(Phase::Reviewing, "review");
        } else {
            state.focus(&state.own_id("summary"));
        }
    };
    let button = el("button")
        .attr("type", "button")
        .class("button")
        .hidden(move || !steps::is_last(state))
        .live("aria-disabled", steps::waits(state))
        .words(move || {
            state.text(if state.is_complete() {
                "review"
            } else {
                "steps.loading"
            })
        })
        .on("click", next);
    el("div")
        .with(state.of_form(heading(
            state,
            "title",
            definition.title.get(locale.language()).to_owned(),
        )))
        .maybe(
            (!intro.is_empty())
                .then(|| begun(state.of_form(el("p").class("lead").text(intro.to_owned())))),
        )
        .with(begun(
            el("p").class("help").text(state.text("all-required")),
        ))
        .all(if state.has_steps() {
            steps::draw(state)
        } else {
            steps::growing(state, 0..definition.sections.len(), 0)
        })
        .with(el("div").content(move || {
            state.is_complete();
            order::running(state).map(Child::El).into_iter().collect()
        }))
        .with(errors(state))
        .with(troubles(state))
        .with(
            el("div")
                .class("actions")
                .with(button)
                .all(steps::moves(state)),
        )
}

/// All sections with their fields.
#[component]
pub fn Fields(
    /// The form.
    state: FormState,
) -> impl IntoView {
    el("div").all(sections(state, 0..state.definition().sections.len()))
}

/// From here on the style draws only what is on the screen. Smaller forms gain
/// nothing by it.
const MANY: usize = 200;

/// Some of the sections.
pub fn sections(state: FormState, which: Range<usize>) -> Vec<El> {
    let (definition, locale) = (state.definition(), state.locale());
    // A section that is a step stands under the step's heading.
    let is_step = state.has_steps() && !state.is_packet() && which.len() == 1;
    let mut sections = Vec::new();
    let drawn = &definition.sections[which];
    let many = drawn.iter().map(|it| it.fields.len()).sum::<usize>() > MANY;
    for section in drawn {
        let title = state.own_id(&["section-", &section.id].concat());
        let help = section.help.get(locale.language());
        let own = |field: &usize| definition.fields[*field].opened_by.is_none();
        let drawn = el("section")
            .class(if many { "section many" } else { "section" })
            .attr(
                "aria-labelledby",
                if is_step {
                    state.own_id("step-name")
                } else {
                    title.clone()
                },
            )
            .maybe((!is_step).then(|| {
                el("h3")
                    .class("heading")
                    .attr("id", title)
                    .text(section.title.get(locale.language()).to_owned())
            }))
            .maybe((!help.is_empty()).then(|| el("p").class("help").text(help.to_owned())))
            .with(
                el("div").class("fields").all(
                    section
                        .fields
                        .clone()
                        .filter(own)
                        .map(|it| field::draw(state, it)),
                ),
            );
        // A section of which every field may be hidden is hidden with the last.
        let fields = section.fields.clone();
        let fleeting = fields
            .clone()
            .all(|field| definition.fields[field].shown.is_some());
        let drawn = state.of_form(drawn);
        sections.push(if fleeting {
            drawn.hidden(move || !fields.clone().any(|it| state.is_shown(it)))
        } else {
            drawn
        });
    }
    sections
}
