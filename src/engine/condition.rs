//! When a field is shown or required: conditions on other fields' answers.

use crate::engine::kinds::{Answer, Kind};
use crate::engine::reader::{Read, Reader};

/// A condition on the answers of other fields, which it names by index.
///
/// | JSON | holds when |
/// |---|---|
/// | `{"field": "a.b", "filled": true}` | the field is answered, and not by no (`false`: is not) |
/// | `{"field": "a.b", "equals": "ja"}` | it is answered by this |
/// | `{"field": "a.b", "contains": "annet"}` | this option is among the chosen |
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
/// assert!(both.holds(&|field| answers[field].clone()));
/// assert!(!both.holds(&|_| None));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The field is answered.
    Filled(usize),
    /// The field is answered by exactly this.
    Equals(usize, Answer),
    /// The option is among the chosen ones.
    Contains(usize, String),
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// The other does not hold.
    Not(Box<Condition>),
}

/// Finds a field's index and kind by its key.
pub type Find<'a> = dyn Fn(&str) -> Option<(usize, &'a dyn Kind)> + 'a;

impl Condition {
    /// Reads a condition whose fields `find` knows.
    ///
    /// # Errors
    /// An unknown key, field or option, with the pointer to it.
    pub fn read(reader: Reader, find: &Find) -> Read<Self> {
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
        let named = reader.must("field")?;
        let (field, kind) = field(named, find)?;
        if !kind.answered() {
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
    pub fn holds(&self, answer: &dyn Fn(usize) -> Option<Answer>) -> bool {
        match self {
            Self::Filled(field) => match answer(*field) {
                None | Some(Answer::Flag(false)) => false,
                Some(_) => true,
            },
            Self::Equals(field, wanted) => answer(*field).as_ref() == Some(wanted),
            Self::Contains(field, code) => match answer(*field) {
                Some(Answer::Choices(chosen)) => chosen.contains(code),
                Some(Answer::Text(chosen)) => chosen == *code,
                _ => false,
            },
            Self::All(parts) => parts.iter().all(|it| it.holds(answer)),
            Self::Any(parts) => parts.iter().any(|it| it.holds(answer)),
            Self::Not(other) => !other.holds(answer),
        }
    }

    /// Calls `visit` with each field the condition looks at.
    pub fn fields(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Filled(field) | Self::Equals(field, _) | Self::Contains(field, _) => {
                visit(*field)
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|it| it.fields(visit)),
            Self::Not(other) => other.fields(visit),
        }
    }
}

/// The field that a key names.
pub fn field<'a>(key: Reader, find: &Find<'a>) -> Read<(usize, &'a dyn Kind)> {
    let name = key.text()?;
    find(name).ok_or_else(|| key.error(format!("No field has the key \"{name}\".")))
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
