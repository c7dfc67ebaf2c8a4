//! What a signature covers, and when it must be given anew.

use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::validation::{facts, validate};
use std::sync::Arc;

const FORM: &str = r#"{"id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [
    {"key": "pris", "kind": "number", "label": "Pris"},
    {"key": "ny.signatur", "kind": "signature", "label": "Ny", "with": ["ny.navn"]},
    {"key": "ny.navn", "kind": "text", "label": "Navn"},
    {"key": "gammel.signatur", "kind": "signature", "label": "Gammel", "with": ["gammel.navn"]},
    {"key": "gammel.navn", "kind": "text", "label": "Navn igjen"},
    {"key": "rader", "kind": "rows", "row": "Rad", "label": "Rader", "columns": [
        {"key": "hva", "kind": "text", "label": "Hva"}]}]}]}"#;

fn form() -> Arc<Definition> {
    Definition::read(FORM)
        .unwrap_or_else(|it| panic!("{it:#?}"))
        .into()
}

fn text(words: &str) -> Option<Answer> {
    Some(Answer::Text(words.to_owned()))
}

fn signed(answers: &mut Answers, field: usize) {
    let facts = facts(answers, field);
    let json = format!(r#"{{"method": "typed", "name": "Kari", "facts": "{facts}"}}"#);
    answers.set(field, Some(Answer::Json(Json::parse(&json).unwrap())));
}

fn found(answers: &Answers) -> Vec<(String, String)> {
    let today = "2026-11-21".parse().unwrap();
    let accept = Default::default();
    let found = validate(answers, Context { today, accept });
    found.into_iter().map(|it| (it.path, it.code)).collect()
}

#[test]
fn a_changed_fact_reopens_every_signature() {
    let mut answers = Answers::new(form(), "nb");
    answers.set(0, text("7500"));
    let row = |answers: &Answers, words: &str| {
        let mut row = answers.new_row(5, "nb");
        row.set(0, text(words));
        vec![row]
    };
    let rows = row(&answers, "En");
    answers.set_rows(5, rows);
    signed(&mut answers, 1);
    signed(&mut answers, 3);
    assert_eq!(found(&answers), []);

    // What belongs to a signature may be written after it.
    answers.set(2, text("KARI"));
    answers.set(4, text("PER"));
    assert_eq!(found(&answers), []);

    let stale = ["/ny/signatur", "/gammel/signatur"]
        .map(|it| (it.to_owned(), "signature.stale".to_owned()));
    answers.set(0, text("1"));
    assert_eq!(found(&answers), stale);
    answers.set(0, text("7 500"));
    assert_eq!(found(&answers), [], "the same fact, written otherwise");
    let rows = row(&answers, "To");
    answers.set_rows(5, rows);
    assert_eq!(found(&answers), stale);
    signed(&mut answers, 3);
    assert_eq!(found(&answers), stale[..1]);
    // A pen signs what is printed.
    answers.set(
        1,
        Some(Answer::Json(Json::parse(r#"{"method": "paper"}"#).unwrap())),
    );
    assert_eq!(found(&answers), []);
}

#[test]
fn what_is_no_signature() {
    for wrong in [
        r#"{"method": "typed", "name": "Kari"}"#,
        r#"{"method": "typed", "name": "Kari", "facts": 1}"#,
        r#"{"method": "typed", "name": "Kari", "facts": "", "more": ""}"#,
        r#"{"method": "drawn", "path": "M1 1L2 2<script>", "facts": ""}"#,
        r#"{"method": "paper", "name": "Kari"}"#,
        r#"{"method": "stamp", "path": "M1 1", "facts": ""}"#,
    ] {
        let mut answers = Answers::new(form(), "nb");
        answers.set(1, Some(Answer::Json(Json::parse(wrong).unwrap())));
        assert_eq!(
            found(&answers),
            [("/ny/signatur".to_owned(), "format".to_owned())],
            "{wrong}"
        );
    }
}

/// A name that looks like another, or that is read otherwise than it is sent.
#[test]
fn a_typed_name_hides_nothing() {
    let mut answers = Answers::new(form(), "nb");
    let mut sign = |name: &str| {
        let facts = facts(&answers, 1);
        let json = format!(r#"{{"method": "typed", "name": "{name}", "facts": "{facts}"}}"#);
        answers.set(1, Some(Answer::Json(Json::parse(&json).unwrap())));
        let name = answers.value(1).map(|it| it.to_json());
        let name = name.and_then(|it| it.get("name").and_then(Json::as_text).map(str::to_owned));
        (name, found(&answers))
    };
    assert_eq!(sign("Ka\u{200b}ri "), (Some("Kari".to_owned()), vec![]));
    assert_eq!(sign("\u{200b}").0, None);
    let (_, wrong) = sign("Kari\u{202e}nnam");
    let place = "/ny/signatur".to_owned();
    assert_eq!(wrong, [(place, "text.characters".to_owned())]);
}
