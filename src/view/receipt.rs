//! What becomes of the sending, and the receipt.

use crate::engine::outbox::Trouble;
use crate::view::html::{El, el};
use crate::view::live::unfollowed;
use crate::view::review::{heading, of_step};
use crate::view::state::FormState;
use leptos::prelude::*;

/// What has become of the sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing is being sent.
    #[default]
    Idle,
    /// On its way.
    Sending,
    /// Not delivered; will be tried again.
    Waiting(Trouble, Kept),
    /// Waiting for the host to log in again.
    Paused(Kept),
    /// Refused. What the backend says that is about no one field.
    Parked(Vec<String>),
    /// The page is not on a secure connection, so that nothing can be sent.
    Unsafe,
    /// Neither the page nor anybody else is there to take it.
    Unset,
    /// The recipient has no key that answers can be sealed to.
    Unsealed,
    /// Delivered.
    Delivered(Receipt),
}

/// Where a submission is until it is delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// In this page alone: it is lost if that is closed.
    #[default]
    InPage,
    /// On this machine's disk: it is sent later by itself.
    OnDisk,
}

/// Proof of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The backend's reference, or else the submission's id.
    pub reference: String,
    /// When it was sent, as people write it.
    pub time: String,
    /// The digests of [`crate::engine::envelope::subjects`]: the whole, then each
    /// form of a packet.
    pub digests: Vec<String>,
}

/// The receipt, with everything that was sent; prints as a document.
#[component]
pub fn ReceiptView(
    /// The form, delivered.
    state: FormState,
) -> impl IntoView {
    screen(state)
}

/// See [`ReceiptView`].
pub fn screen(state: FormState) -> El {
    // What was delivered is delivered: nothing here follows it.
    let Delivery::Delivered(receipt) = unfollowed(|| state.delivery()) else {
        return el("div");
    };
    let (definition, locale) = (state.definition(), state.locale());
    let version = locale.fill("receipt.version", &[("version", &definition.version)]);
    let form = [definition.title.get(locale.language()), ", ", &version].concat();
    let row = |key: &str, value: String, class: &'static str| {
        el("div")
            .class("row")
            .with(el("dt").text(state.text(key)))
            .with(el("dd").class(class).text(value))
    };
    let steps = unfollowed(|| state.documents());
    let mut digests = receipt.digests.into_iter();
    let whole = digests.next().unwrap_or_default();
    let footer = [receipt.reference.as_str(), " · ", &form].concat();
    let proof = el("dl")
        .class("answers")
        .with(row("receipt.reference", receipt.reference, "strong"))
        .with(row("receipt.time", receipt.time, ""))
        .with(row("receipt.form", form, ""))
        .with(row("receipt.digest", whole, "code"));
    let documents = steps.iter().map(|step| {
        let answers = of_step(state, step, false, "h4");
        let Some(part) = step.part else {
            return answers;
        };
        let about = &definition.parts[part];
        let version = locale.fill("receipt.version", &[("version", &about.version)]);
        let head = el("dl")
            .class("answers")
            .with(row(
                "receipt.form",
                [&step.title, ", ", &version].concat(),
                "",
            ))
            .with(row(
                "receipt.digest",
                digests.next().unwrap_or_default(),
                "code",
            ));
        let next = about.receipt.get(locale.language());
        el("div")
            .class("sheet")
            .with(el("h3").class("title").text(step.title.clone()))
            .with(head)
            .maybe((!next.is_empty()).then(|| el("p").text(next.to_owned())))
            .with(answers)
    });
    let print = el("button")
        .attr("type", "button")
        .class("button")
        .text(state.text("print"))
        .on("click", move |_| state.page().print());
    let new = el("button")
        .attr("type", "button")
        .class("button secondary")
        .text(state.text("new"))
        .on("click", move |_| state.restart());
    let next = definition.receipt.get(locale.language());
    let next = (!next.is_empty()).then(|| el("p").class("lead").text(next.to_owned()));
    el("div")
        .class("receipt")
        .attr("data-footer", footer)
        .with(heading(state, "receipt", state.text("receipt.title")))
        .with(
            el("p")
                .class("title paper")
                .text(definition.title.get(locale.language()).to_owned()),
        )
        .maybe(next)
        .with(proof)
        .with(
            el("p")
                .class("help")
                .text(state.text("receipt.digest.help")),
        )
        .with(el("p").text(state.text("receipt.kept")))
        .with(el("div").class("actions").with(print).with(new))
        .with(
            el("h3")
                .class("heading")
                .text(state.text("receipt.answers")),
        )
        .with(el("div").class("review").all(documents))
}
