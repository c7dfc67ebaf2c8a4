//! When a field is shown or required, and what is worked out: conditions on
//! other fields' answers, and formulas over them.

mod formula;

use crate::engine::kinds::{Answer, Kind};
use crate::engine::reader::{Read, Reader};
use chrono::NaiveDate;
pub use formula::{Formula, Value};

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
    /// Reads a condition whose fields `find` knows.
    ///
    /// # Errors
    /// An unknown key, field or option, with the pointer to it.
    pub fn read(reader: Reader, find: &dyn Fields) -> Read<Self> {
        let nested = |list: Reader| list.list(1, |it| Self::read(it, find));
        if let Some(all) = reader.may("all") {
            reader.only(&[&["all"]])?;
            return nested(all).map(Self::All);
        }
        if let Some(any) = reader.may("any") {
            reader.only(&[&["any"]])?;
            return nested(any).map(Self::Any);
        }
        if let Some(not) = reader.may("not") {
            reader.only(&[&["not"]])?;
            return Self::read(not, find).map(|it| Self::Not(Box::new(it)));
        }
        if let Some(compare) = reader.may("compare") {
            reader.only(&[&["compare"]])?;
            let (mut sides, mut sign) = (Vec::new(), "");
            compare.each(3, &mut |part| {
                if sides.len() == 1 && sign.is_empty() {
                    sign = part.word(&formula::SIGNS)?;
                } else {
                    sides.push(Formula::read(part, find)?);
                }
                Ok(())
            })?;
            let [first, second] = <[Formula; 2]>::try_from(sides)
                .map_err(|_| compare.error("Expected a formula, a sign and a formula."))?;
            return Ok(Self::Compare(Box::new((first, sign, second))));
        }
        if let Some(some) = reader.may("any-row") {
            reader.only(&[&["any-row", "where"]])?;
            let (field, columns) = rows(some, find)?;
            let holds = Self::read(reader.must("where")?, columns)?;
            return Ok(Self::AnyRow(field, Box::new(holds)));
        }
        let named = reader.must("field")?;
        let (field, kind) = field(named, find)?;
        if !kind.sent() {
            return Err(named.error("This field is only read, never answered."));
        }
        if let Some(filled) = reader.may("filled") {
            reader.only(&[&["field", "filled"]])?;
            let condition = Self::Filled(field);
            return Ok(if filled.flag()? {
                condition
            } else {
                Self::Not(Box::new(condition))
            });
        }
        if let Some(option) = reader.may("contains") {
            reader.only(&[&["field", "contains"]])?;
            return contained(option, kind).map(|code| Self::Contains(field, code));
        }
        reader.only(&[&["field", "filled", "contains", "equals"]])?;
        let equals = reader.must("equals")?;
        answer(equals, kind).map(|it| Self::Equals(field, it))
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
pub fn field<'a>(key: Reader, find: &'a dyn Fields) -> Read<(usize, &'a dyn Kind)> {
    let name = key.text()?;
    find.find(name)
        .ok_or_else(|| key.error(format!("No field has the key \"{name}\".")))
}

/// The field with rows that a key names, and its columns.
fn rows<'a>(key: Reader, fields: &'a dyn Fields) -> Read<(usize, &'a dyn Fields)> {
    let (index, _) = field(key, fields)?;
    let columns = fields.columns(index);
    columns
        .map(|it| (index, it))
        .ok_or_else(|| key.error("This field has no rows."))
}

/// An option that the field has.
pub fn contained(option: Reader, kind: &dyn Kind) -> Read<String> {
    let code = option.text()?;
    known(option, kind, code).map(|()| code.to_owned())
}

/// A normalised answer that the field may have.
pub fn answer(reader: Reader, kind: &dyn Kind) -> Read<Answer> {
    let answer = kind
        .read_answer(reader.json())
        .and_then(|it| kind.normalise(&it));
    let answer =
        answer.ok_or_else(|| reader.error("The field is never answered by such a value."))?;
    match &answer {
        Answer::Choices(codes) => codes
            .iter()
            .try_for_each(|code| known(reader, kind, code))?,
        Answer::Text(code) if !kind.choices().is_empty() => known(reader, kind, code)?,
        _ => {}
    }
    Ok(answer)
}

fn known(option: Reader, kind: &dyn Kind, code: &str) -> Read<()> {
    if kind.choices().iter().any(|it| it.code == code) {
        return Ok(());
    }
    Err(option.error(format!("The field has no option \"{code}\".")))
}
