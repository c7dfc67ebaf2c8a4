//! Synthetic numbers only: month + 80, + 65 or + 40 with a D-number's day, and the
//! examples Skatteetaten publishes.

use super::*;

const SYNTPOP: Options = Options {
    only_1964: false,
    syntpop: true,
    felles_hjelpenummer: false,
};
const ALL: Options = Options {
    only_1964: false,
    syntpop: true,
    felles_hjelpenummer: true,
};

fn check(text: &str, test_numbers: bool) -> Result<(), &'static str> {
    Rules
        .validate(text, Accept { test_numbers })
        .map_err(|f| f.code)
}

/// Nine digits and every pair of check digits that fits, found by trying all 100:
/// the rule as it is written, one product after the other.
fn complete(nine: &str) -> Vec<(String, u8)> {
    let mut found = Vec::new();
    for pair in 0..100 {
        let text = format!("{nine}{pair:02}");
        let d: Vec<u32> = text.chars().map(|c| c.to_digit(10).unwrap()).collect();
        let s1 = 3 * d[0]
            + 7 * d[1]
            + 6 * d[2]
            + d[3]
            + 8 * d[4]
            + 9 * d[5]
            + 4 * d[6]
            + 5 * d[7]
            + 2 * d[8];
        let s2 = 5 * d[0]
            + 4 * d[1]
            + 3 * d[2]
            + 2 * d[3]
            + 7 * d[4]
            + 6 * d[5]
            + 5 * d[6]
            + 4 * d[7]
            + 3 * d[8]
            + 2 * d[9];
        let remainder = (s1 + d[9]) % 11;
        if remainder < 4 && (s2 + d[10]).is_multiple_of(11) {
            found.push((text, remainder as u8));
        }
    }
    found
}

#[test]
fn published_examples() {
    // Skatteetaten's: those with remainder 0 pass by both rules.
    let rows = [
        ("02013299997", 0),
        ("30108299920", 0),
        ("02013299806", 0),
        ("30108299939", 1),
        ("02013299903", 2),
    ];
    for (text, remainder) in rows {
        let number = inspect(text, Options::default()).unwrap();
        assert_eq!(
            number,
            Fodselsnummer {
                kind: Kind::Fnr,
                remainder,
                synthetic: false
            }
        );
        let old = inspect(
            text,
            Options {
                only_1964: true,
                ..Options::default()
            },
        );
        assert_eq!(old.is_ok(), remainder == 0, "{text}");
        assert_eq!(check(text, false), Ok(()));
    }
}

#[test]
fn verdicts() {
    let ok = Ok(());
    let rows = [
        // number, real numbers only, test numbers too
        ("01819012012", Err("test-number"), ok),
        ("17858512034", Err("test-number"), ok),
        ("41819012006", Err("test-number"), ok),
        ("01819012013", Err("checksum"), Err("checksum")),
        ("00000000000", Err("date"), Err("date")),
        ("99999999999", Err("date"), Err("date")),
        ("0181901201", Err("length"), Err("length")),
        ("018190120122", Err("length"), Err("length")),
        ("018190 12012", Err("characters"), Err("characters")),
        ("０1819012012", Err("characters"), Err("characters")),
    ];
    for (text, real, test) in rows {
        assert_eq!(check(text, false), real, "{text}");
        assert_eq!(check(text, true), test, "{text}, test numbers accepted");
    }
}

