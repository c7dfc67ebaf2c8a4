//! A number (`number`). Options: `min`, `max`, and `decimals` (0 unless said).

use super::{Answer, Context, Control, Input, Kind};
use crate::engine::decimal::Decimal;
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;
use validator::ValidateRange;

/// Lets `validator` compare decimals.
impl ValidateRange<Decimal> for Decimal {
    fn greater_than(&self, max: Decimal) -> Option<bool> {
        Some(*self > max)
    }

    fn less_than(&self, min: Decimal) -> Option<bool> {
        Some(*self < min)
    }
}

pub const SCHEMA: &str = ":number min=number max=number decimals=0~6";

struct Number {
    min: Option<Decimal>,
    max: Option<Decimal>,
    decimals: u32,
}

pub fn read(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let (min, max) = (field.number_at("min"), field.number_at("max"));
    if let Some(most) = field.at("max").filter(|_| min.is_some() && max < min) {
        errors.push(most.wrong(&["\"max\" is less than \"min\"."]));
    }
    let decimals = field.count_at("decimals").unwrap_or(0);
    Box::new(Number { min, max, decimals })
}

impl Kind for Number {
    fn control(&self) -> Control<'_> {
        let mode = if self.decimals > 0 {
            "decimal"
        } else {
            "numeric"
        };
        Control::Input(Input {
            mode,
            autocomplete: "off",
            width: 12,
            ..Input::default()
        })
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        match typed {
            Answer::Text(text) if text.trim().is_empty() => None,
            Answer::Text(text) => {
                Some(Decimal::parse(text).map_or_else(|| typed.clone(), Answer::Number))
            }
            _ => Some(typed.clone()),
        }
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        let Answer::Number(number) = *answer else {
            return Err(Fault::error("number"));
        };
        if u32::from(number.decimals()) > self.decimals {
            return Err(if self.decimals == 0 {
                Fault::error("number.whole")
            } else {
                Fault::error("number.decimals").with("max", self.decimals)
            });
        }
        if number.validate_range(self.min, self.max, None, None) {
            return Ok(());
        }
        Err(match (self.min, self.max) {
            (Some(min), _) if number < min => Fault::error("number.low").with("min", min),
            (_, Some(max)) => Fault::error("number.high").with("max", max),
            _ => Fault::error("number"),
        })
    }

    fn read_answer(&self, json: &Json) -> Option<Answer> {
        match json {
            Json::Number(number) => Some(Answer::Number(*number)),
            _ => None,
        }
    }
}
