//! A price the vendor has set (`price`): shown, summed, never typed. What it
//! comes to hangs on other fields; see [`crate::engine::definition::Rate`].

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::violation::Fault;

pub const KEYS: &[&str] = &[
    "amount", "prices", "further", "quantity", "vat", "period", "later",
];

struct Price;

pub fn read<'a>(_: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    Ok(Box::new(Price))
}

impl Kind for Price {
    fn control(&self) -> Control<'_> {
        Control::Price
    }

    fn normalise(&self, _: &Answer) -> Option<Answer> {
        None
    }

    fn check(&self, _: &Answer, _: Context) -> Result<(), Fault> {
        Ok(())
    }

    fn read_answer(&self, _: &Json) -> Option<Answer> {
        None
    }

    fn answered(&self) -> bool {
        false
    }
}
