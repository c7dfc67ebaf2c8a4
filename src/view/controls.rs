//! The small closed set of controls a field can be answered with.

use crate::engine::kinds::{Answer, Choice, Input};
use crate::view::field::{self, Frame, answering, describing};
use crate::view::html::{El, Property, el};
use crate::view::order;
use crate::view::state::FormState;
use leptos::prelude::{event_target_checked, event_target_value};

/// A control that text is typed in.
fn typed(tag: &'static str, state: FormState, field: usize) -> El {
    let control = el(tag)
        .class("input")
        .attr("id", state.id(field))
        .attr("name", state.with_field(field, |it| it.key.clone()))
        .attr("aria-describedby", describing(state, field))
        .on("blur", move |_| state.left(field));
    let control = if state.typed_text(field).is_empty() {
        control
    } else {
        control.property("value", move || Property::Text(state.typed_text(field)))
    };
    answering(guarded(control, state, field), state, field)
}

/// A control that browsers are not to remember for the next person, nor put back with the page,
/// nor send to a service that spells, writes or translates. What they keep all the same is looked
/// for by tests/e2e/canary-autofill.spec.mjs.
pub fn discreet(control: El) -> El {
    let off = ["autocomplete", "autocapitalize", "autocorrect"];
    let off = off.into_iter().map(|name| (name, "off"));
    let on = [
        ("spellcheck", "false"),
        ("translate", "no"),
        ("writingsuggestions", "false"),
    ];
    off.chain(on)
        .fold(control, |control, (name, value)| control.attr(name, value))
}

/// The same if the answer is a secret.
fn guarded(control: El, state: FormState, field: usize) -> El {
    match is_secret(state, field) {
        true => discreet(control),
        false => control,
    }
}

fn is_secret(state: FormState, field: usize) -> bool {
    state.with_field(field, |it| it.secret)
}

/// `<input>` on one line.
pub fn input(state: FormState, field: usize, input: Input) -> El {
    let control = typed("input", state, field)
        .attr(
            "type",
            if input.kind.is_empty() {
                "text"
            } else {
                input.kind
            },
        )
        .attr("inputmode", input.mode);
    let control = if is_secret(state, field) {
        control
    } else {
        control
            .attr(
                "autocomplete",
                state.with_field(field, |it| match it.autocomplete.as_str() {
                    "" => input.autocomplete.to_owned(),
                    own => own.to_owned(),
                }),
            )
            .attr(
                "spellcheck",
                if input.mode.is_empty() { "" } else { "false" },
            )
    };
    let control = control
        .attr("data-width", width(input.width))
        .on("input", move |event| {
            if input.grouped {
                let group = |typed: &str| state.with_field(field, |it| it.kind.group(typed));
                state.page().regroup(&event, &group);
            }
            state.typed(field, Answer::Text(event_target_value(&event)));
        });
    // Any script of the page reads an attribute, so a secret is not shown before it is typed.
    if state.with_field(field, |it| it.default_from.is_none() || it.secret) {
        return control;
    }
    control.live("placeholder", move || {
        // Woken whenever the field that the default is taken from changes.
        state.is_shown(field);
        state
            .with_answers(|it| it.default(field))
            .map(|it| it.as_text().to_owned().into())
    })
}

/// The steps the style knows.
fn width(characters: u32) -> &'static str {
    match characters {
        0 => "",
        1..=6 => "6",
        7..=12 => "12",
        13..=20 => "20",
        _ => "30",
    }
}

/// `<textarea>`.
pub fn area(state: FormState, field: usize, rows: u32) -> El {
    typed("textarea", state, field)
        .attr("rows", rows.to_string())
        .on("input", move |event| {
            state.typed(field, Answer::Text(event_target_value(&event)))
        })
}

/// `<select>`.
pub fn select(state: FormState, field: usize, choices: &[Choice]) -> El {
    let locale = state.locale();
    let option = |it: &Choice| {
        el("option")
            .attr("value", it.code.clone())
            .text(it.label.get(locale.language()).to_owned())
    };
    // An empty value is left out as an attribute; then the text would count.
    let none = el("option")
        .live("value", || Some("".into()))
        .text(state.text("choose"));
    typed("select", state, field)
        .with(none)
        .all(choices.iter().map(option))
        .on("change", move |event| {
            state.typed(field, Answer::Text(event_target_value(&event)))
        })
}

