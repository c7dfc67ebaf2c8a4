//! «Se over svarene»: the answers, before they are sent.

use crate::engine::kinds::{Control, Price};
use crate::engine::messages::Locale;
use crate::engine::price;
use crate::view::html::{El, el};
use crate::view::receipt::Delivery;
use crate::view::state::{FormState, Phase};
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
    let (definition, locale) = (state.definition(), state.locale());
    let mut whole = el("div").class("review");
    let mut prices = 0;
    for section in &definition.sections {
        let mut rows = Vec::new();
        let mut first = None;
        for field in section
            .fields
            .clone()
            .filter(|it| state.with_answers(|answers| answers.is_shown(*it)))
        {
            let about = &definition.fields[field];
            let lines = match about.kind.control() {
                Control::Price(price) => {
                    prices += 1;
                    vec![amounts(&locale, price)]
                }
                _ if about.kind.answered() => {
                    first = first.or(Some(field));
                    state.with_answers(|answers| locale.answer(answers, field, true))
                }
                _ => continue,
            };
            rows.push(row(about.label.get(locale.language()), lines, state));
        }
        if rows.is_empty() {
            continue;
        }
        let title = section.title.get(locale.language());
        let change = first.filter(|_| editable).map(|first| {
            el("button")
                .attr("type", "button")
                .class("link")
                .attr(
                    "aria-label",
                    locale.fill("change.section", &[("section", title)]),
                )
                .hidden(move || is_locked(state))
                .text(state.text("change"))
                .on("click", move |_| {
                    state.go(Phase::Filling, "");
                    state.focus_field(first);
                })
        });
        let bar = el("div")
            .class("bar")
            .with(el(level).class("heading").text(title.to_owned()))
            .maybe(change);
        whole = whole.with(
            el("section")
                .class("part")
                .with(bar)
                .with(el("dl").class("answers").all(rows)),
        );
    }
    // A single price is its own sum.
    let total = state.with_answers(price::total).filter(|_| prices > 1);
    whole.maybe(total.map(|sum| {
        el("p")
            .class("sum")
            .text([locale.text("total"), ": ", &amounts(&locale, sum)].concat())
    }))
}

/// One line of a list: what, and the answers to it.
fn row(label: &str, lines: Vec<String>, state: FormState) -> El {
    let mut answer = el("dd");
    if lines.is_empty() {
        answer = answer.with(el("span").class("none").text(state.text("review.none")));
    }
    let several = lines.len() > 1;
    let lines = lines.into_iter().map(|line| {
        el(if several { "li" } else { "span" })
            .class("line")
            .text(line)
    });
    answer = if several {
        answer.with(el("ul").all(lines))
    } else {
        answer.all(lines)
    };
    el("div")
        .class("row")
        .with(el("dt").text(label.to_owned()))
        .with(answer)
}

/// An amount with and without VAT.
pub fn amounts(locale: &Locale, price: Price) -> String {
    let part = |key: &str, ore| locale.fill(key, &[("amount", &locale.money(ore))]);
    [
        part("price.net", price.net).as_str(),
        " / ",
        &part("price.gross", price.gross()),
    ]
    .concat()
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
        Delivery::Waiting(_) | Delivery::Paused => state.text("retry"),
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
    el("div")
        .with(heading(state, "review", state.text("review.title")))
        .with(list(state, true, "h3"))
        .with(troubles(state))
        .with(el("div").class("actions").with(send).with(back))
}

/// What may have reached the backend is not changed any more, only sent again.
fn is_locked(state: FormState) -> bool {
    matches!(
        state.delivery(),
        Delivery::Sending | Delivery::Waiting(_) | Delivery::Paused
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
