//! KID: the customer identification on a Norwegian invoice.
//!
//! 2 to 25 characters, the last of them a check digit, by one of two methods
//! (mastercardpaymentservices.com/norway/utvikler/kid; it says 4 to 25, banks'
//! own pages 2 to 25, and refusing a right one is worse):
//! - mod 10: Luhn's, the weights 2 1 2 1 … from the right.
//! - mod 11: the weights 2 to 7 and again 2 from the right, 11 − (sum mod 11);
//!   remainder 0 gives 0, remainder 1 a `-` (NoCommons, `Checksums.java`).
//!
//! Which method and how long is the payee's choice. A form that knows it asks
//! [`inspect`]; the trait accepts either. Luhn's takes any run of zeros: so do we.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | neither an ASCII digit nor a final `-` |
//! | `length` | – | fewer than 2 or more than 25 |
//! | `checksum` | the last | fits by none of the methods accepted |

use super::digits::{dash, only_digits, separator, without_separators};
use super::{Accept, Fault, Identifier};

/// How the payee computes the check digit.
///
/// ```
/// use blankett::engine::identifiers::kid::Method;
///
/// assert_eq!(Method::default(), Method::Either);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Luhn's.
    Mod10,
    /// Weights 2 to 7; the only one with `-` for a check digit.
    Mod11,
    /// Not known: one of them has to fit.
    #[default]
    Either,
}

/// Which methods the check digit fits by: about one KID in eleven fits by both.
///
/// ```
/// use blankett::engine::identifiers::kid::{Kid, Method, inspect};
///
/// let kid = inspect("1234567897", Method::Either);
/// assert_eq!(kid, Ok(Kid { mod10: true, mod11: false }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kid {
    pub mod10: bool,
    pub mod11: bool,
}

/// Checks a normalised KID by the payee's method.
///
/// # Errors
/// `characters`, `length` or `checksum`, as the module's table says.
///
/// ```
/// use blankett::engine::identifiers::Fault;
/// use blankett::engine::identifiers::kid::{Method, inspect};
///
/// assert!(inspect("1234567897", Method::Mod10).is_ok());
/// let wrong = inspect("1234567897", Method::Mod11);
/// assert_eq!(wrong, Err(Fault { code: "checksum", at: Some(9) }));
/// ```
pub fn inspect(normalised: &str, method: Method) -> Result<Kid, Fault> {
    only_digits(normalised.strip_suffix('-').unwrap_or(normalised))?;
    let (check, number) = match normalised.as_bytes() {
        [number @ .., check] if (1..25).contains(&number.len()) => (*check, number),
        _ => return Err(Fault::new("length")),
    };
    let kid = Kid {
        mod10: mod10(number) == check,
        mod11: mod11(number) == check,
    };
    let fits = match method {
        Method::Mod10 => kid.mod10,
        Method::Mod11 => kid.mod11,
        Method::Either => kid.mod10 || kid.mod11,
    };
    if fits {
        Ok(kid)
    } else {
        Err(Fault::at("checksum", number.len()))
    }
}

