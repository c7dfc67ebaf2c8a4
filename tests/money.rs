//! What an order comes to: prices as configuration, tiers, periods, rounding and bounds.

use blankett::engine::answers::Answers;
use blankett::engine::definition::{Definition, Period};
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::messages::Locale;
use blankett::engine::price::{self, Price};
use blankett::engine::validation::validate;
use chrono::NaiveDate;
use std::sync::Arc;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn form(fields: &str) -> Arc<Definition> {
    let json = format!(
        r#"{{"id": "a", "version": "1", "title": "A", "sections": [{{"id": "s", "title": "S", "fields": [{fields}]}}]}}"#
    );
    Definition::read(&json)
        .unwrap_or_else(|it| panic!("{it:#?}"))
        .into()
}

/// The form on a day, with texts typed into its first fields.
fn filled(form: &Arc<Definition>, today: &str, typed: &[&str]) -> Answers {
    let mut answers = Answers::new(form.clone(), "nb").on(day(today));
    for (field, text) in typed.iter().enumerate() {
        answers.set(field, Some(Answer::Text((*text).to_owned())));
    }
    answers
}

fn sum(answers: &Answers, period: Period) -> Option<(u64, u64)> {
    let Price { net, vat } = price::sum(&price::order(answers), period)?;
    Some((net, vat))
}

#[test]
fn the_price_of_the_day_counts() {
    let form = form(
        r#"{"key": "p", "kind": "price", "label": "P", "prices": [
            {"from": "2026-01-01", "amount": 100}, {"from": "2027-01-01", "amount": 200}]}"#,
    );
    for (today, net) in [
        // Before the first date the first one counts: there is no other.
        ("2025-12-31", 100),
        ("2026-01-01", 100),
        ("2026-12-31", 100),
        ("2027-01-01", 200),
        ("2030-06-01", 200),
    ] {
        let found = sum(&filled(&form, today, &[]), Period::Once);
        assert_eq!(found.map(|it| it.0), Some(net), "{today}");
    }
}

#[test]
fn vat_is_rounded_half_up_by_line() {
    for (amount, percent, vat) in [(2, 25, 1), (1, 25, 0), (6, 25, 2), (10, 15, 2), (3, 0, 0)] {
        let form = form(&format!(
            r#"{{"key": "p", "kind": "price", "label": "P", "amount": {amount}, "vat": {percent}}}"#
        ));
        let found = sum(&filled(&form, "2026-11-21", &[]), Period::Once);
        assert_eq!(found, Some((amount, vat)), "{amount} øre, {percent} %");
    }
    // Two lines of half an øre each are two øre, not one.
    let two = form(
        r#"{"key": "p", "kind": "price", "label": "P", "amount": 2},
           {"key": "q", "kind": "price", "label": "Q", "amount": 2}"#,
    );
    assert_eq!(
        sum(&filled(&two, "2026-11-21", &[]), Period::Once),
        Some((4, 2))
    );
}

const TIERS: &str = r#"{"key": "antall", "kind": "number", "label": "Antall", "min": 1},
    {"key": "p", "kind": "price", "label": "P", "period": "month", "amount": {"step": {"field": "antall"}, "steps": [
        {"to": 2, "is": 57000}, {"to": 5, "is": 71700}, {"to": 12, "is": 98000}, {"is": 111000}]}},
    {"key": "q", "kind": "price", "label": "Q", "period": "year", "amount": 672300, "further": 115900,
        "quantity": {"field": "antall"}},
    {"key": "porto", "kind": "price", "label": "Porto", "later": true}"#;

#[test]
fn tiers_further_units_and_periods() {
    let form = form(TIERS);
    for (count, month, year) in [
        ("1", 57000, 672_300),
        ("2", 57000, 788_200),
        ("3", 71700, 904_100),
        ("5", 71700, 1_135_900),
        ("6", 98000, 1_251_800),
        ("12", 98000, 1_947_200),
        ("13", 111_000, 2_063_100),
    ] {
        let answers = filled(&form, "2026-11-21", &[count]);
        assert_eq!(
            sum(&answers, Period::Month).map(|it| it.0),
            Some(month),
            "{count}"
        );
        assert_eq!(
            sum(&answers, Period::Year).map(|it| it.0),
            Some(year),
            "{count}"
        );
        // Postage is charged later, and is never nought.
        assert_eq!(sum(&answers, Period::Once), None);
        let later = price::order(&answers)
            .into_iter()
            .find(|it| it.price.is_none());
        assert!(later.is_some());
    }
    let nothing = filled(&form, "2026-11-21", &[""]);
    assert_eq!(sum(&nothing, Period::Month), None, "nobody knows yet");
}

#[test]
fn what_cannot_be_counted_is_told_on_the_field() {
    let form = form(TIERS);
    let context = Context {
        today: day("2026-11-21"),
        accept: Default::default(),
    };
    for (typed, code, sentence) in [
        ("-1", "number.low", "Antall må være minst 1."),
        (
            "1,5",
            "number.whole",
            "Skriv antall som et helt tall, uten desimaler.",
        ),
        (
            "tolv",
            "number",
            "Skriv antall som et tall, for eksempel 12.",
        ),
        (
            "99999999999",
            "price.overflow",
            "Summen blir for stor. Sjekk antall.",
        ),
    ] {
        let answers = filled(&form, "2026-11-21", &[typed]);
        let found = validate(&answers, context);
        assert_eq!(found.len(), 1, "{typed}: {found:?}");
        assert_eq!(
            (found[0].path.as_str(), found[0].code.as_str()),
            ("/antall", code)
        );
        assert_eq!(Locale::nb().sentence(&found[0], &form), sentence);
    }
}
