//! A price the vendor has set (`price`): shown, summed, never typed. What it
//! comes to hangs on other fields; see [`crate::engine::definition::Rate`].

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;

pub const SCHEMA: &str = ":price amount=amount prices=amount-from+ further=0~1000000000 \
    quantity=formula vat=0~100 period=once|month|year|other later=flag";

struct Price;

pub fn read(_: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    Box::new(Price)
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
