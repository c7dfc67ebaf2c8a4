//! Fødselsnummer, D-number and what else has their eleven digits.
//!
//! DDMMYY, three individual digits, two check digits. Over the digits as written:
//! - S1 = Σ of the first 9 × 3 7 6 1 8 9 4 5 2. By the rule of 1964 (S1 + K1) mod 11
//!   is 0; by the rule of 2032 it is 0, 1, 2 or 3. New numbers follow the latter from
//!   2032-01-01, whatever the year of birth, and old ones stay valid: both pass.
//! - S2 = Σ of the first 10 × 5 4 3 2 7 6 5 4 3 2, and (S2 + K2) mod 11 is 0. This
//!   alone catches every single wrong digit and every two neighbours swapped.
//!
//! Source: Skatteetaten/folkeregisteret-api-dokumentasjon,
//! `nytt-fodselsnummer-fra-2032`; navikt/fnrvalidator reads it the same way. Neither
//! sex nor century is derived: from 2032 the numbers tell neither. Unlike the
//! register's own example code the day must exist (no 31 April); 29 February needs
//! YY divisible by 4, and 00 is read as 2000. No clock: a verdict never changes.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | anything but an ASCII digit |
//! | `length` | – | not eleven digits |
//! | `date` | 0 | no calendar day, or a kind that isn't asked for |
//! | `checksum` | 9 or 10 | K1 or K2 doesn't fit |
//! | `test-number` | – | synthetic, and test numbers are not accepted |

use super::digits::{digits, grouped, masked, weighted, without_separators};
use super::{Accept, Fault, Identifier};

/// The check digit weighs 1: the whole sum is then divisible by 11.
const K1: [u8; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const K2: [u8; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/// What sort of number it is, told by what is added to day and month.
///
/// ```
/// use blankett::engine::identifiers::fodselsnummer::{Kind, Options, inspect};
///
/// let number = inspect("41819012006", Options::default()).unwrap();
/// assert_eq!(number.kind, Kind::DnrAndTnr);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Fødselsnummer: nothing added.
    Fnr,
    /// D-number (day + 40): people who are not residents.
    Dnr,
    /// Month + 40: a hospital's own help number, or a NAV test number. Nothing tells
    /// them apart.
    Hnr,
    /// Day and month + 40: a NAV test D-number (fnrvalidator, pull request 337).
    DnrAndHnr,
    /// Month + 80: Skatteetaten's test population (Tenor, Test-Norge).
    Tnr,
    /// Day + 40 and month + 80: its D-numbers.
    DnrAndTnr,
    /// Month + 65: Norsk helsenett's test population
    /// (nhn.no/tjenester/syntpop/om-syntpop; NoCommons, `Fodselsnummer.java`).
    Syntpop,
    /// Day + 40 and month + 65: its D-numbers.
    DnrAndSyntpop,
    /// First digit 8 or 9, no date: the health sector's common help number
    /// (nhn.no/hva-er-felles-hjelpenummer).
    FellesHjelpenummer,
}

/// What passes [`inspect`]. The default is what the population register accepts,
/// and H-numbers.
///
/// ```
/// use blankett::engine::identifiers::fodselsnummer::{Options, inspect};
///
/// let before_2032 = Options { only_1964: true, ..Options::default() };
/// assert!(inspect("02013299903", Options::default()).is_ok());
/// assert_eq!(inspect("02013299903", before_2032).unwrap_err().code, "checksum");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// K1 by the rule of 1964 alone. For finding numbers in running text: of random
    /// digits 0.8 % pass both check digits, by the rule of 2032 3.3 %.
    pub only_1964: bool,
    /// [`Kind::Syntpop`] and its D-numbers pass.
    pub syntpop: bool,
    /// [`Kind::FellesHjelpenummer`] passes.
    pub felles_hjelpenummer: bool,
}

/// What a valid number says about itself. Doesn't hold the number.
///
/// ```
/// use blankett::engine::identifiers::fodselsnummer::{Fodselsnummer, Kind, Options, inspect};
///
/// let number = inspect("02013299903", Options::default());
/// let expected = Fodselsnummer { kind: Kind::Fnr, remainder: 2, synthetic: false };
/// assert_eq!(number, Ok(expected));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fodselsnummer {
    pub kind: Kind,
    /// (S1 + K1) mod 11. 0 by both rules; 1, 2 and 3 only by that of 2032.
    pub remainder: u8,
    /// Nobody's number: `DnrAndHnr`, and the kinds with tnr or syntpop.
    pub synthetic: bool,
}

