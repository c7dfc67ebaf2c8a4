//! When a field is shown or required, and what is worked out: conditions on
//! other fields' answers, and formulas over them.

mod formula;

use crate::engine::kinds::{Answer, Kind};
use crate::engine::reader::{ReadError, Reader};
use chrono::NaiveDate;
pub use formula::{Formula, Value};

/// The schema of conditions and formulas.
pub const SCHEMA: [&str; 3] = [
    "condition all=condition+! / any=condition+! / not=condition! / compare=any*! \
        / any-row=string! where=condition! / field=string! filled=flag! \
        / field=string! contains=string! / field=string! equals=any!",
    formula::SCHEMA,
    "step to=number is=number!",
];

/// The fields that conditions and formulas may name.
pub trait Fields {
    /// A field's index and kind by its key.
    fn find(&self, key: &str) -> Option<(usize, &dyn Kind)>;

    /// The columns of a field that has rows.
    fn columns(&self, field: usize) -> Option<&dyn Fields>;
}

/// The answers that conditions and formulas look at.
pub trait Look {
    /// The answer that counts, if there is one.
    fn value(&self, field: usize) -> Option<Answer>;

    /// Calls `visit` with each row of a field that has rows.
    fn rows(&self, field: usize, visit: &mut dyn FnMut(&dyn Look));

    /// The day on which the form is filled in.
    fn today(&self) -> Option<NaiveDate>;
}

/// Answers without rows and without a day.
impl<F: Fn(usize) -> Option<Answer>> Look for F {
    fn value(&self, field: usize) -> Option<Answer> {
        self(field)
    }

    fn rows(&self, _: usize, _: &mut dyn FnMut(&dyn Look)) {}

    fn today(&self) -> Option<NaiveDate> {
        None
    }
}

/// A condition on the answers of other fields, which it names by index.
///
/// | JSON | holds when |
/// |---|---|
/// | `{"field": "a.b", "filled": true}` | the field is answered, and not by no (`false`: is not) |
/// | `{"field": "a.b", "equals": "ja"}` | it is answered by this |
/// | `{"field": "a.b", "contains": "annet"}` | this option is among the chosen |
/// | `{"compare": [F, "<", F]}` | two [`Formula`]s are known and stand so to each other: `<`, `<=`, `=`, `!=`, `>`, `>=` |
/// | `{"any-row": "rows", "where": …}` | it holds for some row |
/// | `{"all": […]}`, `{"any": […]}`, `{"not": …}` | all, any or not |
///
/// A hidden field counts as not answered.
///
/// ```
/// use blankett::engine::{condition::Condition, kinds::Answer};
/// let both = Condition::All(vec![
///     Condition::Filled(0),
///     Condition::Contains(1, "annet".into()),
/// ]);
/// let answers = [Some(Answer::Flag(true)), Some(Answer::Choices(vec!["annet".into()]))];
/// assert!(both.holds(&|field: usize| answers[field].clone()));
/// assert!(!both.holds(&|_: usize| None));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The field is answered.
    Filled(usize),
    /// The field is answered by exactly this.
    Equals(usize, Answer),
    /// The option is among the chosen ones.
    Contains(usize, String),
    /// Two formulas are known, and stand so to each other.
    Compare(Box<(Formula, &'static str, Formula)>),
    /// It holds for some row.
    AnyRow(usize, Box<Condition>),
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// The other does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// Reads a condition that fits [`SCHEMA`], over the fields that `fields`
    /// knows. An unknown field or option is told; what is read then is never used.
    pub fn read(reader: &Reader, fields: &dyn Fields, errors: &mut Vec<ReadError>) -> Self {
        let mut all = |list: Reader| -> Vec<Self> {
            list.items()
                .map(|it| Self::read(&it, fields, errors))
                .collect()
        };
        // In whatever order they were written.
        let own = |(key, _): &(&str, Reader)| *key != "where";
        let Some((key, first)) = reader.each_member().find(own) else {
            return Self::Any(Vec::new());
        };
        match key {
            "all" => return Self::All(all(first)),
            "any" => return Self::Any(all(first)),
            "not" => return Self::Not(Box::new(Self::read(&first, fields, errors))),
            "compare" => {
                let mut parts = first.items();
                let side = |part: Option<Reader>, errors: &mut Vec<ReadError>| {
                    part.map(|it| Formula::read(&it, fields, errors))
                };
                let before = side(parts.next(), errors);
                let sign = parts.next().map_or("", |it| it.string());
                let after = side(parts.next(), errors);
                let sign = formula::SIGNS.into_iter().find(|it| *it == sign);
                let (Some(before), Some(sign), Some(after), None) =
                    (before, sign, after, parts.next())
                else {
                    let words = "Expected a formula, one of < <= = != > >=, and a formula.";
                    errors.push(first.wrong(&[words]));
                    return Self::Any(Vec::new());
                };
                return Self::Compare(Box::new((before, sign, after)));
            }
            _ => {}
        }
        let Some(condition) = Self::of_field(reader, fields, errors) else {
            return Self::Any(Vec::new());
        };
        condition
    }

    fn of_field(reader: &Reader, fields: &dyn Fields, errors: &mut Vec<ReadError>) -> Option<Self> {
        if let Some(some) = reader.at("any-row") {
            let (field, columns) = rows(&some, fields, errors)?;
            let holds = Self::read(&reader.at("where")?, columns, errors);
            return Some(Self::AnyRow(field, Box::new(holds)));
        }
        let named = reader.at("field")?;
        let (field, kind) = field(&named, fields, errors)?;
        if !kind.sent() {
            errors.push(named.wrong(&["This field is only read, never answered."]));
        }
        if reader.at("filled").is_some() {
            let condition = Self::Filled(field);
            return Some(if reader.flag_at("filled") {
                condition
            } else {
                Self::Not(Box::new(condition))
            });
        }
        if let Some(option) = reader.at("contains") {
            contained(&option, kind, errors);
            return Some(Self::Contains(field, option.string().to_owned()));
        }
        let answer = answer(&reader.at("equals")?, kind, errors)?;
        Some(Self::Equals(field, answer))
    }

    /// Whether it holds, given each field's answer.
    pub fn holds(&self, look: &dyn Look) -> bool {
        match self {
            Self::Filled(field) => match look.value(*field) {
                None | Some(Answer::Flag(false)) => false,
                Some(_) => true,
            },
            Self::Equals(field, wanted) => look.value(*field).as_ref() == Some(wanted),
            Self::Contains(field, code) => match look.value(*field) {
                Some(Answer::Choices(chosen)) => chosen.contains(code),
                Some(Answer::Text(chosen)) => chosen == *code,
                _ => false,
            },
            Self::Compare(parts) => {
                let (first, sign, second) = &**parts;
                let sides = first.value(look).zip(second.value(look));
                sides.is_some_and(|(first, second)| formula::stands(&first, sign, &second))
            }
            Self::AnyRow(field, condition) => {
                let mut found = false;
                look.rows(*field, &mut |row| found = found || condition.holds(row));
                found
            }
            Self::All(parts) => parts.iter().all(|it| it.holds(look)),
            Self::Any(parts) => parts.iter().any(|it| it.holds(look)),
            Self::Not(other) => !other.holds(look),
        }
    }

    /// Calls `visit` with each field the condition looks at.
    pub fn fields(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Filled(field)
            | Self::Equals(field, _)
            | Self::Contains(field, _)
            | Self::AnyRow(field, _) => visit(*field),
            Self::Compare(parts) => {
                parts.0.fields(visit);
                parts.2.fields(visit);
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|it| it.fields(visit)),
            Self::Not(other) => other.fields(visit),
        }
    }
}

