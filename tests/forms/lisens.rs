//! Lisens, bruksrett og vedlikehold: a price by the number of PCs, and dates.

use super::overtagelse::{lines, order, sum};
use super::{context, expect, found, index, read, with};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/opus-lisens.json");

/// Complete and in order. Opus has set the date of return.
pub const ANSWERS: &str = r#"{
    "antall-pc": 3, "vedlikehold": {"aarlig-eks-mva": 904100, "aarlig-inkl-mva": 1130125},
    "sted": "Asker", "installasjonsdato": "2026-12-10",
    "kunde": {"foretaksnavn": "Tannlegene Vest AS", "organisasjonsnummer": "971058676", "tannlege": "Kari Nordmann",
        "gateadresse": "Strandgaten 2", "postadresse": "Postboks 12", "postnummer": "5003", "poststed": "Bergen",
        "telefon": "55123456", "fax": "55123457", "epost": "kari@klinikk.example"},
    "betaling-forfall": "2026-12-20", "retur-innen": "2027-02-08", "garanti-til": "2027-12-10",
    "returfrist": "2026-11-21",
    "signatur": {"dato": "2026-11-21", "tannlege": {"method": "paper"}, "tannlege-blokkbokstaver": "Kari Nordmann"}}"#;

#[test]
fn has_its_twenty_fields_and_four_notes() {
    let definition = read(FORM);
    let ours = [
        "avtale.bruksrett",
        "avtale.garanti",
        "avtale.vedlikehold",
        "avtale.varighet",
        "avtale.andre",
        "vedlikehold.pris",
        "vedlikehold.forfall-forste-halvaar",
        "vedlikehold.forfall-andre-halvaar",
        "kunde.postadresse",
        "betaling-forfall",
        "retur-innen",
        "garanti-til",
        "signatur.dato",
        "avtalt-pris",
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
            "sted",
            "installasjonsdato",
            "kunde.foretaksnavn",
            "kunde.organisasjonsnummer",
            "kunde.tannlege",
            "kunde.gateadresse",
            "kunde.postnummer",
            "kunde.poststed",
            "kunde.telefon",
            "kunde.fax",
            "kunde.epost",
            "antall-pc",
            "vedlikehold.aarlig-eks-mva",
            "vedlikehold.aarlig-inkl-mva",
            "produkt",
            "pris",
            "returfrist",
            "betaling",
            "datatilsynet-melding",
            "aksept",
            "signatur.tannlege",
            "signatur.tannlege-blokkbokstaver",
            "signatur.opus",
            "signatur.opus-blokkbokstaver",
        ]
    );
    assert_eq!(keys.len(), 20 + 4);
    assert_eq!(definition.fields.len(), keys.len() + ours.len());
}

/// The order and the two computed fields say the same.
#[test]
fn maintenance_by_the_number_of_pcs() {
    let definition = read(FORM);
    for (count, net, gross) in [
        (1, 672_300, 840_375),
        (2, 788_200, 985_250),
        (3, 904_100, 1_130_125),
        (5, 1_135_900, 1_419_875),
        (10, 1_715_400, 2_144_250),
    ] {
        let order = order(FORM, ANSWERS, &format!("antall-pc {count}"));
        assert_eq!(sum(&order, "year"), [net, gross - net, gross]);
        let mut answers = Answers::new(definition.clone(), "nb");
        let typed = Some(Answer::Text(count.to_string()));
        answers.set(index(&definition, "antall-pc"), typed);
        let value = |key| match answers.value(index(&definition, key)) {
            Some(Answer::Number(ore)) => ore.whole(),
            _ => None,
        };
        assert_eq!(value("vedlikehold.aarlig-eks-mva"), Some(net));
        assert_eq!(value("vedlikehold.aarlig-inkl-mva"), Some(gross));
    }
}

