//! The voice of the built-in forms, as far as a machine can hold it: see
//! `src/forms/README.md`.

use super::{files, texts};
use blankett::engine::json::Json;

/// Calls `visit` with each text of each form in a language, and its place.
fn each_text(language: &str, visit: &mut dyn FnMut(&str, &str)) {
    for (name, text) in files() {
        texts(&Json::parse(&text).unwrap(), "", &mut |place, it| {
            if let Some(words) = it.get(language).and_then(Json::as_text) {
                visit(&[&name, place].concat(), words);
            }
        });
    }
}

/// A field as its file has it.
struct Written {
    place: String,
    json: Json,
    /// What its own comment, its section's and its table's say.
    comments: String,
}

impl Written {
    fn text(&self, key: &str) -> &str {
        let text = self.json.get(key);
        let text = text.and_then(|it| it.get("nb").or(Some(it)));
        text.and_then(Json::as_text).unwrap_or_default()
    }
}

fn items(json: &Json, key: &str) -> Vec<Json> {
    match json.get(key) {
        Some(Json::Array(items)) => items.clone(),
        _ => Vec::new(),
    }
}

/// All fields of all forms, columns included.
fn fields() -> Vec<Written> {
    fn gather(parent: &Json, of: &str, place: &str, comments: &str, found: &mut Vec<Written>) {
        for json in items(parent, of) {
            let key = json.get("key").and_then(Json::as_text).unwrap();
            let own = json.get("$comment").and_then(Json::as_text);
            let place = [place, " ", key].concat();
            let comments = [comments, " ", own.unwrap_or_default()].concat();
            gather(&json, "columns", &place, &comments, found);
            found.push(Written {
                place,
                json,
                comments,
            });
        }
    }
    let mut found = Vec::new();
    for (name, text) in files() {
        for section in items(&Json::parse(&text).unwrap(), "sections") {
            let comment = section.get("$comment").and_then(Json::as_text);
            gather(
                &section,
                "fields",
                &name,
                comment.unwrap_or_default(),
                &mut found,
            );
        }
    }
    assert!(found.len() > 300, "{}", found.len());
    found
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|it: char| !it.is_alphanumeric());
    words.filter(|it| !it.is_empty()).map(str::to_lowercase)
}

/// «du» to the person, «dere» to the organisation.
#[test]
fn one_address_in_a_sentence() {
    let mut wrong = Vec::new();
    let mut count = 0;
    each_text("nb", &mut |place, text| {
        for sentence in text.split(['.', '!', '?', '\n']) {
            let is = |these: &[&str]| words(sentence).any(|it| these.contains(&&*it));
            let (you, all) = (
                is(&["du", "deg", "din", "ditt", "dine"]),
                is(&["dere", "deres"]),
            );
            count += usize::from(you || all);
            if you && all {
                wrong.push(format!("{place}: {sentence}"));
            }
        }
    });
    assert!(count > 200, "{count}");
    assert_eq!(wrong, [""; 0]);
}

/// Doubts about the source, guesses and advice against the vendor stand in
/// `$comment`, never on the screen.
#[test]
fn no_reviewers_notes() {
    let phrases: [(&str, &[&str]); 2] = [
        (
            "nb",
            &[
                "trolig",
                "leser vi",
                "vi regner",
                "sier ikke",
                "står ikke i",
                "ikke i avtalen",
                "avtalen mangler",
                "uklar",
                "feilskrevet",
                "ment er",
                "avklar",
                "spør opus",
                "spør pureservice",
                "spør databehandleren",
                "spør hvilke",
                "vedlegget har ikke",
                "den trykte",
                "her trenger dere ikke",
            ],
        ),
        (
            "en",
            &[
                "presumably",
                "misprint",
                "unclear",
                "does not say",
                "not in the agreement",
                "agreement lacks",
                "we read",
                "clear up",
                "ask opus",
                "ask the processor",
                "ask pureservice",
                "the printed",
            ],
        ),
    ];
    let mut wrong = Vec::new();
    for (language, phrases) in phrases {
        each_text(language, &mut |place, text| {
            let text = [" ", &words(text).collect::<Vec<_>>().join(" "), " "].concat();
            let found = phrases
                .iter()
                .filter(|it| text.contains(&[" ", it].concat()));
            wrong.extend(found.map(|it| format!("{place}: {it}")));
        });
    }
    assert_eq!(wrong, [""; 0]);
}

/// What begins a sentence about the answer rather than naming it.
const VERBS: [&str; 14] = [
    "er",
    "har",
    "kan",
    "skal",
    "må",
    "vil",
    "gjelder",
    "leveres",
    "sendes",
    "ble",
    "blir",
    "finnes",
    "bestiller",
    "forfaller",
];

/// A label is a name. A tick declares and a yes or no asks; what a document prints as a
/// sentence says so in its `$comment`.
#[test]
fn labels_are_names() {
    let mut wrong = Vec::new();
    for field in fields() {
        let (kind, label) = (field.text("kind"), field.text("label"));
        let comment = field.json.get("$comment").and_then(Json::as_text);
        if comment.is_some_and(|it| it.contains("rinted")) {
            continue;
        }
        let asks = label.ends_with('?') && ["yes-no", "choice"].contains(&kind);
        let quotes = label.contains(['«', '»', '“', '”', '"']);
        let ends = label.ends_with(['.', ':', ';']) && !label.ends_with("r.")
            || label.ends_with('?') && !asks;
        let says = kind != "tick" && !asks && words(label).any(|it| VERBS.contains(&&*it));
        if quotes || ends || says {
            wrong.push(format!("{}: {label}", field.place));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Each says where the document asks for it, or that we do and why: in its own
/// `$comment`, its section's or its table's.
#[test]
fn what_is_required_says_why() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for field in fields() {
        let always = field.json.get("required") == Some(&Json::Bool(true));
        if !always && field.json.get("required-when").is_none() {
            continue;
        }
        count += 1;
        if !field.comments.contains("equired") {
            wrong.push(field.place);
        }
    }
    assert!(count > 100, "{count}");
    assert_eq!(wrong, [""; 0]);
}
