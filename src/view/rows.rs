//! Repeating rows: a card for each, with buttons to move and remove it.

use crate::engine::kinds::RowsOf;
use crate::view::field::{self, Frame};
use crate::view::html::{Child, El, el};
use crate::view::review::answer_rows;
use crate::view::state::FormState;

/// The rows of a field, and what adds one.
pub fn draw(state: FormState, field: usize, frame: Frame, of: &RowsOf) -> El {
    let locale = state.locale();
    let (most, name) = (of.max as usize, of.row.get(locale.language()).to_owned());
    let cards = move || {
        let rows = state.rows(field);
        let count = rows.len();
        rows.into_iter()
            .enumerate()
            .map(|(at, row)| Child::El(card(state, field, row, at, count)))
            .collect()
    };
    let add = el("button")
        .attr("type", "button")
        .class("button secondary")
        .attr("id", [&state.id(field), "-add"].concat())
        .hidden(move || state.rows(field).len() >= most)
        .text(locale.fill("rows.add", &[("row", &lower(&name))]))
        .on("click", move |_| state.add_row(field));
    let list = el("div")
        .class("cards")
        .attr("id", [&state.id(field), "-rows"].concat())
        .attr("tabindex", "-1")
        .content(cards);
    let end = el("div").class("actions").with(add);
    frame.grouped(false, vec![list, undo(state, field), end])
}

/// A name in the middle of a sentence: «Bruker» is «bruker», «EPJ» stays.
fn lower(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_ascii_lowercase() => {
            [&first.to_ascii_lowercase().to_string(), letters.as_str()].concat()
        }
        _ => name.to_owned(),
    }
}

/// What was just taken away can be put back.
fn undo(state: FormState, field: usize) -> El {
    let id = [&state.id(field), "-undo"].concat();
    el("div").content(move || {
        let Some(name) = state.removed_row(field) else {
            return Vec::new();
        };
        let back = el("button")
            .attr("type", "button")
            .class("link")
            .attr("id", id.clone())
            .text(state.text("rows.undo"))
            .on("click", move |_| state.restore_row(field));
        let words = state.locale().fill("rows.removed", &[("row", &name)]);
        let line = el("p").class("removed").text([&words, " "].concat());
        vec![Child::El(line.with(back))]
    })
}

fn card(state: FormState, field: usize, row: FormState, at: usize, count: usize) -> El {
    let name = row.row_name();
    let columns = 0..row.definition().fields.len();
    if row.is_locked_row() {
        let warnings = columns.map(|column| field::error(row, column));
        return el("div")
            .class("card fixed")
            .with(el("dl").class("answers").all(answer_rows(row)))
            .all(warnings);
    }
    let first = state.with_answers(|it| it.locked_rows(field));
    let button = |key: &str, act: Box<dyn FnMut() + Send>| {
        let mut act = act;
        el("button")
            .attr("type", "button")
            .class("link")
            .attr("aria-label", [&state.text(key), ": ", &name].concat())
            .text(state.text(key))
            .on("click", move |_| act())
    };
    let (up, down) = (at > first, at + 1 < count);
    let focus = move || state.focus(&row.own_id("row"));
    let up = up.then(|| {
        button(
            "rows.up",
            Box::new(move || {
                state.swap_rows(field, at - 1);
                focus();
            }),
        )
    });
    let down = down.then(|| {
        button(
            "rows.down",
            Box::new(move || {
                state.swap_rows(field, at);
                focus();
            }),
        )
    });
    let remove = button("rows.remove", Box::new(move || state.remove_row(field, at)));
    let definition = row.definition();
    let own = |column: &usize| definition.fields[*column].opened_by.is_none();
    let title = row.own_id("row");
    el("div")
        .class("card")
        .attr("role", "group")
        .attr("aria-labelledby", title.clone())
        .with(
            el("p")
                .class("heading")
                .attr("id", title)
                .attr("tabindex", "-1")
                .text(name.clone()),
        )
        .with(
            el("div")
                .class("fields")
                .all(columns.filter(own).map(|it| field::draw(row, it))),
        )
        .with(el("div").class("bar").maybe(up).maybe(down).with(remove))
}
