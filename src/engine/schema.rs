//! Checks JSON against a schema, and says where it does not fit.
//!
//! Schemas are text, one line for each sort of object, so that a form's grammar
//! can be read in one place and costs the browser next to no code:
//!
//! ```text
//! section id=name! title=text! help=text fields=field*!
//! cond all=cond+! / field=string! equals=any!
//! ```
//!
//! `!` must be there, `*` is a list, `+` a list that is not empty, `a|b` are
//! words, `1~9` whole numbers, and `/` parts several shapes, of which the
//! first counts that has all it must. A type is a sort of object or one of
//! `any`, `string`, `text` (localised), `texts`, `strings`, `name`, `dotted`,
//! `version`, `flag`, `number`, `formula` (also a plain number or text),
//! `amount` (øre or a formula) and `kind`, which adds the keys of the line
//! that a colon and the kind's name begin.
//!
//! ```
//! use blankett::engine::{json::Json, reader::Reader, schema::Schema};
//! let schema = Schema(vec!["cat name=string! lives=1~9"]);
//! let json = Json::parse(r#"{"name": "Pus", "lives": 10}"#).unwrap();
//! let mut errors = Vec::new();
//! schema.check(&Reader::new(&json), "cat", &mut errors);
//! assert_eq!(errors[0].to_string(), "/lives: Expected a whole number from 1 to 9.");
//! ```

use crate::engine::decimal::Decimal;
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::text::Text;

/// The sorts of objects there are.
pub struct Schema(pub Vec<&'static str>);

/// One key of an object: its name, its type, and whether it must be there.
struct Key<'a> {
    name: &'a str,
    kind: &'a str,
    must: bool,
}

/// The keys of one shape.
fn keys<'a>(shape: &'a str) -> impl Iterator<Item = Key<'a>> {
    shape.split_ascii_whitespace().filter_map(|word| {
        let (name, kind) = word.split_once('=')?;
        let bare = kind.trim_end_matches('!');
        Some(Key {
            name,
            kind: bare,
            must: bare.len() < kind.len(),
        })
    })
}

impl Schema {
    /// Checks an object; the first thing wrong with it, but all in a list.
    pub fn check(&self, reader: &Reader, sort: &str, errors: &mut Vec<ReadError>) {
        if !reader.is_object() {
            return errors.push(reader.unexpected("an object"));
        }
        let line = self.line(sort).unwrap_or_default();
        if !line.contains('/') {
            return self.shape(reader, line, errors);
        }
        let begins = |shape: &&str| {
            let first = keys(shape).next();
            first.is_some_and(|it| reader.at(it.name).is_some())
        };
        let whole = |shape: &str| keys(shape).all(|it| !it.must || reader.at(it.name).is_some());
        let begun: Vec<&'static str> = line.split('/').filter(begins).collect();
        let shape = begun.iter().find(|it| whole(it));
        if let (Some(shape), _) | (None, [shape]) = (shape, begun.as_slice()) {
            return self.shape(reader, shape, errors);
        }
        // What may stand here: what begins a shape, or what goes on with one.
        let shapes = line
            .split('/')
            .filter(|it| begun.is_empty() || begun.contains(it));
        let names = shapes.flat_map(|it| keys(it).take(if begun.is_empty() { 1 } else { 2 }));
        let mut known: Vec<&str> = Vec::new();
        for key in names.filter(|it| !begun.is_empty() || it.must) {
            if !known.contains(&key.name) {
                known.push(key.name);
            }
        }
        let stranger = reader.each_member().find(|(key, _)| !known.contains(key));
        let known = known.join(", ");
        errors.push(match stranger.filter(|_| !begun.is_empty()) {
            Some((_, member)) => member.wrong(&["Unknown key. Known here: ", &known, "."]),
            None => reader.wrong(&["Expected more of these keys: ", &known, "."]),
        });
    }

    /// Checks an object against one shape.
    fn shape(&self, reader: &Reader, shape: &'static str, errors: &mut Vec<ReadError>) {
        // The options of a kind stand beside the keys that every field has.
        let own = match keys(shape).find(|it| it.kind == "kind") {
            Some(_) => {
                let kind = reader.at("kind");
                let named = kind.as_ref().and_then(|it| it.json().as_text());
                let line = named.and_then(|it| self.line(&[":", it].concat()));
                match (kind, line) {
                    (None, _) => return errors.push(reader.wrong(&["\"kind\" is missing."])),
                    (Some(kind), None) => return errors.push(self.no_kind(&kind)),
                    (_, Some(line)) => line,
                }
            }
            None => "",
        };
        for (key, member) in reader.each_member() {
            if !keys(shape).chain(keys(own)).any(|it| it.name == key) {
                let known: Vec<&str> = keys(shape).chain(keys(own)).map(|it| it.name).collect();
                return errors.push(member.wrong(&[
                    "Unknown key. Known here: ",
                    &known.join(", "),
                    ".",
                ]));
            }
        }
        let before = errors.len();
        for key in keys(own).chain(keys(shape)) {
            match reader.at(key.name) {
                Some(member) => self.value(&member, key.kind, errors),
                None if key.must => {
                    errors.push(reader.wrong(&["\"", key.name, "\" is missing."]));
                }
                None => {}
            }
            if errors.len() > before {
                return;
            }
        }
    }

