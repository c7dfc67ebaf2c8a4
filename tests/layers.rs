//! The order of the layers: a module names only those that stand before it.

use std::fs;
use std::path::Path;

/// The engine's modules. Each names only those before it.
const ENGINE: [&str; 19] = [
    "decimal",
    "json",
    "reader",
    "text",
    "schema",
    "packet",
    "violation",
    "identifiers",
    "kinds",
    "condition",
    "definition",
    "answers",
    "price",
    "validation",
    "messages",
    "envelope",
    "problem",
    "outbox",
    "model",
];

/// What stands above the engine, in order.
const CRATE: [&str; 3] = ["engine", "view", "browser"];

const BROWSER_CALLS: [&str; 4] = ["web_sys", "js_sys", "gloo", "wasm_bindgen"];

/// A browser, a clock or chance. Names of a whole path match only together.
const NOT_IN_ENGINE: [&str; 12] = [
    "leptos",
    "wasm_bindgen_futures",
    "std::time",
    "core::time",
    "Instant",
    "SystemTime",
    "Utc",
    "Local",
    "rand",
    "getrandom",
    "println",
    "eprintln",
];

/// Code without comments and the contents of string literals; whether a name
/// stands in either is nobody's business.
fn bare(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|it| *it != '\n').is_some() {},
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                for next in rest.by_ref() {
                    if last == '*' && next == '/' {
                        break;
                    }
                    last = next;
                }
            }
            '#' if rest.peek() == Some(&'"') && out.trim_end_matches('#').ends_with('r') => {
                let hashes = out.len() - out.trim_end_matches('#').len() + 1;
                let end = ["\"", &"#".repeat(hashes)].concat();
                let mut inside = String::new();
                rest.next();
                while !inside.ends_with(&end) {
                    let Some(next) = rest.next() else { break };
                    inside.push(next);
                }
            }
            '"' => {
                while let Some(next) = rest.next() {
                    match next {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '\'' => {
                // A character, or else a lifetime.
                let mut ahead = rest.clone();
                match (ahead.next(), ahead.next()) {
                    (Some('\\'), Some(_)) => {
                        rest.nth(1);
                        while rest.next_if(|it| *it != '\'').is_some() {}
                        rest.next();
                    }
                    (Some(_), Some('\'')) => drop(rest.nth(1)),
                    _ => {}
                }
            }
            _ => out.push(character),
        }
    }
    out
}

/// Names, and the signs that join them into paths and lists.
fn tokens(source: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut word = false;
    for character in bare(source).chars() {
        let letter = character.is_alphanumeric() || character == '_';
        match tokens.last_mut() {
            Some(last) if letter && word => last.push(character),
            Some(last) if character == ':' && last == ":" => last.push(':'),
            _ if !character.is_whitespace() => tokens.push(character.to_string()),
            _ => {}
        }
        word = letter;
    }
    tokens
}

/// Every path in the code, `use` lists written out: `["crate", "engine", "json"]`.
fn paths(source: &str) -> Vec<Vec<String>> {
    let (mut found, mut open) = (Vec::new(), Vec::new());
    let mut path: Vec<String> = Vec::new();
    let tokens = tokens(source);
    let name = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|it| it.starts_with(|it: char| it.is_alphabetic() || it == '_'))
    };
    for at in 0..tokens.len() {
        match tokens[at].as_str() {
            "::" => match tokens.get(at + 1).map(String::as_str) {
                Some("{") => open.push(Some(path.clone())),
                _ if name(at + 1) => {}
                _ => path.clear(),
            },
            "{" if at == 0 || tokens[at - 1] != "::" => open.push(None),
            "{" => path.clear(),
            "}" => drop(open.pop()),
            _ if name(at) => {
                if at == 0 || tokens[at - 1] != "::" {
                    path = open.last().cloned().flatten().unwrap_or_default();
                }
                path.push(tokens[at].clone());
                found.push(path.clone());
            }
            _ => {}
        }
    }
    found
}

/// Whether one of the paths holds these names in a row.
fn names(paths: &[Vec<String>], wanted: &str) -> bool {
    let wanted: Vec<&str> = wanted.split("::").collect();
    paths
        .iter()
        .any(|path| path.windows(wanted.len()).any(|part| part == wanted))
}

/// What one file, by its path within `src`, does against the order.
fn offences(file: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let paths = paths(source);
    let parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    let Some(layer) = CRATE.iter().position(|it| *it == parts[0]) else {
        return found;
    };
    let mut offend = |what: &str| found.push(format!("src/{file} names {what}"));
    for above in &CRATE[layer + 1..] {
        if names(&paths, &["crate::", above].concat())
            || names(&paths, &["super::", above].concat())
        {
            offend(above);
        }
    }
    let forbidden: &[&str] = match layer {
        0 => &[&BROWSER_CALLS[..], &NOT_IN_ENGINE].concat(),
        1 => &BROWSER_CALLS,
        _ => &[],
    };
    forbidden
        .iter()
        .filter(|it| names(&paths, it))
        .for_each(|it| offend(it));
    if layer > 0 || parts.len() < 2 || parts[1] == "mod" {
        return found;
    }
    let tokens = tokens(source);
    for (at, window) in tokens.windows(3).enumerate() {
        let test = window[1] == "(" && window[2] == "test";
        let only = tokens.get(at + 3).is_some_and(|it| it == ")");
        if matches!(window[0].as_str(), "cfg" | "cfg_attr") && !(test && only) {
            found.push(format!(
                "src/{file} is compiled differently by {} …",
                window.concat()
            ));
        }
    }
    let Some(own) = ENGINE.iter().position(|it| *it == parts[1]) else {
        found.push(format!("src/{file} has no place among the layers"));
        return found;
    };
    for later in &ENGINE[own + 1..] {
        if names(&paths, &["engine::", later].concat())
            || names(&paths, &["super::", later].concat())
        {
            found.push(format!("src/{file} names {later}"));
        }
    }
    found
}