/// Radio buttons or check boxes, each with the text it opens.
pub fn options(state: FormState, field: usize, choices: &[Choice], radio: bool) -> Vec<El> {
    let definition = state.definition();
    let locale = state.locale();
    let mut rows = Vec::new();
    for (at, choice) in choices.iter().enumerate() {
        let words = [
            choice.label.get(locale.language()),
            choice.help.get(locale.language()),
        ];
        let price = order::of_option(state, field, at);
        rows.push(option(state, field, at, radio, words, price));
        let opened = definition
            .fields
            .iter()
            .position(|it| it.opened_by == Some((field, at)));
        rows.extend(opened.map(|it| el("div").class("opened").with(field::draw(state, it))));
    }
    rows
}

/// Yes and no.
pub fn yes_no(state: FormState, field: usize) -> Vec<El> {
    let (yes, no) = (state.text("yes"), state.text("no"));
    vec![
        option(state, field, 0, true, [&yes, ""], None),
        option(state, field, 1, true, [&no, ""], None),
    ]
}

/// What the option at this place stands for.
fn meaning(state: FormState, field: usize, at: usize) -> Answer {
    let code = state.with_field(field, |it| {
        it.kind.choices().get(at).map(|it| it.code.clone())
    });
    code.map_or(Answer::Flag(at == 0), Answer::Text)
}

fn option(
    state: FormState,
    field: usize,
    at: usize,
    radio: bool,
    [label, help]: [&str; 2],
    price: Option<String>,
) -> El {
    let id = [&state.id(field), "-", &at.to_string()].concat();
    let help_id = if help.is_empty() {
        String::new()
    } else {
        [&id, "-help"].concat()
    };
    let checked = move || {
        // Woken when the form itself ticks it.
        state.is_shown(field);
        let own = meaning(state, field, at);
        Property::Flag(state.with_answers(|it| match it.typed(field) {
            Some(Answer::Choices(chosen)) => chosen.iter().any(|it| it == own.as_text()),
            typed => typed == Some(&own),
        }))
    };
    let change = move |on: bool| {
        let own = meaning(state, field, at);
        if radio {
            return state.typed(field, own);
        }
        let mut chosen = match state.with_answers(|it| it.typed(field).cloned()) {
            Some(Answer::Choices(chosen)) => chosen,
            _ => Vec::new(),
        };
        chosen.retain(|it| it != own.as_text());
        if on {
            chosen.push(own.as_text().to_owned());
        }
        state.typed(field, Answer::Choices(chosen));
    };
    let input = el("input")
        .attr("type", if radio { "radio" } else { "checkbox" })
        .attr("id", id.clone())
        .attr("name", state.id(field))
        .attr("aria-describedby", help_id.clone())
        .property("checked", checked)
        .on("change", move |event| change(event_target_checked(&event)))
        .on("blur", move |_| state.left(field));
    let help = (!help.is_empty()).then(|| {
        el("p")
            .class("help")
            .attr("id", help_id)
            .text(help.to_owned())
    });
    el("div")
        .class("option")
        .with(guarded(input, state, field))
        .with(
            el("label")
                .attr("for", id)
                .text(label.to_owned())
                .maybe(price.map(|it| el("span").class("cost").text(it))),
        )
        .maybe(help)
}

/// One check box with its label beside it.
pub fn tick(state: FormState, field: usize, frame: &Frame) -> El {
    let checked = move || {
        state.is_shown(field);
        Property::Flag(state.with_answers(|it| it.typed(field) == Some(&Answer::Flag(true))))
    };
    let id = state.id(field);
    let input = el("input")
        .attr("type", "checkbox")
        .attr("id", id.clone())
        .attr("name", id.clone())
        .attr("aria-describedby", describing(state, field))
        .property("checked", checked)
        .on("change", move |event| {
            state.typed(field, Answer::Flag(event_target_checked(&event)))
        })
        .on("blur", move |_| state.left(field));
    let label = el("label").attr("for", id).text(frame.label.clone());
    el("div")
        .class("option")
        .with(answering(guarded(input, state, field), state, field))
        .with(label)
        .maybe(frame.help())
}
