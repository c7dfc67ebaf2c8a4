//! Formulas: numbers, dates and texts worked out from other answers.

use super::{Condition, Fields, Look, field};
use crate::engine::decimal::Decimal;
use crate::engine::json::Json;
use crate::engine::kinds::Answer;
use crate::engine::reader::{ReadError, Reader};
use chrono::{Datelike, Days, Months, NaiveDate};

/// What a formula gives. Dates are ISO 8601 texts, so that they compare as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// A text, the code of an option, or a date.
    Text(String),
}

/// A number, date or text worked out from other answers. What hangs on an
/// answer that is not there, and what is over 15 digits, is not known.
///
/// | JSON | gives |
/// |---|---|
/// | `12`, `"Nr. "` | itself |
/// | `{"field": "a.b"}` | the answer, if it is a number, a date, a text or one option |
/// | `{"date": "2026-12-24"}`, `{"date": "today"}` | a date |
/// | `{"count": "rows", "where": COND}` | how many rows, or how many of which it holds |
/// | `{"sum": "rows", "of": F}` | the sum over all rows |
/// | `{"add": [F…]}`, `{"subtract": [F, F]}`, `{"multiply": [F…]}`, `{"divide": [F, F]}` | the four operations; a quotient has 4 decimals, half up |
/// | `{"step": F, "steps": [{"to": 2, "is": 570}, {"is": 1110}]}` | what the first step says that is not exceeded |
/// | `{"after": F, "days": F}`, `{"after": F, "months": F}` | a later date; the last of a shorter month |
/// | `{"earliest": [F…]}`, `{"latest": [F…]}` | the least or greatest |
/// | `{"month": F}`, `{"days-in-month": F}` | of a date |
/// | `{"when": COND, "then": F, "else": F}` | one or the other |
/// | `{"first-known": [F…]}` | the first that is known |
/// | `{"join": [F…]}` | one text |
///
/// ```
/// use blankett::engine::{condition::{Formula, Value}, decimal::Decimal, kinds::Answer};
/// let twice = Formula::Multiply(vec![Formula::Field(0), Formula::Number(2.into())]);
/// let answers = [Some(Answer::Number(21.into()))];
/// assert_eq!(twice.value(&|field: usize| answers[field].clone()), Some(Value::Number(42.into())));
/// assert_eq!(twice.value(&|_: usize| None), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A number.
    Number(Decimal),
    /// A text or a date.
    Text(String),
    /// The day on which the form is filled in.
    Today,
    /// The answer of a field.
    Field(usize),
    /// How many rows there are, of which it holds.
    Count(usize, Option<Condition>),
    /// The sum over all rows.
    Sum(usize, Box<Formula>),
    /// All added.
    Add(Vec<Formula>),
    /// The first less the second.
    Subtract(Box<[Formula; 2]>),
    /// All multiplied.
    Multiply(Vec<Formula>),
    /// The first by the second.
    Divide(Box<[Formula; 2]>),
    /// What the first step says that is not exceeded: up to, is.
    Step(Box<Formula>, Vec<(Option<Decimal>, Decimal)>),
    /// So many days after a date.
    Days(Box<[Formula; 2]>),
    /// So many months after a date.
    Months(Box<[Formula; 2]>),
    /// The least.
    Earliest(Vec<Formula>),
    /// The greatest.
    Latest(Vec<Formula>),
    /// The month of a date, 1 to 12.
    Month(Box<Formula>),
    /// How many days the month of a date has.
    DaysInMonth(Box<Formula>),
    /// One or the other.
    When(Box<(Condition, Formula, Formula)>),
    /// The first that is known.
    FirstKnown(Vec<Formula>),
    /// All as one text.
    Join(Vec<Formula>),
}

impl Formula {
    /// Reads a formula that fits [`SCHEMA`], over the fields that `fields` knows.
    /// An unknown field is told; what is read then is never used.
    pub fn read(reader: &Reader, fields: &dyn Fields, errors: &mut Vec<ReadError>) -> Self {
        match reader.json() {
            Json::Number(number) => return Self::Number(*number),
            Json::Text(text) => return Self::Text(text.clone()),
            _ => {}
        }
        Self::object(reader, fields, errors).unwrap_or(Self::Today)
    }

