//! A form, as its author wrote it down.

use crate::engine::condition::{self, Condition, Find};
use crate::engine::json::Json;
use crate::engine::kinds::{self, Answer, Kind};
pub use crate::engine::reader::ReadError as DefinitionError;
use crate::engine::reader::{Read, Reader};
use crate::engine::text::Text;
use std::ops::Range;

/// A form: sections of fields, and which field depends on which.
///
/// ```
/// use blankett::engine::definition::Definition;
/// let definition = Definition::read(r#"{
///     "id": "kontakt", "version": "1", "title": "Kontakt",
///     "sections": [{ "id": "deg", "title": {"nb": "Om deg", "en": "About you"}, "fields": [
///         { "key": "deg.navn", "kind": "text", "label": "Navn", "required": true }
///     ]}]
/// }"#).unwrap();
/// assert_eq!(definition.fields[0].key, "deg.navn");
/// ```
pub struct Definition {
    /// Stable name of the form.
    pub id: String,
    /// Which edition of it; answers carry it.
    pub version: String,
    /// The heading.
    pub title: Text,
    /// A few words under the heading.
    pub intro: Text,
    /// What happens after sending, said on the receipt.
    pub receipt: Text,
    /// In the order in which they are drawn.
    pub sections: Vec<Section>,
    /// All fields of all sections, in order; an index here is a field's name in code.
    pub fields: Vec<Field>,
    /// For each field, those to look at again when its answer changes, each
    /// after those it depends on.
    dependents: Vec<Vec<usize>>,
    /// All fields, each after those that decide whether it is shown.
    order: Vec<usize>,
    /// Keys in alphabetical order, and the fields they are of.
    by_key: Vec<(String, usize)>,
}

/// A heading and its fields.
pub struct Section {
    /// Stable name of the section.
    pub id: String,
    /// The heading.
    pub title: Text,
    /// A few words under the heading.
    pub help: Text,
    /// Its part of [`Definition::fields`].
    pub fields: Range<usize>,
}

/// One thing to answer or read.
pub struct Field {
    /// Where its answer stands: object keys joined by dots.
    pub key: String,
    /// JSON Pointer of the answer within the answers.
    pub path: String,
    /// What the person reads above it.
    pub label: Text,
    /// Its name inside a sentence, «Fyll ut …»; the label stands in if empty.
    pub name: Text,
    /// A line under the label.
    pub help: Text,
    /// What sort of answer it takes.
    pub kind: Box<dyn Kind>,
    /// Whether it must be answered.
    pub required: Required,
    /// When it is shown; always if `None`.
    pub shown: Option<Condition>,
    /// The field whose answer counts while this one is empty.
    pub default_from: Option<usize>,
    /// What stands in it from the start.
    pub initial: Initial,
    /// An option of another field that an answer here implies.
    pub implies: Option<(usize, String)>,
    /// Options that other fields' answers imply here: who implies, and what.
    pub implied: Vec<(usize, String)>,
    /// Never kept in a draft, masked outside its own field.
    pub secret: bool,
    /// HTML's `autocomplete`, if not the kind's own.
    pub autocomplete: String,
    /// The author's own sentences, by violation code.
    pub messages: Vec<(String, Text)>,
    /// A postcode's place: drawn on the same line.
    pub place: Option<usize>,
    /// The field and the number of the option that open this text.
    pub opened_by: Option<(usize, usize)>,
}

/// Whether a field must be answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Required {
    /// No.
    Never,
    /// Yes, whenever it is shown.
    Always,
    /// While the condition holds.
    When(Condition),
}