#[test]
fn the_price_is_paid_once() {
    let order = order(FORM, ANSWERS, "");
    assert_eq!(sum(&order, "once"), [750_000, 187_500, 937_500]);
    assert_eq!(
        lines(&order),
        ["vedlikehold.pris 3 year 904100", "pris 1 once 750000"]
    );
    // The blank on the paper is Opus' to fill in.
    let agreed = super::overtagelse::order(FORM, ANSWERS, "avtalt-pris 6500.5");
    assert_eq!(sum(&agreed, "once"), [650_050, 162_513, 812_563]);
}

#[test]
fn each_violation() {
    let cases = r#"
        antall-pc; vedlikehold | /antall-pc required
        installasjonsdato; betaling-forfall; retur-innen; garanti-til | /installasjonsdato required
        kunde.foretaksnavn | /kunde/foretaksnavn required
        kunde.organisasjonsnummer | /kunde/organisasjonsnummer required
        kunde.tannlege | /kunde/tannlege required
        kunde.gateadresse | /kunde/gateadresse required
        kunde.postnummer | /kunde/postnummer required
        kunde.poststed | /kunde/poststed required
        kunde.telefon | /kunde/telefon required
        kunde.epost | /kunde/epost required
        kunde.postadresse; kunde.fax; returfrist |
        signatur.dato; betaling-forfall | /signatur/dato required
        signatur.tannlege | /signatur/tannlege required.signature
        kunde.tannlege; signatur.tannlege-blokkbokstaver | /kunde/tannlege required; /signatur/tannlege-blokkbokstaver required

        antall-pc 0; vedlikehold.aarlig-eks-mva 556400; vedlikehold.aarlig-inkl-mva 695500 | /antall-pc number.low
        vedlikehold.aarlig-eks-mva 672300 | /vedlikehold/aarlig-eks-mva format
        kunde.organisasjonsnummer "971058677" | /kunde/organisasjonsnummer organisasjonsnummer.checksum
        kunde.postnummer "503" | /kunde/postnummer postnummer.length
        kunde.telefon "5512345" | /kunde/telefon telefon.length
        kunde.fax "5512345" | /kunde/fax telefon.length
        kunde.epost "kari@klinikk" | /kunde/epost epost.domain
        signatur.dato "2026-11-22" | /signatur/dato date.late
        sted "Hvalstad" | /sted format
        avtalt-pris 6500.5 |
        avtalt-pris -1 | /avtalt-pris number.low

        // 10 days from delivery, but no later than 90 from the signature.
        signatur.dato "2026-09-01"; betaling-forfall "2026-11-30" |
        signatur.dato "2026-09-01" | /betaling-forfall format

        returfrist "2026-11-20" | /returfrist rule.utlopt
    "#;
    expect(FORM, ANSWERS, cases);
}

/// The customer cannot mend a date that Opus has set.
#[test]
fn a_price_that_has_run_out_is_but_a_warning() {
    let late = with(
        &Json::parse(ANSWERS).unwrap(),
        "returfrist",
        "\"2026-11-20\"",
    );
    assert_eq!(found(FORM, &late)[0].severity, Severity::Warning);
}

/// Due 1 June; bought from 1 July on, the first one comes with the program.
#[test]
fn when_maintenance_is_due() {
    let definition = read(FORM);
    let notes = [
        "vedlikehold.forfall-forste-halvaar",
        "vedlikehold.forfall-andre-halvaar",
    ];
    let mut answers = Answers::new(definition.clone(), "nb").on(context().today);
    for (day, shown) in [
        ("2026-06-30", [true, false]),
        ("2026-07-01", [false, true]),
        ("2026-12-31", [false, true]),
        ("2027-01-01", [true, false]),
        ("", [false, false]),
    ] {
        let typed = Some(Answer::Text(day.to_owned()));
        answers.set(index(&definition, "signatur.dato"), typed);
        let found = notes.map(|it| answers.is_shown(index(&definition, it)));
        assert_eq!(found, shown, "{day}");
    }
}
