//! The rules of a form, applied: the same call in the browser and on the server.

use crate::engine::answers::Answers;
use crate::engine::kinds::{Answer, Context, Control};
use crate::engine::violation::{Fault, Severity, Violation};

/// Everything wrong with the answers, in the form's order.
///
/// ```
/// use blankett::engine::{answers::Answers, definition::Definition, kinds::Context, validation};
/// let definition = Definition::read(r#"{
///     "id": "a", "version": "1", "title": "A",
///     "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "navn", "kind": "text", "label": "Navn", "required": true}
///     ]}]
/// }"#).unwrap();
/// let context = Context { today: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(), accept: Default::default() };
/// let found = validation::validate(&Answers::new(definition.into(), "nb"), context);
/// assert_eq!((found[0].path.as_str(), found[0].code.as_str()), ("/navn", "required"));
/// ```
pub fn validate(answers: &Answers, context: Context) -> Vec<Violation> {
    (0..answers.definition().fields.len())
        .filter_map(|field| check(answers, field, context))
        .collect()
}

/// The first thing wrong with one field. A key press needs no more than this
/// for the field itself and each of its dependents.
pub fn check(answers: &Answers, field: usize, context: Context) -> Option<Violation> {
    let definition = &answers.definition().fields[field];
    if !definition.kind.answered() || !answers.is_shown(field) {
        return None;
    }
    let value = answers.value(field);
    let given = value.as_ref().filter(|it| definition.kind.satisfies(it));
    let fault = given.and_then(|answer| definition.kind.check(answer, context).err());
    let stops = fault
        .as_ref()
        .is_some_and(|it| it.severity == Severity::Error);
    let lacks = || {
        (given.is_none() && answers.is_required(field)).then(|| {
            Fault::error(match definition.kind.control() {
                Control::Radios(_) | Control::Select(_) | Control::YesNo => "required.choice",
                Control::Checkboxes(_) => "required.choices",
                Control::Tick => "required.tick",
                _ => "required",
            })
        })
    };
    let fault = if stops {
        fault
    } else {
        missing(answers, field, &value).or_else(lacks).or(fault)
    };
    fault.map(|it| it.at(&definition.path))
}

/// An option that another field's answer implies but that is not chosen.
fn missing(answers: &Answers, field: usize, value: &Option<Answer>) -> Option<Fault> {
    let form = answers.definition();
    let chosen: &[String] = match value {
        Some(Answer::Choices(chosen)) => chosen,
        _ => &[],
    };
    let (by, option) = form.fields[field].implied.iter().find(|(by, option)| {
        !chosen.contains(option)
            && answers
                .value(*by)
                .is_some_and(|it| it != Answer::Flag(false))
    })?;
    let by = form.fields[*by].key.as_str();
    Some(
        Fault::error("implied")
            .with("option", option)
            .with("by", by),
    )
}