/// What stands in a field before anybody has typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Initial {
    /// Nothing.
    Empty,
    /// A text in the reader's language.
    Text(Text),
    /// An answer.
    Answer(Answer),
}

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
    /// Reads a definition from JSON text.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place: text that is not JSON,
    /// an unknown or missing key, a wrong type, a key used twice, a reference
    /// to a field or option that is not there, fields that wait for each other.
    pub fn read(text: &str) -> Result<Self, Vec<DefinitionError>> {
        let json = Json::parse(text).map_err(|sentence| {
            vec![DefinitionError {
                pointer: String::new(),
                sentence: format!("Not usable JSON: {sentence}."),
            }]
        })?;
        Self::from_json(&json)
    }

    /// The same from JSON already read.
    pub fn from_json(json: &Json) -> Result<Self, Vec<DefinitionError>> {
        let root = Reader::new(json);
        let mut errors = Vec::new();
        let mut definition = Self::shell(&root).map_err(|error| vec![*error])?;
        definition.read_sections(&root, &mut errors);
        if errors.is_empty() {
            definition.connect(&root, &mut errors);
        }
        if errors.is_empty() {
            definition.arrange(&root, &mut errors);
        }
        if errors.is_empty() {
            Ok(definition)
        } else {
            Err(errors)
        }
    }

    /// The index of the field with this key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.place(key).ok().map(|at| self.by_key[at].1)
    }

    /// The index of the field whose answer stands at this JSON Pointer, or
    /// holds what stands there.
    pub fn find_path(&self, path: &str) -> Option<usize> {
        let within = |rest: &str| rest.is_empty() || rest.starts_with('/');
        self.fields
            .iter()
            .position(|it| path.strip_prefix(it.path.as_str()).is_some_and(within))
    }

    /// Where a key stands among all keys, or would stand.
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.by_key.binary_search_by(|(it, _)| it.as_str().cmp(key))
    }

    /// The first field whose key begins with these names.
    fn below(&self, names: &str) -> Option<String> {
        let inside = [names, "."].concat();
        let (Ok(at) | Err(at)) = self.place(&inside);
        self.by_key
            .get(at)
            .map(|(key, _)| key)
            .filter(|key| key.starts_with(&inside))
            .cloned()
    }

    /// Whether some field's key begins with these names.
    pub fn has_below(&self, names: &str) -> bool {
        self.below(names).is_some()
    }

    /// Which fields to look at again when this one's answer changes.
    pub fn dependents(&self, field: usize) -> &[usize] {
        &self.dependents[field]
    }

    /// All fields, each after those that decide whether it is shown.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    fn shell(root: &Reader) -> Read<Self> {
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
    fn read_sections(&mut self, root: &Reader, errors: &mut Vec<DefinitionError>) {
        let sections = root.must("sections").and_then(|it| {
            it.each(1, &mut |section| {
                let read = self.read_section(&section, errors);
                errors.extend(read.err().map(|it| *it));
                Ok(())
            })
        });
        errors.extend(sections.err().map(|it| *it));
    }

    fn read_section(&mut self, section: &Reader, errors: &mut Vec<DefinitionError>) -> Read<()> {
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

    /// The second pass: what fields say of each other.
    fn connect(&mut self, root: &Reader, errors: &mut Vec<DefinitionError>) {
        let mut links = Vec::new();
        let find = |key: &str| {
            self.find(key)
                .map(|index| (index, &*self.fields[index].kind))
        };
        let find: &Find = &find;
        let mut each = |section: Reader| {
            let of_section = match section.maybe("shown-when", |it| Condition::read(it, find)) {
                Ok(condition) => condition,
                Err(error) => {
                    errors.push(*error);
                    None
                }
            };
            section.must("fields")?.each(0, &mut |reader| {
                let field = self
                    .find(reader.must("key")?.text()?)
                    .expect("the first pass added it");
                match self.links(field, &reader, &of_section, find) {
                    Ok(link) => links.push((field, link)),
                    Err(error) => errors.push(*error),
                }
                Ok(())
            })
        };
        if let Err(error) = root.must("sections").and_then(|it| it.each(0, &mut each)) {
            errors.push(*error);
        }
        for (index, link) in links {
            for opened in self
                .fields
                .iter_mut()
                .filter(|it| it.opened_by.is_some_and(|(by, _)| by == index))
            {
                let own = opened.shown.take().into_iter();
                opened.shown = both(own.chain(link.shown.clone()).collect());
            }
            if let Some((target, option)) = &link.implies {
                self.fields[*target].implied.push((index, option.clone()));
            }
            let field = &mut self.fields[index];
            field.shown = link.shown;
            field.default_from = link.default_from;
            field.implies = link.implies;
            field.place = link.place;
            if let Some(when) = link.required {
                field.required = Required::When(when);
            }
        }
    }

    fn links(
        &self,
        index: usize,
        reader: &Reader,
        section: &Option<Condition>,
        find: &Find,
    ) -> Read<Links> {
        let own = reader.maybe("shown-when", |it| Condition::read(it, find))?;
        let place = reader.maybe("place", |place| {
            let (field, _) = condition::field(place, find)?;
            let beside =
                field == index + 1 && !self.sections.iter().any(|it| it.fields.start == field);
            if beside && matches!(self.fields[field].kind.control(), kinds::Control::Input(_)) {
                return Ok(field);
            }
            Err(place.error("The place must be the text field that follows the postcode."))
        })?;
        let default_from = reader.maybe("default-from", |from| {
            let (field, kind) = condition::field(from, find)?;
            let typed = |kind: &dyn Kind| matches!(kind.control(), kinds::Control::Input(_));
            if !typed(kind) || !typed(&*self.fields[index].kind) {
                return Err(from
                    .error("A default goes from one field that is typed on one line to another."));
            }
            if self.fields[field].secret && !self.fields[index].secret {
                return Err(
                    from.error("A field with a default from a secret one must be \"secret\", too.")
                );
            }
            Ok(field)
        })?;
        let implies = reader.maybe("implies", |implies| {
            implies.only(&[&["field", "option"]])?;
            let (field, kind) = condition::field(implies.must("field")?, find)?;
            if !matches!(kind.control(), kinds::Control::Checkboxes(_)) {
                return Err(implies.error("Only an option of a \"choices\" field can be implied."));
            }
            Ok((field, condition::contained(implies.must("option")?, kind)?))
        })?;
        Ok(Links {
            shown: both(section.iter().cloned().chain(own).collect()),
            required: reader.maybe("required-when", |it| Condition::read(it, find))?,
            default_from,
            implies,
            place,
        })
    }

    /// The third pass: in which order fields are looked at.
    fn arrange(&mut self, root: &Reader, errors: &mut Vec<DefinitionError>) {
        let count = self.fields.len();
        // Whether a field is shown, and its answer, may hang on these.
        let mut needs = vec![Vec::new(); count];
        // Only whether it is required or in order hangs on these.
        let mut watches = vec![Vec::new(); count];
        for (index, field) in self.fields.iter().enumerate() {
            if let Some(shown) = &field.shown {
                shown.fields(&mut |it| needs[index].push(it));
            }
            needs[index].extend(field.default_from);
            if let Required::When(when) = &field.required {
                when.fields(&mut |it| watches[index].push(it));
            }
            watches[index].extend(field.implied.iter().map(|(by, _)| *by));
        }
        if let Some(looped) = self.sort(&needs) {
            let key = &self.fields[looped].key;
            let sentence = format!("The field \"{key}\" waits, through other fields, for itself.");
            errors.push(
                *root
                    .must("sections")
                    .map_or_else(|error| error, |it| it.error(sentence)),
            );
            return;
        }
        let reverse = |edges: &[Vec<usize>]| {
            let mut back = vec![Vec::new(); count];
            edges
                .iter()
                .enumerate()
                .for_each(|(to, from)| from.iter().for_each(|it| back[*it].push(to)));
            back
        };
        let (moves, nudges) = (reverse(&needs), reverse(&watches));
        self.dependents = (0..count)
            .map(|field| reached(field, &moves, &nudges, &self.order))
            .collect();
    }

    /// Puts the fields in [`Self::order`]. Gives a field that needs itself, if any.
    fn sort(&mut self, needs: &[Vec<usize>]) -> Option<usize> {
        let (mut opened, mut done) = (vec![false; needs.len()], vec![false; needs.len()]);
        for start in 0..needs.len() {
            let mut path = vec![start];
            while let Some(&field) = path.last() {
                opened[field] = true;
                match needs[field].iter().find(|need| !done[**need]) {
                    Some(&need) if opened[need] => return Some(need),
                    Some(&need) => path.push(need),
                    None => {
                        path.pop();
                        if !std::mem::replace(&mut done[field], true) {
                            self.order.push(field);
                        }
                    }
                }
            }
        }
        None
    }
}

/// What one field says of others.
struct Links {
    shown: Option<Condition>,
    required: Option<Condition>,
    default_from: Option<usize>,
    implies: Option<(usize, String)>,
    place: Option<usize>,
}

/// Everything a change of `field` can move, each after what it depends on.
fn reached(
    field: usize,
    moves: &[Vec<usize>],
    nudges: &[Vec<usize>],
    order: &[usize],
) -> Vec<usize> {
    let mut seen = vec![false; order.len()];
    let mut found = vec![field];
    let mut next = 0;
    while let Some(&from) = found.get(next) {
        next += 1;
        for &to in &moves[from] {
            if !std::mem::replace(&mut seen[to], true) {
                found.push(to);
            }
        }
    }
    for at in 0..next {
        for &to in &nudges[found[at]] {
            seen[to] = true;
        }
    }
    // The field itself is among them only by its nudges.
    order.iter().copied().filter(|it| seen[*it]).collect()
}

fn both(mut conditions: Vec<Condition>) -> Option<Condition> {
    if conditions.len() > 1 {
        Some(Condition::All(conditions))
    } else {
        conditions.pop()
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
