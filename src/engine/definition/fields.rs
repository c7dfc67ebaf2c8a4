//! The first pass over a definition: every field by itself.

use super::{Definition, Field, Initial, Required, Section};
use crate::engine::condition::{self, Condition};
use crate::engine::json::Json;
use crate::engine::kinds::{self, Kind};
use crate::engine::reader::{Read, ReadError, Reader};
use crate::engine::text::Text;

/// More than the largest paper form has; keeps odd definitions from taking all memory.
const MOST_FIELDS: usize = 2000;

const FIELD_KEYS: &[&str] = &[
    "key",
    "kind",
    "label",
    "name",
    "help",
    "required",
    "required-when",
    "shown-when",
    "default-from",
    "initial",
    "implies",
    "secret",
    "autocomplete",
    "messages",
];

impl Definition {
    pub(super) fn shell(root: &Reader) -> Read<Self> {
        root.only(&[&["id", "version", "title", "intro", "receipt", "sections"]])?;
        let version = root.must("version")?;
        if version.text()?.trim().is_empty() {
            return Err(version.error("Expected a version, such as 1.0 or 2026-11-21."));
        }
        Ok(Self {
            id: root.must("id")?.name()?.to_owned(),
            version: version.text()?.to_owned(),
            title: Text::read(root.must("title")?)?,
            intro: root.maybe("intro", Text::read)?.unwrap_or_default(),
            receipt: root.maybe("receipt", Text::read)?.unwrap_or_default(),
            sections: Vec::new(),
            fields: Vec::new(),
            dependents: Vec::new(),
            order: Vec::new(),
            by_key: Vec::new(),
        })
    }

    /// The first pass: every field by itself.
    pub(super) fn read_sections(&mut self, root: &Reader, errors: &mut Vec<ReadError>) {
        let sections = root.must("sections").and_then(|it| {
            it.each(1, &mut |section| {
                let read = self.read_section(&section, errors);
                errors.extend(read.err().map(|it| *it));
                Ok(())
            })
        });
        errors.extend(sections.err().map(|it| *it));
    }

    fn read_section(&mut self, section: &Reader, errors: &mut Vec<ReadError>) -> Read<()> {
        section.only(&[&["id", "title", "help", "shown-when", "fields"]])?;
        let id = section.must("id")?;
        if self
            .sections
            .iter()
            .any(|it| id.json().as_text() == Some(&it.id))
        {
            return Err(id.error("Another section has this id."));
        }
        let start = self.fields.len();
        let (id, title) = (id.name()?.to_owned(), Text::read(section.must("title")?)?);
        let help = section.maybe("help", Text::read)?.unwrap_or_default();
        section.must("fields")?.each(0, &mut |field| {
            errors.extend(self.read_field(field).err().map(|it| *it));
            Ok(())
        })?;
        self.sections.push(Section {
            id,
            title,
            help,
            fields: start..self.fields.len(),
        });
        Ok(())
    }

    fn read_field(&mut self, reader: Reader) -> Read<()> {
        let (kind, keys) = kinds::read(&reader)?;
        reader.only(&[FIELD_KEYS, keys])?;
        let label = Text::read(reader.must("label")?)?;
        let key = reader.must("key")?;
        let required = reader.maybe("required", |it| it.flag())?.unwrap_or(false);
        if let Some(when) = reader.may("required-when").filter(|_| required) {
            return Err(when.error("A field that is always required needs no \"required-when\"."));
        }
        let field = Field {
            path: String::new(),
            name: reader.maybe("name", Text::read)?.unwrap_or_default(),
            help: reader.maybe("help", Text::read)?.unwrap_or_default(),
            required: if required {
                Required::Always
            } else {
                Required::Never
            },
            shown: None,
            default_from: None,
            initial: reader
                .maybe("initial", |it| initial(it, &*kind))?
                .unwrap_or(Initial::Empty),
            implies: None,
            implied: Vec::new(),
            secret: kind.secret() || reader.maybe("secret", |it| it.flag())?.unwrap_or(false),
            autocomplete: reader
                .maybe("autocomplete", autocomplete)?
                .unwrap_or_default(),
            messages: reader.maybe("messages", messages)?.unwrap_or_default(),
            place: None,
            opened_by: None,
            key: dotted(key)?,
            label,
            kind,
        };
        let parent = self.fields.len();
        self.add(field, key)?;
        for option in 0..self.fields[parent].kind.choices().len() {
            let choice = &self.fields[parent].kind.choices()[option];
            let Some(specify) = choice.specify.clone() else {
                continue;
            };
            let contains = Condition::Contains(parent, choice.code.clone());
            let own = Field {
                key: [&self.fields[parent].key, "-", &choice.code].concat(),
                path: String::new(),
                label: specify.label,
                name: specify.name,
                help: Text::default(),
                kind: kinds::specify(specify.max),
                required: Required::Always,
                shown: Some(contains),
                default_from: None,
                initial: Initial::Empty,
                implies: None,
                implied: Vec::new(),
                secret: self.fields[parent].secret,
                autocomplete: "off".to_owned(),
                messages: Vec::new(),
                place: None,
                opened_by: Some((parent, option)),
            };
            self.add(own, key)?;
        }
        Ok(())
    }

    fn add(&mut self, mut field: Field, key: Reader) -> Read<()> {
        if self.fields.len() >= MOST_FIELDS {
            return Err(key.error(format!("A form has at most {MOST_FIELDS} fields.")));
        }
        // Keys become nested objects, so none may stand inside another.
        let known = |key: &str| self.place(key).is_ok().then(|| key.to_owned());
        let above = field
            .key
            .match_indices('.')
            .find_map(|(dot, _)| known(&field.key[..dot]));
        if let Some(other) = known(&field.key)
            .or_else(|| self.below(&field.key))
            .or(above)
        {
            return Err(key.error(format!(
                "\"{}\" clashes with the field \"{other}\".",
                field.key
            )));
        }
        field.path = ["/", &field.key.replace('.', "/")].concat();
        let (Ok(at) | Err(at)) = self.place(&field.key);
        self.by_key
            .insert(at, (field.key.clone(), self.fields.len()));
        self.fields.push(field);
        Ok(())
    }
}

fn initial(reader: Reader, kind: &dyn Kind) -> Read<Initial> {
    match kind.control() {
        kinds::Control::Input(_) | kinds::Control::Area(_)
            if !matches!(reader.json(), Json::Number(_)) =>
        {
            Text::read(reader).map(Initial::Text)
        }
        _ => condition::answer(reader, kind).map(Initial::Answer),
    }
}

fn autocomplete(reader: Reader) -> Read<String> {
    let text = reader.text()?;
    let plain =
        |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b' ');
    if !text.is_empty() && text.bytes().all(plain) {
        return Ok(text.to_owned());
    }
    Err(reader.error("Expected HTML autocomplete words, such as given-name."))
}

fn messages(reader: Reader) -> Read<Vec<(String, Text)>> {
    let mut messages = Vec::new();
    for (code, member) in reader.members()? {
        messages.push((code.to_owned(), Text::read(member)?));
    }
    Ok(messages)
}

/// Names joined by dots.
fn dotted(reader: Reader) -> Read<String> {
    let key = reader.text()?;
    let plain = |part: &str| {
        part.starts_with(|it: char| it.is_ascii_lowercase())
            && part
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
    };
    if key.split('.').all(plain) {
        return Ok(key.to_owned());
    }
    Err(reader.error("Expected names of the letters a-z, digits and hyphens, joined by dots."))
}
