//! Kontonummer: a Norwegian bank account (the domestic number, not the IBAN).
//!
//! Eleven digits; the last is a check digit over the first ten with the weights
//! 5 4 3 2 7 6 5 4 3 2: 11 − (sum mod 11), remainder 0 gives 0, remainder 1 no
//! number. The rule and the display `1234.56.78903` are those of NoCommons
//! (`KontonummerValidator.java`) and python-stdnum (`stdnum.no.kontonr`). No bank
//! has the register number 0000: NoCommons refuses it too.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | anything but an ASCII digit |
//! | `length` | – | not eleven digits |
//! | `checksum` | 10 | the check digit doesn't fit |
//! | `series` | 0 | begins with 0000 |

use super::digits::{digits, grouped, masked, weighted, without_separators};
use super::{Accept, Fault, Identifier};

/// The check digit weighs 1: the whole sum is then divisible by 11.
const WEIGHTS: [u8; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// The rules of `kontonummer`; the module describes them. A mask leaves the last
/// four digits readable, enough to tell one's accounts apart.
///
/// ```
/// use blankett::engine::identifiers::kontonummer::Rules;
/// use blankett::engine::identifiers::{Accept, Fault, Identifier};
///
/// assert_eq!(Rules.normalise("1234 56 78903"), "12345678903");
/// assert_eq!(Rules.validate("12345678903", Accept::default()), Ok(()));
/// assert_eq!(Rules.format("12345678903"), "1234.56.78903");
/// assert_eq!(Rules.mask("12345678903"), "••••.••.•8903");
///
/// let wrong = Rules.validate("12345678904", Accept::default());
/// assert_eq!(wrong, Err(Fault { code: "checksum", at: Some(10) }));
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "kontonummer"
    }

    fn normalise(&self, typed: &str) -> String {
        without_separators(typed)
    }

    fn validate(&self, normalised: &str, _: Accept) -> Result<(), Fault> {
        let number = digits::<11>(normalised)?;
        if !weighted(number, &WEIGHTS).is_multiple_of(11) {
            return Err(Fault::at("checksum", 10));
        }
        if number.starts_with(b"0000") {
            return Err(Fault::at("series", 0));
        }
        Ok(())
    }

    fn format(&self, normalised: &str) -> String {
        let (gaps, separator) = self.gaps(normalised);
        grouped(normalised, 11, gaps, separator)
    }

    fn gaps(&self, _: &str) -> (&'static [usize], char) {
        (&[4, 6], '.')
    }

    fn mask(&self, normalised: &str) -> String {
        masked(normalised, &self.format(normalised), '.', 9..13)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), Fault> {
        Rules.validate(text, Accept::default())
    }

    #[test]
    fn verdicts() {
        let fault = |code, at| Err(Fault { code, at });
        let rows = [
            ("12345678903", Ok(())),
            ("12340078904", fault("checksum", Some(10))),
            ("12345678913", fault("checksum", Some(10))),
            ("00000000000", fault("series", Some(0))),
            ("1234567890", fault("length", None)),
            ("123456789033", fault("length", None)),
            ("1234.56.78903", fault("characters", Some(4))),
            ("NO9312345678903", fault("characters", Some(0))),
        ];
        for (text, expected) in rows {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn exactly_the_computed_check_digit_passes() {
        for start in (1..10_000_000_000_u64).step_by(9_999_991) {
            let ten = format!("{start:010}");
            let weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
            let products = ten
                .chars()
                .zip(weights)
                .map(|(c, w)| c.to_digit(10).unwrap() * w);
            let expected = match products.sum::<u32>() % 11 {
                0 => Some(0),
                1 => None,
                rest => Some(11 - rest),
            };
            for last in 0..10 {
                let text = format!("{ten}{last}");
                let fits = expected == Some(last) && !ten.starts_with("0000");
                assert_eq!(check(&text).is_ok(), fits, "{text}");
            }
        }
    }

    #[test]
    fn text_that_is_no_account_is_masked_whole() {
        assert_eq!(Rules.mask("1234567890"), "••••••••••");
        assert_eq!(Rules.mask("1234.56.7890æ"), "•••••••••••••");
        assert_eq!(Rules.format("1234567890"), "1234567890");
        assert_eq!(Rules.normalise("1234.56.78903"), "12345678903");
    }
}
