//! Text that is only read (`information`): its label is the heading, its help
//! the body.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::violation::Fault;

struct Information;

pub fn read<'a>(_: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    Ok(Box::new(Information))
}

impl Kind for Information {
    fn control(&self) -> Control<'_> {
        Control::Note
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
