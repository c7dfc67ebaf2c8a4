//! The numbers and addresses people type in Norwegian forms.
//!
//! Every identifier has the same four verbs: [`Identifier::normalise`] what was
//! typed, [`Identifier::validate`] the normalised text strictly,
//! [`Identifier::format`] it for reading and [`Identifier::mask`] it for places
//! where it should not be readable. No verb panics, whatever the text, and
//! normalising twice changes nothing.
//!
//! To add one: a file with a unit struct `Rules`, its `mod` line and its line in
//! [`IDENTIFIERS`].
//!
//! ```
//! use blankett::engine::identifiers::{Accept, find};
//!
//! let number = find("organisasjonsnummer").unwrap();
//! let normalised = number.normalise(" 971 058 676");
//! assert_eq!(normalised, "971058676");
//! assert_eq!(number.validate(&normalised, Accept::default()), Ok(()));
//! assert_eq!(number.format(&normalised), "971 058 676");
//! ```

mod digits;
pub mod epost;
pub mod fodselsnummer;
pub mod kid;
pub mod kontonummer;
pub mod organisasjonsnummer;
pub mod postnummer;
pub mod telefonnummer;

/// Every identifier a definition can name, in alphabetical order.
///
/// ```
/// use blankett::engine::identifiers::IDENTIFIERS;
///
/// let secret: Vec<_> = IDENTIFIERS.iter().filter(|i| i.secret()).map(|i| i.name()).collect();
/// assert_eq!(secret, ["fodselsnummer"]);
/// ```
pub static IDENTIFIERS: [&dyn Identifier; 7] = [
    &epost::Rules,
    &fodselsnummer::Rules,
    &kid::Rules,
    &kontonummer::Rules,
    &organisasjonsnummer::Rules,
    &postnummer::Rules,
    &telefonnummer::Rules,
];

/// The identifier with this name, exactly as a definition writes it.
///
/// ```
/// use blankett::engine::identifiers::find;
///
/// assert_eq!(find("telefon").unwrap().name(), "telefon");
/// assert!(find("Telefon").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static dyn Identifier> {
    IDENTIFIERS.into_iter().find(|i| i.name() == name)
}

/// Which numbers besides real ones are accepted.
///
/// ```
/// use blankett::engine::identifiers::{Accept, find};
///
/// let tenor = "01819012012"; // month + 80: Skatteetaten's test population
/// let rules = find("fodselsnummer").unwrap();
/// assert_eq!(rules.validate(tenor, Accept::default()).unwrap_err().code, "test-number");
/// assert!(rules.validate(tenor, Accept { test_numbers: true }).is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accept {
    /// Synthetic national ids and test organisation numbers pass.
    pub test_numbers: bool,
}

/// What is wrong with a number, and where. Never holds the number itself.
///
/// | code | what is wrong |
/// |---|---|
/// | `characters` | a character that can't stand there, such as a letter; `at` it |
/// | `length` | too few or too many characters, or none |
/// | `date` | the first six digits are no calendar day |
/// | `checksum` | the check digit `at` doesn't fit: most often a typing error |
/// | `series` | no number in this series is handed out; `at` the digit that says so |
/// | `placeholder` | an example, not anybody's number |
/// | `test-number` | a test number, right as such, where only real ones are wanted |
/// | `at-sign` | e-mail: no `@`, or another one `at` |
/// | `local` | e-mail: the part before the `@` |
/// | `domain` | e-mail: the part after the `@` |
///
/// The table in each identifier's own module says which of them it gives.
///
/// ```
/// use blankett::engine::identifiers::{Accept, Fault, find};
///
/// let fault = find("postnummer").unwrap().validate("O150", Accept::default());
/// assert_eq!(fault, Err(Fault { code: "characters", at: Some(0) }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A locale has a sentence for it under `error.<name>.<code>`.
    pub code: &'static str,
    /// Zero-based character position in the normalised text, where one is to blame.
    pub at: Option<usize>,
}

impl Fault {
    const fn new(code: &'static str) -> Self {
        Fault { code, at: None }
    }

    const fn at(code: &'static str, at: usize) -> Self {
        Fault { code, at: Some(at) }
    }
}

/// One sort of number or address: the four verbs and how it is typed.
///
/// ```
/// use blankett::engine::identifiers::{Accept, Fault, Identifier};
///
/// struct Rules;
///
/// impl Identifier for Rules {
///     fn name(&self) -> &'static str {
///         "sprakkode"
///     }
///     fn normalise(&self, typed: &str) -> String {
///         typed.trim().to_ascii_lowercase()
///     }
///     fn validate(&self, normalised: &str, _: Accept) -> Result<(), Fault> {
///         match normalised {
///             "nb" | "nn" | "se" => Ok(()),
///             _ => Err(Fault { code: "series", at: None }),
///         }
///     }
///     fn format(&self, normalised: &str) -> String {
///         normalised.to_owned()
///     }
/// }
///
/// let typed = Rules.normalise(" NN");
/// assert_eq!(Rules.validate(&typed, Accept::default()), Ok(()));
/// assert_eq!(Rules.mask(&typed), "nn"); // not secret: as format() writes it
/// ```
pub trait Identifier: Sync {
    /// The name definitions use, such as `organisasjonsnummer`.
    fn name(&self) -> &'static str;

    /// A national id: masked outside its own field and never stored in the clear.
    fn secret(&self) -> bool {
        false
    }

    /// What was typed, without the spaces, dots and dashes people group with.
    ///
    /// Everything else stays, so that [`Identifier::validate`] can point at it.
    fn normalise(&self, typed: &str) -> String;

    /// Checks normalised text strictly.
    ///
    /// # Errors
    /// The first [`Fault`] found: characters, then length, then what they say.
    fn validate(&self, normalised: &str, accept: Accept) -> Result<(), Fault>;

    /// Normalised text as it is usually written; anything else unchanged.
    fn format(&self, normalised: &str) -> String;

    /// Where digits are parted as they are typed, and by what: the positions
    /// that get the separator before them.
    fn gaps(&self, _digits: &str) -> (&'static [usize], char) {
        (&[], ' ')
    }

    /// Digits grouped as far as they go, while somebody is typing. `None` for
    /// a number without groups, and for text with anything else in it.
    ///
    /// ```
    /// use blankett::engine::identifiers::find;
    ///
    /// let number = find("organisasjonsnummer").unwrap();
    /// assert_eq!(number.group("97105").unwrap(), "971 05");
    /// assert_eq!(number.group("971x"), None);
    /// ```
    fn group(&self, typed: &str) -> Option<String> {
        let digits = digits::without_separators(typed);
        let (gaps, separator) = self.gaps(&digits);
        if gaps.is_empty() || digits::only_digits(&digits).is_err() {
            return None;
        }
        Some(digits::parted(&digits, gaps, separator))
    }

    /// Normalised text with what must not be read replaced by `•`.
    fn mask(&self, normalised: &str) -> String {
        self.format(normalised)
    }
}

#[cfg(test)]
mod tests;
