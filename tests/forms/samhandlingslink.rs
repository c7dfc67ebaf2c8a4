//! Opus Dental Samhandlinglink: four levels, by clinic.

use super::overtagelse::{lines, order, sum};
use super::{context, expect, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::kinds::Answer;

pub const FORM: &str = include_str!("../../src/forms/opus-samhandlingslink.json");

/// Complete and in order: one clinic of four.
pub const ANSWERS: &str = r#"{
    "kunde": {"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS",
        "adresse": "Strandgaten 2, 5003 Bergen", "telefon": "55123456", "fax": "55123457",
        "epost": "kari@klinikk.example", "kundenummer": "20456", "uten-kundenummer": false,
        "sted": "Bergen", "dato": "2026-11-21", "signatur": {"method": "paper"}},
    "antall-klinikker": 1, "antall-behandlere": 4, "nivaa": 2, "pris": {"maaned": 71700},
    "installasjonsdato": "2026-09-10", "faktura": {"aarlig": 860400, "forste": 215100},
    "vilkaar": {"akseptert": true}, "leverandor": {"sted": "Nesbru"}}"#;

/// With a branch clinic.
const BRANCH: &str = r#"{
    "kunde": {"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS",
        "adresse": "Strandgaten 2, 5003 Bergen", "telefon": "55123456", "epost": "kari@klinikk.example",
        "uten-kundenummer": true, "sted": "Bergen", "dato": "2026-11-21", "signatur": {"method": "paper"}},
    "antall-klinikker": 2, "klinikker": [
        {"navn": "Sentrum", "antall-behandlere": 2, "nivaa": 1, "pris-maaned": 57000},
        {"navn": "Nord", "antall-behandlere": 13, "nivaa": 4, "pris-maaned": 111000}],
    "installasjonsdato": "2026-09-10", "faktura": {"aarlig": 2016000, "forste": 504000},
    "vilkaar": {"akseptert": true}, "leverandor": {"sted": "Nesbru"}}"#;

#[test]
fn has_its_nineteen_fields_and_three_notes() {
    let definition = read(FORM);
    let ours = [
        "kunde.uten-kundenummer",
        "klinikker",
        "pris.nivaa-1",
        "pris.nivaa-2",
        "pris.nivaa-3",
        "pris.nivaa-4",
        "faktura.aarlig",
        "faktura.forste",
        "faktura.desember",
        "vilkaar.endring",
    ];
    let keys: Vec<&str> = definition
        .fields
        .iter()
        .map(|it| it.key.as_str())
        .filter(|it| !ours.contains(it))
        .collect();
    assert_eq!(
        keys,
        [
            "leverandor.boks",
            "kunde.organisasjonsnummer",
            "kunde.navn",
            "kunde.adresse",
            "kunde.telefon",
            "kunde.fax",
            "kunde.epost",
            "kunde.kundenummer",
            "antall-klinikker",
            "antall-behandlere",
            "nivaa",
            "pris.maaned",
            "installasjonsdato",
            "vilkaar.betaling",
            "vilkaar.akseptert",
            "kunde.sted",
            "kunde.dato",
            "kunde.signatur",
            "leverandor.sted",
            "leverandor.dato",
            "leverandor.signatur",
            "returadresse",
        ]
    );
    assert_eq!(keys.len(), 19 + 3);
    assert_eq!(definition.fields.len(), keys.len() + ours.len());
}

