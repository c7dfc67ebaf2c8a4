//! One of several options (`choice`), or any number of them (`choices`).
//!
//! Options of the kind: `options`, each with `value`, `label`, `help` and
//! `specify`; `as` (`radio` or `select`) for one; `min` and `max` for many.

use super::{Answer, Choice, Context, Control, Kind, Specify};
use crate::engine::json::Json;
use crate::engine::reader::{Read, Reader};
use crate::engine::text::Text;
use crate::engine::violation::Fault;

pub const ONE_KEYS: &[&str] = &["options", "as"];
pub const MANY_KEYS: &[&str] = &["options", "min", "max"];

struct One {
    options: Vec<Choice>,
    select: bool,
}

struct Many {
    options: Vec<Choice>,
    min: u32,
    max: u32,
}

pub fn one<'a>(field: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    let select = field.maybe("as", |it| it.word(&["radio", "select"]))? == Some("select");
    let options = options(field)?;
    if select && let Some(at) = options.iter().position(|it| it.specify.is_some()) {
        let list = field.must("options")?;
        return Err(list.error(format!(
            "Option {at} has \"specify\", which only radio buttons can show."
        )));
    }
    Ok(Box::new(One { options, select }))
}

pub fn many<'a>(field: &'a Reader<'a>) -> Read<Box<dyn Kind>> {
    let options = options(field)?;
    let most = options.len() as u32;
    let max = field.maybe("max", |it| it.count(1, most))?.unwrap_or(most);
    let min = field.maybe("min", |it| it.count(1, max))?.unwrap_or(0);
    Ok(Box::new(Many { options, min, max }))
}

fn options<'a>(field: &'a Reader<'a>) -> Read<Vec<Choice>> {
    let mut seen: Vec<String> = Vec::new();
    field.must("options")?.list(1, |option| {
        option.only(&[&["value", "label", "help", "specify", "price"]])?;
        let value = option.must("value")?;
        let code = value.name()?.to_owned();
        if seen.contains(&code) {
            return Err(value.error("This value stands twice in the list."));
        }
        seen.push(code.clone());
        Ok(Choice {
            code,
            label: Text::read(option.must("label")?)?,
            help: option.maybe("help", Text::read)?.unwrap_or_default(),
            specify: option.maybe("specify", specify)?,
            priced: option.may("price").is_some(),
        })
    })
}

fn specify(reader: Reader) -> Read<Specify> {
    reader.only(&[&["label", "name", "max"]])?;
    Ok(Specify {
        label: Text::read(reader.must("label")?)?,
        name: reader.maybe("name", Text::read)?.unwrap_or_default(),
        max: reader
            .maybe("max", |it| it.count(1, 100_000))?
            .unwrap_or(1000),
    })
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
