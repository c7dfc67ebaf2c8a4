//! The kinds of field a definition can have.
//!
//! A kind reads its options, brings an answer into its normal form, checks it
//! and says which [`Control`] it wants, in HTML's own terms. It draws nothing.
//! A new kind is one file here and two lines below.

pub mod characters;
mod choice;
mod computed;
mod date;
mod identifier;
mod information;
mod number;
mod price;
mod rows;
mod signature;
mod text;
mod yes_no;

use crate::engine::decimal::Decimal;
use crate::engine::identifiers::Accept;
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;
use chrono::NaiveDate;

pub use computed::ShownAs;
pub use date::{iso, to_iso};
pub use rows::RowsOf;
pub use text::specify;

/// What a person answered in one field.
///
/// ```
/// use blankett::engine::kinds::Answer;
/// let chosen = Answer::Choices(vec!["innsamling".into(), "lagring".into()]);
/// assert_eq!(chosen.to_json().canonical(), r#"["innsamling","lagring"]"#);
/// assert_eq!(Answer::Text("0155".into()).as_text(), "0155");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Typed text; also the code of one chosen option, or an ISO date.
    Text(String),
    /// Yes or no, ticked or not.
    Flag(bool),
    /// A number.
    Number(Decimal),
    /// The codes of the chosen options, in the definition's order.
    Choices(Vec<String>),
    /// What has parts: an array of rows, or a signature.
    Json(Json),
}

impl Answer {
    /// The text, or nothing for another type of answer.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The answer as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::text(text),
            Self::Flag(flag) => Json::Bool(*flag),
            Self::Number(number) => Json::Number(*number),
            Self::Choices(codes) => Json::Array(codes.iter().map(Json::text).collect()),
            Self::Json(json) => json.clone(),
        }
    }
}

/// What a check needs to know beside the answer: no kind asks a clock.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The day on which the form is filled in.
    pub today: NaiveDate,
    /// Which numbers besides real ones pass.
    pub accept: Accept,
}

/// One of the things to choose among.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The code that is sent, such as `helsetjenester`.
    pub code: String,
    /// What the person reads.
    pub label: Text,
    /// A line under the label.
    pub help: Text,
    /// Choosing it opens a text that must be filled in.
    pub specify: Option<Specify>,
    /// Choosing it costs something.
    pub priced: bool,
}

/// The text that an option such as «Annet» opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Specify {
    /// Its label.
    pub label: Text,
    /// Its name inside a sentence; see [`crate::engine::definition::Field::name`].
    pub name: Text,
    /// The most characters it may have.
    pub max: u32,
}

/// How a field is drawn, in HTML's own terms. A small closed set.
#[derive(Clone, Debug, PartialEq)]
pub enum Control<'a> {
    /// `<input>` on one line.
    Input(Input),
    /// `<textarea>` of so many rows.
    Area(u32),
    /// Radio buttons.
    Radios(&'a [Choice]),
    /// `<select>`.
    Select(&'a [Choice]),
    /// Check boxes.
    Checkboxes(&'a [Choice]),
    /// Yes and no as two radio buttons.
    YesNo,
    /// One check box.
    Tick,
    /// A price, shown only.
    Price,
    /// A value worked out, shown only.
    Computed(&'a ShownAs),
    /// Repeating rows.
    Rows(&'a RowsOf),
    /// A signature.
    Signature,
    /// The help text alone, in a box of its own; folded away if it says so.
    Note(bool),
}

/// The attributes of a one-line `<input>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// `type`; empty means `text`.
    pub kind: &'static str,
    /// `inputmode`: which keyboard a phone shows.
    pub mode: &'static str,
    /// `autocomplete`, unless the definition names another.
    pub autocomplete: &'static str,
    /// How wide, in characters; 0 for the full width.
    pub width: u32,
    /// Whether [`Kind::group`] does something as one types.
    pub grouped: bool,
    /// The key of a placeholder-like hint in the locale, such as `hint.date`.
    pub hint: &'static str,
}

/// A kind of field.
pub trait Kind: Send + Sync {
    /// How it is drawn.
    fn control(&self) -> Control<'_>;

    /// An answer in its normal form, `None` if it is empty. What cannot be
    /// brought into the normal form stays as it was typed.
    fn normalise(&self, typed: &Answer) -> Option<Answer>;

    /// The first thing wrong with a normalised answer.
    fn check(&self, answer: &Answer, context: Context) -> Result<(), Fault>;

    /// A normalised answer from JSON; `None` for a type this kind never has.
    fn read_answer(&self, json: &Json) -> Option<Answer> {
        json.as_text().map(|text| Answer::Text(text.to_owned()))
    }

    /// A normalised answer for reading. `Choices`, flags and dates are left to
    /// the locale: `None`.
    fn format(&self, answer: &Answer) -> Option<String> {
        match answer {
            Answer::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// The same where it may be seen by others.
    fn mask(&self, answer: &Answer) -> Option<String> {
        self.format(answer)
    }

    /// What stands in the field while somebody types, with its digits grouped.
    /// `None` where it is best left alone.
    fn group(&self, _typed: &str) -> Option<String> {
        None
    }

    /// Whether the answer is a national id or the like.
    fn secret(&self) -> bool {
        false
    }

    /// Whether a person answers it at all.
    fn answered(&self) -> bool {
        true
    }

    /// Whether it has an answer, a person's or one that is worked out.
    fn sent(&self) -> bool {
        self.answered()
    }

    /// Whether an answer counts as given where one is required.
    fn satisfies(&self, _answer: &Answer) -> bool {
        true
    }

    /// The answer of a field nobody has touched, where that is an answer too.
    fn unanswered(&self) -> Option<Answer> {
        None
    }

    /// The options, for kinds that have some.
    fn choices(&self) -> &[Choice] {
        &[]
    }
}

/// Reads the options of a kind out of the field that has it.
type Make = fn(&Reader, &mut Vec<ReadError>) -> Box<dyn Kind>;

/// For each kind its line of the schema, which begins with its name, and how it
/// is read.
static KINDS: [(&str, Make); 17] = [
    (choice::ONE_SCHEMA, choice::one),
    (choice::MANY_SCHEMA, choice::many),
    (computed::SCHEMA, computed::read),
    (date::SCHEMA, date::read),
    (":email", identifier::email),
    (identifier::SCHEMA, identifier::read),
    (information::SCHEMA, information::read),
    (text::LONG_SCHEMA, text::long),
    (number::SCHEMA, number::read),
    (identifier::PHONE_SCHEMA, identifier::phone),
    (identifier::POSTCODE_SCHEMA, identifier::postcode),
    (price::SCHEMA, price::read),
    (rows::SCHEMA, rows::read),
    (signature::SCHEMA, signature::read),
    (text::SCHEMA, text::short),
    (":tick", yes_no::tick),
    (":yes-no", yes_no::read),
];

/// The schema's lines for all kinds.
pub fn schemas() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(schema, _)| *schema)
}

/// Reads the kind of a field that fits the schema: its name under `kind` and its
/// options beside it.
pub fn read(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let name = field.string_at("kind");
    let named = |schema: &str| schema[1..].split(' ').next() == Some(name);
    let make = KINDS.iter().find(|(schema, _)| named(schema));
    make.map_or(yes_no::read as Make, |(_, make)| *make)(field, errors)
}
