//! The locale files say the same things, and everything there is to say.

use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::identifiers::Accept;
use blankett::engine::kinds::Context;
use blankett::engine::messages::Locale;
use blankett::engine::validation::validate;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every code of a violation the engine can produce, but for those of
/// identifiers, which are read from their sources.
const CODES: &[&str] = &[
    "required",
    "required.choice",
    "required.choices",
    "required.tick",
    "implied",
    "unknown",
    "hidden",
    "format",
    "type",
    "text.long",
    "text.short",
    "text.characters",
    "number",
    "number.whole",
    "number.decimals",
    "number.low",
    "number.high",
    "date",
    "date.early",
    "date.late",
    "choice.unknown",
    "choices.few",
    "choices.many",
    "telefon.mobile",
    "rows.few",
    "rows.many",
    "required.rows",
    "required.signature",
    "signature.stale",
    "price.overflow",
];

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)
}

/// Code and locale of every file.
fn locales() -> Vec<(String, Locale)> {
    let mut found: Vec<_> = fs::read_dir(source("locales"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let code = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let locale = Locale::read(&fs::read_to_string(&path).unwrap());
            (
                code.clone(),
                locale.unwrap_or_else(|error| panic!("{code}: {error}")),
            )
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn placeholders(sentence: &str) -> BTreeSet<&str> {
    sentence
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').expect("closed").0)
        .collect()
}

/// The first string literal after each `opening` in code without its tests.
fn literals(code: &str, opening: &str) -> BTreeSet<String> {
    let code = code.split("#[cfg(test)]").next().unwrap();
    let lines: Vec<&str> = code
        .lines()
        .filter(|it| !it.trim_start().starts_with("//"))
        .collect();
    let code = lines.join("\n");
    code.split(opening)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn rust_files(folder: PathBuf, found: &mut Vec<PathBuf>) {
    files(folder, &["rs"], found);
}

fn files(folder: PathBuf, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let extension = path.extension().and_then(|it| it.to_str());
        if path.is_dir() {
            files(path, extensions, found);
        } else if extension.is_some_and(|it| extensions.contains(&it)) {
            found.push(path);
        }
    }
}

/// What the widget is made of, without its tests.
fn code() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["engine", "view", "browser"] {
        files(source(folder), &["rs", "js"], &mut found);
    }
    let text = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lines = code.lines().map(str::trim);
        let lines: Vec<&str> = lines.filter(|it| !it.starts_with("//")).collect();
        (path, lines.join(" "))
    };
    found.into_iter().map(text).collect()
}

/// The codes that identifiers give, such as `postnummer.length`.
fn identifier_codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(source("engine/identifiers")).unwrap() {
        let path = entry.unwrap().path();
        let Some(stem) = path
            .file_stem()
            .and_then(|it| it.to_str())
            .filter(|_| path.is_file())
        else {
            continue;
        };
        if matches!(stem, "mod" | "digits" | "tests") {
            continue;
        }
        let code = fs::read_to_string(&path).unwrap();
        let mut own = literals(&code, "Fault::new(\"");
        own.extend(literals(&code, "Fault::at(\""));
        if code.contains("digits::<") || code.contains("only_digits(") {
            own.insert("characters".to_owned());
        }
        if code.contains("digits::<") {
            own.insert("length".to_owned());
        }
        let name = if stem == "telefonnummer" {
            "telefon"
        } else {
            stem
        };
        codes.extend(own.into_iter().map(|it| [name, ".", &it].concat()));
    }
    codes
}

#[test]
fn languages_are_named_as_their_files() {
    let found = locales();
    for (code, locale) in &found {
        assert_eq!(locale.language(), code);
    }
    for code in ["nb", "nn", "en"] {
        assert!(found.iter().any(|(it, _)| it == code), "{code}");
    }
}

#[test]
fn same_keys_and_placeholders_and_nothing_empty() {
    let nb = Locale::nb();
    let keys: Vec<&str> = nb.keys().collect();
    for (code, locale) in &locales() {
        assert_eq!(locale.keys().collect::<Vec<_>>(), keys, "{code}");
        for key in &keys {
            assert_eq!(
                placeholders(locale.text(key)),
                placeholders(nb.text(key)),
                "{code}: {key}"
            );
            let only_a_space = *key == "number.thousands";
            assert!(
                only_a_space || !locale.text(key).trim().is_empty(),
                "{code}: {key}"
            );
            assert!(!locale.text(key).is_empty(), "{code}: {key}");
        }
    }
}

