//! A value worked out from other fields (`computed`): shown and sent, never
//! typed. Options: `value`, a formula; `as`, what it is; `format`, a text with
//! `{value}` in it.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;

pub const SCHEMA: &str = ":computed value=formula! as=number|money|percent|date|text format=text";

/// How a computed value is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownAs {
    /// `number`, `money` (øre), `percent`, `date` or `text`.
    pub unit: &'static str,
    /// Words around `{value}`, if any.
    pub format: Text,
}

pub fn read(field: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let units = ["number", "money", "percent", "date", "text"];
    let unit = field.string_at("as");
    Box::new(ShownAs {
        unit: units.into_iter().find(|it| *it == unit).unwrap_or("number"),
        format: Text::at(field, "format"),
    })
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
