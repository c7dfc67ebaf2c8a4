//! A form, as its author wrote it down.

mod fields;
mod links;
mod order;
mod parts;
mod rates;
mod rows;

use crate::engine::condition::{Condition, Fields, Formula};
use crate::engine::json::Json;
use crate::engine::kinds::{Answer, Kind};
pub use crate::engine::reader::ReadError as DefinitionError;
use crate::engine::reader::Reader;
use crate::engine::text::Text;
use crate::engine::violation::Severity;
pub use parts::Part;
pub use rates::{Amount, Line, Period, Rate};
pub use rows::Rows;
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
    /// What may stand on the order, in order.
    pub lines: Vec<Line>,
    /// The forms of a packet, in order; of a form, none.
    pub parts: Vec<Part>,
    /// Whether it is a packet.
    pub packet: bool,
    /// The language of its texts, if it is another than the reader's.
    pub lang: String,
    /// Whether its author would have it filled in one section at a time.
    pub steps: bool,
    /// Only its beginning, for a person to start with: the rest is on its way.
    pub more: bool,
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
    /// Begins on a new sheet of paper.
    pub new_page: bool,
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
    /// Shown, but not the reader's to answer: a constant if there is something
    /// initial, else the vendor's to fill in.
    pub locked: bool,
    /// One of the packet's facts: the answer of [`Self::default_from`] and no other.
    pub fact: bool,
    /// The form of a packet that it belongs to.
    pub part: Option<usize>,
    /// Its rows, if it has any.
    pub rows: Option<Rows>,
    /// How its answer is worked out, if it is.
    pub formula: Option<Formula>,
    /// What must not be, beside what the kind says.
    pub rules: Vec<Rule>,
    /// The fields that belong to this signature.
    pub with: Vec<usize>,
}

/// Something that must not be, across fields.
pub struct Rule {
    /// Its name: the violation's code is `rule.` and this.
    pub id: String,
    /// Holds while it is broken.
    pub when: Condition,
    /// Whether that stops the form.
    pub severity: Severity,
    /// What the reader is told.
    pub text: Text,
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
    /// The day on which the form is filled in.
    Today,
    /// An answer.
    Answer(Answer),
}

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
                sentence: ["Not usable JSON: ", &sentence, "."].concat(),
            }]
        })?;
        Self::from_json(&json)
    }

    /// The same from JSON already read.
    pub fn from_json(json: &Json) -> Result<Self, Vec<DefinitionError>> {
        let root = Reader::new(json);
        let mut errors = Vec::new();
        let mut definition = Self::shell(&root);
        let steps: [fn(&mut Self, &Reader, &mut Vec<_>); 4] = [
            |it, root, errors| it.check(root, errors),
            Self::read_sections,
            |it, root, errors| {
                it.connect(root, errors);
                it.read_parts(root, errors);
            },
            Self::arrange,
        ];
        for step in steps {
            step(&mut definition, &root, &mut errors);
            if !errors.is_empty() {
                return Err(errors);
            }
        }
        Ok(definition)
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

    /// Whether the form's own rules sum anything up.
    pub fn has_prices(&self) -> bool {
        !self.lines.is_empty()
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
}

impl Fields for Definition {
    fn find(&self, key: &str) -> Option<(usize, &dyn Kind)> {
        let index = Definition::find(self, key)?;
        Some((index, &*self.fields[index].kind))
    }

    fn columns(&self, field: usize) -> Option<&dyn Fields> {
        let rows = self.fields[field].rows.as_ref()?;
        Some(&*rows.columns)
    }
}
