//! A question answered by yes or no (`yes-no`), and one box to tick (`tick`).

use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;

struct YesNo {
    tick: bool,
}

pub fn read(_: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    Box::new(YesNo { tick: false })
}

pub fn tick(_: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    Box::new(YesNo { tick: true })
}

impl Kind for YesNo {
    fn control(&self) -> Control<'_> {
        if self.tick {
            Control::Tick
        } else {
            Control::YesNo
        }
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        match typed {
            Answer::Flag(flag) => Some(Answer::Flag(*flag)),
            Answer::Text(text) if text.is_empty() => None,
            other => Some(other.clone()),
        }
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        match answer {
            Answer::Flag(_) => Ok(()),
            _ => Err(Fault::error("type")),
        }
    }

    fn read_answer(&self, json: &Json) -> Option<Answer> {
        match json {
            Json::Bool(flag) => Some(Answer::Flag(*flag)),
            _ => None,
        }
    }

    /// A box that must be ticked is not ticked by «no».
    fn satisfies(&self, answer: &Answer) -> bool {
        !self.tick || *answer != Answer::Flag(false)
    }

    /// An empty box says no.
    fn unanswered(&self) -> Option<Answer> {
        self.tick.then_some(Answer::Flag(false))
    }
}