#[test]
fn every_code_has_a_sentence_of_its_own() {
    let nb = Locale::nb();
    let keys: BTreeSet<&str> = nb.keys().collect();
    let sentence = |code: &str| assert!(keys.contains(&*format!("error.{code}")), "error.{code}");
    CODES.iter().for_each(|code| sentence(code));
    let identifiers = identifier_codes();
    assert!(identifiers.len() >= 27, "{identifiers:?}");
    identifiers.iter().for_each(|code| sentence(code));
}

/// Whoever adds a code adds it above, too.
#[test]
fn the_table_of_codes_is_complete() {
    let mut files = Vec::new();
    rust_files(source("engine"), &mut files);
    let mut codes = BTreeSet::new();
    for file in files
        .iter()
        .filter(|it| !it.to_string_lossy().contains("identifiers"))
    {
        let code = fs::read_to_string(file).unwrap();
        codes.extend(literals(&code, "Fault::error(\""));
        codes.extend(literals(&code, "Fault::warning(\""));
    }
    assert!(codes.len() > 10, "{codes:?}");
    for code in codes {
        assert!(CODES.contains(&code.as_str()), "{code}");
    }
}

#[test]
fn a_test_number_is_called_one() {
    for code in [
        "organisasjonsnummer.test-number",
        "fodselsnummer.test-number",
    ] {
        let nb = Locale::nb();
        let sentence = nb.text(&["error.", code].concat());
        assert!(
            sentence.contains("testnummer") && sentence.contains("ikke her"),
            "{sentence}"
        );
    }
}

/// Keys that are put together where they are asked for.
const BUILT: &[&str] = &["error", "load.", "signature.", "order.", "price.per."];

#[test]
fn what_is_asked_for_is_there_and_nothing_else() {
    let nb = Locale::nb();
    let keys: BTreeSet<&str> = nb.keys().collect();
    let code = code();
    let mut asked = BTreeSet::new();
    for (path, text) in &code {
        let rust = path.extension().is_some_and(|it| it == "rs");
        let text = if rust {
            text.replace("( \"", "(\"")
        } else {
            String::new()
        };
        asked.extend(literals(&text, ".text(\""));
        asked.extend(literals(&text, ".fill(\""));
    }
    assert!(asked.len() > 30, "{asked:?}");
    for key in &asked {
        assert!(keys.contains(key.as_str()), "{key} is in no locale");
    }
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("xtask/finish.mjs");
    let build = fs::read_to_string(build).unwrap();
    for key in keys {
        let quoted = ["\"", key, "\""].concat();
        let mut texts = code.iter().map(|(_, text)| text).chain([&build]);
        let used =
            BUILT.iter().any(|it| key.starts_with(it)) || texts.any(|it| it.contains(&quoted));
        assert!(used, "{key} is never said");
    }
}

#[test]
fn a_new_language_is_one_file() {
    let nb = fs::read_to_string(source("locales/nb.json")).unwrap();
    let xx = nb
        .replace("\"language\": \"nb\"", "\"language\": \"xx\"")
        .replace("Fyll ut {name}", "Xyll {name}");
    let locale = Locale::read(&xx).unwrap();
    assert_eq!(locale.language(), "xx");

    // A form that is not in that language is read in bokmål, and its errors are told in ours.
    let form = include_str!("../src/forms/buypass-virksomhetssertifikat.json");
    let form = Arc::new(Definition::read(form).unwrap());
    let context = Context {
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        accept: Accept::default(),
    };
    let answers = Answers::new(form.clone(), locale.language()).on(context.today);
    let said = validate(&answers, context);
    let said: Vec<String> = said.iter().map(|it| locale.sentence(it, &form)).collect();
    assert!(
        said.contains(&"Xyll organisasjonsnummer.".to_owned()),
        "{said:?}"
    );
}

/// Else a new language would be one file and that place. Bokmål is what there is at least.
#[test]
fn no_code_knows_a_language() {
    for (path, text) in code() {
        for (language, _) in locales() {
            let quoted = ["\"", &language, "\""].concat();
            let known = language != "nb" && text.contains(&quoted);
            assert!(!known, "{}: {quoted}", path.display());
        }
    }
}
