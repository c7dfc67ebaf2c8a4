//! The order of the layers: a module names only those that stand before it.

use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::Path;
use syn::UseTree;
use syn::visit::{self, Visit};

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

/// What a file names, and where it asks how it is compiled.
#[derive(Default)]
struct Named {
    /// Every path in the code, `use` lists written out: `["crate", "engine", "json"]`.
    paths: Vec<Vec<String>>,
    /// What stands in `cfg(…)`, `cfg!(…)` and `cfg_attr(…)`, with the word before it.
    conditions: Vec<String>,
}

impl Named {
    fn of(source: &str) -> Self {
        let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error}: {source}"));
        let mut named = Self::default();
        named.visit_file(&file);
        named
    }

    fn add_use(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(it) => {
                self.paths.push(with(&it.ident));
                self.add_use(&it.tree, &with(&it.ident));
            }
            UseTree::Name(it) => self.paths.push(with(&it.ident)),
            UseTree::Rename(it) => self.paths.push(with(&it.ident)),
            UseTree::Group(it) => it.items.iter().for_each(|it| self.add_use(it, before)),
            UseTree::Glob(_) => {}
        }
    }

    /// The paths in what a macro is given, which need not be Rust.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut joins) = (Vec::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Ident(it) => {
                    if joins < 2 {
                        path.clear();
                    }
                    path.push(it.to_string());
                    self.paths.push(path.clone());
                    joins = 0;
                }
                TokenTree::Punct(it) if it.as_char() == ':' => joins += 1,
                TokenTree::Group(it) => {
                    self.add_tokens(it.stream());
                    joins = 0;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => joins = 0,
            }
        }
    }
}

impl<'ast> Visit<'ast> for Named {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|it| it.ident.to_string());
        self.paths.push(names.collect());
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        item.attrs.iter().for_each(|it| self.visit_attribute(it));
        self.add_use(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.paths.push(vec![item.ident.to_string()]);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        if it.path.is_ident("cfg") {
            self.conditions.push(format!("cfg!({})", it.tokens));
        }
        self.visit_path(&it.path);
        self.add_tokens(it.tokens.clone());
    }

    fn visit_meta_list(&mut self, it: &'ast syn::MetaList) {
        for name in ["cfg", "cfg_attr"] {
            if it.path.is_ident(name) {
                self.conditions.push(format!("{name}({})", it.tokens));
            }
        }
        self.add_tokens(it.tokens.clone());
    }
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
    let Named { paths, conditions } = Named::of(source);
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
    for condition in conditions.iter().filter(|it| *it != "cfg(test)") {
        found.push(format!("src/{file} is compiled differently by {condition}"));
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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/mod.rs");
    let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
    let module = |item: &syn::Item| match item {
        syn::Item::Mod(it) => Some(it.ident.to_string()),
        _ => None,
    };
    let mut modules: Vec<String> = file.items.iter().filter_map(module).collect();
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
        (
            "engine/outbox.rs",
            "fn f() { let now = chrono::Utc::now(); }",
        ),
        (
            "engine/outbox.rs",
            "fn f() { let chance: f64 = rand::random(); }",
        ),
        (
            "engine/outbox.rs",
            "fn f() { let text = \"//\"; web_sys::window(); }",
        ),
        (
            "engine/outbox.rs",
            "fn f() { let quote = '\"'; web_sys::window(); let quote = '\"'; }",
        ),
        (
            "engine/outbox.rs",
            "fn f() { let it = r#\"\"#; web_sys::window(); }",
        ),
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
        ("engine/outbox.rs", "#[cfg(not(test))] use std::fmt;"),
        (
            "engine/outbox.rs",
            "fn f() -> Vec<f64> { vec![1.0, js_sys::Math::random()] }",
        ),
        (
            "engine/outbox.rs",
            "fn f() { println!(\"{}\", [crate::view::state::now()]) }",
        ),
        ("engine/outbox.rs", "extern crate leptos as other;"),
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
