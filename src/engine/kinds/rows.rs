//! Repeating rows (`rows`): persons, activities, suppliers.
//!
//! Options: `columns`, a list of fields; `row`, what one of them is called;
//! `min` and `max` rows; `preset` rows that stand there from the start, and
//! `locked-rows` if those cannot be changed. The columns are read by the
//! definition, since they are fields.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;

pub const KEYS: &[&str] = &["columns", "row", "min", "max", "preset", "locked-rows"];

/// How many rows there may be unless the definition says otherwise.
const USUAL: u32 = 20;
const MOST: u32 = 100;

/// How many rows a field may have, and what one is called.
///
/// The rows themselves are an [`Answer::Json`] array of objects.
#[derive(Clone, Debug, PartialEq)]
pub struct RowsOf {
    /// The least number.
    pub min: u32,
    /// The greatest number.
    pub max: u32,
    /// One of them: «Bruker».
    pub row: Text,
}

pub fn read<'a>(field: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    let max = field.maybe("max", |it| it.count(1, MOST))?.unwrap_or(USUAL);
    let required = field.maybe("required", |it| it.flag())?.unwrap_or(false);
    let min = field
        .maybe("min", |it| it.count(0, max))?
        .unwrap_or(u32::from(required));
    let row = Text::read(field.must("row")?)?;
    Ok(Box::new(RowsOf { min, max, row }))
}

impl Kind for RowsOf {
    fn control(&self) -> Control<'_> {
        Control::Rows(self)
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        match typed {
            Answer::Json(Json::Array(rows)) if !rows.is_empty() => Some(typed.clone()),
            _ => None,
        }
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        let Answer::Json(Json::Array(rows)) = answer else {
            return Err(Fault::error("type"));
        };
        if rows.len() < self.min as usize {
            return Err(Fault::error("rows.few").with("min", self.min));
        }
        if rows.len() > self.max as usize {
            return Err(Fault::error("rows.many").with("max", self.max));
        }
        Ok(())
    }

    fn read_answer(&self, json: &Json) -> Option<Answer> {
        matches!(json, Json::Array(_)).then(|| Answer::Json(json.clone()))
    }

    fn format(&self, _: &Answer) -> Option<String> {
        None
    }
}
