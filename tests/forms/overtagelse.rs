//! Overtagelse av klinikk: two companies, a date and two signatures.

use super::{context, expect, found, index, read, with};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::price;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/opus-overtagelse.json");

/// Complete and in order.
pub const ANSWERS: &str = r#"{
    "opprinnelig": {"firmanavn": "Tannlege Hansen AS", "organisasjonsnummer": "991913823", "kundenummer": "10234",
        "adresse": "Storgata 1", "postnummer": "0150", "sted": "Oslo", "signaturberettiget": "Per Hansen",
        "epost": "per@hansen.example"},
    "ny": {"firmanavn": "Tannlegene Vest AS", "organisasjonsnummer": "971058676", "adresse": "Strandgaten 2",
        "postnummer": "5003", "sted": "Bergen", "signaturberettiget": "Kari Nordmann", "epost": "kari@klinikk.example"},
    "installasjonsdato-tidligst": "2026-12-05", "installasjonsdato": "2026-12-10", "bekreftelse": true,
    "ny-eier": {"sted": "Bergen", "dato": "2026-11-21", "signatur": {"method": "paper"},
        "blokkbokstaver": "Kari Nordmann"},
    "gammel-eier": {"sted": "Oslo", "dato": "2026-11-20", "signatur": {"method": "paper"},
        "blokkbokstaver": "Per Hansen"}}"#;

/// The order for complete answers with some changes, written as in [`expect`].
pub fn order(form: &str, answers: &str, changes: &str) -> Json {
    let changes = changes.split(';').map(str::trim);
    let json =
        changes
            .filter(|it| !it.is_empty())
            .fold(Json::parse(answers).unwrap(), |json, it| {
                let (key, other) = it.split_once(' ').unwrap_or((it, ""));
                with(&json, key, other)
            });
    price::totals(&Answers::from_json(read(form), &json, context().today).0)
}

/// Net, VAT and gross of what is charged `once`, every `month` or every `year`;
/// zeros if nothing is.
pub fn sum(order: &Json, period: &str) -> [i64; 3] {
    let sums = match period {
        "once" => Some(order),
        _ => order.get(period),
    };
    ["net", "vat", "gross"].map(|it| match sums.and_then(|sums| sums.get(it)) {
        Some(Json::Number(ore)) => ore.whole().unwrap(),
        _ => 0,
    })
}

/// Each line of an order: key, option if any, quantity, period, net or `later`.
pub fn lines(order: &Json) -> Vec<String> {
    let Some(Json::Array(lines)) = order.get("lines") else {
        return Vec::new();
    };
    let word = |json: &Json| match json {
        Json::Text(text) => text.clone(),
        Json::Bool(_) => "later".to_owned(),
        other => other.canonical(),
    };
    let keys = ["key", "option", "quantity", "period", "net", "later"];
    let line = |line: &Json| -> Vec<String> {
        keys.iter()
            .filter_map(|it| line.get(it).map(word))
            .collect()
    };
    lines.iter().map(|it| line(it).join(" ")).collect()
}

#[test]
fn has_its_twenty_four_fields_and_three_notes() {
    let definition = read(FORM);
    let ours = [
        "opprinnelig.epost",
        "ny.epost",
        "pris.administrasjonsgebyr",
        "pris.porto",
        "installasjonsdato-tidligst",
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
            "opprinnelig.firmanavn",
            "opprinnelig.organisasjonsnummer",
            "opprinnelig.kundenummer",
            "opprinnelig.adresse",
            "opprinnelig.postnummer",
            "opprinnelig.sted",
            "opprinnelig.signaturberettiget",
            "ny.firmanavn",
            "ny.organisasjonsnummer",
            "ny.adresse",
            "ny.postnummer",
            "ny.sted",
            "ny.signaturberettiget",
            "registerkontroll",
            "pris.overtagelse",
            "installasjonsdato",
            "bekreftelse",
            "ny-eier.sted",
            "ny-eier.dato",
            "ny-eier.signatur",
            "ny-eier.blokkbokstaver",
            "gammel-eier.sted",
            "gammel-eier.dato",
            "gammel-eier.signatur",
            "gammel-eier.blokkbokstaver",
        ]
    );
    assert_eq!(keys.len(), 24 + 3);
    assert_eq!(definition.fields.len(), keys.len() + ours.len());
}

#[test]
fn costs_what_it_says() {
    let order = order(FORM, ANSWERS, "");
    assert_eq!(sum(&order, "once"), [755_500, 188_875, 944_375]);
    assert_eq!(
        lines(&order),
        [
            "pris.overtagelse 1 once 750000",
            "pris.administrasjonsgebyr 1 once 5500",
            "pris.porto 1 once later",
        ]
    );
}

