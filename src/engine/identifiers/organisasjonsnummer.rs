//! Organisasjonsnummer: what Enhetsregisteret calls a company or a branch.
//!
//! Nine digits; the last is a check digit over the first eight with the weights
//! 3 2 7 6 5 4 3 2: 11 − (sum mod 11), remainder 0 gives 0, remainder 1 no number.
//! Source: brreg.no/english/coordination/number.html (its example is 123456785).
//!
//! Numbers begin with 8 or 9 (brreg.no/samordning/organisasjonsnummeret.html).
//! 2 and 3 are test entities (Skatteetaten/beta-apier, `03-test.md`; brreg/docs).
//! A VAT number (`NO 971 058 676 MVA`) is not an organisasjonsnummer: its letters
//! are faults.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | anything but an ASCII digit |
//! | `length` | – | not nine digits |
//! | `placeholder` | – | 123123123, 123456785 or one digit nine times, always |
//! | `checksum` | 8 | the check digit doesn't fit |
//! | `series` | 0 | begins with 0, 1, 4, 5, 6 or 7 |
//! | `test-number` | 0 | begins with 2 or 3, and test numbers are not accepted |

use super::digits::{digits, grouped, weighted, without_separators};
use super::{Accept, Fault, Identifier};

/// The check digit weighs 1: the whole sum is then divisible by 11.
const WEIGHTS: [u8; 9] = [3, 2, 7, 6, 5, 4, 3, 2, 1];

/// Pass the check digit, or are typed to get past it.
const PLACEHOLDERS: [&[u8; 9]; 2] = [b"123123123", b"123456785"];

