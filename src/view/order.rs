//! What is ordered, and what it comes to, while one fills in and on paper.

use crate::engine::definition::Period;
use crate::engine::kinds::Control;
use crate::engine::messages::Locale;
use crate::engine::price::{self, OrderLine, Price};
use crate::view::html::{Child, El, el};
use crate::view::state::FormState;

/// What is summed up; of the rest nobody knows how often.
const SUMMED: [Period; 3] = [Period::Once, Period::Month, Period::Year];

/// The order as it grows: a line with the sums that opens to all lines.
pub fn running(state: FormState) -> Option<El> {
    if state.definition().lines.len() < 2 {
        return None;
    }
    let heading = el("summary").content(move || {
        let order = state.order();
        let words = [state.text("order.title"), ": ".to_owned()].concat();
        let mut all = String::new();
        for period in SUMMED {
            if let Some(sum) = price::sum(&order, period) {
                all.push_str(if all.is_empty() { "" } else { " + " });
                all.push_str(&per(&state.locale(), sum, period));
            }
        }
        if all.is_empty() {
            all = state.text("order.none");
        }
        let all = el("strong").text(all);
        vec![Child::Text(words.into()), Child::El(all)]
    });
    let inside = el("div").content(move || vec![Child::El(table(state, &state.order()))]);
    let box_ = el("details")
        .class("order")
        .attr("part", "order")
        .with(heading)
        .with(inside);
    Some(box_)
}

/// Lines and sums.
pub fn table(state: FormState, order: &[OrderLine]) -> El {
    let locale = state.locale();
    let row = |what: String, comes_to: String, class: &'static str| {
        el("div")
            .class(class)
            .with(el("dt").text(what))
            .with(el("dd").text(comes_to))
    };
    let mut list = el("dl").class("answers lines");
    for line in order {
        let words = match line.price {
            Some(price) => per(&locale, price, line.period),
            None => locale.text("price.later").to_owned(),
        };
        list = list.with(row(name(state, line), words, "row"));
    }
    for (what, comes_to) in sums(&locale, order) {
        list = list.with(row(what, comes_to, "row total"));
    }
    list
}

/// What a line is for, and how many of it.
fn name(state: FormState, line: &OrderLine) -> String {
    let definition = state.definition();
    let locale = state.locale();
    let field = &definition.fields[line.field];
    let label = match line.option {
        Some(option) => &field.kind.choices()[option].label,
        None => &field.label,
    };
    let label = label.get(locale.language());
    let quantity = line.quantity.to_string();
    if quantity == "1" {
        return label.to_owned();
    }
    [label, " × ", &locale.number(&quantity)].concat()
}

/// The sum of each period that has one.
fn sums(locale: &Locale, order: &[OrderLine]) -> Vec<(String, String)> {
    let mut sums = Vec::new();
    for period in SUMMED {
        if let Some(sum) = price::sum(order, period) {
            let what = locale.text(&["order.", period.name()].concat()).to_owned();
            sums.push((what, amounts(locale, sum)));
        }
    }
    sums
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

/// The same with how often it is charged.
pub fn per(locale: &Locale, price: Price, period: Period) -> String {
    let amounts = amounts(locale, price);
    if period == Period::Once {
        return amounts;
    }
    let often = locale.text(&["price.per.", period.name()].concat());
    [&amounts, often].concat()
}

/// What a price field says where it stands: what one costs.
pub fn of_field(state: FormState, field: usize) -> El {
    let label = state.with_field(field, |it| {
        it.label.get(state.locale().language()).to_owned()
    });
    let words = move || {
        state.order();
        of_field_words(state, field)
    };
    el("p")
        .class("price")
        .with(el("span").class("label").text(label))
        .with(el("strong").words(words))
}

/// What one of a price field costs.
pub fn of_field_words(state: FormState, field: usize) -> String {
    one(state, field, None).unwrap_or_else(|| "–".to_owned())
}

/// What an option costs, behind its label.
pub fn of_option(state: FormState, field: usize, option: usize) -> Option<String> {
    one(state, field, Some(option))
}

fn one(state: FormState, field: usize, option: Option<usize>) -> Option<String> {
    let (definition, locale) = (state.definition(), state.locale());
    let mut lines = definition.lines.iter();
    let line = lines.find(|it| it.field == field && it.option == option)?;
    if line.rate.amounts.is_empty() {
        return Some(locale.text("price.later").to_owned());
    }
    let each = state.with_answers(|it| price::each(it, line))?;
    Some(per(&locale, each, line.rate.period))
}

/// The order on the screen before sending and on the receipt; nothing for a
/// single price, which is its own sum.
pub fn final_order(state: FormState, fields: std::ops::Range<usize>) -> Option<El> {
    let definition = state.definition();
    let among = |line: &OrderLine| fields.contains(&line.field);
    let order = state.with_answers(price::order);
    let order: Vec<OrderLine> = order.into_iter().filter(among).collect();
    let single = |it: &OrderLine| {
        let control = definition.fields[it.field].kind.control();
        control == Control::Price && it.quantity.to_string() == "1"
    };
    match order.as_slice() {
        [] => None,
        [only] if single(only) && definition.lines.len() == 1 => None,
        lines => Some(
            el("section")
                .class("part")
                .with(el("h3").class("heading").text(state.text("order.title")))
                .with(table(state, lines)),
        ),
    }
}
