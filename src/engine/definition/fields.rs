//! The first pass over a definition: every field by itself.

use super::{Definition, Field, Initial, Required, Rows, Section};
use crate::engine::condition::{self, Condition};
use crate::engine::json::Json;
use crate::engine::kinds::{self, Control, Kind};
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
    "locked",
    "rules",
];

impl Definition {
    pub(super) fn bare(id: String, version: String, title: Text) -> Self {
        Self {
            id,
            version,
            title,
            intro: Text::default(),
            receipt: Text::default(),
            sections: Vec::new(),
            fields: Vec::new(),
            lines: Vec::new(),
            forms: Vec::new(),
            parts: Vec::new(),
            dependents: Vec::new(),
            order: Vec::new(),
            by_key: Vec::new(),
        }
    }

    pub(super) fn shell(root: &Reader) -> Read<Self> {
        root.only(&[&[
            "id", "version", "title", "intro", "receipt", "sections", "forms", "model",
        ]])?;
        let version = root.must("version")?;
        if version.text()?.trim().is_empty() {
            return Err(version.error("Expected a version, such as 1.0 or 2026-11-21."));
        }
        let id = root.must("id")?.name()?.to_owned();
        let title = Text::read(root.must("title")?)?;
        let mut shell = Self::bare(id, version.text()?.to_owned(), title);
        shell.intro = root.maybe("intro", Text::read)?.unwrap_or_default();
        shell.receipt = root.maybe("receipt", Text::read)?.unwrap_or_default();
        Ok(shell)
    }

    /// The first pass: every field by itself.
    pub(super) fn read_sections(
        &mut self,
        root: &Reader,
        prefix: &str,
        part: Option<usize>,
        errors: &mut Vec<ReadError>,
    ) {
        let sections = root.must("sections").and_then(|it| {
            it.each(1, &mut |section| {
                let read = self.read_section(&section, prefix, part, errors);
                errors.extend(read.err().map(|it| *it));
                Ok(())
            })
        });
        errors.extend(sections.err().map(|it| *it));
    }

    fn read_section(
        &mut self,
        section: &Reader,
        prefix: &str,
        part: Option<usize>,
        errors: &mut Vec<ReadError>,
    ) -> Read<()> {
        section.only(&[&["id", "title", "help", "shown-when", "new-page", "fields"]])?;
        let (start, name) = (self.fields.len(), section.must("id")?);
        let id = [prefix, name.name()?].concat();
        if self.sections.iter().any(|it| it.id == id) {
            return Err(name.error("Another section has this id."));
        }
        let title = Text::read(section.must("title")?)?;
        let help = section.maybe("help", Text::read)?.unwrap_or_default();
        let new_page = section.maybe("new-page", |it| it.flag())?.unwrap_or(false);
        section.must("fields")?.each(0, &mut |field| {
            let read = self.read_field(&field, prefix, part, errors);
            errors.extend(read.err().map(|it| *it));
            Ok(())
        })?;
        self.sections.push(Section {
            id,
            title,
            help,
            new_page,
            fields: start..self.fields.len(),
        });
        Ok(())
    }

    pub(super) fn read_field(
        &mut self,
        reader: &Reader,
        prefix: &str,
        part: Option<usize>,
        errors: &mut Vec<ReadError>,
    ) -> Read<()> {
        let (kind, keys) = kinds::read(reader)?;
        reader.only(&[FIELD_KEYS, keys])?;
        let label = Text::read(reader.must("label")?)?;
        let key = reader.must("key")?;
        let required = reader.maybe("required", |it| it.flag())?.unwrap_or(false);
        if let Some(when) = reader.may("required-when").filter(|_| required) {
            return Err(when.error("A field that is always required needs no \"required-when\"."));
        }
        let rows = match kind.control() {
            Control::Rows(of) => Rows::read(reader, of, errors)?,
            _ => None,
        };
        let within = rows
            .as_ref()
            .is_some_and(|it| it.columns.fields.iter().any(|it| it.secret));
        let mut field = Field::plain([prefix, &dotted(key)?].concat(), label, kind);
        field.secret = field.kind.secret()
            || within
            || reader.maybe("secret", |it| it.flag())?.unwrap_or(false);
        field.name = reader.maybe("name", Text::read)?.unwrap_or_default();
        field.help = reader.maybe("help", Text::read)?.unwrap_or_default();
        if required {
            field.required = Required::Always;
        }
        field.initial = reader
            .maybe("initial", |it| initial(it, &*field.kind))?
            .unwrap_or(Initial::Empty);
        field.autocomplete = reader
            .maybe("autocomplete", autocomplete)?
            .unwrap_or_default();
        field.messages = reader.maybe("messages", messages)?.unwrap_or_default();
        field.locked = reader.maybe("locked", |it| it.flag())?.unwrap_or(false);
        field.rows = rows;
        field.part = part;
        let parent = self.fields.len();
        self.add(field, key)?;
        for option in 0..self.fields[parent].kind.choices().len() {
            let choice = &self.fields[parent].kind.choices()[option];
            let Some(specify) = choice.specify.clone() else {
                continue;
            };
            let code = choice.code.clone();
            let own = [&self.fields[parent].key, "-", &code].concat();
            let mut own = Field::plain(own, specify.label, kinds::specify(specify.max));
            own.name = specify.name;
            own.required = Required::Always;
            own.shown = Some(Condition::Contains(parent, code));
            own.secret = self.fields[parent].secret;
            own.locked = self.fields[parent].locked;
            own.autocomplete = "off".to_owned();
            own.opened_by = Some((parent, option));
            own.part = part;
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

impl Field {
    /// A field that has nothing but what every field has.
    fn plain(key: String, label: Text, kind: Box<dyn Kind>) -> Self {
        Self {
            path: String::new(),
            name: Text::default(),
            help: Text::default(),
            required: Required::Never,
            shown: None,
            default_from: None,
            initial: Initial::Empty,
            implies: None,
            implied: Vec::new(),
            secret: false,
            autocomplete: String::new(),
            messages: Vec::new(),
            place: None,
            opened_by: None,
            locked: false,
            fact: false,
            part: None,
            rows: None,
            formula: None,
            rules: Vec::new(),
            with: Vec::new(),
            key,
            label,
            kind,
        }
    }
}

pub(super) fn initial(reader: Reader, kind: &dyn Kind) -> Read<Initial> {
    match kind.control() {
        Control::Input(input) if input.hint == "hint.date" => match reader.json().as_text() {
            Some("today") => Ok(Initial::Today),
            _ => condition::answer(reader, kind).map(Initial::Answer),
        },
        Control::Input(_) | Control::Area(_) if !matches!(reader.json(), Json::Number(_)) => {
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