/// 12 is the last of level 3. The order, the computed price and that of a row agree.
#[test]
fn levels_and_prices() {
    let definition = read(FORM);
    for (count, level, net, gross) in [
        (1, 1, 57_000, 71_250),
        (2, 1, 57_000, 71_250),
        (3, 2, 71_700, 89_625),
        (5, 2, 71_700, 89_625),
        (6, 3, 98_000, 122_500),
        (12, 3, 98_000, 122_500),
        (13, 4, 111_000, 138_750),
        (40, 4, 111_000, 138_750),
    ] {
        let one = order(FORM, ANSWERS, &format!("antall-behandlere {count}"));
        assert_eq!(sum(&one, "month"), [net, gross - net, gross], "{count}");
        assert_eq!(
            lines(&one),
            [format!("pris.nivaa-{level} 1 month {net}")],
            "{count}"
        );
        let clinic = format!(r#"{{"navn": "A", "antall-behandlere": {count}}}"#);
        let rows = order(FORM, BRANCH, &format!("klinikker [{clinic}, {clinic}]"));
        assert_eq!(
            lines(&rows),
            [format!("pris.nivaa-{level} 2 month {}", 2 * net)],
            "{count}"
        );

        let mut answers = Answers::new(definition.clone(), "nb");
        let typed = Some(Answer::Text(count.to_string()));
        answers.set(index(&definition, "antall-behandlere"), typed);
        let value = |key| match answers.value(index(&definition, key)) {
            Some(Answer::Number(number)) => number.whole(),
            _ => None,
        };
        assert_eq!(value("nivaa"), Some(level));
        assert_eq!(value("pris.maaned"), Some(net));
        assert_eq!(value("faktura.aarlig"), Some(12 * net));
    }
}

#[test]
fn each_clinic_is_paid_for() {
    let order = order(FORM, BRANCH, "");
    assert_eq!(sum(&order, "month"), [168_000, 42_000, 210_000]);
    assert_eq!(sum(&order, "once"), [0; 3]);
    assert_eq!(
        lines(&order),
        ["pris.nivaa-1 1 month 57000", "pris.nivaa-4 1 month 111000"]
    );
}

/// From the 1st of the month after the installation; nothing is left of a year
/// that ends the month after December.
#[test]
fn the_first_invoice() {
    let definition = read(FORM);
    let mut answers = Answers::new(definition.clone(), "nb");
    let four = Some(Answer::Text("4".to_owned()));
    answers.set(index(&definition, "antall-behandlere"), four);
    for (day, months) in [
        ("2026-01-01", 11),
        ("2026-01-31", 11),
        ("2026-09-10", 3),
        ("2026-11-30", 1),
        ("2026-12-01", 0),
    ] {
        let typed = Some(Answer::Text(day.to_owned()));
        answers.set(index(&definition, "installasjonsdato"), typed);
        let first = answers.value(index(&definition, "faktura.forste"));
        // No invoice of 0 kroner is shown.
        let wanted = (months > 0).then(|| Answer::Number((months * 71_700u32).into()));
        assert_eq!(first, wanted, "{day}");
        let december = answers.is_shown(index(&definition, "faktura.desember"));
        assert_eq!(december, months == 0, "{day}");
    }
}

#[test]
fn each_violation() {
    let cases = r#"
        kunde.organisasjonsnummer | /kunde/organisasjonsnummer required
        kunde.organisasjonsnummer "971058677" | /kunde/organisasjonsnummer organisasjonsnummer.checksum
        kunde.navn | /kunde/navn required
        kunde.adresse | /kunde/adresse required
        kunde.telefon | /kunde/telefon required
        kunde.fax |
        kunde.fax "5512345" | /kunde/fax telefon.length
        kunde.epost | /kunde/epost required
        kunde.kundenummer | /kunde/kundenummer required
        kunde.kundenummer; kunde.uten-kundenummer true |
        antall-klinikker | /antall-klinikker required
        antall-klinikker 0 | /antall-klinikker number.low
        antall-behandlere; nivaa; pris; faktura | /antall-behandlere required
        antall-behandlere 0; nivaa 1; pris.maaned 57000; faktura {"aarlig": 684000, "forste": 171000} | /antall-behandlere number.low
        nivaa 3 | /nivaa format
        faktura.forste 860400 | /faktura/forste format
        installasjonsdato; faktura.forste |
        installasjonsdato "2026-12-31"; faktura.forste |
        vilkaar.akseptert false | /vilkaar/akseptert required.tick
        kunde.sted | /kunde/sted required
        kunde.dato | /kunde/dato required
        kunde.dato "2026-11-22" | /kunde/dato date.late
        kunde.signatur | /kunde/signatur required.signature
        leverandor.sted "Asker" | /leverandor/sted format
    "#;
    expect(FORM, ANSWERS, cases);
    let cases = r#"
        |
        antall-klinikker 3 | /klinikker rule.antall
        antall-klinikker 1 | /klinikker hidden; /faktura/aarlig format; /faktura/forste format; /antall-behandlere required
        antall-behandlere 4 | /antall-behandlere hidden
        klinikker; faktura {"aarlig": 0, "forste": 0} | /klinikker required.rows
        klinikker [NORD]; faktura {"aarlig": 1332000, "forste": 333000} | /klinikker rows.few
        klinikker [NORD, NORD, NORD]; faktura {"aarlig": 3996000, "forste": 999000} | /klinikker rule.antall
        klinikker [NORD, {"antall-behandlere": 2, "nivaa": 1, "pris-maaned": 57000}] | /klinikker/1/navn required
        klinikker [NORD, {"navn": "Sentrum"}]; faktura | /klinikker/1/antall-behandlere required
        klinikker [NORD, {"navn": "Sentrum", "antall-behandlere": 0, "nivaa": 1, "pris-maaned": 57000}] | /klinikker/1/antall-behandlere number.low
        klinikker [NORD, {"navn": "Sentrum", "antall-behandlere": 2, "nivaa": 2, "pris-maaned": 57000}] | /klinikker format
    "#;
    let north = r#"{"navn": "Nord", "antall-behandlere": 13, "nivaa": 4, "pris-maaned": 111000}"#;
    expect(FORM, BRANCH, &cases.replace("NORD", north));
}

/// A clinic more or less asks for the practitioners elsewhere.
#[test]
fn practitioners_are_asked_for_by_clinic() {
    let definition = read(FORM);
    let keys = ["antall-behandlere", "nivaa", "pris.maaned", "klinikker"];
    let mut answers = Answers::new(definition.clone(), "nb").on(context().today);
    for (count, one) in [("1", true), ("2", false), ("", true), ("15", false)] {
        let typed = Some(Answer::Text(count.to_owned()));
        answers.set(index(&definition, "antall-klinikker"), typed);
        let shown = keys.map(|it| answers.is_shown(index(&definition, it)));
        assert_eq!(shown, [one, one, one, !one], "{count}");
    }
}
