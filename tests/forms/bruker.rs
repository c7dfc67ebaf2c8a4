//! Ny bruker / endring av eksisterende bruker: rows that are priced by kind.

use super::overtagelse::{lines, order, sum};
use super::{expect, found, read, with};
use blankett::engine::json::Json;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/opus-bruker.json");

/// Complete and in order: a new user and one who replaces another.
pub const ANSWERS: &str = r#"{
    "klinikk": {"navn": "Tannlegene Vest AS", "adresse": "Strandgaten 2, 5003 Bergen", "telefon": "55123456",
        "fax": "55123457"},
    "bestilling": ["ny-bruker", "endring"],
    "endring": {"aarsak": "erstattes", "brukernummer": "7", "bruker-som-slutter": "Ola Hansen"},
    "brukere": [
        {"tittel": "tannlege", "fornavn": "Kari", "etternavn": "Nordmann", "eget-regnskap": true, "bestilling": "ny-bruker"},
        {"tittel": "tannpleier", "fornavn": "Liv", "etternavn": "Berg", "eget-regnskap": false, "bestilling": "endring"}],
    "brukerfil": {"epost": "brukerfil@klinikk.example"}, "leveringstid": "2026-12-05",
    "samhandlingslink": {"avtale": true, "behandlere-naa": 3, "behandlere-etter": 4, "nivaa-naa": 2, "nivaa-etter": 2,
        "underbilag": true},
    "bekreftelse": true,
    "kunde": {"sted": "Bergen", "dato": "2026-11-21", "signatur": {"method": "paper"},
        "blokkbokstaver": "Kari Nordmann"}}"#;

/// KARI and LIV stand for the rows of [`ANSWERS`], USER for one that does not
/// say of which kind it is, NOLINK for no contract that the order might change.
fn spelled(text: &str) -> String {
    let kari = r#"{"tittel": "tannlege", "fornavn": "Kari", "etternavn": "Nordmann", "eget-regnskap": true, "bestilling": "ny-bruker"}"#;
    let liv = r#"{"tittel": "tannpleier", "fornavn": "Liv", "etternavn": "Berg", "eget-regnskap": false, "bestilling": "endring"}"#;
    let user = r#"{"tittel": "kjeveortoped", "fornavn": "Siv", "etternavn": "Dal", "eget-regnskap": true}"#;
    text.replace("KARI", kari)
        .replace("LIV", liv)
        .replace("USER", user)
        .replace("NOLINK", r#"samhandlingslink {"avtale": false}"#)
}

#[test]
fn has_its_nineteen_fields_and_three_notes() {
    let definition = read(FORM);
    let ours = [
        "pris.vedlikehold-kjeveortoped",
        "pris.administrasjonsgebyr",
        "pris.porto",
        "endring.aarsak",
        "samhandlingslink.avtale",
        "samhandlingslink.behandlere-naa",
        "samhandlingslink.behandlere-etter",
        "samhandlingslink.nivaa-naa",
        "samhandlingslink.nivaa-etter",
        "samhandlingslink.pris-etter",
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
            "leverandor.kontakt",
            "veiledning",
            "klinikk.navn",
            "klinikk.adresse",
            "klinikk.telefon",
            "klinikk.fax",
            "bestilling",
            "endring.brukernummer",
            "endring.bruker-som-slutter",
            "brukere",
            "brukerfil.epost",
            "leveringstid",
            "samhandlingslink.underbilag",
            "bekreftelse",
            "kunde.sted",
            "kunde.dato",
            "kunde.signatur",
            "kunde.blokkbokstaver",
        ]
    );
    assert_eq!(definition.fields.len(), keys.len() + ours.len());
    // The rows' own columns are counted one by one; the kind of order is ours.
    let rows = definition.fields.iter().find_map(|it| it.rows.as_ref());
    let columns: Vec<&str> = rows
        .unwrap()
        .columns
        .fields
        .iter()
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(
        columns,
        [
            "tittel",
            "fornavn",
            "etternavn",
            "eget-regnskap",
            "bestilling"
        ]
    );
    assert_eq!(keys.len() + columns.len() - 1, 19 + 3);
}

