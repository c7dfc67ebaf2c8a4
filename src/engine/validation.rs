//! The rules of a form, applied: the same call in the browser and on the server.

use crate::engine::answers::Answers;
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Context, Control};
use crate::engine::price;
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
    let mut found = Vec::new();
    for field in 0..answers.definition().fields.len() {
        found.extend(check(answers, field, context));
        if !answers.is_shown(field) {
            continue;
        }
        let path = &answers.definition().fields[field].path;
        // Their places are those of the rows that are sent.
        for (place, (at, row)) in answers.sent_rows(field).enumerate() {
            let locked = at < answers.locked_rows(field);
            for violation in validate(row, context) {
                let path = [path, "/", &place.to_string(), &violation.path].concat();
                let violation = Violation { path, ..violation };
                found.push(if locked {
                    unblock(violation)
                } else {
                    violation
                });
            }
        }
    }
    found
}

/// What is wrong in a row that the reader cannot change must not stop the form.
pub fn unblock(violation: Violation) -> Violation {
    Violation {
        severity: Severity::Warning,
        ..violation
    }
}

/// The first thing wrong with one field. A key press needs no more than this
/// for the field itself and each of its dependents. What is wrong inside rows
/// is for a check of each of them.
pub fn check(answers: &Answers, field: usize, context: Context) -> Option<Violation> {
    let definition = &answers.definition().fields[field];
    if !answers.is_shown(field) {
        return None;
    }
    // A packet's fact is checked where it is typed.
    let fault = if definition.kind.answered() && !definition.fact {
        fault(answers, field, context)
    } else {
        None
    };
    let stops = |it: &Fault| it.severity == Severity::Error;
    let fault = match (fault, broken(answers, field)) {
        (Some(fault), Some(rule)) if !stops(&fault) && stops(&rule) => Some(rule),
        (fault, rule) => fault.or(rule),
    };
    fault.map(|it| it.at(&definition.path))
}

/// What its kind and its being required find wrong.
fn fault(answers: &Answers, field: usize, context: Context) -> Option<Fault> {
    let definition = &answers.definition().fields[field];
    let value = answers.value(field);
    let given = value.as_ref().filter(|it| definition.kind.satisfies(it));
    let fault = given.and_then(|answer| definition.kind.check(answer, context).err());
    if fault
        .as_ref()
        .is_some_and(|it| it.severity == Severity::Error)
    {
        return fault;
    }
    let control = definition.kind.control();
    let lacks = || {
        (given.is_none() && answers.is_required(field)).then(|| {
            Fault::error(match control {
                Control::Radios(_) | Control::Select(_) | Control::YesNo => "required.choice",
                Control::Checkboxes(_) => "required.choices",
                Control::Tick => "required.tick",
                Control::Rows(_) => "required.rows",
                Control::Signature => "required.signature",
                _ => "required",
            })
        })
    };
    let stale = || match given {
        Some(Answer::Json(json)) if control == Control::Signature => {
            let signed = json.get("facts").and_then(Json::as_text);
            let changed = signed.is_some_and(|it| it != facts(answers, field));
            changed.then(|| Fault::error("signature.stale"))
        }
        _ => None,
    };
    let too_much = || {
        let typed = matches!(given, Some(Answer::Number(_)));
        (typed && price::overflows(answers, field)).then(|| Fault::error("price.overflow"))
    };
    missing(answers, field, &value)
        .or_else(lacks)
        .or_else(stale)
        .or_else(too_much)
        .or(fault)
}

/// The first of its rules that is broken, errors before warnings.
fn broken(answers: &Answers, field: usize) -> Option<Fault> {
    let mut found: Option<Fault> = None;
    for rule in &answers.definition().fields[field].rules {
        let worse = found.as_ref().is_none_or(|it| it.severity != rule.severity)
            && (found.is_none() || rule.severity == Severity::Error);
        if worse && rule.when.holds(answers) {
            found = Some(Fault {
                severity: rule.severity,
                ..Fault::error(["rule.", &rule.id].concat())
            });
        }
    }
    found
}

/// What a signature is over, as a fingerprint of 16 hexadecimal digits: FNV-1a
/// of all answers it covers. It binds the signature to the answers while the
/// form is filled in; what proves them equal later is the envelope's digest.
///
/// ```
/// use blankett::engine::{answers::Answers, definition::Definition, kinds::Answer, validation::facts};
/// let definition = Definition::read(r#"{
///     "id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "pris", "kind": "number", "label": "Pris"},
///         {"key": "signatur", "kind": "signature", "label": "Signatur"}
///     ]}]
/// }"#).unwrap();
/// let mut answers = Answers::new(definition.into(), "nb");
/// let before = facts(&answers, 1);
/// answers.set(0, Some(Answer::Text("1".into())));
/// assert_ne!(facts(&answers, 1), before);
/// ```
pub fn facts(answers: &Answers, signature: usize) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for field in answers.definition().covered(signature) {
        if let Some(answer) = answers.value(field) {
            take(&answers.definition().fields[field].key);
            take(&answer.to_json().canonical());
        }
    }
    let digit = |at: u32| char::from_digit((hash >> (60 - 4 * at)) as u32 & 15, 16);
    (0..16).filter_map(digit).collect()
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
