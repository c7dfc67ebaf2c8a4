//! The data processing agreement of Vieri: 19 fields, a placeholder that passes
//! modulus 11, and dates that hang together.

use super::opus_avtale::{keys, more};
use super::{context, expect, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::kinds::Answer;
use blankett::engine::validation::validate;

pub const FORM: &str = include_str!("../../src/forms/vieri-databehandleravtale.json");

/// Complete and in order.
pub const ANSWERS: &str = r#"{
    "avtaledato": "2026-11-21",
    "kunde": {"navn": "Byggevarer Vest AS", "organisasjonsnummer": "971058676"},
    "databehandler": {"navn": "Vieri AS", "organisasjonsnummer": "991913823"},
    "hovedavtale": {"dato": "2025-03-09"},
    "vedlegg1": {"systemer": ["erp", "crm", "hrs"], "registrerte": ["kunder", "leverandorer", "ansatte"],
        "kategorier": ["ansatte-kunde", "ansatte-leverandor", "kommunikasjon"]},
    "vedlegg2": {"underleverandorer": [
        {"navn": "Microsoft Norge AS", "organisasjonsnummer": "957485030", "adresse": "Dronning Eufemias gate 71, 0194 Oslo", "beskrivelse": "Hosting provider for Vieri Katalog (Microsoft Azure)", "behandlingssted": "Nederland og Irland", "kategorier": "Ansatte hos Kunden og, ansatte hos Leverandøren: Navn, telefonnummer, e-postadresse, stilling", "land": ["nl", "ie"]},
        {"navn": "Orbyt AS", "organisasjonsnummer": "980131726", "adresse": "Kjøita 6, 4630 Kristiansand S", "beskrivelse": "Underleverandør programvare for Vieri Connect (transaksjonsmotor)", "behandlingssted": "Norge", "kategorier": "Ansatte hos Kunden og, ansatte hos Leverandøren: Navn, telefonnummer, e-postadresse, stilling", "land": ["no"]},
        {"navn": "EMP Secure AS (tidl. Hatteland)", "organisasjonsnummer": "968504436", "adresse": "Raglamyrvegen 30, 5536 Haugesund", "beskrivelse": "Hosting provider for Vieri Connect", "behandlingssted": "Norge", "kategorier": "Ansatte hos Kunden og, ansatte hos Leverandøren: Navn, telefonnummer, e-postadresse, stilling", "land": ["no"]}
    ]},
    "tillegg": {"med": true,
        "kontaktperson": {"navn": "Kari Nordmann", "epost": "kari@bygg.example", "telefon": "22123456"},
        "personvernombud": {"navn": "Ola Nordmann", "epost": "ola@bygg.example", "telefon": "90123456"}},
    "signatur": {"sted": "Oslo", "dato": "2026-11-21", "behandlingsansvarlig-navn": "Kari Nordmann",
        "behandlingsansvarlig-rolle": "Daglig leder", "behandlingsansvarlig": {"method": "paper"}}}"#;

#[test]
fn has_its_nineteen_fields() {
    let ours = [
        "databehandler.organisasjonsnummer",
        "avtalen.",
        "vedlegg2.underleverandorer[].land",
        "vedlegg2.underleverandorer[].overforingsgrunnlag",
        "vedlegg2.tillatelse",
        "overforing.instruks",
        "tillegg.",
        "signatur.behandlingsansvarlig-navn",
        "signatur.behandlingsansvarlig-rolle",
        "signatur.databehandler-navn",
        "signatur.databehandler-rolle",
        "eksemplarer",
    ];
    let keys = keys(FORM, &ours);
    assert_eq!(
        keys,
        [
            "avtaledato",
            "kunde.navn",
            "kunde.organisasjonsnummer",
            "databehandler.navn",
            "hovedavtale.dato",
            "vedlegg1.systemer",
            "vedlegg1.registrerte",
            "vedlegg1.kategorier",
            "vedlegg2.underleverandorer",
            "vedlegg2.underleverandorer[].navn",
            "vedlegg2.underleverandorer[].organisasjonsnummer",
            "vedlegg2.underleverandorer[].adresse",
            "vedlegg2.underleverandorer[].beskrivelse",
            "vedlegg2.underleverandorer[].behandlingssted",
            "vedlegg2.underleverandorer[].kategorier",
            "signatur.sted",
            "signatur.dato",
            "signatur.behandlingsansvarlig",
            "signatur.databehandler",
        ]
    );
    assert_eq!(keys.len(), 19);
}

/// Nine ticks and three subprocessors; of the preprinted dates, none.
#[test]
fn untouched() {
    let definition = read(FORM);
    let answers = Answers::new(definition.clone(), "nb").on(context().today);
    let ticked = ["systemer", "registrerte", "kategorier"].map(|it| {
        match answers.value(index(&definition, &["vedlegg1.", it].concat())) {
            Some(Answer::Choices(chosen)) => chosen.len(),
            other => panic!("{it}: {other:?}"),
        }
    });
    assert_eq!(ticked, [3; 3]);
    let rows = index(&definition, "vedlegg2.underleverandorer");
    assert_eq!(answers.locked_rows(rows), 3);
    let text = |key: &str| answers.value(index(&definition, key));
    assert_eq!(
        text("avtaledato"),
        Some(Answer::Text("2026-11-21".to_owned()))
    );
    assert_eq!(text("hovedavtale.dato"), None);
    let found: Vec<_> = validate(&answers, context())
        .into_iter()
        .map(|it| it.path)
        .collect();
    assert_eq!(
        found,
        [
            "/kunde/navn",
            "/kunde/organisasjonsnummer",
            "/hovedavtale/dato",
            "/signatur/sted",
            "/signatur/behandlingsansvarlig-navn",
            "/signatur/behandlingsansvarlig",
        ]
    );
}

