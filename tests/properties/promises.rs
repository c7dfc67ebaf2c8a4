//! What every form promises, whatever is typed into it.

use crate::LOCALES;
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::identifiers::Accept;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::price;
use blankett::engine::validation::{check, validate};
use blankett::engine::violation::Severity;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::sync::Arc;

pub fn context(test_numbers: bool) -> Context {
    Context {
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        accept: Accept { test_numbers },
    }
}

/// All that is known of a field, for telling whether it has changed.
fn state(answers: &Answers, field: usize) -> impl PartialEq + std::fmt::Debug + use<> {
    let wrong = check(answers, field, context(false));
    (
        answers.is_shown(field),
        answers.is_required(field),
        answers.value(field),
        wrong,
    )
}

/// Types into a form, and holds it to what every form promises.
pub fn exercise(
    definition: Arc<Definition>,
    typed: Vec<(usize, Option<Answer>)>,
) -> Result<(), TestCaseError> {
    let count = definition.fields.len();
    let mut answers = Answers::new(definition.clone(), "en").on(context(true).today);
    if count == 0 {
        return Ok(());
    }
    for (field, answer) in typed {
        let field = field % count;
        let before: Vec<_> = (0..count).map(|it| state(&answers, it)).collect();
        let touched = answers.set(field, answer.clone());
        // Nothing typed is lost, unless the field implies an option of its own.
        if definition.fields[field]
            .implies
            .as_ref()
            .is_none_or(|(target, _)| *target != field)
        {
            prop_assert_eq!(answers.typed(field), answer.as_ref());
        }
        // Step by step it comes to the same as all at once …
        let mut afresh = answers.clone();
        afresh.merge(&Json::Object(Vec::new()));
        for (other, before) in before.iter().enumerate() {
            let now = state(&answers, other);
            prop_assert!(
                now == state(&afresh, other),
                "{}",
                definition.fields[other].key
            );
            // … and what has changed is told.
            let told = other == field || touched.contains(&other);
            prop_assert!(
                told || now == *before,
                "{} is not told of",
                definition.fields[other].key
            );
        }
    }
    let mut wrong = Vec::new();
    for violation in validate(&answers, context(true)) {
        for locale in LOCALES.iter() {
            prop_assert!(!locale.sentence(&violation, &definition).is_empty());
        }
        if violation.severity == Severity::Error {
            wrong.push(violation.path);
        }
    }
    for field in 0..count {
        LOCALES
            .iter()
            .for_each(|it| drop(it.answer(&answers, field, field % 2 == 0)));
    }
    for field in 0..count {
        let value = answers.value(field);
        let normal = value
            .as_ref()
            .and_then(|it| definition.fields[field].kind.normalise(it));
        prop_assert_eq!(normal, value, "{}", definition.fields[field].key);
    }
    price::totals(&answers);
    // Where nothing is wrong, the receiving side takes it as it is.
    let sent = answers.to_json();
    let (received, refused) = Answers::from_json(definition.clone(), &sent, context(true).today);
    for violation in &refused {
        let of = |path: &String| definition.find_path(path).unwrap();
        // … unless it hangs on something that is.
        let hangs = |path: &String| {
            definition
                .dependents(of(path))
                .contains(&of(&violation.path))
        };
        let fine = wrong.iter().any(|it| *it == violation.path || hangs(it));
        prop_assert!(fine, "{} refused: {}", violation.path, violation.code);
    }
    if refused.is_empty() {
        prop_assert_eq!(received.to_json().canonical(), sent.canonical());
    }
    Ok(())
}

/// Fields are looked at after those that decide whether they are shown.
pub fn ordered(definition: &Definition) -> Result<(), TestCaseError> {
    let rank = |field: usize| {
        definition
            .order()
            .iter()
            .position(|it| *it == field)
            .unwrap()
    };
    for (index, field) in definition.fields.iter().enumerate() {
        let mut before = Vec::new();
        if let Some(shown) = &field.shown {
            shown.fields(&mut |it| before.push(it));
        }
        prop_assert!(before.into_iter().all(|it| rank(it) < rank(index)));
        let dependents = definition.dependents(index);
        prop_assert!(dependents.is_sorted_by_key(|it| rank(*it)));
    }
    Ok(())
}
