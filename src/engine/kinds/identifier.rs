//! A number or address with rules of its own: `identifier`, and its everyday
//! forms `email`, `phone` and `postcode`.
//!
//! Options: `identifier` names one of [`crate::engine::identifiers`]; `mobile`
//! warns at a phone number of no mobile series; `place` names the field a
//! postcode's place stands in, beside it on the same line.

use super::{Answer, Context, Control, Input, Kind};
use crate::engine::identifiers::telefonnummer::{self, Series};
use crate::engine::identifiers::{self, Identifier};
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;

pub const SCHEMA: &str = ":identifier identifier=string!";
pub const PHONE_SCHEMA: &str = ":phone mobile=flag";
pub const POSTCODE_SCHEMA: &str = ":postcode place=string";

struct Identified {
    identifier: &'static dyn Identifier,
    input: Input,
    mobile: bool,
}

pub fn read(field: &Reader, errors: &mut Vec<ReadError>) -> Box<dyn Kind> {
    let name = field.string_at("identifier");
    if let Some(named) = field
        .at("identifier")
        .filter(|_| identifiers::find(name).is_none())
    {
        let names = identifiers::IDENTIFIERS.map(|it| it.name()).join(", ");
        errors.push(named.wrong(&["Expected one of ", &names, ", found \"", name, "\"."]));
    }
    make(name, false)
}

pub fn email(_: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    make("epost", false)
}

pub fn phone(field: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    make("telefon", field.flag_at("mobile"))
}

/// `place` is resolved by the definition, which knows the other fields.
pub fn postcode(_: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    make("postnummer", false)
}

/// Of one that is not known any will do: the form is refused.
fn make(name: &str, mobile: bool) -> Box<dyn Kind> {
    let identifier = identifiers::find(name).unwrap_or(identifiers::IDENTIFIERS[0]);
    Box::new(Identified {
        identifier,
        input: input(identifier),
        mobile,
    })
}

/// Foreign numbers are not ours to judge.
fn may_be_mobile(number: &str) -> bool {
    matches!(
        telefonnummer::series(number),
        Series::Mobile | Series::Foreign
    )
}

fn input(identifier: &dyn Identifier) -> Input {
    let number = Input {
        mode: "numeric",
        autocomplete: "off",
        grouped: true,
        ..Input::default()
    };
    match identifier.name() {
        "epost" => Input {
            kind: "email",
            mode: "email",
            autocomplete: "email",
            ..Input::default()
        },
        "telefon" => Input {
            kind: "tel",
            mode: "tel",
            autocomplete: "tel",
            width: 16,
            ..number
        },
        "postnummer" => Input {
            autocomplete: "postal-code",
            width: 6,
            ..number
        },
        "kid" => Input {
            width: 25,
            ..number
        },
        _ => Input {
            width: 16,
            ..number
        },
    }
}

impl Kind for Identified {
    fn control(&self) -> Control<'_> {
        Control::Input(self.input)
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        let text = self.identifier.normalise(typed.as_text());
        (!text.is_empty()).then_some(Answer::Text(text))
    }

    fn check(&self, answer: &Answer, context: Context) -> Result<(), Fault> {
        let text = answer.as_text();
        if let Err(fault) = self.identifier.validate(text, context.accept) {
            let code = [self.identifier.name(), ".", fault.code].concat();
            return Err(Fault::error(code).with("length", text.chars().count()));
        }
        if self.mobile && !may_be_mobile(text) {
            return Err(Fault::warning("telefon.mobile"));
        }
        Ok(())
    }

    fn format(&self, answer: &Answer) -> Option<String> {
        Some(self.identifier.format(answer.as_text()))
    }

    fn mask(&self, answer: &Answer) -> Option<String> {
        Some(self.identifier.mask(answer.as_text()))
    }

    fn group(&self, typed: &str) -> Option<String> {
        self.identifier.group(typed)
    }

    fn secret(&self) -> bool {
        self.identifier.secret()
    }
}
