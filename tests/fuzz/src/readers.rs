//! The readers: how an input for each is made, and what is done with it.

mod outbox;

use crate::chance::Chance;
use crate::harm;
use crate::sealing;
use crate::seeds::{
    EXPORTED, FORMS, Form, KEYS, LOCALES, SEALED, WORDS, context, header, recipient,
};
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::model::Model;
use blankett::engine::packet;
use blankett::engine::price;
use blankett::engine::problem::Problem;
use blankett::engine::validation::validate;
use blankett::engine::violation::Severity;
use blankett_server::open;
use blankett_server::sealed::Sealed;
use std::sync::Arc;

/// A reader of bytes that anyone may have made.
pub struct Reader {
    pub name: &'static str,
    pub about: &'static str,
    /// Makes an input.
    pub make: fn(&mut Chance) -> Vec<u8>,
    /// Reads it, uses what was read, and says whether the reader took it. Panics where a promise is broken.
    pub read: fn(&[u8]) -> bool,
}

pub const READERS: [Reader; 7] = [
    Reader {
        name: "definition",
        about: "a form by URL or from a page: Definition, Model, packet::assemble, and the form filled in",
        make: make_definition,
        read: read_definition,
    },
    Reader {
        name: "envelope",
        about: "what is posted, or stands in the database: Envelope::read, then the rules and the model",
        make: make_envelope,
        read: read_envelope,
    },
    Reader {
        name: "sealed",
        about: "a compact JWE: Sealed::read and open, and the envelope in it",
        make: make_sealed,
        read: read_sealed,
    },
    Reader {
        name: "exported",
        about: "a queue's file as `blankett open` reads it",
        make: make_exported,
        read: read_exported,
    },
    Reader {
        name: "problem",
        about: "what a backend answers: Problem::read, and the fields that it names",
        make: make_problem,
        read: read_problem,
    },
    Reader {
        name: "prefill",
        about: "answers that a host or a draft has: Answers::merge and from_json",
        make: make_prefill,
        read: read_prefill,
    },
    Reader {
        name: "outbox",
        about: "a stored row and all that may happen to it: outbox::next",
        make: outbox::make,
        read: outbox::read,
    },
];

/// One of the built-in forms; the small ones more often, for they are read in less time.
fn any_form(chance: &mut Chance) -> &'static Form {
    let end = 1 + chance.below(FORMS.len());
    &FORMS[chance.below(end)]
}

/// JSON, harmed as a tree, then now and then as text.
fn harmed(mut json: Json, chance: &mut Chance) -> Vec<u8> {
    harm::json(&mut json, &WORDS, chance);
    let mut text = json.canonical().into_bytes();
    if chance.once_in(8) {
        harm::bytes(&mut text, b"", chance);
    }
    text
}

/// Text, harmed in its bytes.
fn torn(text: &str, other: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    harm::bytes(&mut bytes, other.as_bytes(), chance);
    bytes
}

