//! Postnummer: four digits, leading zeros kept.
//!
//! Only the form is checked; Posten's register (bring.no/postnummer, 0001–9991,
//! Svalbard 917x and Jan Mayen 8099 among them) changes, so which codes are in use
//! and the name of the place are looked up elsewhere.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | anything but an ASCII digit, such as the O of `O150` |
//! | `length` | – | not four digits |
//! | `series` | 0 | 0000 |

use super::digits::{digits, without_separators};
use super::{Accept, Fault, Identifier};

/// The rules of `postnummer`; the module describes them.
///
/// ```
/// use blankett::engine::identifiers::postnummer::Rules;
/// use blankett::engine::identifiers::{Accept, Fault, Identifier};
///
/// assert_eq!(Rules.normalise(" 0150 "), "0150");
/// assert_eq!(Rules.validate("0150", Accept::default()), Ok(()));
///
/// let short = Rules.validate("150", Accept::default());
/// assert_eq!(short, Err(Fault { code: "length", at: None }));
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "postnummer"
    }

    fn normalise(&self, typed: &str) -> String {
        without_separators(typed)
    }

    fn validate(&self, normalised: &str, _: Accept) -> Result<(), Fault> {
        match digits::<4>(normalised)? {
            b"0000" => Err(Fault::at("series", 0)),
            _ => Ok(()),
        }
    }

    fn format(&self, normalised: &str) -> String {
        normalised.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_but_0000_passes() {
        for code in 0..10_000 {
            let text = format!("{code:04}");
            assert_eq!(
                Rules.validate(&text, Accept::default()).is_ok(),
                code != 0,
                "{text}"
            );
        }
    }

    #[test]
    fn verdicts() {
        let rows = [
            ("0000", "series", Some(0)),
            ("150", "length", None),
            ("01500", "length", None),
            ("O150", "characters", Some(0)),
            ("0150 Oslo", "characters", Some(4)),
            ("N-0150", "characters", Some(0)),
        ];
        for (text, code, at) in rows {
            let fault = Rules.validate(text, Accept::default());
            assert_eq!(fault, Err(Fault { code, at }), "{text}");
        }
    }
}
