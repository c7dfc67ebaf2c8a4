//! Text on one line (`text`) or several (`long-text`).
//!
//! Options: `min` and `max` characters, and `rows` for the long one. What nobody sees in a text
//! is removed or refused: see [`super::characters`].

use super::characters::{OVERRIDE, visible};
use super::{Answer, Context, Control, Input, Kind};
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;
use validator::ValidateLength;

pub const SCHEMA: &str = ":text max=1~100000 min=1~100000";
pub const LONG_SCHEMA: &str = ":long-text rows=2~40 max=1~100000 min=1~100000";

/// The most a text may hold unless the definition says less.
const SHORT: u32 = 200;
const LONG: u32 = 4000;

struct Plain {
    min: u32,
    max: u32,
    /// 0 on one line.
    rows: u32,
}

pub fn short(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    sized(field, 0, SHORT, errors)
}

pub fn long(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let rows = field.count_at("rows").unwrap_or(4);
    sized(field, rows, LONG, errors)
}

/// The text behind an option such as «Annet».
pub fn specify(max: u32) -> Box<dyn Kind> {
    Box::new(Plain {
        min: 0,
        max,
        rows: 2,
    })
}

fn sized(field: &Reader, rows: u32, most: u32, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let max = field.count_at("max").unwrap_or(most);
    let min = field.count_at("min").unwrap_or(0);
    if let Some(least) = field.at("min").filter(|_| min > max) {
        let max = max.to_string();
        errors.push(least.wrong(&["Expected a whole number from 1 to ", &max, "."]));
    }
    Box::new(Plain { min, max, rows })
}

impl Kind for Plain {
    fn control(&self) -> Control<'_> {
        match self.rows {
            0 => Control::Input(Input {
                width: if self.max <= 30 { self.max } else { 0 },
                ..Input::default()
            }),
            rows => Control::Area(rows),
        }
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        // Browsers differ in how they end lines; a digest must not.
        let line = if self.rows > 0 { '\n' } else { ' ' };
        let text = typed.as_text().chars().filter(|it| *it != '\r');
        let text: String = text
            .map(|it| match it {
                '\u{2028}' | '\u{2029}' => line,
                it => it,
            })
            .collect();
        let text = visible(&text);
        (!text.is_empty()).then_some(Answer::Text(text))
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        let text = answer.as_text();
        let is_line = |it| self.rows > 0 && matches!(it, '\n' | '\t');
        if text.contains(|it: char| it == OVERRIDE || it.is_control() && !is_line(it)) {
            return Err(Fault::error("text.characters"));
        }
        if text.validate_length(Some(u64::from(self.min)), Some(u64::from(self.max)), None) {
            return Ok(());
        }
        let length = text.chars().count();
        Err(if length > self.max as usize {
            Fault::error("text.long")
                .with("max", self.max)
                .with("length", length)
        } else {
            Fault::error("text.short").with("min", self.min)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rows: u32, typed: &str) -> (Option<Answer>, Option<String>) {
        let kind = Plain {
            min: 0,
            max: 100,
            rows,
        };
        let context = Context {
            today: chrono::NaiveDate::MIN,
            accept: Default::default(),
        };
        let normal = kind.normalise(&Answer::Text(typed.to_owned()));
        let fault = normal.as_ref().and_then(|it| kind.check(it, context).err());
        (normal, fault.map(|it| it.code))
    }

    #[test]
    fn what_nobody_sees_goes_or_is_refused() {
        let kept = |text: &str| Some(Answer::Text(text.to_owned()));
        assert_eq!(text(0, "Ka\u{200b}ri\u{feff}"), (kept("Kari"), None));
        assert_eq!(text(0, "\u{200b}\u{ad}"), (None, None), "nothing is given");
        assert_eq!(text(0, "a\u{2028}b"), (kept("a b"), None));
        assert_eq!(text(4, "a\u{2028}b\r\n"), (kept("a\nb"), None));
        let (normal, fault) = text(4, "Kari\u{202e}nnam");
        assert_eq!(normal, kept("Kari\u{202e}nnam"));
        assert_eq!(fault.as_deref(), Some("text.characters"));
    }
}
