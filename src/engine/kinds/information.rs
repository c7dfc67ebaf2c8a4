//! Text that is only read (`information`): its label is the heading, its help
//! the body. Option: `fold`, the body is folded away until it is opened.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;

pub const SCHEMA: &str = ":information fold=flag";

struct Information {
    fold: bool,
}

pub fn read(field: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let fold = field.flag_at("fold");
    Box::new(Information { fold })
}

impl Kind for Information {
    fn control(&self) -> Control<'_> {
        Control::Note(self.fold)
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