/// The field that a key names.
pub fn field<'a>(
    key: &Reader,
    fields: &'a dyn Fields,
    errors: &mut Vec<ReadError>,
) -> Option<(usize, &'a dyn Kind)> {
    let found = fields.find(key.string());
    if found.is_none() {
        errors.push(key.wrong(&["No field has the key \"", key.string(), "\"."]));
    }
    found
}

/// The field with rows that a key names, and its columns.
fn rows<'a>(
    key: &Reader,
    fields: &'a dyn Fields,
    errors: &mut Vec<ReadError>,
) -> Option<(usize, &'a dyn Fields)> {
    let (index, _) = field(key, fields, errors)?;
    let columns = fields.columns(index);
    if columns.is_none() {
        errors.push(key.wrong(&["This field has no rows."]));
    }
    columns.map(|it| (index, it))
}

/// Tells of an option that the field does not have.
pub fn contained(option: &Reader, kind: &dyn Kind, errors: &mut Vec<ReadError>) {
    known(option, kind, option.string(), errors);
}

/// A normalised answer that the field may have.
pub fn answer(reader: &Reader, kind: &dyn Kind, errors: &mut Vec<ReadError>) -> Option<Answer> {
    let answer = kind
        .read_answer(reader.json())
        .and_then(|it| kind.normalise(&it));
    match &answer {
        None => errors.push(reader.wrong(&["The field is never answered by such a value."])),
        Some(Answer::Choices(codes)) => {
            codes
                .iter()
                .for_each(|code| known(reader, kind, code, errors));
        }
        Some(Answer::Text(code)) if !kind.choices().is_empty() => known(reader, kind, code, errors),
        Some(_) => {}
    }
    answer
}

fn known(option: &Reader, kind: &dyn Kind, code: &str, errors: &mut Vec<ReadError>) {
    if kind.choices().iter().all(|it| it.code != code) {
        errors.push(option.wrong(&["The field has no option \"", code, "\"."]));
    }
}
