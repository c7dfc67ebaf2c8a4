//! What is right, and is harmed: the built-in forms, complete answers to them, envelopes, sealed ones.

use crate::sealing;
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::identifiers::Accept;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context, Control};
use blankett::engine::messages::Locale;
use blankett::engine::model::Model;
use blankett::engine::validation::{check, facts};
use blankett::engine::{packet, price};
use blankett_server::keys::Keys;
use chrono::NaiveDate;
use p256::{PublicKey, SecretKey};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// A built-in form or packet.
pub struct Form {
    pub json: Json,
    pub definition: Arc<Definition>,
    pub model: Option<Model>,
    /// Answers that are as right as a machine makes them.
    pub answers: Json,
    /// The same as they are sent.
    pub envelope: String,
}

/// All built-in forms, the small ones first.
pub static FORMS: LazyLock<Vec<Form>> = LazyLock::new(forms);

/// Names and texts of all definitions, and of envelopes.
pub static WORDS: LazyLock<Vec<String>> = LazyLock::new(words);

/// Bokmål, nynorsk and English.
pub static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let read = |name| Locale::read(&read(&format!("src/locales/{name}.json")));
    ["nb", "nn", "en"]
        .map(|it| read(it).expect("a locale of this repository"))
        .into()
});

/// Makes all of it, so that no input is measured with it.
pub fn ready() {
    LazyLock::force(&WORDS);
    LazyLock::force(&LOCALES);
    LazyLock::force(&KEYS);
    LazyLock::force(&EXPORTED);
}

/// The day on which all forms are filled in.
pub fn context() -> Context {
    Context {
        today: NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day"),
        accept: Accept { test_numbers: true },
    }
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn forms() -> Vec<Form> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/forms");
    let names = fs::read_dir(folder).expect("the forms").flatten();
    let mut names: Vec<String> = names
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .filter(|it| it.ends_with(".json"))
        .collect();
    names.sort();
    let json = |name: &str| Json::parse(&read(&format!("src/forms/{name}"))).expect("JSON");
    let whole = |json_: Json| {
        let parts = packet::forms(&json_);
        if parts.is_empty() {
            return bare(json_);
        }
        let parts: Vec<Json> = parts.iter().map(|it| json(&format!("{it}.json"))).collect();
        bare(packet::assemble(&json_, &parts).expect("a packet of this repository"))
    };
    let mut forms: Vec<Form> = names.iter().map(|it| form(whole(json(it)))).collect();
    forms.sort_by_key(|it| it.json.canonical().len());
    forms
}

/// Without an author's notes, which nobody reads.
fn bare(json: Json) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.into_iter().map(bare).collect()),
        Json::Object(members) => Json::Object(
            members
                .into_iter()
                .filter(|(key, _)| key != "$comment")
                .map(|(key, it)| (key, bare(it)))
                .collect(),
        ),
        other => other,
    }
}

fn form(json: Json) -> Form {
    let definition = Definition::from_json(&json).unwrap_or_else(|it| panic!("{it:?}"));
    let model = Model::read(&json, &definition).unwrap_or_else(|it| panic!("{it:?}"));
    let definition = Arc::new(definition);
    let answers = filled(&definition);
    let envelope = envelope(&definition, &answers);
    Form {
        json,
        definition,
        model,
        answers,
        envelope,
    }
}

/// Texts of which one or another fits most fields.
const TYPED: [&str; 9] = [
    "Kari Nordmann",
    "971058676",
    "01819012012",
    "kari@example.no",
    "40000000",
    "0150",
    "2026-11-21",
    "2026-12-01",
    "2",
];

/// Every field that can be answered, answered with the first thing that fits.
fn filled(definition: &Arc<Definition>) -> Json {
    let mut answers = Answers::new(definition.clone(), "nb").on(context().today);
    // Twice: an answer may show a field that stands before it.
    for _ in 0..2 {
        for (at, field) in definition.fields.iter().enumerate() {
            if !answers.is_shown(at) || field.locked || answers.value(at).is_some() {
                continue;
            }
            if let Some(rows) = &field.rows {
                let mut json = Json::Object(Vec::new());
                let row = filled(&rows.columns);
                json.put(field.key.split('.'), Json::Array(vec![row.clone(), row]));
                answers.merge(&json);
                continue;
            }
            let mut fits = |answer| {
                answers.set(at, Some(answer));
                answers.value(at).is_some() && check(&answers, at, context()).is_none()
            };
            let choices = field.kind.choices();
            let texts = TYPED.iter().map(|it| Answer::Text((*it).to_owned()));
            let codes = choices.iter().map(|it| Answer::Text(it.code.clone()));
            let several = (1..=choices.len()).map(|count| {
                Answer::Choices(choices[..count].iter().map(|it| it.code.clone()).collect())
            });
            let mut all = codes
                .chain(several)
                .chain([Answer::Flag(true)])
                .chain(texts);
            if !all.any(&mut fits) {
                answers.set(at, None);
            }
        }
    }
    for (at, field) in definition.fields.iter().enumerate() {
        if field.kind.control() == Control::Signature {
            let signed = format!(
                r#"{{"method": "typed", "name": "Kari Nordmann", "facts": "{}"}}"#,
                facts(&answers, at)
            );
            answers.set(at, Some(Answer::Json(Json::parse(&signed).expect("JSON"))));
        }
    }
    answers.to_json()
}

