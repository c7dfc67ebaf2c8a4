//! E-post: one address.
//!
//! The pattern browsers use for `input type=email`
//! (html.spec.whatwg.org, "valid email address"), and further
//! - letters beyond ASCII before the `@` (RFC 6531) and in the domain (IDN),
//! - at least one dot in the domain, a top-level domain of two characters or more
//!   that isn't a number (RFC 3696, section 2),
//! - at most 64 bytes before the `@` and 254 in all (RFC 5321, section 4.5.3.1).
//!
//! Like that pattern it takes dots anywhere before the `@`, and no quoted names,
//! comments or bare IP addresses. Whether anybody reads the mailbox is for a
//! message to it to find out.
//!
//! | fault | `at` | when |
//! |---|---|---|
//! | `characters` | the character | a space or control character inside |
//! | `at-sign` | – or the second one | no `@`, or two |
//! | `local` | the character, or 0 | empty, or a character the pattern lacks |
//! | `domain` | the character, or the start | empty, no dot, or a label that can't be |
//! | `length` | – | nothing, or more than 64 before the `@` or 254 in all |

use super::digits::invisible;
use super::{Accept, Fault, Identifier};

/// The rules of `epost`; the module describes them.
///
/// ```
/// use blankett::engine::identifiers::epost::Rules;
/// use blankett::engine::identifiers::{Accept, Fault, Identifier};
///
/// assert_eq!(Rules.normalise(" Post@Klinikk.EXAMPLE "), "Post@klinikk.example");
/// assert_eq!(Rules.validate("post@tannlege-ås.no", Accept::default()), Ok(()));
///
/// let wrong = Rules.validate("post@klinikk", Accept::default());
/// assert_eq!(wrong, Err(Fault { code: "domain", at: Some(5) }));
/// ```
pub struct Rules;

impl Identifier for Rules {
    fn name(&self) -> &'static str {
        "epost"
    }

    fn normalise(&self, typed: &str) -> String {
        let seen: String = typed.chars().filter(|c| !invisible(*c)).collect();
        let mut address = seen.trim();
        while let Some((scheme, rest)) = address.split_at_checked(7)
            && scheme.eq_ignore_ascii_case("mailto:")
        {
            address = rest.trim_start();
        }
        // Only the domain: a server may tell upper case from lower in front of it.
        let mut domain = false;
        let case = |c| {
            domain |= c == '@';
            if domain { lower(c) } else { c }
        };
        address.chars().map(case).collect()
    }

    fn validate(&self, normalised: &str, _: Accept) -> Result<(), Fault> {
        let mut sign = None;
        for (at, c) in normalised.chars().enumerate() {
            if c.is_whitespace() || c.is_control() || invisible(c) {
                return Err(Fault::at("characters", at));
            }
            if c == '@' && sign.replace(at).is_some() {
                return Err(Fault::at("at-sign", at));
            }
        }
        if normalised.is_empty() || normalised.len() > 254 {
            return Err(Fault::new("length"));
        }
        let sign = sign.ok_or(Fault::new("at-sign"))?;
        let mut local = normalised.chars().take(sign);
        if let Some(at) = local.position(|c| !mark(c) && !letter(c)) {
            return Err(Fault::at("local", at));
        }
        match normalised.bytes().position(|b| b == b'@') {
            Some(0) => Err(Fault::at("local", 0)),
            Some(65..) => Err(Fault::new("length")),
            _ => domain(normalised, sign + 1).map_err(|at| Fault::at("domain", at)),
        }
    }

    fn format(&self, normalised: &str) -> String {
        normalised.to_owned()
    }
}

/// The labels from the character `start` on. Err is the character to blame.
fn domain(address: &str, start: usize) -> Result<(), usize> {
    let (mut label, mut top, mut top_level) = (start, start, false);
    let (mut number, mut before) = (true, '.');
    // A dot after the last label, to close it like any other.
    for (at, c) in address.chars().chain(['.']).enumerate().skip(start) {
        match c {
            '.' if !(1..=63).contains(&(at - label)) => return Err(label),
            '.' if before == '-' => return Err(at - 1),
            '.' => {
                (top, top_level) = (label, at - label > 1 && !number);
                (label, number) = (at + 1, true);
            }
            '-' if at == label => return Err(at),
            '-' => number = false,
            _ if letter(c) => number &= c.is_ascii_digit(),
            _ => return Err(at),
        }
        before = c;
    }
    if top > start && top_level {
        Ok(())
    } else {
        Err(top)
    }
}

/// The punctuation of the WHATWG pattern.
fn mark(c: char) -> bool {
    matches!(c, '.' | '!' | '#'..='\'' | '*' | '+' | '-' | '/' | '=' | '?' | '^'..='`' | '{'..='~')
}

