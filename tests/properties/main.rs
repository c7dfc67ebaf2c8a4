//! What holds whatever comes in: through the three doors (a definition, a
//! submission, a key press) and out again.

mod harm;
mod promises;
mod tree;
mod values;
mod woven;

use blankett::engine::answers::Answers;
use blankett::engine::decimal::Decimal;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::{Envelope, Proof};
use blankett::engine::identifiers::{Accept, IDENTIFIERS};
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::messages::Locale;
use blankett::engine::problem::Problem;
use blankett::engine::validation::{check, validate};
use harm::{harmed, harms};
use promises::{context, exercise, ordered};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use tree::places;
use values::{answer, decimal, json, steps, typed};
use woven::woven;

const FORMS: [&str; 8] = [
    include_str!("../../src/forms/assistert-selvhjelp-databehandleravtale.json"),
    include_str!("../../src/forms/buypass-virksomhetssertifikat.json"),
    include_str!("../../src/forms/nbt-databehandleravtale.json"),
    include_str!("../../src/forms/opus-bruker.json"),
    include_str!("../../src/forms/opus-lisens.json"),
    include_str!("../../src/forms/opus-overtagelse.json"),
    include_str!("../../src/forms/opus-samhandlingslink.json"),
    include_str!("../../src/forms/pureservice-databehandleravtale.json"),
];

/// Text and definition of each built-in form.
static BUILT_IN: LazyLock<[(Json, Arc<Definition>); 8]> = LazyLock::new(|| {
    FORMS.map(|it| {
        let definition = Definition::read(it).unwrap_or_else(|errors| panic!("{errors:?}"));
        (Json::parse(it).unwrap(), definition.into())
    })
});