fn rust_files(folder: &Path, found: &mut Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let name = folder.join(entry.unwrap().file_name());
        if root.join(&name).is_dir() {
            rust_files(&name, found);
        } else if name.extension().is_some_and(|it| it == "rs") {
            found.push(name.to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn a_layer_names_only_those_before_it() {
    let mut files = Vec::new();
    rust_files(Path::new(""), &mut files);
    assert!(files.len() > 25, "{files:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let offences: Vec<String> = files
        .iter()
        .flat_map(|it| offences(it, &fs::read_to_string(root.join(it)).unwrap()))
        .collect();
    assert!(offences.is_empty(), "{offences:#?}");
}

#[test]
fn the_table_has_every_module_of_the_engine() {
    let source =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/mod.rs"))
            .unwrap();
    let tokens = tokens(&source);
    let mut modules: Vec<&str> = tokens
        .windows(2)
        .filter(|it| it[0] == "mod")
        .map(|it| it[1].as_str())
        .collect();
    modules.sort_unstable();
    let mut table = ENGINE;
    table.sort_unstable();
    assert_eq!(modules, table);
}

/// The test itself would notice.
#[test]
fn planted_offences_are_found() {
    let planted = [
        (
            "engine/json.rs",
            "use crate::engine::definition::Definition;",
        ),
        (
            "engine/json.rs",
            "use crate::engine::{decimal::Decimal, definition::{Definition, Field}};",
        ),
        ("engine/json.rs", "use crate::{engine::{definition}};"),
        ("engine/json.rs", "fn f(it: super::kinds::Answer) {}"),
        (
            "engine/json.rs",
            "fn f() { let x = crate::engine :: outbox::next; }",
        ),
        (
            "engine/kinds/text.rs",
            "use crate::engine::condition::Condition;",
        ),
        (
            "engine/kinds/text.rs",
            "use super::super::definition::Field;",
        ),
        (
            "engine/identifiers/digits.rs",
            "fn f() -> crate::engine::kinds::Answer {}",
        ),
        ("engine/outbox.rs", "use crate::view::state::FormState;"),
        ("engine/outbox.rs", "use crate::{browser, view};"),
        ("engine/outbox.rs", "use std::time::Duration;"),
        ("engine/outbox.rs", "use std::{fmt, time::{Duration}};"),
        ("engine/outbox.rs", "let now = chrono::Utc::now();"),
        ("engine/outbox.rs", "let chance: f64 = rand::random();"),
        ("engine/outbox.rs", "let text = \"//\"; web_sys::window();"),
        (
            "engine/outbox.rs",
            "let quote = '\"'; web_sys::window(); let quote = '\"';",
        ),
        ("engine/outbox.rs", "let it = r#\"\"#; web_sys::window();"),
        ("engine/outbox.rs", "use leptos::prelude::*;"),
        (
            "engine/outbox.rs",
            "#[cfg(target_arch = \"wasm32\")] fn f() {}",
        ),
        (
            "engine/outbox.rs",
            "fn f() -> bool { cfg!(debug_assertions) }",
        ),
        (
            "engine/outbox.rs",
            "#[cfg_attr(test, derive(Debug))] struct S;",
        ),
        ("engine/outbox.rs", "#[cfg(not(test))] fn f() {}"),
        ("engine/newcomer.rs", ""),
        ("view/form.rs", "use web_sys::Element;"),
        ("view/form.rs", "use gloo::timers::callback::Timeout;"),
        ("view/form.rs", "use crate::browser::send;"),
    ];
    for (file, source) in planted {
        assert!(!offences(file, source).is_empty(), "{file}: {source}");
    }
    let fine = [
        (
            "engine/json.rs",
            "//! As [`crate::engine::definition`] has it.\nuse crate::engine::decimal::Decimal;",
        ),
        (
            "engine/json.rs",
            "/* web_sys */ const A: &str = \"crate::engine::definition \\\" leptos\"; struct S<'a>(&'a str);",
        ),
        (
            "engine/json.rs",
            "const A: &str = r##\"leptos\"# web_sys\"##; #[cfg(test)] mod tests { use super::Json; }",
        ),
        (
            "engine/outbox.rs",
            "/// ```\n/// use crate::view::Form;\n/// ```\nfn local_random() {}",
        ),
        (
            "engine/outbox.rs",
            "use crate::engine::{json::Json, definition::{Definition, Field}};",
        ),
        (
            "view/form.rs",
            "use crate::engine::definition::Definition; use leptos::prelude::*;",
        ),
        (
            "browser/main.rs",
            "use web_sys::window; use blankett::view::Form;",
        ),
        ("lib.rs", "pub mod engine; pub mod view;"),
    ];
    for (file, source) in fine {
        assert_eq!(offences(file, source), Vec::<String>::new(), "{source}");
    }
}
