//! Telefonnummer: eight digits, five-digit numbers, and foreign ones with `+`.
//!
//! The series are those of Google's libphonenumber (phonenumbers 9.0.43), which
//! follows Nkom's numbering plan. They change and have gaps, so being outside
//! them is no fault: [`series`] tells for a warning, [`Rules`] refuse only what no
//! series can hold. Norway has no trunk zero. Stored are the eight digits without
//! `+47`, and foreign numbers as E.164 (ITU-T): `+`, country code, at most 15
//! digits. The display is 22 12 34 56, or 406 12 345 where the first digit is 4, 8
//! or 9; both are usual for mobile numbers.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | neither an ASCII digit nor a leading `+` |
//! | `characters` | 0 | the `+47` that [`Rules`]' normalise would have taken away |
//! | `length` | – | not 8, nor 5 from 0; after `+` not 7 to 15, after `+47` not 8 |
//! | `series` | the digit | 8 from 0 or 1; 5 from 00, 01 or 04; a country code from 0 |

use super::digits::{grouped, only_digits, separator};
use super::{Accept, Fault, Identifier};

/// Which series a number is in, by its first digits.
///
/// ```
/// use blankett::engine::identifiers::telefonnummer::{Series, series};
///
/// let reached_by_sms = series("40612345") == Series::Mobile;
/// assert!(reached_by_sms);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// Most of 4 and 9.
    Mobile,
    /// 7, and most of 2, 3, 5 and 6.
    Landline,
    /// 8: free, shared-cost and premium-rate numbers.
    Special,
    /// Five digits: one number for a whole company.
    Short,
    /// With `+`: a country code other than 47.
    Foreign,
    /// In none of them, or not a number: worth asking whether it's right.
    Unknown,
}

/// The series of a normalised number.
///
/// ```
/// use blankett::engine::identifiers::telefonnummer::{Series, series};
///
/// assert_eq!(series("22123456"), Series::Landline);
/// assert_eq!(series("02800"), Series::Short);
/// assert_eq!(series("+46701234567"), Series::Foreign);
/// assert_eq!(series("42123456"), Series::Unknown); // valid, but not handed out
/// ```
pub fn series(normalised: &str) -> Series {
    if Rules.validate(normalised, Accept::default()).is_err() {
        return Series::Unknown;
    }
    match normalised.as_bytes() {
        [b'+', ..] => Series::Foreign,
        [b'0', ..] => Series::Short,
        [b'8', ..] => Series::Special,
        [b'4', b'5', b'3', b'6', ..] => Series::Unknown,
        [b'9', ..] | [b'4', b'0' | b'1' | b'5'..=b'8', ..] => Series::Mobile,
        [b'2', b'1'..=b'4', ..]
        | [b'3', b'1'..=b'3' | b'5' | b'7' | b'8', ..]
        | [b'5', b'1'..=b'3' | b'5'..=b'7', ..]
        | [b'6', b'1'..=b'4' | b'6'..=b'9', ..]
        | [b'7', ..] => Series::Landline, // 79 is Svalbard
        _ => Series::Unknown,
    }
}

