//! Reads models strictly: what is wrong is told to the form's author, with its place.

use super::keys::{self, STATUS, Shape, below, shape};
use super::{Choice, Choices, Node};
use crate::engine::definition::Definition;
use crate::engine::json::Json;
use crate::engine::reader::ReadError;

const DIRECTIVES: &str = "field, choices, rows, join";

/// Reads a `model`.
pub(super) fn model(
    model: &Json,
    form: &Json,
    definition: &Definition,
) -> Result<Node, Vec<ReadError>> {
    let mut reading = Reading {
        form: Scope::form(form, definition),
        columns: None,
        errors: Vec::new(),
    };
    let Json::Object(members) = model else {
        reading.wrong("/model", "Expected an object.");
        return Err(reading.errors);
    };
    let mut root = Vec::new();
    for (name, member) in members.iter().filter(|(name, _)| name != "$comment") {
        let at = step("/model", name);
        if name == "status" {
            reading.status(member, &at);
            root.push((name.clone(), Node::Constant(without_comments(member))));
        } else {
            root.extend(reading.member("", name, member, &at));
        }
    }
    // The model's own order, whatever the author's is.
    let place = |name: &str| {
        let begins = |key: &keys::Key| key.path.split(['.', '[']).next() == Some(name);
        keys::KEYS.iter().position(begins).unwrap_or(usize::MAX)
    };
    root.sort_by_key(|(name, _)| place(name));
    if reading.errors.is_empty() {
        Ok(Node::Object(root))
    } else {
        Err(reading.errors)
    }
}

/// The fields a directive may name: those of the form, or the columns of rows.
struct Scope<'a> {
    fields: Vec<&'a Json>,
    definition: Option<&'a Definition>,
}

impl<'a> Scope<'a> {
    fn form(form: &'a Json, definition: &'a Definition) -> Self {
        let sections = items(form.get("sections"));
        let fields = sections.iter().flat_map(|it| items(it.get("fields")));
        Self {
            fields: fields.collect(),
            definition: Some(definition),
        }
    }

    fn find(&self, key: &str) -> Option<&'a Json> {
        let is = |it: &&&Json| text(it.get("key")) == key;
        self.fields.iter().find(is).copied()
    }

    /// Whether it is a field, or the text that an option opens.
    fn has(&self, key: &str) -> bool {
        let opened = |field: &&Json| {
            let code = key
                .strip_prefix(text(field.get("key")))
                .and_then(|it| it.strip_prefix('-'));
            let options = items(field.get("options")).iter();
            options
                .filter(|it| it.get("specify").is_some())
                .any(|it| Some(text(it.get("value"))) == code)
        };
        match self.definition {
            Some(definition) => definition.find(key).is_some(),
            None => self.find(key).is_some() || self.fields.iter().any(opened),
        }
    }
}

struct Reading<'a> {
    form: Scope<'a>,
    columns: Option<Scope<'a>>,
    errors: Vec<ReadError>,
}

impl<'a> Reading<'a> {
    fn wrong(&mut self, at: &str, sentence: impl Into<String>) {
        self.errors.push(ReadError {
            pointer: at.to_owned(),
            sentence: sentence.into(),
        });
    }