    fn object(reader: &Reader, fields: &dyn Fields, errors: &mut Vec<ReadError>) -> Option<Self> {
        // In whatever order they were written: the one that is no companion.
        let own = |(key, _): &(&str, Reader)| !COMPANIONS.contains(key);
        let (key, first) = reader.each_member().find(own)?;
        // What it is worked out from: a list, or what stands beside it.
        let mut parts = Vec::new();
        match first.json() {
            Json::Array(_) => first
                .items()
                .for_each(|it| parts.push(Self::read(&it, fields, errors))),
            _ if matches!(key, "step" | "after" | "month" | "days-in-month") => {
                parts.push(Self::read(&first, fields, errors));
            }
            _ => {}
        }
        for beside in ["days", "months", "then", "else"] {
            if let Some(part) = reader.at(beside) {
                parts.push(Self::read(&part, fields, errors));
            }
        }
        let two = matches!(key, "subtract" | "divide");
        if two && parts.len() != 2 {
            errors.push(first.wrong(&["Expected two formulas."]));
            return None;
        }
        Some(match key {
            "field" => {
                let (index, kind) = field(&first, fields, errors)?;
                if !kind.sent() {
                    errors.push(first.wrong(&["This field has no answer."]));
                }
                Self::Field(index)
            }
            "date" => match first.string() {
                "today" => Self::Today,
                text => {
                    if day(text).is_none() {
                        let words = "Expected a date such as 2026-12-24, or today.";
                        errors.push(first.wrong(&[words]));
                    }
                    Self::Text(text.to_owned())
                }
            },
            "count" => {
                let (index, columns) = super::rows(&first, fields, errors)?;
                let only = reader.at("where");
                Self::Count(index, only.map(|it| Condition::read(&it, columns, errors)))
            }
            "sum" => {
                let (index, columns) = super::rows(&first, fields, errors)?;
                let of = Self::read(&reader.at("of")?, columns, errors);
                Self::Sum(index, Box::new(of))
            }
            "step" => {
                let mut steps = Vec::new();
                for step in reader.at("steps")?.items() {
                    steps.push((step.number_at("to"), step.number_at("is")?));
                }
                Self::Step(Box::new(parts.pop()?), steps)
            }
            "when" => {
                let (other, then) = (parts.pop()?, parts.pop()?);
                let condition = Condition::read(&first, fields, errors);
                Self::When(Box::new((condition, then, other)))
            }
            "after" if reader.at("months").is_some() => Self::Months(pair(parts)?),
            "after" => Self::Days(pair(parts)?),
            "month" => Self::Month(Box::new(parts.pop()?)),
            "days-in-month" => Self::DaysInMonth(Box::new(parts.pop()?)),
            "add" => Self::Add(parts),
            "subtract" => Self::Subtract(pair(parts)?),
            "multiply" => Self::Multiply(parts),
            "divide" => Self::Divide(pair(parts)?),
            "earliest" => Self::Earliest(parts),
            "latest" => Self::Latest(parts),
            "first-known" => Self::FirstKnown(parts),
            _ => Self::Join(parts),
        })
    }

    /// What it gives, as far as it is known.
    pub fn value(&self, look: &dyn Look) -> Option<Value> {
        let number = |it: &Self| it.number(look);
        let fold = |all: &[Self], begin: u32, join: fn(Decimal, Decimal) -> Option<Decimal>| {
            all.iter()
                .try_fold(Decimal::from(begin), |sum, it| join(sum, it.number(look)?))
                .map(Value::Number)
        };
        let whole = |it: u32| Some(Value::Number(it.into()));
        match self {
            Self::Number(number) => Some(Value::Number(*number)),
            Self::Text(text) => Some(Value::Text(text.clone())),
            Self::Today => look.today().map(written),
            Self::Field(field) => match look.value(*field)? {
                Answer::Number(number) => Some(Value::Number(number)),
                Answer::Text(text) => Some(Value::Text(text)),
                _ => None,
            },
            Self::Count(field, only) => {
                let holds =
                    |row: &dyn Look| only.as_ref().is_none_or(|condition| condition.holds(row));
                let mut count = 0;
                look.rows(*field, &mut |row| count += u32::from(holds(row)));
                whole(count)
            }
            Self::Sum(field, of) => {
                let mut sum = Some(Decimal::from(0));
                look.rows(*field, &mut |row| {
                    sum = sum.and_then(|it| it.plus(of.number(row)?))
                });
                sum.map(Value::Number)
            }
            Self::Add(all) => fold(all, 0, Decimal::plus),
            Self::Multiply(all) => fold(all, 1, Decimal::times),
            Self::Subtract(two) => number(&two[0])?.minus(number(&two[1])?).map(Value::Number),
            Self::Divide(two) => number(&two[0])?.over(number(&two[1])?).map(Value::Number),
            Self::Step(of, steps) => {
                let of = number(of)?;
                let (_, is) = steps.iter().find(|(to, _)| to.is_none_or(|to| of <= to))?;
                Some(Value::Number(*is))
            }
            Self::Days(two) => {
                let days = u64::try_from(number(&two[1])?.whole()?).ok()?;
                let day = two[0].day(look)?.checked_add_days(Days::new(days))?;
                Some(written(day))
            }
            Self::Months(two) => {
                let months = u32::try_from(number(&two[1])?.whole()?).ok()?;
                let day = two[0].day(look)?.checked_add_months(Months::new(months))?;
                Some(written(day))
            }
            Self::Earliest(all) | Self::Latest(all) => {
                let mut best = None::<Value>;
                for it in all {
                    let value = it.value(look)?;
                    let first = matches!(self, Self::Earliest(_));
                    if best
                        .as_ref()
                        .is_none_or(|best| compare(&value, best) == Some(first))
                    {
                        best = Some(value);
                    }
                }
                best
            }
            Self::Month(of) => whole(of.day(look)?.month()),
            Self::DaysInMonth(of) => {
                let day = of.day(look)?;
                let next = day.with_day(1)?.checked_add_months(Months::new(1))?;
                whole(next.pred_opt()?.day())
            }
            Self::When(parts) => {
                let (condition, then, other) = &**parts;
                let chosen = if condition.holds(look) { then } else { other };
                chosen.value(look)
            }
            Self::FirstKnown(all) => all.iter().find_map(|it| it.value(look)),
            Self::Join(all) => {
                let mut text = String::new();
                for it in all {
                    match it.value(look)? {
                        Value::Number(number) => text.push_str(&number.to_string()),
                        Value::Text(part) => text.push_str(&part),
                    }
                }
                Some(Value::Text(text))
            }
        }
    }

