//! Text that is only read (`information`): its label is the heading, its help
//! the body. Option: `fold`, the body is folded away until it is opened.

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::violation::Fault;

pub const KEYS: &[&str] = &["fold"];

struct Information {
    fold: bool,
}

pub fn read<'a>(field: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    let fold = field.maybe("fold", |it| it.flag())?.unwrap_or(false);
    Ok(Box::new(Information { fold }))
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