    fn scope(&self) -> &Scope<'a> {
        self.columns.as_ref().unwrap_or(&self.form)
    }

    fn member(
        &mut self,
        path: &str,
        name: &str,
        json: &'a Json,
        at: &str,
    ) -> Option<(String, Node)> {
        let path = below(path, name);
        let node = match shape(&path) {
            None => {
                self.wrong(at, format!("The common model has no key \"{path}\"."));
                return None;
            }
            Some(Shape::Leaf) => self.leaf(json, at),
            Some(Shape::List) => self.list(&[&path, "[]"].concat(), json, at),
            Some(Shape::Object) => self.object(&path, json, at),
        };
        Some((name.to_owned(), node?))
    }

    fn object(&mut self, path: &str, json: &'a Json, at: &str) -> Option<Node> {
        let Json::Object(members) = json else {
            self.wrong(at, "Expected an object.");
            return None;
        };
        let members = members.iter().filter(|(name, _)| name != "$comment");
        let members =
            members.filter_map(|(name, member)| self.member(path, name, member, &step(at, name)));
        Some(Node::Object(members.collect()))
    }

    /// A list, whose entries stand at `path`, which ends in `[]`.
    fn list(&mut self, path: &str, json: &'a Json, at: &str) -> Option<Node> {
        if let Json::Array(entries) = json {
            let mut nodes = Vec::new();
            for (index, entry) in entries.iter().enumerate() {
                nodes.extend(self.entry(path, entry, &step(at, &index.to_string())));
            }
            return Some(Node::List(nodes));
        }
        match directive(json) {
            "choices" => {
                let coded = shape(&below(path, "kode")).is_some();
                let plain = matches!(shape(path), Some(Shape::Leaf));
                if !coded && !plain {
                    self.wrong(at, "No codes stand in this list of the model.");
                    return None;
                }
                let named = shape(&below(path, "navn")).is_some();
                self.choices(json, if named { "navn" } else { "tekst" }, at)
            }
            "rows" => self.rows(path, json, at),
            "join" => {
                self.only(json, &["join"], at);
                let at = step(at, "join");
                let Some(Json::Array(lists)) = json.get("join") else {
                    self.wrong(&at, "Expected an array of lists.");
                    return None;
                };
                let mut nodes = Vec::new();
                for (index, list) in lists.iter().enumerate() {
                    nodes.extend(self.list(path, list, &step(&at, &index.to_string())));
                }
                Some(Node::Join(nodes))
            }
            _ => {
                self.wrong(at, "Expected a list: an array, choices, rows or join.");
                None
            }
        }
    }

    fn entry(&mut self, path: &str, json: &'a Json, at: &str) -> Option<Node> {
        match shape(path) {
            Some(Shape::Object) => self.object(path, json, at),
            _ => self.leaf(json, at),
        }
    }

    fn leaf(&mut self, json: &'a Json, at: &str) -> Option<Node> {
        match json {
            Json::Text(text) if text.trim().is_empty() => {
                self.wrong(at, "Expected a text that is not empty.");
                None
            }
            Json::Text(_) | Json::Number(_) | Json::Bool(_) => Some(Node::Constant(json.clone())),
            Json::Object(_) => match directive(json) {
                "field" => self.field(json, at),
                "choices" => self.choices(json, "tekst", at),
                "rows" | "join" => {
                    self.wrong(at, "A list cannot stand here, only one value.");
                    None
                }
                _ => {
                    self.wrong(at, format!("Unknown directive. Known here: {DIRECTIVES}."));
                    None
                }
            },
            _ => {
                self.wrong(at, "Expected a text, a number or a directive.");
                None
            }
        }
    }

    fn field(&mut self, json: &'a Json, at: &str) -> Option<Node> {
        self.only(json, &["field", "map"], at);
        let key = self.named(json, "field", at)?;
        let field = self.scope().find(key);
        let kind = field.map_or("", |it| text(it.get("kind")));
        if ["rows", "information", "price"].contains(&kind) {
            let sentence = format!("The field \"{key}\" has no answer of one value.");
            self.wrong(&step(at, "field"), sentence);
            return None;
        }
        let Some(map) = json.get("map") else {
            return Some(Node::Field(key.to_owned(), Vec::new()));
        };
        let codes = self.options(field, map, &step(at, "map"))?;
        let mut pairs = Vec::new();
        for (choice, code) in codes {
            match code.as_text() {
                Some(code) => pairs.push((choice.option, code.to_owned())),
                None => self.wrong(
                    &step(&step(at, "map"), &choice.option),
                    "Expected one code, a string.",
                ),
            }
        }
        Some(Node::Field(key.to_owned(), pairs))
    }

    fn choices(&mut self, json: &'a Json, words: &'static str, at: &str) -> Option<Node> {
        self.only(json, &["choices", "map"], at);
        let key = self.named(json, "choices", at)?;
        let field = self.scope().find(key);
        let Some(map) = json.get("map") else {
            self.wrong(at, "\"map\" is missing.");
            return None;
        };
        let mut options = Vec::new();
        for (choice, codes) in self.options(field, map, &step(at, "map"))? {
            let listed: Option<Vec<String>> = match codes {
                Json::Array(codes) => {
                    let codes = codes.iter().map(|it| it.as_text().map(str::to_owned));
                    codes.collect()
                }
                _ => None,
            };
            match listed {
                Some(codes) => options.push(Choice { codes, ..choice }),
                None => self.wrong(
                    &step(&step(at, "map"), &choice.option),
                    "Expected a list of codes, which may be empty.",
                ),
            }
        }
        Some(Node::Choices(Choices {
            key: key.to_owned(),
            options,
            words,
        }))
    }

    /// The options of a field with what a map gives for each, in the field's order.
    fn options(
        &mut self,
        field: Option<&'a Json>,
        map: &'a Json,
        at: &str,
    ) -> Option<Vec<(Choice, &'a Json)>> {
        let options = items(field.and_then(|it| it.get("options")));
        if options.is_empty() {
            self.wrong(at, "The field has no options.");
            return None;
        }
        let Json::Object(members) = map else {
            self.wrong(at, "Expected an object of options.");
            return None;
        };
        for (name, _) in members.iter().filter(|(name, _)| name != "$comment") {
            if !options.iter().any(|it| text(it.get("value")) == name) {
                self.wrong(
                    &step(at, name),
                    format!("The field has no option \"{name}\"."),
                );
            }
        }
        let mut found = Vec::new();
        for option in options {
            let value = text(option.get("value"));
            match map.get(value) {
                Some(codes) => found.push((choice(option, value), codes)),
                // Else a new option would be lost without a word.
                None => self.wrong(at, format!("The option \"{value}\" is left out.")),
            }
        }
        Some(found)
    }

    fn rows(&mut self, path: &str, json: &'a Json, at: &str) -> Option<Node> {
        self.only(json, &["rows", "each"], at);
        let key = self.named(json, "rows", at)?;
        let columns = self.scope().find(key).and_then(|it| it.get("columns"));
        let (Some(columns), None) = (columns, &self.columns) else {
            self.wrong(&step(at, "rows"), format!("\"{key}\" has no rows."));
            return None;
        };
        let Some(each) = json.get("each") else {
            self.wrong(at, "\"each\" is missing.");
            return None;
        };
        self.columns = Some(Scope {
            fields: items(Some(columns)).iter().collect(),
            definition: None,
        });
        let each = self.entry(path, each, &step(at, "each"));
        self.columns = None;
        Some(Node::Rows(key.to_owned(), Box::new(each?)))
    }

    /// The key of a field or column that is there.
    fn named(&mut self, json: &'a Json, directive: &str, at: &str) -> Option<&'a str> {
        let at = step(at, directive);
        let Some(key) = json.get(directive).and_then(Json::as_text) else {
            self.wrong(&at, "Expected the key of a field.");
            return None;
        };
        if !self.scope().has(key) {
            let what = self.columns.as_ref().map_or("field", |_| "column");
            self.wrong(&at, format!("The form has no {what} \"{key}\"."));
            return None;
        }
        Some(key)
    }

    fn only(&mut self, json: &Json, known: &[&str], at: &str) {
        let Json::Object(members) = json else { return };
        for (name, _) in members {
            if name != "$comment" && !known.contains(&name.as_str()) {
                let known = known.join(", ");
                self.wrong(
                    &step(at, name),
                    format!("Unknown key. Known here: {known}."),
                );
            }
        }
    }

    fn status(&mut self, json: &Json, at: &str) {
        let Json::Object(members) = json else {
            self.wrong(at, "Expected an object.");
            return;
        };
        for (name, status) in members.iter().filter(|(name, _)| name != "$comment") {
            if !keys::has_status(name) {
                let sentence = format!("The common model has no key \"{name}\".");
                self.wrong(&step(at, name), sentence);
            } else if !status.as_text().is_some_and(|it| STATUS.contains(&it)) {
                let sentence = format!("Expected one of {}.", STATUS.join(", "));
                self.wrong(&step(at, name), sentence);
            }
        }
    }
}

fn choice(option: &Json, value: &str) -> Choice {
    let label = option.get("label");
    let first = || match label {
        Some(Json::Object(languages)) => languages.first().map(|(_, it)| it),
        _ => label,
    };
    let nb = label.and_then(|it| it.get("nb")).or_else(first);
    Choice {
        option: value.to_owned(),
        label: text(nb).to_owned(),
        codes: Vec::new(),
    }
}

/// Which directive an object is; empty if none.
fn directive(json: &Json) -> &'static str {
    let known = ["field", "choices", "rows", "join"];
    let found = known.into_iter().find(|it| json.get(it).is_some());
    found.unwrap_or_default()
}

fn without_comments(json: &Json) -> Json {
    match json {
        Json::Object(members) => {
            let members = members.iter().filter(|(name, _)| name != "$comment");
            Json::Object(members.cloned().collect())
        }
        other => other.clone(),
    }
}

fn items(json: Option<&Json>) -> &[Json] {
    match json {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

fn text(json: Option<&Json>) -> &str {
    json.and_then(Json::as_text).unwrap_or_default()
}

/// The JSON Pointer of a member or item.
fn step(at: &str, name: &str) -> String {
    [at, "/", &name.replace('~', "~0").replace('/', "~1")].concat()
}