#[test]
fn each_violation() {
    let cases = r#"
        opprinnelig.firmanavn | /opprinnelig/firmanavn required
        opprinnelig.organisasjonsnummer | /opprinnelig/organisasjonsnummer required
        opprinnelig.kundenummer |
        opprinnelig.adresse | /opprinnelig/adresse required
        opprinnelig.postnummer | /opprinnelig/postnummer required
        opprinnelig.sted | /opprinnelig/sted required
        opprinnelig.signaturberettiget | /opprinnelig/signaturberettiget required
        opprinnelig.epost; ny.epost |
        ny.firmanavn | /ny/firmanavn required
        ny.organisasjonsnummer | /ny/organisasjonsnummer required
        ny.adresse | /ny/adresse required
        ny.postnummer | /ny/postnummer required
        ny.sted | /ny/sted required
        ny.signaturberettiget | /ny/signaturberettiget required
        installasjonsdato | /installasjonsdato required
        bekreftelse false | /bekreftelse required.tick
        ny.sted; ny-eier.sted | /ny/sted required; /ny-eier/sted required
        ny-eier.dato | /ny-eier/dato required
        ny-eier.signatur | /ny-eier/signatur required.signature
        ny.signaturberettiget; ny-eier.blokkbokstaver | /ny/signaturberettiget required; /ny-eier/blokkbokstaver required
        opprinnelig.sted; gammel-eier.sted | /opprinnelig/sted required; /gammel-eier/sted required
        gammel-eier.dato | /gammel-eier/dato required
        gammel-eier.signatur | /gammel-eier/signatur required.signature
        opprinnelig.signaturberettiget; gammel-eier.blokkbokstaver | /opprinnelig/signaturberettiget required; /gammel-eier/blokkbokstaver required

        opprinnelig.organisasjonsnummer "971058677" | /opprinnelig/organisasjonsnummer organisasjonsnummer.checksum
        ny.organisasjonsnummer "97105867" | /ny/organisasjonsnummer organisasjonsnummer.length
        ny.organisasjonsnummer "991913823" | /ny/organisasjonsnummer rule.samme-selskap
        opprinnelig.postnummer "150" | /opprinnelig/postnummer postnummer.length
        ny.postnummer "0000" | /ny/postnummer postnummer.series
        ny.epost "kari" | /ny/epost epost.at-sign

        // Delivered 14 days after the order: a warning.
        installasjonsdato "2026-12-04" | /installasjonsdato rule.for-tidlig
        installasjonsdato "2026-12-05" |
        installasjonsdato "5.12.2026" | /installasjonsdato format
        installasjonsdato-tidligst "2026-12-04" | /installasjonsdato-tidligst format
        ny-eier.dato "2026-11-22" | /ny-eier/dato date.late
        gammel-eier.dato "2026-11-22" | /gammel-eier/dato date.late
        gammel-eier.dato "2026-11-21" |

        ny-eier.blokkbokstaver "Ola Nordmann" | /ny-eier/blokkbokstaver rule.signaturrett
        gammel-eier.blokkbokstaver "Ola Nordmann" | /gammel-eier/blokkbokstaver rule.signaturrett
        pris.overtagelse 1 | /pris/overtagelse type
    "#;
    expect(FORM, ANSWERS, cases);
}

/// They ask for a second look; the form can be sent.
#[test]
fn another_signer_the_same_company_and_an_early_date_are_but_warnings() {
    for (key, other) in [
        ("ny.organisasjonsnummer", "\"991913823\""),
        ("installasjonsdato", "\"2026-12-04\""),
        ("ny-eier.blokkbokstaver", "\"Ola Nordmann\""),
        ("gammel-eier.blokkbokstaver", "\"Ola Nordmann\""),
    ] {
        let found = found(FORM, &with(&Json::parse(ANSWERS).unwrap(), key, other));
        assert_eq!(found[0].severity, Severity::Warning, "{key}");
    }
}

#[test]
fn signers_and_places_come_from_the_companies() {
    let definition = read(FORM);
    let mut answers = Answers::new(definition.clone(), "nb").on(context().today);
    for (from, to) in [
        ("ny.sted", "ny-eier.sted"),
        ("ny.signaturberettiget", "ny-eier.blokkbokstaver"),
        ("opprinnelig.sted", "gammel-eier.sted"),
        (
            "opprinnelig.signaturberettiget",
            "gammel-eier.blokkbokstaver",
        ),
    ] {
        let typed = Some(Answer::Text(from.to_owned()));
        answers.set(index(&definition, from), typed.clone());
        assert_eq!(answers.value(index(&definition, to)), typed);
    }
    for date in ["ny-eier.dato", "gammel-eier.dato"] {
        let value = answers.value(index(&definition, date));
        assert_eq!(value, Some(Answer::Text("2026-11-21".to_owned())));
    }
}