/// As browsers decode what they fetch.
fn decoded(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A form whose fields hang on those before them, in every way.
fn chain(chance: &mut Chance) -> Vec<u8> {
    let kind = |chance: &mut Chance, at: usize| {
        if at == 0 {
            return r#""kind":"text""#.to_owned();
        }
        let from = at - 1 - chance.below(at.min(3));
        let other = chance.below(at);
        match chance.below(16) {
            0..8 => format!(
                r#""kind":"computed","as":"text","value":{{"join":[{{"field":"f{from}"}},{{"field":"f{other}"}}]}}"#
            ),
            8..13 => format!(r#""kind":"text","default-from":"f{from}""#),
            13 => r#""kind":"text""#.to_owned(),
            _ => format!(
                r#""kind":"text","shown-when":{{"field":"f{from}","filled":true}},"required-when":{{"field":"f{other}","filled":true}}"#
            ),
        }
    };
    let most = if chance.once_in(8) { 300 } else { 24 };
    let count = 2 + chance.below(most);
    let fields: Vec<String> = (0..count)
        .map(|at| format!(r#"{{"key":"f{at}","label":"F",{}}}"#, kind(chance, at)))
        .collect();
    let fields = fields.join(",");
    format!(r#"{{"id":"w","version":"1","title":"W","sections":[{{"id":"s","title":"S","fields":[{fields}]}}]}}"#)
        .into_bytes()
}

fn make_definition(chance: &mut Chance) -> Vec<u8> {
    if chance.once_in(8) {
        return chain(chance);
    }
    let mut json = any_form(chance).json.clone();
    // A few of its sections: much of what harms does is then seen, and not lost among the rest.
    if let Json::Object(members) = &mut json
        && !chance.once_in(8)
    {
        for (key, value) in members {
            if let (Json::Array(sections), "sections") = (value, key.as_str()) {
                let from = chance.below(sections.len());
                let count = 1 + chance.below(3);
                *sections = sections.drain(..).skip(from).take(count).collect();
            }
        }
    }
    match chance.below(4) {
        0 => torn(&json.canonical(), &any_form(chance).envelope, chance),
        // Sections alone name fields that are not there.
        1 => json.canonical().into_bytes(),
        _ => harmed(json, chance),
    }
}

fn read_definition(bytes: &[u8]) -> bool {
    let text = decoded(bytes);
    let json = Json::parse(&text);
    if let Ok(json) = &json {
        let forms = packet::forms(json);
        if !forms.is_empty() {
            let parts: Vec<Json> = FORMS
                .iter()
                .take(forms.len())
                .map(|it| it.json.clone())
                .collect();
            let _ = packet::assemble(json, &parts);
        }
    }
    let definition = match Definition::read(&text) {
        Ok(definition) => definition,
        Err(errors) => {
            assert!(!errors.is_empty(), "refused without a word");
            assert!(
                errors.iter().all(|it| it.sentence.ends_with('.')),
                "half a sentence"
            );
            return false;
        }
    };
    let json = json.expect("what was read is JSON");
    let model = Model::read(&json, &definition);
    let definition = Arc::new(definition);
    let answers = Answers::new(definition.clone(), "nb").on(context().today);
    used(&answers);
    // Something in the first fields, so that what hangs on them is worked out.
    let mut answers = answers;
    for field in 0..definition.fields.len().min(4) {
        answers.set(field, Some(Answer::Text("2".to_owned())));
    }
    used(&answers);
    if let Ok(Some(model)) = model {
        model.map(&answers).canonical();
    }
    true
}

/// What a page does with answers, and a server.
fn used(answers: &Answers) {
    let definition = answers.definition();
    for violation in validate(answers, context()) {
        let sentence = LOCALES[0].sentence(&violation, definition);
        assert!(!sentence.is_empty(), "wrong without a word");
    }
    for field in 0..definition.fields.len() {
        LOCALES[field % LOCALES.len()].answer(answers, field, field % 2 == 0);
    }
    price::totals(answers).canonical();
    answers.draft_json();
}

fn make_envelope(chance: &mut Chance) -> Vec<u8> {
    let form = any_form(chance);
    if chance.once_in(3) {
        return torn(&form.envelope, &any_form(chance).envelope, chance);
    }
    let mut json = Json::parse(&form.envelope).expect("JSON");
    // Where most of what a server does is decided.
    if chance.once_in(2) {
        let mut answers = form.answers.clone();
        harm::json(&mut answers, &WORDS, chance);
        json.put(["answers"], answers);
        return json.canonical().into_bytes();
    }
    harmed(json, chance)
}

fn read_envelope(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok_and(is_taken)
}

/// As the server judges an envelope, and reads agreements out of it.
fn is_taken(text: &str) -> bool {
    let Ok(envelope) = Envelope::read(text) else {
        return false;
    };
    let again = envelope.to_json().canonical();
    let again = Envelope::read(&again).expect("what was written is read");
    assert!(
        again.to_json().canonical() == envelope.to_json().canonical(),
        "another than was read"
    );
    let Some(form) = FORMS.iter().find(|it| it.definition.id == envelope.form_id) else {
        return false;
    };
    let (answers, refused) =
        Answers::from_json(form.definition.clone(), &envelope.answers, context().today);
    used(&answers);
    if let Some(model) = &form.model {
        model.map_json(&envelope.answers).canonical();
    }
    if refused.is_empty() {
        let (ours, theirs) = (answers.to_json(), &envelope.answers);
        assert!(
            ours.canonical() == theirs.canonical(),
            "taken, and not the same"
        );
    }
    refused.iter().all(|it| it.severity != Severity::Error)
}

fn make_sealed(chance: &mut Chance) -> Vec<u8> {
    let (at, other) = (chance.below(SEALED.len()), chance.below(SEALED.len()));
    let form = &FORMS[at];
    match chance.below(8) {
        // Sealed properly, whatever it says and holds.
        0 => {
            let mut header = header(form);
            harm::json(&mut header, &WORDS, chance);
            sealing::seal(&header, &form.envelope, &recipient()).into_bytes()
        }
        1 => {
            let text = decoded(&make_envelope(chance));
            sealing::seal(&header(form), &text, &recipient()).into_bytes()
        }
        // A header of its own, around the rest.
        2..=4 => {
            let (written, rest) = SEALED[at].split_once('.').expect("a header");
            let written = sealing::decode(written).expect("base64url");
            let mut json = Json::parse(&decoded(&written)).expect("JSON");
            harm::json(&mut json, &WORDS, chance);
            [&sealing::encode(json.canonical().as_bytes()), ".", rest]
                .concat()
                .into_bytes()
        }
        _ => torn(&SEALED[at], &SEALED[other], chance),
    }
}

fn read_sealed(bytes: &[u8]) -> bool {
    let Ok(sealed) = Sealed::read(str::from_utf8(bytes).unwrap_or_default()) else {
        return false;
    };
    let opened = match sealed.open(&KEYS) {
        Ok(bytes) => bytes,
        Err(why) => {
            assert!(why.to_string().ends_with('.'), "half a sentence");
            return false;
        }
    };
    let text = str::from_utf8(&opened).unwrap_or_default();
    Envelope::read(text).is_ok_and(|it| sealed.holds(&it).is_ok() && is_taken(text))
}

fn make_exported(chance: &mut Chance) -> Vec<u8> {
    let queue = chance.of(&EXPORTED[..]);
    match chance.below(4) {
        0 => harmed(Json::parse(queue).expect("JSON"), chance),
        1 => {
            let sealed = chance.of(&SEALED[..]).as_str();
            torn(sealed, queue, chance)
        }
        _ => {
            let sealed = chance.of(&SEALED[..]).as_str();
            torn(queue, sealed, chance)
        }
    }
}

fn read_exported(bytes: &[u8]) -> bool {
    let mut any = false;
    // Without a password: trying one is slow on purpose. What it opens is read by `queue-file`, too.
    for item in open::items(&decoded(bytes), None) {
        match item.content.and_then(|it| it.envelope(&KEYS)) {
            Ok(line) => {
                assert!(!line.contains('\n'), "more than a line");
                any = true;
            }
            Err(sentence) => assert!(sentence.ends_with('.'), "half a sentence"),
        }
    }
    any
}

/// Refusals as backends write them, and for another pointer than is there.
const PROBLEMS: [&str; 4] = [
    r##"{"type":"about:blank","title":"Sjekk svarene","status":422,"detail":"To felt er feil.","errors":[{"pointer":"#/answers/virksomhet/navn","detail":"Ukjent firma."},{"pointer":"/answers/virksomhet/organisasjonsnummer","detail":"Slettet."}]}"##,
    r#"{"title":"Feil","invalid-params":[{"name":"virksomhet.navn","reason":"Ukjent."},{"name":"a~1b~0c","reason":""}]}"#,
    r#"{"invalidParams":[{"field":"rader/0/navn","message":"Mangler."}],"errors":[{"path":"answers.virksomhet","title":"Nei."}]}"#,
    "<!doctype html><title>502 Bad Gateway</title>",
];

fn make_problem(chance: &mut Chance) -> Vec<u8> {
    let text = *chance.of(&PROBLEMS[..]);
    match Json::parse(text) {
        Ok(json) if !chance.once_in(3) => harmed(json, chance),
        _ => {
            let other = *chance.of(&PROBLEMS);
            torn(text, other, chance)
        }
    }
}

fn read_problem(bytes: &[u8]) -> bool {
    let problem = Problem::read(&decoded(bytes));
    for (path, _) in &problem.errors {
        assert!(path.starts_with('/'), "no path");
        for form in FORMS.iter().take(3) {
            form.definition.find_path(path);
        }
    }
    problem != Problem::default()
}

fn make_prefill(chance: &mut Chance) -> Vec<u8> {
    let at = chance.below(FORMS.len());
    let json = match chance.once_in(10) {
        true => FORMS[chance.below(FORMS.len())].answers.clone(),
        false => FORMS[at].answers.clone(),
    };
    let text = match chance.below(5) {
        0 => torn(&json.canonical(), "", chance),
        _ => harmed(json, chance),
    };
    // Which form it is for: a page has one, and so the input begins with its number.
    [&[at as u8][..], &text].concat()
}

fn read_prefill(bytes: &[u8]) -> bool {
    let Some((at, text)) = bytes.split_first() else {
        return false;
    };
    let Ok(json) = Json::parse(&decoded(text)) else {
        return false;
    };
    let form = &FORMS[usize::from(*at) % FORMS.len()];
    let mut answers = Answers::new(form.definition.clone(), "en").on(context().today);
    let refused = answers.merge(&json);
    used(&answers);
    // What comes out goes in again, into the same.
    let typed = answers.typed_json();
    let mut again = Answers::new(form.definition.clone(), "en").on(context().today);
    again.merge(&typed);
    again.typed_json();
    let (_, strict) = Answers::from_json(form.definition.clone(), &json, context().today);
    refused.is_empty() && strict.is_empty()
}
