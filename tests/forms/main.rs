//! The built-in forms: what is right, what is wrong, and what is said then.

mod bruker;
mod buypass;
mod lisens;
mod nbt;
mod opus_avtale;
mod overtagelse;
mod pakke;
mod pureservice;
mod samhandlingslink;
mod selvhjelp;
mod vieri;
mod visma;
mod voice;

use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::identifiers::Accept;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::messages::Locale;
use blankett::engine::packet;
use blankett::engine::validation::validate;
use blankett::engine::violation::{Severity, Violation};
use chrono::NaiveDate;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn context() -> Context {
    Context {
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        accept: Accept::default(),
    }
}

/// A form; a packet with its forms.
fn read(form: &str) -> Arc<Definition> {
    let json = Json::parse(form).unwrap();
    let files = files();
    let form = |id: &String| {
        let (_, text) = files.iter().find(|(it, _)| it == id).unwrap();
        Json::parse(text).unwrap()
    };
    let forms: Vec<Json> = packet::forms(&json).iter().map(form).collect();
    let whole = packet::assemble(&json, &forms);
    match whole.and_then(|it| Definition::from_json(&it)) {
        Ok(definition) => definition.into(),
        Err(errors) => panic!("{errors:#?}"),
    }
}

/// The take-over packet with its forms.
fn packet() -> Arc<Definition> {
    read(include_str!("../../src/forms/opus-overtagelse-pakke.json"))
}

/// What the receiving side would find wrong: the first thing at each place.
fn found(form: &str, json: &Json) -> Vec<Violation> {
    let (answers, mut found) = Answers::from_json(read(form), json, context().today);
    let further = validate(&answers, context());
    let known: Vec<String> = found.iter().map(|it| it.path.clone()).collect();
    found.extend(further.into_iter().filter(|it| !known.contains(&it.path)));
    found
}

/// The answers with other JSON at a dotted key, or, if that is empty, without it.
fn with(json: &Json, key: &str, other: &str) -> Json {
    let Json::Object(members) = json else {
        panic!("{key} is not in {json:?}")
    };
    let (first, rest) = key
        .split_once('.')
        .map_or((key, None), |(first, rest)| (first, Some(rest)));
    let mut members = members.clone();
    let at = members.iter().position(|(name, _)| name == first);
    match (at, rest) {
        (Some(at), Some(rest)) => {
            members[at].1 = with(&members[at].1, rest, other);
            members.retain(|(_, it)| *it != Json::Object(Vec::new()));
        }
        (Some(at), None) if other.is_empty() => drop(members.remove(at)),
        (Some(at), None) => members[at].1 = Json::parse(other).unwrap(),
        (None, Some(rest)) => members.push((
            first.to_owned(),
            with(&Json::Object(Vec::new()), rest, other),
        )),
        (None, None) => members.push((first.to_owned(), Json::parse(other).unwrap())),
    }
    Json::Object(members)
}

/// A line for each case: the changes to the complete answers, and all that is
/// found wrong then. `key JSON` puts in, `key` alone takes away.
fn expect(form: &str, answers: &str, cases: &str) {
    let pairs = |text: &str| -> Vec<(String, String)> {
        let pairs = text.split(';').map(str::trim).filter(|it| !it.is_empty());
        let pair = |it: &str| {
            it.split_once(' ')
                .map_or((it.to_owned(), String::new()), |(a, b)| {
                    (a.to_owned(), b.to_owned())
                })
        };
        pairs.map(pair).collect()
    };
    for case in cases
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty() && !it.starts_with("//"))
    {
        let (changes, wanted) = case.split_once('|').expect("changes | wanted");
        let complete = Json::parse(answers).unwrap();
        let json = pairs(changes)
            .iter()
            .fold(complete, |json, (key, other)| with(&json, key, other));
        let found: Vec<_> = found(form, &json)
            .into_iter()
            .map(|it| (it.path, it.code))
            .collect();
        assert_eq!(found, pairs(wanted), "{case}");
    }
}

fn index(definition: &Definition, key: &str) -> usize {
    definition.find(key).unwrap_or_else(|| panic!("no {key}"))
}

fn choices(codes: &[&str]) -> Option<Answer> {
    Some(Answer::Choices(
        codes.iter().map(|it| (*it).to_owned()).collect(),
    ))
}