/// An ASCII letter or digit, and beyond ASCII whatever isn't a sign, a symbol or a
/// look-alike of ASCII. `char::is_alphanumeric` would say it exactly and add 2 kB to
/// what is loaded (brotli).
fn letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c >= '\u{c0}'
            && !matches!(c, '×' | '÷'
            | '\u{2000}'..='\u{2bff}' // punctuation, arrows, symbols
            | '\u{3000}'..='\u{3004}' // ideographic space and full stop
            | '\u{e000}'..='\u{f8ff}' // private use
            | '\u{fe00}'..='\u{fe0f}' // variation selectors
            | '\u{ff00}'..='\u{ffff}' // full-width forms, replacement character
            | '\u{1d000}'..='\u{1d7ff}' // mathematical letters and digits
            | '\u{1f000}'..='\u{1faff}' // emoji
            | '\u{e0000}'..) // tags, private use
}

/// Lower case in the alphabets of .no, Sami included. `str::to_lowercase` knows
/// every alphabet and adds 10 kB.
fn lower(c: char) -> char {
    let after = |step: u32| char::from_u32(c as u32 + step).unwrap_or(c);
    let even = (c as u32).is_multiple_of(2);
    match c {
        'A'..='Z' => after(32),
        'À'..='Þ' if c != '×' => after(32),
        'Ā'..='ķ' | 'Ŋ'..='ŷ' if even && c != 'İ' => after(1),
        'Ĺ'..='ň' | 'Ź'..='ž' if !even => after(1),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid() {
        let local = "a".repeat(64);
        let label = "b".repeat(63);
        let rows = [
            "kari@klinikk.example",
            "kari.nordmann+faktura@post.klinikk.example",
            "o'neill@klinikk.example",
            "!#$%&'*+/=?^_`{|}~-@klinikk.example",
            "bjørn.ås@tannlege-å.example",
            "post@sámi.example",
            "post@xn--tannlege-8za.no",
            "post@例え.テスト",
            "post@пример.рф",
            "kari@123.example",
            &format!("{local}@klinikk.example"),
            &format!("kari@{label}.example"),
        ];
        for text in rows {
            assert_eq!(Rules.validate(text, Accept::default()), Ok(()), "{text}");
        }
    }

    #[test]
    fn faults() {
        let long_local = format!("{}@klinikk.example", "a".repeat(65));
        let long_label = format!("kari@{}.example", "b".repeat(64));
        let long = format!("kari@{}example", "bbbbbbbbb.".repeat(25));
        let rows = [
            ("kari", "at-sign", None),
            ("kari@@klinikk.example", "at-sign", Some(5)),
            ("åse@b@klinikk.example", "at-sign", Some(5)),
            ("@klinikk.example", "local", Some(0)),
            ("ka,ri@klinikk.example", "local", Some(2)),
            ("å\"b\"@klinikk.example", "local", Some(1)),
            ("<kari@klinikk.example>", "local", Some(0)),
            ("👩@klinikk.example", "local", Some(0)),
            ("kari@", "domain", Some(5)),
            ("kari@klinikk", "domain", Some(5)),
            ("kari@.example", "domain", Some(5)),
            ("kari@klinikk..example", "domain", Some(13)),
            ("kari@klinikk.example.", "domain", Some(21)),
            ("kari@-klinikk.example", "domain", Some(5)),
            ("kari@klinikk-.example", "domain", Some(12)),
            ("kari@kli_nikk.example", "domain", Some(8)),
            ("kari@klinikk,example", "domain", Some(12)),
            ("kari@klinikk.e", "domain", Some(13)),
            ("kari@192.168.0.1", "domain", Some(15)),
            ("kari@ｋlinikk.example", "domain", Some(5)),
            ("kåri@👩.example", "domain", Some(5)),
            (&long_label, "domain", Some(5)),
            (&long_local, "length", None),
            (&long, "length", None),
            ("", "length", None),
            ("kari @klinikk.example", "characters", Some(4)),
            ("åse\u{a0}@klinikk.example", "characters", Some(3)),
            ("kari@klinikk.example\n", "characters", Some(20)),
            ("kari\0@klinikk.example", "characters", Some(4)),
        ];
        for (text, code, at) in rows {
            let fault = Rules.validate(text, Accept::default());
            assert_eq!(fault, Err(Fault { code, at }), "{text}");
        }
    }

    #[test]
    fn as_people_paste_them() {
        let rows = [
            ("\u{a0}kari@klinikk.example\n", "kari@klinikk.example"),
            ("MAILTO: kari@klinikk.example", "kari@klinikk.example"),
            ("kari@\u{ad}klinikk.\u{200b}example", "kari@klinikk.example"),
            ("Kari@TANNLEGE-ÅS.EXAMPLE", "Kari@tannlege-ås.example"),
            ("KARI", "KARI"),
            (
                "kari nordmann@klinikk.example",
                "kari nordmann@klinikk.example",
            ),
        ];
        for (typed, expected) in rows {
            assert_eq!(Rules.normalise(typed), expected, "{typed:?}");
        }
    }

    #[test]
    fn lower_case_as_the_standard_library_has_it() {
        for c in '\0'..='\u{17f}' {
            if !matches!(c, 'İ' | 'Ÿ') {
                assert!(c.to_lowercase().eq([lower(c)]), "{c}");
            }
        }
    }
}