    fn value(&self, reader: &Reader, kind: &'static str, errors: &mut Vec<ReadError>) {
        if let Some(item) = kind.strip_suffix(['*', '+']) {
            let Json::Array(items) = reader.json() else {
                return errors.push(reader.unexpected("an array"));
            };
            if items.is_empty() && kind.ends_with('+') {
                return errors.push(reader.wrong(&["Expected at least 1 here."]));
            }
            return reader.items().for_each(|it| self.value(&it, item, errors));
        }
        let text = reader.json().as_text();
        let sentence = match (kind, reader.json()) {
            ("any" | "kind", _) | ("flag", Json::Bool(_)) | ("number", Json::Number(_)) => return,
            ("text", Json::Text(_) | Json::Object(_)) => return errors.extend(Text::wrong(reader)),
            ("text", _) => return errors.push(reader.unexpected("a string")),
            ("texts" | "strings", Json::Object(_)) => {
                let inner = if kind == "texts" { "text" } else { "string" };
                return reader
                    .each_member()
                    .for_each(|(_, it)| self.value(&it, inner, errors));
            }
            ("texts" | "strings", _) => return errors.push(reader.unexpected("an object")),
            ("formula", Json::Number(_) | Json::Text(_)) => return,
            ("amount", Json::Number(_)) => return self.value(reader, "0~1000000000", errors),
            ("amount", _) => return self.check(reader, "formula", errors),
            ("flag", _) => return errors.push(reader.unexpected("true or false")),
            ("number", _) => return errors.push(reader.unexpected("a number")),
            _ if kind.contains('~') => return errors.extend(count(reader, kind)),
            _ if self.line(kind).is_some() => return self.check(reader, kind, errors),
            _ => sentence(kind, text),
        };
        match (text, sentence) {
            (None, _) => errors.push(reader.unexpected("a string")),
            (Some(_), None) => {}
            (Some(text), Some("")) => {
                let known = kind.replace('|', ", ");
                errors.push(reader.wrong(&["Expected one of ", &known, ", found \"", text, "\"."]));
            }
            (_, Some(words)) => errors.push(reader.wrong(&[words])),
        }
    }

    /// The line of a sort of object, without its name.
    fn line(&self, sort: &str) -> Option<&'static str> {
        self.0.iter().find_map(|line| {
            let (name, shape) = line.split_once(' ').unwrap_or((line, ""));
            (name == sort).then_some(shape)
        })
    }

    fn no_kind(&self, kind: &Reader) -> ReadError {
        let Some(text) = kind.json().as_text() else {
            return kind.unexpected("a string");
        };
        let names = self.0.iter().filter_map(|it| it.strip_prefix(':'));
        let names: Vec<&str> = names.filter_map(|it| it.split(' ').next()).collect();
        kind.wrong(&[
            "Expected one of ",
            &names.join(", "),
            ", found \"",
            text,
            "\".",
        ])
    }
}

/// What is wrong with a text of this type, if anything; empty words for one that
/// is not among the allowed.
fn sentence(kind: &str, text: Option<&str>) -> Option<&'static str> {
    let text = text?;
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let named =
        |it: &str| it.starts_with(|it: char| it.is_ascii_lowercase()) && it.bytes().all(plain);
    match kind {
        "string" => None,
        "name" => (!named(text)).then_some(
            "Expected a name of the letters a-z, digits and hyphens, beginning with a letter.",
        ),
        "dotted" => (!text.split('.').all(named))
            .then_some("Expected names of the letters a-z, digits and hyphens, joined by dots."),
        "version" => text
            .trim()
            .is_empty()
            .then_some("Expected a version, such as 1.0 or 2026-11-21."),
        words => (!words.split('|').any(|it| it == text)).then_some(""),
    }
}

/// A whole number within bounds such as `1~9`.
fn count(reader: &Reader, kind: &str) -> Option<ReadError> {
    let Json::Number(number) = reader.json() else {
        return Some(reader.unexpected("a number"));
    };
    let (least, most) = kind.split_once('~')?;
    let bound = |text: &str| Decimal::parse(text);
    let within = number.whole().filter(|_| {
        bound(least).is_some_and(|it| *number >= it) && bound(most).is_some_and(|it| *number <= it)
    });
    let words = ["Expected a whole number from ", least, " to ", most, "."];
    within.is_none().then(|| reader.wrong(&words))
}
