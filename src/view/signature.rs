//! A signature: typed, drawn, or left for a pen on paper.

use crate::engine::json::Json;
use crate::engine::kinds::Answer;
use crate::engine::validation;
use crate::view::controls::discreet;
use crate::view::field::{answering, describing};
use crate::view::html::{El, Property, el};
use crate::view::state::FormState;
use leptos::prelude::event_target_value;

/// How one may sign, in the order in which they are offered.
const METHODS: [&str; 3] = ["typed", "drawn", "paper"];

/// The box that an SVG path is drawn in.
const BOX: &str = "0 0 600 200";

/// The ways to sign, and what the chosen one needs.
pub fn draw(state: FormState, field: usize) -> Vec<El> {
    let mut parts: Vec<El> = METHODS
        .iter()
        .enumerate()
        .map(|(at, method)| option(state, field, at, method))
        .collect();
    let other = move |method: &'static str| {
        move || {
            state.is_shown(field);
            part(state, field, "method") != method
        }
    };
    let paper = el("p").class("help").text(state.text("signature.paper"));
    parts.extend([
        typed(state, field).hidden(other("typed")),
        pad(state, field).hidden(other("drawn")),
        el("div").class("opened").with(paper).hidden(other("paper")),
    ]);
    parts
}

/// A member of the answer as it stands.
fn part(state: FormState, field: usize, key: &str) -> String {
    state.with_answers(|it| match it.typed(field) {
        Some(Answer::Json(json)) => {
            let text = json.get(key).and_then(Json::as_text);
            text.unwrap_or_default().to_owned()
        }
        _ => String::new(),
    })
}

/// Puts in a signature over the answers as they are now.
fn sign(state: FormState, field: usize, method: &str, key: &str, text: String) {
    let mut members = vec![("method".to_owned(), Json::text(method))];
    if !key.is_empty() {
        members.push((key.to_owned(), Json::Text(text)));
        let facts = state.with_answers(|it| validation::facts(it, field));
        members.push(("facts".to_owned(), Json::Text(facts)));
    }
    state.typed(field, Answer::Json(Json::Object(members)));
    state.signing_anew(field);
}

fn option(state: FormState, field: usize, at: usize, method: &'static str) -> El {
    let id = [&state.id(field), "-", &at.to_string()].concat();
    let checked = move || {
        state.is_shown(field);
        Property::Flag(part(state, field, "method") == method)
    };
    let input = el("input")
        .attr("type", "radio")
        .attr("id", id.clone())
        .attr("name", state.id(field))
        .property("checked", checked)
        .on("change", move |_| {
            sign(state, field, method, "", String::new());
        })
        .on("blur", move |_| state.left(field));
    let key = ["signature.", method, ".label"].concat();
    el("div")
        .class("option")
        .with(input)
        .with(el("label").attr("for", id).text(state.text(&key)))
}

fn typed(state: FormState, field: usize) -> El {
    let id = [&state.id(field), "-name"].concat();
    let input = el("input")
        .class("input signed")
        .attr("type", "text")
        .attr("id", id.clone())
        .attr("maxlength", "150")
        .attr("aria-describedby", describing(state, field))
        .property("value", move || {
            state.is_shown(field);
            Property::Text(part(state, field, "name"))
        })
        .on("input", move |event| {
            sign(state, field, "typed", "name", event_target_value(&event));
        })
        .on("blur", move |_| state.left(field));
    let label = el("label")
        .class("label")
        .attr("for", id)
        .text(state.text("signature.name"));
    el("div")
        .class("opened")
        .with(label)
        .with(answering(discreet(input), state, field))
        .with(again(state, field, "typed"))
}

fn pad(state: FormState, field: usize) -> El {
    let stroke = move |event: &leptos::ev::Event, begins: bool| {
        let Some((x, y)) = state.page().point(event, (600, 200)) else {
            return;
        };
        let mut path = part(state, field, "path");
        let point = [&x.to_string(), " ", &y.to_string()].concat();
        if path.is_empty() || begins {
            path.push('M');
        } else if path.ends_with(&["L", &point].concat()) {
            return;
        } else {
            path.push('L');
        }
        path.push_str(&point);
        sign(state, field, "drawn", "path", path);
    };
    let line = el("path").live("d", move || {
        state.is_shown(field);
        Some(part(state, field, "path").into())
    });
    let pad = el("svg")
        .class("pad")
        .attr("viewBox", BOX)
        .attr("role", "img")
        .attr("aria-label", state.text("signature.pad"))
        .on("pointerdown", move |event| stroke(&event, true))
        .on("pointermove", move |event| stroke(&event, false))
        .with(line);
    el("div")
        .class("opened")
        .with(el("p").class("help").text(state.text("signature.pad")))
        .with(pad)
        .with(again(state, field, "drawn"))
}

/// Takes back what was typed or drawn.
fn again(state: FormState, field: usize, method: &'static str) -> El {
    el("button")
        .attr("type", "button")
        .class("link")
        .text(state.text("signature.again"))
        .on("click", move |_| {
            sign(state, field, method, "", String::new());
            if method == "typed" {
                state.focus(&[&state.id(field), "-name"].concat());
            }
        })
}

/// A signature on paper: what was typed or drawn, over a line.
pub fn written(state: FormState, field: usize) -> El {
    let line = el("div").class("signed");
    let path = part(state, field, "path");
    if path.is_empty() {
        return line.text(part(state, field, "name"));
    }
    let drawn = el("svg")
        .attr("viewBox", BOX)
        .attr("role", "img")
        .attr("aria-label", state.text("signature.as.drawn"));
    line.with(drawn.with(el("path").attr("d", path)))
}