#[test]
fn every_kind() {
    use Kind::*;
    let rows = [
        ("018190120", Tnr, true),
        ("418190120", DnrAndTnr, true),
        ("414190120", DnrAndHnr, true),
        ("016690120", Syntpop, true),
        ("416690120", DnrAndSyntpop, true),
        ("014190120", Hnr, false),
        ("819999120", FellesHjelpenummer, false),
    ];
    for (nine, kind, synthetic) in rows {
        let numbers = complete(nine);
        assert!(!numbers.is_empty(), "{nine}");
        for (text, remainder) in numbers {
            let number = Fodselsnummer {
                kind,
                remainder,
                synthetic,
            };
            assert_eq!(inspect(&text, ALL), Ok(number), "{text}");

            let opted_in = matches!(kind, Syntpop | DnrAndSyntpop | FellesHjelpenummer);
            let default = inspect(&text, Options::default()).map_err(|f| f.code);
            assert_eq!(
                default,
                if opted_in { Err("date") } else { Ok(number) },
                "{text}"
            );

            let field = if kind == FellesHjelpenummer {
                Err("date")
            } else {
                Ok(())
            };
            assert_eq!(check(&text, true), field, "{text}");
            if synthetic {
                assert_eq!(check(&text, false), Err("test-number"), "{text}");
            }
        }
    }
}

/// All 1,000,000 first sixes, with check digits that fit.
#[test]
fn exactly_the_days_that_exist() {
    let long = [1, 3, 5, 7, 8, 10, 12];
    for date in 0..1_000_000_u32 {
        let (day, month, year) = (date / 10_000, date / 100 % 100, date % 100);
        let day = if day > 40 { day - 40 } else { day };
        let month = match month {
            81.. => month - 80,
            66.. => month - 65,
            41.. => month - 40,
            _ => month,
        };
        let last = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            1..=12 if long.contains(&month) => 31,
            1..=12 => 30,
            _ => 0,
        };
        let exists = date < 800_000 && (1..=last).contains(&day);
        let text = format!("{date:06}00000");
        let dated = inspect(&text, SYNTPOP) != Err(Fault::at("date", 0));
        assert_eq!(dated, exists, "{date:06}");
    }
}

#[test]
fn exactly_the_check_digits_that_fit() {
    for individual in 0..1000 {
        let nine = format!("178585{individual:03}");
        let fitting = complete(&nine);
        for pair in 0..100 {
            let text = format!("{nine}{pair:02}");
            let expected = fitting.iter().find(|(fits, _)| *fits == text);
            let got = inspect(&text, Options::default());
            assert_eq!(
                got.ok().map(|n| n.remainder),
                expected.map(|(_, r)| *r),
                "{text}"
            );
        }
    }
}

#[test]
fn single_errors_and_neighbours_swapped_are_caught() {
    for individual in 0..1000 {
        for (text, _) in complete(&format!("018190{individual:03}")) {
            for at in 0..11 {
                let mut typed: Vec<u8> = text.bytes().collect();
                for digit in b'0'..=b'9' {
                    typed[at] = digit;
                    let typed = core::str::from_utf8(&typed).unwrap();
                    assert_eq!(inspect(typed, ALL).is_ok(), typed == text, "{typed}");
                }
                let mut typed: Vec<u8> = text.bytes().collect();
                typed.swap(at, (at + 1).min(10));
                let typed = core::str::from_utf8(&typed).unwrap();
                assert_eq!(inspect(typed, ALL).is_ok(), typed == text, "{typed}");
            }
        }
    }
}

#[test]
fn the_failing_check_digit_is_pointed_at() {
    let at = |text| inspect(text, Options::default()).unwrap_err().at;
    assert_eq!(at("01819012013"), Some(10));
    assert_eq!(at("01819012092"), Some(9));
}

#[test]
fn masked_unless_known_to_be_a_number() {
    assert_eq!(Rules.mask("01819012012"), "018190 •••••");
    assert_eq!(Rules.mask("0181901201"), "••••••••••");
    assert_eq!(Rules.mask("018190 12012"), "••••••••••••");
    assert_eq!(Rules.mask("0181901201é"), "•••••••••••");
    assert_eq!(Rules.format("0181901201"), "0181901201");
    assert_eq!(Rules.normalise("018190-12012"), "01819012012");
    assert_eq!(Rules.normalise("01.81.90 12012"), "01819012012");
}