/// The rules of `organisasjonsnummer`; the module describes them.
///
/// ```
/// use blankett::engine::identifiers::organisasjonsnummer::Rules;
/// use blankett::engine::identifiers::{Accept, Fault, Identifier};
///
/// assert_eq!(Rules.normalise("971 058 676"), "971058676");
/// assert_eq!(Rules.validate("971058676", Accept::default()), Ok(()));
/// assert_eq!(Rules.format("971058676"), "971 058 676");
///
/// let wrong = Rules.validate("971058677", Accept::default());
/// assert_eq!(wrong, Err(Fault { code: "checksum", at: Some(8) }));
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "organisasjonsnummer"
    }

    fn normalise(&self, typed: &str) -> String {
        without_separators(typed)
    }

    fn validate(&self, normalised: &str, accept: Accept) -> Result<(), Fault> {
        let number = digits::<9>(normalised)?;
        if PLACEHOLDERS.contains(&number) || number.iter().all(|d| *d == number[0]) {
            return Err(Fault::new("placeholder"));
        }
        if !weighted(number, &WEIGHTS).is_multiple_of(11) {
            return Err(Fault::at("checksum", 8));
        }
        match number[0] {
            b'8' | b'9' => Ok(()),
            b'2' | b'3' if accept.test_numbers => Ok(()),
            b'2' | b'3' => Err(Fault::at("test-number", 0)),
            _ => Err(Fault::at("series", 0)),
        }
    }

    fn format(&self, normalised: &str) -> String {
        let (gaps, separator) = self.gaps(normalised);
        grouped(normalised, 9, gaps, separator)
    }

    fn gaps(&self, _: &str) -> (&'static [usize], char) {
        (&[3, 6], ' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, test_numbers: bool) -> Result<(), Fault> {
        Rules.validate(text, Accept { test_numbers })
    }

    #[test]
    fn verdicts() {
        let ok = Ok(());
        let fault = |code, at| Err(Fault { code, at });
        let rows = [
            // number, real numbers only, test numbers too
            ("971058676", ok, ok),
            ("991913823", ok, ok),
            ("957485030", ok, ok), // sum divisible by 11: check digit 0
            ("980131726", ok, ok),
            ("968504436", ok, ok),
            ("998504163", ok, ok),
            ("929782216", ok, ok),
            ("310478717", fault("test-number", Some(0)), ok),
            ("212201782", fault("test-number", Some(0)), ok),
            (
                "971058677",
                fault("checksum", Some(8)),
                fault("checksum", Some(8)),
            ),
            (
                "310478718",
                fault("checksum", Some(8)),
                fault("checksum", Some(8)),
            ),
            (
                "123456785",
                fault("placeholder", None),
                fault("placeholder", None),
            ),
            (
                "123123123",
                fault("placeholder", None),
                fault("placeholder", None),
            ),
            (
                "000000000",
                fault("placeholder", None),
                fault("placeholder", None),
            ),
            (
                "999999999",
                fault("placeholder", None),
                fault("placeholder", None),
            ),
            (
                "123456786",
                fault("checksum", Some(8)),
                fault("checksum", Some(8)),
            ),
            (
                "500000008",
                fault("checksum", Some(8)),
                fault("checksum", Some(8)),
            ),
            ("97105867", fault("length", None), fault("length", None)),
            ("9710586766", fault("length", None), fault("length", None)),
            (
                "NO971058676MVA",
                fault("characters", Some(0)),
                fault("characters", Some(0)),
            ),
            (
                "971058676MVA",
                fault("characters", Some(9)),
                fault("characters", Some(9)),
            ),
            (
                "971 058 676",
                fault("characters", Some(3)),
                fault("characters", Some(3)),
            ),
        ];
        for (text, real, test) in rows {
            assert_eq!(check(text, false), real, "{text}");
            assert_eq!(check(text, true), test, "{text}, test numbers accepted");
        }
    }

    #[test]
    fn every_series_but_eight_and_nine_is_told_apart() {
        for number in 0..100_000_u32 {
            let Some(text) = complete(&format!("{:08}", number * 997)) else {
                continue;
            };
            let real = check(&text, false).map_err(|f| f.code);
            let expected = match text.as_bytes()[0] {
                _ if real == Err("placeholder") => continue,
                b'8' | b'9' => Ok(()),
                b'2' | b'3' => Err("test-number"),
                _ => Err("series"),
            };
            assert_eq!(real, expected, "{text}");
        }
    }

    #[test]
    fn single_errors_and_neighbours_swapped_are_caught() {
        for start in (80_000_000..100_000_000_u32).step_by(99_991) {
            let Some(text) = complete(&start.to_string()) else {
                continue;
            };
            for at in 0..9 {
                let mut typed: Vec<u8> = text.bytes().collect();
                for digit in b'0'..=b'9' {
                    typed[at] = digit;
                    let typed = core::str::from_utf8(&typed).unwrap();
                    assert_eq!(check(typed, true).is_ok(), typed == text, "{typed}");
                }
                let mut typed: Vec<u8> = text.bytes().collect();
                typed.swap(at, (at + 1).min(8));
                let typed = core::str::from_utf8(&typed).unwrap();
                assert_eq!(check(typed, true).is_ok(), typed == text, "{typed}");
            }
        }
    }

    /// Brønnøysund's rule step by step: eight digits and their check digit.
    fn complete(eight: &str) -> Option<String> {
        let weights = [3, 2, 7, 6, 5, 4, 3, 2];
        let products = eight
            .chars()
            .zip(weights)
            .map(|(c, w)| c.to_digit(10).unwrap() * w);
        match products.sum::<u32>() % 11 {
            0 => Some(format!("{eight}0")),
            1 => None,
            rest => Some(format!("{eight}{}", 11 - rest)),
        }
    }

    #[test]
    fn text_is_grouped_and_ungrouped() {
        for typed in [
            "971 058 676",
            "971.058.676",
            "971–058–676",
            "\u{a0}971\u{202f}058\u{2009}676",
        ] {
            assert_eq!(Rules.normalise(typed), "971058676");
        }
        assert_eq!(Rules.normalise("NO 971 058 676 MVA"), "NO971058676MVA");
        assert_eq!(Rules.format("97105867"), "97105867");
        assert_eq!(Rules.format("97105867x"), "97105867x");
        assert_eq!(Rules.mask("971058676"), "971 058 676");
    }
}