#[test]
fn each_violation() {
    let cases = r#"
        |
        avtaledato | /avtaledato required
        avtaledato "__.__.2023" | /avtaledato date
        avtaledato "2025-03-08" | /hovedavtale/dato rule.etter-avtaledato
        avtaledato "2025-03-09" |
        kunde.navn | /kunde/navn required
        kunde.navn "Kundens navn" | /kunde/navn rule.plassholder
        kunde.navn "[Kundens navn]" | /kunde/navn rule.plassholder
        kunde.organisasjonsnummer | /kunde/organisasjonsnummer required
        kunde.organisasjonsnummer "123123123" | /kunde/organisasjonsnummer organisasjonsnummer.placeholder
        kunde.organisasjonsnummer "971058677" | /kunde/organisasjonsnummer organisasjonsnummer.checksum
        hovedavtale.dato | /hovedavtale/dato required
        hovedavtale.dato "2026-11-21" |
        hovedavtale.dato "2026-11-22" | /hovedavtale/dato rule.etter-avtaledato
        // What the vendor has ticked nobody unticks.
        vedlegg1.systemer ["erp", "hrs"] | /vedlegg1/systemer format
        vedlegg1.registrerte | /vedlegg1/registrerte format
        vedlegg1.kategorier ["kommunikasjon"] | /vedlegg1/kategorier format
        signatur.sted | /signatur/sted required
        signatur.dato | /signatur/dato required
        signatur.dato "2026-11-22" | /signatur/dato date.late
        signatur.behandlingsansvarlig-navn | /signatur/behandlingsansvarlig-navn required
        signatur.behandlingsansvarlig-rolle |
        signatur.behandlingsansvarlig | /signatur/behandlingsansvarlig required.signature

        // What is the vendor's stays as it is; the blanks it fills in itself.
        databehandler.navn "Et annet AS" | /databehandler/navn format
        databehandler.organisasjonsnummer | /databehandler/organisasjonsnummer format
        vedlegg2.underleverandorer | /vedlegg2/underleverandorer format
        signatur.databehandler-navn "Per Hansen"; signatur.databehandler-rolle "Styreleder" |

        vedlegg2.tillatelse true | /vedlegg2/tillatelse hidden
        overforing.instruks "Bare USA" | /overforing/instruks hidden
        tillegg {"med": false} |
        tillegg {"med": false, "kontaktperson": {"navn": "Kari"}} | /tillegg/kontaktperson/navn hidden
        tillegg.kontaktperson; tillegg.personvernombud |
        tillegg.kontaktperson.epost "kari" | /tillegg/kontaktperson/epost epost.at-sign
    "#;
    expect(FORM, ANSWERS, cases);
}

#[test]
fn each_violation_of_a_subprocessor() {
    let basis = "/vedlegg2/underleverandorer/3/overforingsgrunnlag";
    for (rest, changes, wanted) in [
        (r#""land": ["no"]"#, "true", ""),
        (
            r#""land": ["no"]"#,
            "false",
            "/vedlegg2/tillatelse required.tick",
        ),
        (
            r#""land": ["ukjent"]"#,
            "true",
            "/vedlegg2/underleverandorer/3/land choice.unknown",
        ),
        (
            r#""overforingsgrunnlag": "scc""#,
            "true",
            "/vedlegg2/underleverandorer/3/land required.choices",
        ),
        (
            r#""land": ["us"]"#,
            "true",
            "BASIS required.choice; /overforing/instruks required",
        ),
        (
            r#""land": ["no", "us"], "overforingsgrunnlag": "bcr""#,
            r#"true; overforing.instruks "Bare drift""#,
            "",
        ),
        (
            r#""land": ["ua"], "overforingsgrunnlag": "mangler""#,
            "true",
            "BASIS rule.uten-grunnlag; /overforing/instruks required",
        ),
        (
            r#""land": ["gb"], "overforingsgrunnlag": "ikke-overforing""#,
            "true",
            "BASIS rule.uten-grunnlag; /overforing/instruks required",
        ),
        (
            r#""land": ["us"], "overforingsgrunnlag": "privacy-shield""#,
            "true",
            "BASIS rule.privacy-shield; /overforing/instruks required",
        ),
    ] {
        let row = [
            r#"{"navn": "Drift AS", "organisasjonsnummer": "929782216", "adresse": "Storgata 1, 0150 Oslo","#,
            r#""beskrivelse": "Drift", "behandlingssted": "Her", "kategorier": "Navn", "#,
            rest,
            "}",
        ]
        .concat();
        let line = format!(
            "vedlegg2.tillatelse {changes} | {}",
            wanted.replace("BASIS", basis)
        );
        expect(FORM, &more(ANSWERS, "underleverandorer", &row), &line);
    }
    // A foreign one has no Norwegian number.
    let cells = [
        "navn",
        "adresse",
        "beskrivelse",
        "behandlingssted",
        "kategorier",
    ];
    let wanted = cells
        .map(|it| format!("/vedlegg2/underleverandorer/3/{it} required"))
        .join("; ");
    let bare = more(ANSWERS, "underleverandorer", r#"{"land": ["no"]}"#);
    expect(
        FORM,
        &bare,
        &["vedlegg2.tillatelse true | ", &wanted].concat(),
    );
}
