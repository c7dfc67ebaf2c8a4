//! One of several options (`choice`), or any number of them (`choices`).
//!
//! Options of the kind: `options`, each with `value`, `label`, `help` and
//! `specify`; `as` (`radio` or `select`) for one; `min` and `max` for many.

use super::{Answer, Choice, Context, Control, Kind, Specify};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;

pub const ONE_SCHEMA: &str = ":choice as=radio|select options=option+!";
pub const MANY_SCHEMA: &str = ":choices options=option+! min=1~1000 max=1~1000";

struct One {
    options: Vec<Choice>,
    select: bool,
}

struct Many {
    options: Vec<Choice>,
    min: u32,
    max: u32,
}

pub fn one(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let select = field.string_at("as") == "select";
    let options = options(field, errors);
    if let Some(at) = options.iter().position(|it| it.specify.is_some() && select) {
        let at = at.to_string();
        let words = [
            "Option ",
            &at,
            " has \"specify\", which only radio buttons can show.",
        ];
        errors.extend(field.at("options").map(|it| it.wrong(&words)));
    }
    Box::new(One { options, select })
}

pub fn many(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let options = options(field, errors);
    let most = options.len() as u32;
    let max = field.count_at("max").unwrap_or(most);
    let min = field.count_at("min").unwrap_or(0);
    for (key, number, most) in [("max", max, most), ("min", min, max)] {
        if let Some(bound) = field.at(key).filter(|_| number > most) {
            let most = most.to_string();
            errors.push(bound.wrong(&["Expected a whole number from 1 to ", &most, "."]));
        }
    }
    Box::new(Many { options, min, max })
}

fn options(field: &Reader, errors: &mut Vec<ReadError>) -> Vec<Choice> {
    let mut options: Vec<Choice> = Vec::new();
    let Some(list) = field.at("options") else {
        return options;
    };
    for option in list.items() {
        let code = option.string_at("value");
        if options.iter().any(|it| it.code == code) {
            let value = option.at("value");
            errors.extend(value.map(|it| it.wrong(&["This value stands twice in the list."])));
        }
        options.push(Choice {
            code: code.to_owned(),
            label: Text::at(&option, "label"),
            help: Text::at(&option, "help"),
            specify: option.at("specify").map(|it| Specify {
                label: Text::at(&it, "label"),
                name: Text::at(&it, "name"),
                max: it.count_at("max").unwrap_or(1000),
            }),
            priced: option.at("price").is_some(),
        });
    }
    options
}

fn known(options: &[Choice], code: &str) -> Result<(), Fault> {
    if options.iter().any(|it| it.code == code) {
        Ok(())
    } else {
        Err(Fault::error("choice.unknown"))
    }
}

impl Kind for One {
    fn control(&self) -> Control<'_> {
        if self.select {
            Control::Select(&self.options)
        } else {
            Control::Radios(&self.options)
        }
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        (*typed != Answer::Text(String::new())).then(|| typed.clone())
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        known(&self.options, answer.as_text())
    }

    fn format(&self, _: &Answer) -> Option<String> {
        None
    }

    fn choices(&self) -> &[Choice] {
        &self.options
    }
}

impl Kind for Many {
    fn control(&self) -> Control<'_> {
        Control::Checkboxes(&self.options)
    }

    /// In the definition's order; unknown codes last, for the check to find.
    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        let Answer::Choices(chosen) = typed else {
            return None;
        };
        let known = self
            .options
            .iter()
            .map(|it| &it.code)
            .filter(|code| chosen.contains(code));
        let unknown = chosen
            .iter()
            .filter(|code| self.options.iter().all(|it| it.code != **code));
        let mut sorted: Vec<String> = Vec::with_capacity(chosen.len());
        known
            .chain(unknown)
            .for_each(|code| sorted.push(code.clone()));
        (!sorted.is_empty()).then_some(Answer::Choices(sorted))
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        let Answer::Choices(chosen) = answer else {
            return Err(Fault::error("type"));
        };
        chosen
            .iter()
            .try_for_each(|code| known(&self.options, code))?;
        if chosen.len() < self.min as usize {
            return Err(Fault::error("choices.few").with("min", self.min));
        }
        if chosen.len() > self.max as usize {
            return Err(Fault::error("choices.many").with("max", self.max));
        }
        Ok(())
    }

    fn read_answer(&self, json: &Json) -> Option<Answer> {
        let Json::Array(items) = json else {
            return None;
        };
        let codes = items.iter().map(|it| it.as_text().map(str::to_owned));
        codes.collect::<Option<_>>().map(Answer::Choices)
    }

    fn choices(&self) -> &[Choice] {
        &self.options
    }
}