    /// The number it gives, if it gives one.
    pub fn number(&self, look: &dyn Look) -> Option<Decimal> {
        match self.value(look)? {
            Value::Number(number) => Some(number),
            Value::Text(_) => None,
        }
    }

    fn day(&self, look: &dyn Look) -> Option<NaiveDate> {
        match self.value(look)? {
            Value::Text(text) => day(&text),
            Value::Number(_) => None,
        }
    }

    /// Calls `visit` with each field it looks at.
    pub fn fields(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Today => {}
            Self::Field(field) | Self::Count(field, _) | Self::Sum(field, _) => visit(*field),
            Self::Add(all)
            | Self::Multiply(all)
            | Self::Earliest(all)
            | Self::Latest(all)
            | Self::FirstKnown(all)
            | Self::Join(all) => all.iter().for_each(|it| it.fields(visit)),
            Self::Subtract(two) | Self::Divide(two) | Self::Days(two) | Self::Months(two) => {
                two.iter().for_each(|it| it.fields(visit));
            }
            Self::Step(of, _) | Self::Month(of) | Self::DaysInMonth(of) => of.fields(visit),
            Self::When(parts) => {
                parts.0.fields(visit);
                parts.1.fields(visit);
                parts.2.fields(visit);
            }
        }
    }
}

fn pair(parts: Vec<Formula>) -> Option<Box<[Formula; 2]>> {
    parts.try_into().ok().map(Box::new)
}

/// Whether the first is less; `None` if a number meets a text.
fn compare(first: &Value, second: &Value) -> Option<bool> {
    match (first, second) {
        (Value::Number(first), Value::Number(second)) => Some(first < second),
        (Value::Text(first), Value::Text(second)) => Some(first < second),
        _ => None,
    }
}

/// How two values stand to each other, in the order of [`SIGNS`].
pub fn stands(first: &Value, sign: &str, second: &Value) -> bool {
    let (Some(less), Some(more)) = (compare(first, second), compare(second, first)) else {
        return sign == "!=";
    };
    match sign {
        "<" => less,
        "<=" => !more,
        "=" => !less && !more,
        "!=" => less || more,
        ">" => more,
        _ => !less,
    }
}

/// What formulas look like, beside plain numbers and texts.
pub const SCHEMA: &str = "formula field=string! / date=string! / count=string! where=condition \
    / sum=string! of=formula! / add=formula+! / subtract=formula+! / multiply=formula+! \
    / divide=formula+! / step=formula! steps=step+! / after=formula! days=formula! \
    / after=formula! months=formula! / earliest=formula+! / latest=formula+! / month=formula! \
    / days-in-month=formula! / when=condition! then=formula! else=formula! \
    / first-known=formula+! / join=formula+!";

/// Keys that stand beside the one that says what is worked out.
const COMPANIONS: [&str; 7] = ["where", "of", "steps", "days", "months", "then", "else"];

/// How two values may be compared.
pub const SIGNS: [&str; 6] = ["<", "<=", "=", "!=", ">", ">="];

fn day(text: &str) -> Option<NaiveDate> {
    crate::engine::kinds::iso(text)
}

fn written(day: NaiveDate) -> Value {
    Value::Text(crate::engine::kinds::to_iso(day))
}