/// Checks a normalised number and says what it is. Never allocates.
///
/// # Errors
/// `characters`, `length`, `date` or `checksum`, as the module's table says; a
/// synthetic number is no fault here.
///
/// ```
/// use blankett::engine::identifiers::Fault;
/// use blankett::engine::identifiers::fodselsnummer::{Options, inspect};
///
/// assert!(inspect("01819012012", Options::default()).unwrap().synthetic);
///
/// let wrong = inspect("01819012013", Options::default());
/// assert_eq!(wrong, Err(Fault { code: "checksum", at: Some(10) }));
/// ```
pub fn inspect(normalised: &str, options: Options) -> Result<Fodselsnummer, Fault> {
    let number = digits::<11>(normalised)?;
    let kind = kind(number, options).ok_or(Fault::at("date", 0))?;
    let remainder = (weighted(number, &K1) % 11) as u8;
    if remainder > if options.only_1964 { 0 } else { 3 } {
        return Err(Fault::at("checksum", 9));
    }
    if !weighted(number, &K2).is_multiple_of(11) {
        return Err(Fault::at("checksum", 10));
    }
    use Kind::*;
    let synthetic = matches!(kind, DnrAndHnr | Tnr | DnrAndTnr | Syntpop | DnrAndSyntpop);
    Ok(Fodselsnummer {
        kind,
        remainder,
        synthetic,
    })
}

/// None where the first six digits are no day of an accepted kind.
fn kind(number: &[u8; 11], options: Options) -> Option<Kind> {
    if number[0] >= b'8' {
        return options
            .felles_hjelpenummer
            .then_some(Kind::FellesHjelpenummer);
    }
    let two = |at: usize| (number[at] - b'0') * 10 + number[at + 1] - b'0';
    let (day, dnr) = match two(0) {
        day @ 0..=40 => (day, false),
        day => (day - 40, true),
    };
    let (month, kind) = match (two(2), dnr) {
        (month @ 1..=12, false) => (month, Kind::Fnr),
        (month @ 1..=12, true) => (month, Kind::Dnr),
        (month @ 41..=52, false) => (month - 40, Kind::Hnr),
        (month @ 41..=52, true) => (month - 40, Kind::DnrAndHnr),
        (month @ 81..=92, false) => (month - 80, Kind::Tnr),
        (month @ 81..=92, true) => (month - 80, Kind::DnrAndTnr),
        (month @ 66..=77, false) if options.syntpop => (month - 65, Kind::Syntpop),
        (month @ 66..=77, true) if options.syntpop => (month - 65, Kind::DnrAndSyntpop),
        _ => return None,
    };
    let days = match month {
        2 if two(4).is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=days).contains(&day).then_some(kind)
}

/// The rules of `fodselsnummer`; the module describes them. With test numbers
/// accepted, every synthetic kind passes, [`Kind::Syntpop`] among them;
/// [`Kind::FellesHjelpenummer`] never does. The mask leaves the birth date, which
/// is no secret of its own, and hides the personal number.
///
/// ```
/// use blankett::engine::identifiers::fodselsnummer::Rules;
/// use blankett::engine::identifiers::{Accept, Fault, Identifier};
///
/// assert_eq!(Rules.normalise("020132 99997"), "02013299997");
/// assert_eq!(Rules.validate("02013299997", Accept::default()), Ok(()));
/// assert_eq!(Rules.format("02013299997"), "020132 99997");
/// assert_eq!(Rules.mask("02013299997"), "020132 •••••");
/// assert!(Rules.secret());
///
/// let tenor = Rules.validate("01819012012", Accept::default());
/// assert_eq!(tenor, Err(Fault { code: "test-number", at: None }));
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "fodselsnummer"
    }

    fn secret(&self) -> bool {
        true
    }

    fn normalise(&self, typed: &str) -> String {
        without_separators(typed)
    }

    fn validate(&self, normalised: &str, accept: Accept) -> Result<(), Fault> {
        // Syntpop always: "a test number" says more than "no such date".
        let options = Options {
            syntpop: true,
            ..Options::default()
        };
        if inspect(normalised, options)?.synthetic && !accept.test_numbers {
            return Err(Fault::new("test-number"));
        }
        Ok(())
    }

    fn format(&self, normalised: &str) -> String {
        let (gaps, separator) = self.gaps(normalised);
        grouped(normalised, 11, gaps, separator)
    }

    fn gaps(&self, _: &str) -> (&'static [usize], char) {
        (&[6], ' ')
    }

    fn mask(&self, normalised: &str) -> String {
        masked(normalised, &self.format(normalised), ' ', 0..6)
    }
}

#[cfg(test)]
mod tests;
