//! What holds for every identifier.

use super::*;

const CODES: [&str; 10] = [
    "characters",
    "length",
    "date",
    "checksum",
    "series",
    "placeholder",
    "test-number",
    "at-sign",
    "local",
    "domain",
];

const ODD: [&str; 40] = [
    "",
    " ",
    "\u{a0}\u{202f}\u{2009}\u{200b}\u{feff}",
    "-",
    "–",
    "--",
    "+",
    "++",
    "+47",
    "0047",
    "00",
    "@",
    "@@",
    "a@",
    "@b",
    "a@.",
    "a@b.",
    "mailto:",
    "MAILTO: mailto:",
    "mailtø:@",
    "ærlig",
    "𝟙𝟚𝟛𝟜",
    "１２３４",
    "٠١٢٣٤٥٦٧٨",
    "12345678é",
    "é12345678",
    "97105867é",
    "1234567890é",
    "éééééé",
    "👩‍⚕️👩‍⚕️",
    "a\u{308}\u{308}@å\u{30a}.no",
    "\0\0\0\0",
    "\u{202a}+47 22 12 34 56\u{202c}",
    "०१०१९०१२०१२",
    "99999999999999999999999999999999999",
    "+99999999999999999999999999999",
    "00000000000",
    "000000000",
    "0000",
    "•••••••••••",
];

/// Odd texts, and each cut short at every character and doubled.
fn odd() -> Vec<String> {
    let mut texts = Vec::new();
    for odd in ODD {
        for (end, _) in odd.char_indices() {
            texts.push(odd[..end].to_owned());
        }
        texts.push(odd.to_owned());
        texts.push(odd.repeat(2));
        texts.push(odd.repeat(30));
    }
    texts
}

#[test]
fn names_are_found_and_sorted() {
    let names = IDENTIFIERS.map(|i| i.name());
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    for name in names {
        assert_eq!(find(name).unwrap().name(), name);
    }
    assert!(find("").is_none());
}

#[test]
fn no_verb_panics_and_faults_point_into_the_text() {
    for i in IDENTIFIERS {
        for text in odd() {
            let normalised = i.normalise(&text);
            assert_eq!(
                i.normalise(&normalised),
                normalised,
                "{} {text:?}",
                i.name()
            );
            for text in [&text, &normalised] {
                i.format(text);
                i.mask(text);
                for test_numbers in [false, true] {
                    let Err(fault) = i.validate(text, Accept { test_numbers }) else {
                        continue;
                    };
                    assert!(CODES.contains(&fault.code), "{}", fault.code);
                    let end = text.chars().count();
                    assert!(fault.at.is_none_or(|at| at <= end), "{} {text:?}", i.name());
                }
            }
        }
    }
}

#[test]
fn empty_is_a_length() {
    for i in IDENTIFIERS {
        let fault = i.validate("", Accept::default());
        assert_eq!(fault, Err(Fault::new("length")), "{}", i.name());
    }
}

#[test]
fn only_ascii_digits_are_digits() {
    for name in [
        "fodselsnummer",
        "kid",
        "kontonummer",
        "organisasjonsnummer",
        "postnummer",
    ] {
        for zero in ['\u{ff10}', '\u{1d7d8}', '\u{660}'] {
            let i = find(name).unwrap();
            let text = format!("12{zero}4");
            assert_eq!(i.normalise(&text), text);
            let fault = i.validate(&text, Accept::default());
            assert_eq!(fault, Err(Fault::at("characters", 2)), "{name}");
        }
    }
}

#[test]
fn format_and_normalise_undo_each_other() {
    let valid = [
        ("epost", "kari@klinikk.example"),
        ("fodselsnummer", "01819012012"),
        ("kid", "1234567897"),
        ("kontonummer", "12345678903"),
        ("organisasjonsnummer", "971058676"),
        ("postnummer", "0150"),
        ("telefon", "22123456"),
        ("telefon", "40612345"),
        ("telefon", "+46701234567"),
    ];
    for (name, text) in valid {
        let i = find(name).unwrap();
        let accept = Accept { test_numbers: true };
        assert_eq!(i.validate(text, accept), Ok(()), "{name}");
        assert_eq!(i.normalise(text), text);
        assert_eq!(i.normalise(&i.format(text)), text);
    }
}
