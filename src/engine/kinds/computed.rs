//! A value worked out from other fields (`computed`): shown and sent, never
//! typed. Options: `value`, a formula; `as`, what it is; `format`, a text with
//! `{value}` in it.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;

pub const KEYS: &[&str] = &["value", "as", "format"];

/// How a computed value is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownAs {
    /// `number`, `money` (øre), `percent`, `date` or `text`.
    pub unit: &'static str,
    /// Words around `{value}`, if any.
    pub format: Text,
}

pub fn read<'a>(field: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    let units = ["number", "money", "percent", "date", "text"];
    Ok(Box::new(ShownAs {
        unit: field.maybe("as", |it| it.word(&units))?.unwrap_or("number"),
        format: field.maybe("format", Text::read)?.unwrap_or_default(),
    }))
}

impl Kind for ShownAs {
    fn control(&self) -> Control<'_> {
        Control::Computed(self)
    }

    fn normalise(&self, value: &Answer) -> Option<Answer> {
        Some(value.clone())
    }

    fn check(&self, _: &Answer, _: Context) -> Result<(), Fault> {
        Ok(())
    }

    fn read_answer(&self, json: &Json) -> Option<Answer> {
        match json {
            Json::Number(number) => Some(Answer::Number(*number)),
            Json::Text(text) => Some(Answer::Text(text.clone())),
            _ => None,
        }
    }

    fn format(&self, value: &Answer) -> Option<String> {
        match value {
            Answer::Text(text) if self.unit == "date" => Some(super::date::readable(text)),
            Answer::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn answered(&self) -> bool {
        false
    }

    fn sent(&self) -> bool {
        true
    }
}