/// Doubled digits count as the sum of their own digits.
fn mod10(number: &[u8]) -> u8 {
    let doubled = |d: u8| if d > 4 { 2 * d - 9 } else { 2 * d };
    let digits = number.iter().rev().map(|b| b - b'0').enumerate();
    let sum: u32 = digits
        .map(|(i, d)| u32::from(if i % 2 == 0 { doubled(d) } else { d }))
        .sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

fn mod11(number: &[u8]) -> u8 {
    let weights = (2..=7).cycle();
    let sum: u32 = number
        .iter()
        .rev()
        .zip(weights)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    match (11 - sum % 11) % 11 {
        10 => b'-',
        check => b'0' + check as u8,
    }
}

/// The rules of `kid`; the module describes them.
///
/// ```
/// use blankett::engine::identifiers::kid::Rules;
/// use blankett::engine::identifiers::{Accept, Identifier};
///
/// assert_eq!(Rules.normalise("12345 67897"), "1234567897");
/// assert_eq!(Rules.validate("1234567897", Accept::default()), Ok(()));
///
/// // A final dash is a check digit.
/// assert_eq!(Rules.normalise("000–006–"), "000006-");
/// assert_eq!(Rules.validate("000006-", Accept::default()), Ok(()));
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "kid"
    }

    fn normalise(&self, typed: &str) -> String {
        let mut kid = without_separators(typed);
        let last = typed.chars().rev().find(|c| dash(*c) || !separator(*c));
        if last.is_some_and(dash) {
            kid.push('-');
        }
        kid
    }

    fn validate(&self, normalised: &str, _: Accept) -> Result<(), Fault> {
        inspect(normalised, Method::Either).map(|_| ())
    }

    fn format(&self, normalised: &str) -> String {
        normalised.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let kid = |mod10, mod11| Ok(Kid { mod10, mod11 });
        let fault = |code, at| Err(Fault { code, at });
        let rows = [
            ("1234567897", kid(true, false)),
            ("12345678903", kid(true, true)),
            ("18", kid(true, false)),
            ("19", kid(false, true)),
            ("00", kid(true, true)),
            ("6-", kid(false, true)),
            ("000006-", kid(false, true)),
            ("1234567898", fault("checksum", Some(9))),
            ("123456789-", fault("checksum", Some(9))),
            ("--", fault("characters", Some(0))),
            ("12-34", fault("characters", Some(2))),
            ("KID18", fault("characters", Some(0))),
            ("-", fault("length", None)),
            ("1", fault("length", None)),
            ("00000000000000000000000000", fault("length", None)),
        ];
        for (text, expected) in rows {
            assert_eq!(inspect(text, Method::Either), expected, "{text}");
        }
        assert!(
            inspect("0000000000000000000000000", Method::Mod10).is_ok(),
            "25 characters"
        );
        assert_eq!(inspect("6-", Method::Mod10).unwrap_err().code, "checksum");
    }

    /// For every number exactly one check digit fits by each method, and it is the
    /// one found by trying.
    #[test]
    fn one_check_digit_by_each_method() {
        for number in 0..20_000_u64 {
            let number = (number * 7_919).to_string();
            let fitting = |method| -> Vec<char> {
                let fits = |c: &char| inspect(&format!("{number}{c}"), method).is_ok();
                "0123456789-".chars().filter(fits).collect()
            };
            assert_eq!(fitting(Method::Mod10), [luhn_by_hand(&number)], "{number}");
            assert_eq!(fitting(Method::Mod11), [mod11_by_hand(&number)], "{number}");
        }
    }

    fn luhn_by_hand(number: &str) -> char {
        for check in '0'..='9' {
            let mut sum = 0;
            for (i, c) in format!("{number}{check}").chars().rev().enumerate() {
                let product = c.to_digit(10).unwrap() * if i % 2 == 1 { 2 } else { 1 };
                sum += product / 10 + product % 10;
            }
            if sum % 10 == 0 {
                return check;
            }
        }
        unreachable!()
    }

    fn mod11_by_hand(number: &str) -> char {
        let mut sum = 0;
        for (i, c) in number.chars().rev().enumerate() {
            sum += c.to_digit(10).unwrap() * [2, 3, 4, 5, 6, 7][i % 6];
        }
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '-']
            .into_iter()
            .enumerate()
            .find_map(|(check, c)| (sum + check as u32).is_multiple_of(11).then_some(c))
            .unwrap()
    }

    #[test]
    fn only_a_final_dash_is_kept() {
        let rows = [
            ("6-", "6-"),
            (" 6 − ", "6-"),
            ("6-.", "6-"),
            ("6--", "6-"),
            ("1-8", "18"),
            ("-18", "18"),
            ("18 .", "18"),
            ("-", "-"),
        ];
        for (typed, expected) in rows {
            assert_eq!(Rules.normalise(typed), expected, "{typed:?}");
        }
    }
}