/// Every file in `src/forms`, by name.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let form = name.strip_suffix(".json")?.to_owned();
        Some((form, fs::read_to_string(&path).unwrap()))
    };
    fs::read_dir(folder).unwrap().filter_map(read).collect()
}

/// Calls `visit` with every object that stands for a text, and its place.
fn texts(json: &Json, place: &str, visit: &mut dyn FnMut(&str, &Json)) {
    let keys = [
        "title", "intro", "receipt", "label", "name", "help", "row", "format", "text",
    ];
    match json {
        Json::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, it)| texts(it, &format!("{place}/{at}"), visit)),
        Json::Object(members) => {
            for (key, member) in members {
                let place = format!("{place}/{key}");
                match member {
                    // What only a vendor's own systems read, and a packet's settings.
                    _ if ["model", "forms", "preset"].contains(&key.as_str()) => {}
                    _ if keys.contains(&key.as_str()) => visit(&place, member),
                    Json::Object(_) if key == "initial" => visit(&place, member),
                    Json::Object(messages) if key == "messages" => {
                        messages
                            .iter()
                            .for_each(|(code, it)| visit(&format!("{place}/{code}"), it));
                    }
                    _ => texts(member, &place, visit),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_file_reads_and_is_called_as_its_form() {
    let files = files();
    assert!(files.len() >= 2);
    for (name, text) in files {
        assert_eq!(read(&text).id, name);
    }
}

#[test]
fn every_word_stands_in_both_languages() {
    for (name, text) in files() {
        let mut count = 0;
        texts(&Json::parse(&text).unwrap(), "", &mut |place, it| {
            count += 1;
            for language in ["nb", "en"] {
                assert!(it.get(language).is_some(), "{name}{place} lacks {language}");
            }
        });
        assert!(count > 40, "{name}: {count}");
    }
}

/// In all languages, whatever is missing or too long, and for every field.
#[test]
fn every_sentence_is_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locales");
    let locales = ["nb", "nn", "en"].map(|code| {
        Locale::read(&fs::read_to_string(folder.join(code).with_extension("json")).unwrap())
            .unwrap()
    });
    let codes: Vec<String> = locales[0]
        .keys()
        .filter_map(|it| it.strip_prefix("error."))
        .map(str::to_owned)
        .collect();
    for (name, text) in files() {
        let definition = read(&text);
        for field in &definition.fields {
            for (code, _) in &field.messages {
                assert!(
                    codes.contains(code),
                    "{name}: {} has a message for {code}",
                    field.key
                );
            }
            for (locale, code) in locales
                .iter()
                .flat_map(|it| codes.iter().map(move |code| (it, code)))
            {
                let params = ["min", "max", "length"]
                    .map(|it| (it, "7".to_owned()))
                    .to_vec();
                let violation = Violation {
                    path: field.path.clone(),
                    code: code.clone(),
                    params,
                    severity: Severity::Error,
                };
                let sentence = locale.sentence(&violation, &definition);
                assert!(
                    sentence.ends_with('.') && !sentence.contains(['{', '}']),
                    "{sentence}"
                );
                assert!(!sentence.starts_with(char::is_lowercase), "{sentence}");
                assert!(
                    !sentence.contains(":.") && !sentence.contains(".."),
                    "{sentence}"
                );
            }
        }
    }
}

#[test]
fn no_two_fields_are_called_alike_in_sentences() {
    for (name, text) in files() {
        let definition = read(&text);
        for language in ["nb", "en"] {
            let locale = Locale::read(&format!(r#"{{"language": "{language}"}}"#)).unwrap();
            // In a packet the form stands before the sentence.
            let fields = definition.fields.iter().filter(|it| it.kind.answered());
            let mut names: Vec<String> = fields
                .map(|it| [locale.name(it), format!(" {:?}", it.part)].concat())
                .collect();
            names.sort();
            let twice = names.windows(2).find(|it| it[0] == it[1]);
            assert_eq!(twice, None, "{name}");
        }
    }
}

/// Every form, and complete answers to it.
const COMPLETE: [(&str, &str); 11] = [
    (bruker::FORM, bruker::ANSWERS),
    (buypass::FORM, buypass::ANSWERS),
    (lisens::FORM, lisens::ANSWERS),
    (nbt::FORM, nbt::ANSWERS),
    (opus_avtale::FORM, opus_avtale::ANSWERS),
    (overtagelse::FORM, overtagelse::ANSWERS),
    (pureservice::FORM, pureservice::ANSWERS),
    (samhandlingslink::FORM, samhandlingslink::ANSWERS),
    (selvhjelp::FORM, selvhjelp::ANSWERS),
    (vieri::FORM, vieri::ANSWERS),
    (visma::FORM, visma::ANSWERS),
];

/// What stops the form: the vendor's own rows may have things to look at.
fn errors(form: &str, json: &Json) -> Vec<Violation> {
    let mut found = found(form, json);
    found.retain(|it| it.severity == Severity::Error);
    found
}

#[test]
fn complete_answers_are_taken_as_they_are() {
    for (form, answers) in COMPLETE {
        let json = Json::parse(answers).unwrap();
        assert_eq!(errors(form, &json), []);
        let (answers, _) = Answers::from_json(read(form), &json, context().today);
        let canonical = answers.to_json().canonical();
        assert_eq!(canonical, json.canonical());
        assert_eq!(errors(form, &Json::parse(&canonical).unwrap()), []);
        // Typed by a person, one after the other, they come to the same.
        let mut typed = Answers::new(read(form), "nb").on(context().today);
        for field in 0..typed.definition().fields.len() {
            if typed.definition().fields[field].rows.is_some() {
                typed.set_rows(field, answers.rows(field).to_vec());
            } else {
                typed.set(field, answers.typed(field).cloned());
            }
        }
        assert_eq!(typed.to_json().canonical(), canonical);
    }
}

#[test]
fn what_is_said() {
    let say = |form: &str, answers: &str, changes: &[(&str, &str)]| {
        let complete = Json::parse(answers).unwrap();
        let json = changes
            .iter()
            .fold(complete, |json, (key, other)| with(&json, key, other));
        Locale::nb().sentence(&found(form, &json)[0], &read(form))
    };
    for (key, other, sentence) in [
        (
            "virksomhet.organisasjonsnummer",
            "",
            "Fyll ut organisasjonsnummer.",
        ),
        (
            "virksomhet.organisasjonsnummer",
            "\"12\"",
            "Organisasjonsnummer må ha 9 siffer.",
        ),
        (
            "virksomhet.organisasjonsnummer",
            "\"971058677\"",
            "Organisasjonsnummeret er ikke gyldig. Sjekk at du har tastet riktig.",
        ),
        (
            "virksomhet.postnummer",
            "\"12\"",
            "Postnummer må ha 4 siffer.",
        ),
        (
            "signaturberettiget.fodselsnummer",
            "\"12\"",
            "Fødselsnummer må ha 11 siffer.",
        ),
        (
            "signaturberettiget.fornavn",
            "",
            "Fyll ut fornavnet til den signaturberettigede.",
        ),
        (
            "aktiveringskode.epost",
            "",
            "Fyll ut e-postadressen til mottakeren.",
        ),
    ] {
        assert_eq!(
            say(buypass::FORM, buypass::ANSWERS, &[(key, other)]),
            sentence
        );
    }
    for (key, other, sentence) in [
        ("v1.formaal-annet", "", "Fyll ut andre formål."),
        (
            "v1.kategorier",
            "[\"annet\"]",
            "Kryss av for særlige kategorier av personopplysninger når du har valgt noen av dem i neste del, eller fjern valgene der.",
        ),
        ("v1.varighet", "", "Fyll ut varigheten av behandlingen."),
    ] {
        assert_eq!(
            say(selvhjelp::FORM, selvhjelp::ANSWERS, &[(key, other)]),
            sentence
        );
    }
    for (group, sentence) in [
        ("formaal", "Velg minst ett formål."),
        ("registrerte", "Velg minst én kategori av registrerte."),
        (
            "kategorier",
            "Kryss av for særlige kategorier av personopplysninger når du har valgt noen av dem i neste del, eller fjern valgene der.",
        ),
        ("aktiviteter", "Velg minst én behandlingsaktivitet."),
    ] {
        let own = ["v1.", group].concat();
        let opened = if group == "registrerte" {
            "-andre"
        } else {
            "-annet"
        };
        let opened = [&own, opened].concat();
        assert_eq!(
            say(
                selvhjelp::FORM,
                selvhjelp::ANSWERS,
                &[(&own, ""), (&opened, "")]
            ),
            sentence
        );
    }
}