static LOCALES: LazyLock<[Locale; 3]> = LazyLock::new(|| {
    ["nb", "nn", "en"].map(|code| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/locales")
            .join(code);
        Locale::read(&fs::read_to_string(path.with_extension("json")).unwrap()).unwrap()
    })
});

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_bytes_at_every_door(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}:,\"\\\\0-9a-z.\\-+ ]{0,80}") {
        for text in [&*String::from_utf8_lossy(&bytes), &text] {
            let _ = Definition::read(text);
            let _ = Envelope::read(text);
            let _ = Locale::read(text);
            Problem::read(text);
            if let Ok(json) = Json::parse(text) {
                prop_assert_eq!(Json::parse(&json.canonical()).unwrap().canonical(), json.canonical());
            }
        }
    }

    #[test]
    fn any_json_at_every_door(json in json()) {
        let text = json.canonical();
        if let Err(errors) = Definition::read(&text) {
            prop_assert!(!errors.is_empty() && errors.iter().all(|it| it.sentence.ends_with('.')));
        }
        Problem::read(&text);
        if let Ok(envelope) = Envelope::read(&text) {
            prop_assert_eq!(Envelope::read(&envelope.to_json().canonical()), Ok(envelope));
        }
        for (_, definition) in BUILT_IN.iter() {
            let (answers, refused) = Answers::from_json(definition.clone(), &json, context(true).today);
            validate(&answers, context(true));
            prop_assert!(!refused.is_empty() || answers.to_json().canonical() == text);
        }
    }

    #[test]
    fn any_envelope(answers in json(), totals in json(), words in prop::collection::vec(typed(), 5), salt in prop::option::of("[0-9a-f]{32}"), replaced in any::<bool>()) {
        let object = |json: &Json| if let Json::Object(_) = json { json.clone() } else { Json::Object(Vec::new()) };
        let envelope = Envelope {
            id: "6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b3a".to_owned(),
            form_id: words[0].clone(),
            form_version: words[1].clone(),
            language: words[2].clone(),
            submitted_at: words[3].clone(),
            answers: object(&answers),
            totals: object(&totals),
            proof: Proof { salt, digest: words[4].clone() },
            replaces: replaced.then(|| "6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b3b".to_owned()),
            parts: Vec::new(),
        };
        let read = Envelope::read(&envelope.to_json().canonical()).unwrap();
        prop_assert_eq!(read.to_json().canonical(), envelope.to_json().canonical());
    }

    #[test]
    fn any_problem(errors in json(), invalid in json(), detail in typed()) {
        let mut json = Json::Object(Vec::new());
        json.put(["errors"], errors);
        json.put(["invalid-params"], invalid);
        json.put(["detail"], Json::Text(detail));
        let problem = Problem::read(&json.canonical());
        prop_assert!(problem.errors.iter().all(|(path, _)| path.starts_with('/')));
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// Definitions harmed a little are read or refused; those that are read
    /// keep every promise.
    #[test]
    fn harmed_definitions(which in 0..8usize, harms in harms(), typed in prop::collection::vec((any::<usize>(), answer()), 1..4)) {
        let json = harmed(BUILT_IN[which].0.clone(), &harms);
        match Definition::from_json(&json) {
            Ok(definition) => exercise(definition.into(), typed)?,
            Err(errors) => prop_assert!(!errors.is_empty() && errors.iter().all(|it| it.sentence.ends_with('.'))),
        }
    }

    /// Any answer to any field.
    #[test]
    fn any_answers(which in 0..8usize, typed in prop::collection::vec((any::<usize>(), answer()), 1..8)) {
        exercise(BUILT_IN[which].1.clone(), typed)?;
    }

    /// Submissions harmed a little; those that are taken are what they say.
    #[test]
    fn harmed_submissions(which in 0..8usize, typed in prop::collection::vec((any::<usize>(), answer()), 1..20), harms in harms()) {
        let definition = &BUILT_IN[which].1;
        let mut answers = Answers::new(definition.clone(), "nb").on(context(true).today);
        for (field, answer) in typed {
            answers.set(field % definition.fields.len(), answer);
        }
        let json = harmed(answers.to_json(), &harms);
        let (received, refused) = Answers::from_json(definition.clone(), &json, context(true).today);
        validate(&received, context(false));
        prop_assert!(!refused.is_empty() || received.to_json().canonical() == json.canonical());
    }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Forms whose fields hang together in every way.
    #[test]
    fn woven_forms(form in woven(), steps in steps()) {
        match Definition::read(&form) {
            Ok(definition) => {
                ordered(&definition)?;
                exercise(definition.into(), steps)?;
            }
            Err(errors) => prop_assert!(errors[0].sentence.contains("waits"), "{errors:?}"),
        }
    }

    /// Any text in any field: taken, checked, shown, and still there.
    #[test]
    fn any_text_in_any_field(which in 0..8usize, field in any::<usize>(), text in typed()) {
        let definition = &BUILT_IN[which].1;
        let field = field % definition.fields.len();
        let mut answers = Answers::new(definition.clone(), "nb").on(context(true).today);
        answers.set(field, Some(Answer::Text(text.clone())));
        prop_assert_eq!(answers.typed(field), Some(&Answer::Text(text)));
        // Its normal form is its own normal form.
        if let Some(value) = answers.value(field) {
            answers.set(field, Some(value.clone()));
            prop_assert_eq!(answers.value(field), Some(value));
        }
        if let Some(violation) = check(&answers, field, context(false)) {
            prop_assert!(LOCALES[0].sentence(&violation, definition).ends_with('.'));
        }
        LOCALES.iter().for_each(|it| drop((it.answer(&answers, field, true), it.answer(&answers, field, false))));
    }

    #[test]
    fn identifiers(text in typed(), test_numbers in any::<bool>()) {
        for identifier in IDENTIFIERS {
            let normal = identifier.normalise(&text);
            prop_assert_eq!(&identifier.normalise(&normal), &normal);
            identifier.mask(&text);
            if identifier.validate(&normal, Accept { test_numbers }).is_ok() {
                prop_assert_eq!(identifier.normalise(&identifier.format(&normal)), normal);
            }
        }
    }

    #[test]
    fn decimals(number in decimal(), other in decimal(), text in typed()) {
        let written = number.to_string();
        prop_assert_eq!(Decimal::parse(&written), Some(number));
        prop_assert_eq!(Decimal::parse(&written.replace('.', ",")), Some(number));
        prop_assert_eq!(Json::parse(&written), Ok(Json::Number(number)));
        let float: f64 = written.parse().unwrap();
        prop_assert_eq!(Decimal::from_json(&written), Some(number));
        prop_assert_eq!(number.cmp(&other), float.total_cmp(&other.to_string().parse().unwrap()));
        // Rust writes floats as RFC 8785 does, but for the exponents that we never need.
        prop_assert_eq!(float.to_string(), written);
        if let Some(read) = Decimal::parse(&text) {
            prop_assert_eq!(Decimal::parse(&read.to_string()), Some(read));
        }
    }

    #[test]
    fn canonical_json(json in json()) {
        let text = json.canonical();
        let read = Json::parse(&text).unwrap();
        prop_assert_eq!(read.canonical(), text);
        prop_assert_eq!(places(&read), places(&json));
    }

    /// The parser against `serde_json`: they agree but for what we refuse on purpose.
    #[test]
    fn json_as_serde_json_reads_it(json in json(), at in any::<prop::sample::Index>(), put in "[\\[\\]{}:,\"\\\\0-9eE.+ntfu\u{e5} \\n-]{0,3}", cut in 0usize..3) {
        let mut text = json.canonical();
        let mut from = at.index(text.len() + 1);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        let mut to = (from + cut).min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        text.replace_range(from..to, &put);
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match Json::parse(&text) {
            Ok(ours) => {
                let ours: serde_json::Value = serde_json::from_str(&ours.canonical()).unwrap();
                prop_assert_eq!(ours, floats(theirs.unwrap()), "{}", text);
            }
            Err(told) => {
                let on_purpose = ["twice", "15 digits", "nested"].iter().any(|it| told.contains(it));
                prop_assert!(on_purpose || theirs.is_err(), "{}: {}", text, told);
            }
        }
    }
}

/// Whole numbers written as floats, such as `1e3`, as whole numbers: JSON knows
/// no difference.
fn floats(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => Value::from(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(floats).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, it)| (key, floats(it)))
            .collect(),
        other => other,
    }
}