/// An envelope as JSON text: by hand, so that it stays as backends have stored it.
fn envelope(definition: &Arc<Definition>, json: &Json) -> String {
    let (answers, _) = Answers::from_json(definition.clone(), json, context().today);
    let parts: Vec<String> = definition
        .parts
        .iter()
        .map(|it| {
            format!(
                r#"{{"form":{{"id":"{}","version":"{}"}},"totals":{{}},"salt":"000102030405060708090a0b0c0d0e0f","digest":"sha-256=00"}}"#,
                it.id, it.version
            )
        })
        .collect();
    // Those of packets are as they are made now, the others as in the first edition.
    let (salt, parts) = match parts.is_empty() {
        true => ("", String::new()),
        false => (
            r#","salt":"0f0e0d0c0b0a09080706050403020100""#,
            format!(r#","parts":[{}]"#, parts.join(",")),
        ),
    };
    format!(
        r#"{{"id":"{ID}","form":{{"id":"{}","version":"{}"}},"language":"nb","submittedAt":"2026-11-21T19:00:00.000Z","answers":{},"totals":{}{salt},"digest":"sha-256=00","replaces":null{parts}}}"#,
        definition.id,
        definition.version,
        json.canonical(),
        price::totals(&answers).canonical(),
    )
}

/// The id of every submission here.
pub const ID: &str = "6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b3a";

fn words() -> Vec<String> {
    let mut found = BTreeSet::new();
    for form in FORMS.iter() {
        collect(&form.json, &mut found);
        collect(&Json::parse(&form.envelope).expect("JSON"), &mut found);
    }
    found.into_iter().collect()
}

fn collect(json: &Json, found: &mut BTreeSet<String>) {
    let mut take = |text: &String| {
        if text.len() < 40 {
            found.insert(text.clone());
        }
    };
    match json {
        Json::Text(text) => take(text),
        Json::Array(items) => items.iter().for_each(|it| collect(it, found)),
        Json::Object(members) => {
            for (key, it) in members {
                found.insert(key.clone());
                collect(it, found);
            }
        }
        _ => {}
    }
}

/// The recipient's key, which no one else has.
pub static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let secret = secret();
    let mut jwk = sealing::public(&secret.public_key());
    jwk.put(["d"], Json::Text(sealing::encode(&secret.to_bytes())));
    jwk.put(["kid"], Json::text("2026"));
    Keys::read(&jwk.canonical()).expect("a key")
});

fn secret() -> SecretKey {
    SecretKey::from_slice(&[5; 32]).expect("a key")
}

/// Whom to seal to.
pub fn recipient() -> PublicKey {
    secret().public_key()
}

/// The header of a sealed envelope of this form.
pub fn header(form: &Form) -> Json {
    let mut header = sealing::header(ID, &form.definition.id, "2026");
    let version = Json::text(&form.definition.version);
    header.put(["form", "version"], version);
    header
}

/// Every form's envelope, sealed.
pub static SEALED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let seal = |it: &Form| sealing::seal(&header(it), &it.envelope, &recipient());
    FORMS.iter().map(seal).collect()
});

/// Queues of those, as they are exported.
pub static EXPORTED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let item = |form: &Form, sealed: &String| {
        format!(
            r#"{{"id":"{ID}","form":{{"id":"{}","version":"{}"}},"action":"https://vendor.example/api","user":"","headers":false,"at":"2026-11-21T19:00:00.000Z","sealed":true,"body":"{sealed}"}}"#,
            form.definition.id, form.definition.version
        )
    };
    let items: Vec<String> = FORMS
        .iter()
        .zip(SEALED.iter())
        .map(|(form, it)| item(form, it))
        .collect();
    let queue = |items: &[String]| {
        format!(
            "{{\n \"blankett\": \"queue\",\n \"version\": 1,\n \"items\": [{}]\n}}",
            items.join(",")
        )
    };
    vec![queue(&items[..1]), queue(&items[..3]), queue(&[])]
});