/// The rules of `telefon`; the module describes them.
///
/// ```
/// use blankett::engine::identifiers::telefonnummer::Rules;
/// use blankett::engine::identifiers::{Accept, Identifier};
///
/// assert_eq!(Rules.normalise("(+47) 22 12 34 56"), "22123456");
/// assert_eq!(Rules.normalise("0046 70-123 45 67"), "+46701234567");
/// assert_eq!(Rules.validate("22123456", Accept::default()), Ok(()));
/// assert_eq!(Rules.format("22123456"), "22 12 34 56");
/// assert_eq!(Rules.format("40612345"), "406 12 345");
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "telefon"
    }

    fn normalise(&self, typed: &str) -> String {
        let grouping = |c: char| separator(c) || matches!(c, '(' | ')' | '/');
        let mut number: String = typed.chars().filter(|c| !grouping(*c)).collect();
        if let Some(abroad) = number.strip_prefix("00") {
            number = ["+", abroad].concat();
        }
        // Taken away only where it leaves a Norwegian number: validate() judges the rest.
        match number.strip_prefix("+47") {
            Some(home) if home.len() == 8 && home.starts_with(|c| matches!(c, '2'..='9')) => {
                home.to_owned()
            }
            _ => number,
        }
    }

    fn validate(&self, normalised: &str, _: Accept) -> Result<(), Fault> {
        if let Some(abroad) = normalised.strip_prefix('+') {
            only_digits(abroad).map_err(|f| Fault {
                at: f.at.map(|at| at + 1),
                ..f
            })?;
            return match abroad.as_bytes() {
                [b'4', b'7', number @ ..] if number.len() != 8 => Err(Fault::new("length")),
                [b'4', b'7', b'0' | b'1', ..] => Err(Fault::at("series", 3)),
                [b'4', b'7', ..] => Err(Fault::at("characters", 0)),
                number if !(7..=15).contains(&number.len()) => Err(Fault::new("length")),
                [b'0', ..] => Err(Fault::at("series", 1)),
                _ => Ok(()),
            };
        }
        only_digits(normalised)?;
        match normalised.as_bytes() {
            [b'0' | b'1', rest @ ..] if rest.len() == 7 => Err(Fault::at("series", 0)),
            [_, rest @ ..] if rest.len() == 7 => Ok(()),
            [b'0', b'0' | b'1' | b'4', _, _, _] => Err(Fault::at("series", 1)),
            [b'0', _, _, _, _] => Ok(()),
            _ => Err(Fault::new("length")),
        }
    }

    fn format(&self, normalised: &str) -> String {
        let (gaps, separator) = self.gaps(normalised);
        grouped(normalised, 8, gaps, separator)
    }

    fn gaps(&self, digits: &str) -> (&'static [usize], char) {
        match digits.as_bytes().first() {
            Some(b'4' | b'8' | b'9') => (&[3, 5], ' '),
            // 02800 and its like are written in one.
            Some(b'0') => (&[], ' '),
            _ => (&[2, 4, 6], ' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let ok = Ok(());
        let fault = |code, at| Err(Fault { code, at });
        let rows = [
            ("22123456", ok),
            ("40612345", ok),
            ("80012345", ok),
            ("42123456", ok), // in no series today
            ("02800", ok),
            ("+46701234567", ok),
            ("+1234567", ok),
            ("+123456789012345", ok),
            ("12345678", fault("series", Some(0))),
            ("01234567", fault("series", Some(0))),
            ("04800", fault("series", Some(1))),
            ("+01234567", fault("series", Some(1))),
            ("+4712345678", fault("series", Some(3))),
            ("22800", fault("length", None)),
            ("2212345", fault("length", None)),
            ("221234567", fault("length", None)),
            ("580012345678", fault("length", None)), // machines' numbers: nobody answers
            ("+", fault("length", None)),
            ("+123456", fault("length", None)),
            ("+1234567890123456", fault("length", None)),
            ("+472212345", fault("length", None)),
            ("+4722123456", fault("characters", Some(0))),
            ("22 12 34 56", fault("characters", Some(2))),
            ("22+12345", fault("characters", Some(2))),
            ("+46x", fault("characters", Some(3))),
            ("++46701234567", fault("characters", Some(1))),
        ];
        for (text, expected) in rows {
            assert_eq!(Rules.validate(text, Accept::default()), expected, "{text}");
        }
    }

    #[test]
    fn as_people_type_them() {
        let rows = [
            ("+47 22 12 34 56", "22123456"),
            ("0047 22 12 34 56", "22123456"),
            ("(+47) 22123456", "22123456"),
            ("22-12-34-56", "22123456"),
            ("22.12.34.56", "22123456"),
            ("\u{202a}+47 406 12 345\u{202c}", "40612345"),
            ("00 46 70/123 45 67", "+46701234567"),
            ("02800", "02800"),
            ("+47 1234", "+471234"),
            ("+47 00123456", "+4700123456"),
            ("47123456", "47123456"), // a mobile number, not a country code
            ("tlf 22123456", "tlf22123456"),
        ];
        for (typed, expected) in rows {
            assert_eq!(Rules.normalise(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn series_by_prefix() {
        let rows = [
            ("40123456", Series::Mobile),
            ("45351234", Series::Mobile),
            ("45361234", Series::Unknown),
            ("45461234", Series::Mobile),
            ("43123456", Series::Unknown),
            ("49123456", Series::Unknown),
            ("98765432", Series::Mobile),
            ("20123456", Series::Unknown),
            ("30123456", Series::Unknown),
            ("54123456", Series::Unknown),
            ("77123456", Series::Landline),
            ("79021234", Series::Landline),
            ("81500000", Series::Special),
            ("02800", Series::Short),
            ("+4522123456", Series::Foreign),
            ("12345678", Series::Unknown),
            ("", Series::Unknown),
        ];
        for (number, expected) in rows {
            assert_eq!(series(number), expected, "{number}");
        }
    }

    #[test]
    fn displayed_in_groups() {
        let rows = [
            ("22123456", "22 12 34 56"),
            ("98765432", "987 65 432"),
            ("81500000", "815 00 000"),
            ("02800", "02800"),
            ("+46701234567", "+46701234567"),
            ("2212345x", "2212345x"),
        ];
        for (number, expected) in rows {
            assert_eq!(Rules.format(number), expected);
        }
    }
}
