//! Repeating rows (`rows`): persons, activities, suppliers.
//!
//! Options: `columns`, a list of fields; `row`, what one of them is called;
//! `min` and `max` rows; `preset` rows that stand there from the start, and
//! `locked-rows` if those cannot be changed. The columns are read by the
//! definition, since they are fields.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;

pub const SCHEMA: &str =
    ":rows columns=field+! row=text! min=0~100 max=1~100 preset=any* locked-rows=flag";

/// How many rows there may be unless the definition says otherwise.
const USUAL: u32 = 20;

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

pub fn read(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let max = field.count_at("max").unwrap_or(USUAL);
    let least = u32::from(field.flag_at("required"));
    let min = field.count_at("min").unwrap_or(least);
    if min > max {
        errors.push(field.wrong(&["\"max\" is less than \"min\"."]));
    }
    let row = Text::at(field, "row");
    Box::new(RowsOf { min, max, row })
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