/// With one tick, every user is of that kind and none has to say so.
#[test]
fn each_user_costs_by_kind() {
    for (changes, net, gross) in [
        (
            r#"bestilling ["ny-bruker"]; endring; brukere [USER]"#,
            385_900,
            482_375,
        ),
        (
            r#"bestilling ["ny-bruker"]; endring; brukere [USER, KARI]"#,
            765_800,
            957_250,
        ),
        (r#"bestilling ["endring"]; brukere [USER]"#, 62_900, 78_625),
        (
            r#"bestilling ["kjeveortoped"]; endring; brukere [USER]"#,
            639_100,
            798_875,
        ),
        ("", 442_800, 553_500),
    ] {
        let order = order(FORM, ANSWERS, &spelled(changes));
        assert_eq!(sum(&order, "once"), [net, gross - net, gross], "{changes}");
        assert_eq!(sum(&order, "year"), [0; 3], "{changes}");
    }
}

/// How often an extra orthodontist's maintenance is paid is not known.
#[test]
fn maintenance_of_an_orthodontist_stands_apart() {
    let orthodontist = r#"bestilling ["kjeveortoped"]; endring; brukere [USER, USER]"#;
    assert_eq!(
        lines(&order(FORM, ANSWERS, &spelled(orthodontist))),
        [
            "bestilling kjeveortoped 2 once 1266200",
            "pris.vedlikehold-kjeveortoped 2 other 858800",
            "pris.administrasjonsgebyr 1 once 6000",
            "pris.porto 1 once later",
        ]
    );
}

#[test]
fn each_violation() {
    let cases = r#"
        klinikk.navn | /klinikk/navn required
        klinikk.adresse | /klinikk/adresse required
        klinikk.telefon | /klinikk/telefon required
        klinikk.fax |
        klinikk.fax "5512345" | /klinikk/fax telefon.length
        brukerfil | /brukerfil/epost required
        bekreftelse false | /bekreftelse required.tick
        kunde.sted | /kunde/sted required
        kunde.dato | /kunde/dato required
        kunde.dato "2026-11-22" | /kunde/dato date.late
        kunde.signatur | /kunde/signatur required.signature
        kunde.blokkbokstaver | /kunde/blokkbokstaver required
        leveringstid "2026-12-06" | /leveringstid format

        // A change asks for the number, and a replacement for who leaves.
        endring.brukernummer | /endring/brukernummer required
        endring.bruker-som-slutter | /endring/bruker-som-slutter required
        endring.aarsak; endring.bruker-som-slutter | /endring/aarsak required.choice
        endring.aarsak "nytt-navn"; endring.bruker-som-slutter |
        endring.aarsak "nytt-navn" | /endring/bruker-som-slutter hidden
        bestilling ["ny-bruker"]; brukere [USER]; NOLINK | /endring/aarsak hidden; /endring/brukernummer hidden; /endring/bruker-som-slutter hidden

        // What is ticked and what the users are for agree; one tick says it all.
        bestilling; endring; brukere [USER]; NOLINK | /bestilling required.choices
        brukere; NOLINK | /brukere required.rows
        bestilling ["ny-bruker"]; endring; brukere [USER, USER]; NOLINK |
        bestilling ["ny-bruker"]; endring; brukere [USER, KARI]; NOLINK |
        brukere [KARI, USER]; NOLINK | /brukere rule.velg-bestilling
        bestilling ["ny-bruker", "endring", "kjeveortoped"] | /bestilling rule.uten-bruker
        brukere [KARI]; NOLINK | /bestilling rule.uten-bruker
        brukere [LIV]; NOLINK | /bestilling rule.uten-bruker
        bestilling ["kjeveortoped", "endring"] | /bestilling format; /brukere rule.uten-kryss
        bestilling ["ny-bruker"]; endring | /brukere rule.uten-kryss
        bestilling ["endring"]; brukere [USER, KARI]; NOLINK | /brukere rule.uten-kryss

        brukere [KARI, {"fornavn": "Liv", "etternavn": "Berg", "eget-regnskap": true, "bestilling": "endring"}] | /brukere/1/tittel required
        brukere [KARI, {"tittel": "tannpleier", "etternavn": "Berg", "eget-regnskap": true, "bestilling": "endring"}] | /brukere/1/fornavn required
        brukere [KARI, {"tittel": "tannpleier", "fornavn": "Liv", "eget-regnskap": true, "bestilling": "endring"}] | /brukere/1/etternavn required
        brukere [KARI, {"tittel": "tannpleier", "fornavn": "Liv", "etternavn": "Berg", "bestilling": "endring"}] | /brukere/1/eget-regnskap required.choice
        brukere [KARI, {"tittel": "Kjeveortoped", "fornavn": "Liv", "etternavn": "Berg", "eget-regnskap": true, "bestilling": "endring"}] |
        brukere [KARI, {"tittel": "tannpleier", "fornavn": "Liv", "etternavn": "Berg", "eget-regnskap": true, "bestilling": "endring", "alder": 30}] | /brukere/1/alder unknown

        // New users count towards the level of the interchange link.
        samhandlingslink | /samhandlingslink/avtale required.choice
        NOLINK |
        samhandlingslink {"avtale": true, "underbilag": true} | /samhandlingslink/behandlere-naa required
        samhandlingslink.behandlere-naa 0; samhandlingslink.behandlere-etter 1; samhandlingslink.nivaa-naa 1; samhandlingslink.nivaa-etter 1 | /samhandlingslink/behandlere-naa number.low
        samhandlingslink.underbilag false | /samhandlingslink/underbilag required.tick
        samhandlingslink.behandlere-naa 12; samhandlingslink.behandlere-etter 13; samhandlingslink.nivaa-naa 3; samhandlingslink.nivaa-etter 4; samhandlingslink.pris-etter 111000 | /samhandlingslink/underbilag rule.nytt-nivaa
        bestilling ["endring"]; brukere [USER]; samhandlingslink.behandlere-etter 3 |
    "#;
    expect(FORM, ANSWERS, &spelled(cases));
}

/// A higher level is shown with its price, and does not stop the order.
#[test]
fn a_higher_level_is_but_a_warning() {
    for (now, after, level, price) in [(2, 3, 2, 71_700), (5, 6, 3, 98_000), (12, 13, 4, 111_000)] {
        let link = format!(
            r#"{{"avtale": true, "behandlere-naa": {now}, "behandlere-etter": {after}, "nivaa-naa": {},
                "nivaa-etter": {level}, "pris-etter": {price}, "underbilag": true}}"#,
            level - 1
        );
        let json = with(&Json::parse(ANSWERS).unwrap(), "samhandlingslink", &link);
        let found = found(FORM, &json);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].code, "rule.nytt-nivaa");
        assert_eq!(found[0].severity, Severity::Warning);
    }
}
