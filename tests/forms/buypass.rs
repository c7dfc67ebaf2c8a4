//! Buypass virksomhetssertifikat: 22 fields, two national ids, a price.

use super::{context, expect, found, index, read, with};
use blankett::engine::answers::Answers;
use blankett::engine::identifiers::Accept;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::messages::Locale;
use blankett::engine::price;
use blankett::engine::validation::validate;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/buypass-virksomhetssertifikat.json");

/// Complete and in order; of the numbers, the national id is an example of the
/// register's own.
pub const ANSWERS: &str = r#"{
    "virksomhet": {"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS", "adresse": "Storgata 1",
        "postnummer": "0150", "poststed": "Oslo", "telefon": "22123456"},
    "signaturberettiget": {"fornavn": "Kari", "etternavn": "Nordmann", "fodselsnummer": "02013299997",
        "mobilnummer": "90123456", "epost": "kari@klinikk.example"},
    "sertifikat": {"ou": "Resepsjonen", "cn": "Tannlegene Vest"},
    "aktiveringskode": {"gjenbruk": true, "fodselsnummer": "30108299920", "fornavn": "Ola", "etternavn": "Nordmann",
        "adresse": "Storgata 2", "postnummer": "5003", "poststed": "Bergen", "epost": "ola@klinikk.example",
        "mobilnummer": "+46701234567"}}"#;

#[test]
fn has_its_twenty_two_fields() {
    let definition = read(FORM);
    let own = |key: &&str| !["aktiveringskode.gjenbruk", "returadresse"].contains(key);
    let keys: Vec<&str> = definition
        .fields
        .iter()
        .map(|it| it.key.as_str())
        .filter(own)
        .collect();
    assert_eq!(
        keys,
        [
            "pris",
            "virksomhet.organisasjonsnummer",
            "virksomhet.navn",
            "virksomhet.adresse",
            "virksomhet.postnummer",
            "virksomhet.poststed",
            "virksomhet.telefon",
            "signaturberettiget.fornavn",
            "signaturberettiget.etternavn",
            "signaturberettiget.fodselsnummer",
            "signaturberettiget.mobilnummer",
            "signaturberettiget.epost",
            "sertifikat.ou",
            "sertifikat.cn",
            "aktiveringskode.fodselsnummer",
            "aktiveringskode.fornavn",
            "aktiveringskode.etternavn",
            "aktiveringskode.adresse",
            "aktiveringskode.postnummer",
            "aktiveringskode.poststed",
            "aktiveringskode.epost",
            "aktiveringskode.mobilnummer",
        ]
    );
    assert_eq!(keys.len(), 22);
    let secret: Vec<&str> = definition
        .fields
        .iter()
        .filter(|it| it.secret)
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(
        secret,
        [
            "signaturberettiget.fodselsnummer",
            "aktiveringskode.fodselsnummer"
        ]
    );
}

#[test]
fn costs_what_it_says() {
    let answers = Answers::new(read(FORM), "nb");
    let totals = r#"{"currency":"NOK","gross":662500,"lines":[{"gross":662500,"key":"pris","net":530000,"period":"once","quantity":1,"vat":132500}],"net":530000,"vat":132500}"#;
    assert_eq!(price::totals(&answers).canonical(), totals);
    assert_eq!(
        price::totals(&Answers::new(read(crate::selvhjelp::FORM), "nb")).canonical(),
        "{}"
    );
}

#[test]
fn untouched_asks_for_what_it_needs() {
    let answers = Answers::new(read(FORM), "nb");
    assert_eq!(
        answers.to_json().canonical(),
        r#"{"aktiveringskode":{"gjenbruk":false}}"#
    );
    let found = validate(&answers, context());
    assert!(found.iter().all(|it| it.code == "required"), "{found:?}");
    assert_eq!(found.len(), 6 + 5 + 4);
}

#[test]
fn each_violation() {
    let long = ["\"", &"å".repeat(65), "\""].concat();
    let cases = r#"
        // With the switch on, the recipient's own number and address are required, too.
        virksomhet.organisasjonsnummer | /virksomhet/organisasjonsnummer required
        virksomhet.navn | /virksomhet/navn required
        virksomhet.adresse | /virksomhet/adresse required
        virksomhet.postnummer | /virksomhet/postnummer required
        virksomhet.poststed | /virksomhet/poststed required
        virksomhet.telefon | /virksomhet/telefon required
        signaturberettiget.fornavn | /signaturberettiget/fornavn required
        signaturberettiget.etternavn | /signaturberettiget/etternavn required
        signaturberettiget.fodselsnummer | /signaturberettiget/fodselsnummer required
        signaturberettiget.mobilnummer | /signaturberettiget/mobilnummer required
        signaturberettiget.epost | /signaturberettiget/epost required
        sertifikat.ou |
        sertifikat.cn | /sertifikat/cn format
        aktiveringskode.fodselsnummer | /aktiveringskode/fodselsnummer required
        aktiveringskode.fornavn | /aktiveringskode/fornavn required
        aktiveringskode.etternavn | /aktiveringskode/etternavn required
        aktiveringskode.adresse | /aktiveringskode/adresse required
        aktiveringskode.postnummer | /aktiveringskode/postnummer required
        aktiveringskode.poststed | /aktiveringskode/poststed required
        aktiveringskode.epost | /aktiveringskode/epost required
        aktiveringskode.mobilnummer | /aktiveringskode/mobilnummer required

        virksomhet.organisasjonsnummer "971058677" | /virksomhet/organisasjonsnummer organisasjonsnummer.checksum
        virksomhet.organisasjonsnummer "97105867" | /virksomhet/organisasjonsnummer organisasjonsnummer.length
        virksomhet.organisasjonsnummer "97105867O" | /virksomhet/organisasjonsnummer organisasjonsnummer.characters
        virksomhet.organisasjonsnummer "123123123" | /virksomhet/organisasjonsnummer organisasjonsnummer.placeholder
        virksomhet.organisasjonsnummer "310478717" | /virksomhet/organisasjonsnummer organisasjonsnummer.test-number
        virksomhet.organisasjonsnummer "971 058 676" | /virksomhet/organisasjonsnummer format
        virksomhet.organisasjonsnummer 971058676 | /virksomhet/organisasjonsnummer type
        virksomhet.navn {"a": 1} | /virksomhet/navn type
        virksomhet.postnummer "150" | /virksomhet/postnummer postnummer.length
        virksomhet.postnummer "O150" | /virksomhet/postnummer postnummer.characters
        virksomhet.postnummer "0000" | /virksomhet/postnummer postnummer.series
        virksomhet.telefon "2212345" | /virksomhet/telefon telefon.length
        // A date and two check digits; what follows the rule of 2032 passes.
        signaturberettiget.fodselsnummer "0201329999" | /signaturberettiget/fodselsnummer fodselsnummer.length
        signaturberettiget.fodselsnummer "02013299998" | /signaturberettiget/fodselsnummer fodselsnummer.checksum
        signaturberettiget.fodselsnummer "32013299997" | /signaturberettiget/fodselsnummer fodselsnummer.date
        signaturberettiget.fodselsnummer "01819012012" | /signaturberettiget/fodselsnummer fodselsnummer.test-number
        signaturberettiget.fodselsnummer "02013299903" |
        aktiveringskode.fodselsnummer "30108299939" |
        aktiveringskode.fodselsnummer "30108299921" | /aktiveringskode/fodselsnummer fodselsnummer.checksum
        signaturberettiget.mobilnummer "22123456" | /signaturberettiget/mobilnummer telefon.mobile
        signaturberettiget.epost "kari" | /signaturberettiget/epost epost.at-sign
        signaturberettiget.epost "kari@klinikk" | /signaturberettiget/epost epost.domain
        signaturberettiget.epost "Kari@Klinikk.example" | /signaturberettiget/epost format
        sertifikat.ou LONG | /sertifikat/ou text.long
        sertifikat.cn LONG | /sertifikat/cn text.long
        sertifikat.cn " Tannlegene" | /sertifikat/cn format

        aktiveringskode.gjenbruk | /aktiveringskode/gjenbruk format; /aktiveringskode/fodselsnummer hidden; /aktiveringskode/adresse hidden; /aktiveringskode/postnummer hidden; /aktiveringskode/poststed hidden
        aktiveringskode.gjenbruk "ja" | /aktiveringskode/gjenbruk type; /aktiveringskode/fodselsnummer hidden; /aktiveringskode/adresse hidden; /aktiveringskode/postnummer hidden; /aktiveringskode/poststed hidden
        pris 530000 | /pris type
        returadresse "her" | /returadresse type
        signaturberettiget.sivilstand "gift" | /signaturberettiget/sivilstand unknown
        faks "66776041" | /faks unknown
        sertifikat.tom {"a": {}} | /sertifikat/tom unknown
        sertifikat {} | /sertifikat format; /sertifikat/cn format
        virksomhet "Tannlegene" | /virksomhet unknown; /virksomhet/organisasjonsnummer required; /virksomhet/navn required; /virksomhet/adresse required; /virksomhet/postnummer required; /virksomhet/poststed required; /virksomhet/telefon required
    "#;
    expect(FORM, ANSWERS, &cases.replace("LONG", &long));
}

/// One answer has one place: «a.b» is not «b» in «a».
#[test]
fn dotted_keys_are_unknown() {
    let Json::Object(mut members) = Json::parse(ANSWERS).unwrap() else {
        unreachable!()
    };
    members.push(("sertifikat.cn".to_owned(), Json::text("Tannlegene Vest")));
    let found = found(FORM, &Json::Object(members));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].path.as_str(), found[0].code.as_str()),
        ("/sertifikat.cn", "unknown")
    );
}

#[test]
fn a_landline_for_a_mobile_is_but_a_warning() {
    let json = with(
        &Json::parse(ANSWERS).unwrap(),
        "signaturberettiget.mobilnummer",
        "\"22123456\"",
    );
    let found = found(FORM, &json);
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(
        Locale::nb().sentence(&found[0], &read(FORM)),
        "Dette ser ikke ut som et mobilnummer. Sjekk at du har tastet riktig."
    );
}

#[test]
fn test_numbers_where_they_are_wanted() {
    let mut answers =
        Answers::from_json(read(FORM), &Json::parse(ANSWERS).unwrap(), context().today).0;
    let context = Context {
        accept: Accept { test_numbers: true },
        ..context()
    };
    for number in ["01819012012", "17858512034", "41819012006"] {
        let field = index(answers.definition(), "signaturberettiget.fodselsnummer");
        answers.set(field, Some(Answer::Text(number.to_owned())));
        assert_eq!(validate(&answers, context), []);
    }
}

/// An empty CN is the organisation's name, in what is sent, too.
#[test]
fn common_name() {
    let definition = read(FORM);
    let (name, cn) = (
        index(&definition, "virksomhet.navn"),
        index(&definition, "sertifikat.cn"),
    );
    let mut answers = Answers::new(definition, "nb");
    assert_eq!(answers.value(cn), None);
    assert_eq!(
        answers.set(name, Some(Answer::Text(" Tannlegene Vest AS ".to_owned()))),
        [cn]
    );
    assert_eq!(
        answers.value(cn),
        Some(Answer::Text("Tannlegene Vest AS".to_owned()))
    );
    assert_eq!(answers.typed(cn), None);
    assert!(
        answers
            .to_json()
            .canonical()
            .contains(r#""sertifikat":{"cn":"Tannlegene Vest AS"}"#)
    );
    answers.set(cn, Some(Answer::Text("Vest".to_owned())));
    assert_eq!(answers.value(cn), Some(Answer::Text("Vest".to_owned())));
    answers.set(cn, Some(Answer::Text(" ".to_owned())));
    assert_eq!(
        answers.value(cn),
        Some(Answer::Text("Tannlegene Vest AS".to_owned()))
    );
}

/// Hidden fields are left out of what is sent, and come back as they were.
#[test]
fn recipient_used_again() {
    let definition = read(FORM);
    let (switch, address) = (
        index(&definition, "aktiveringskode.gjenbruk"),
        index(&definition, "aktiveringskode.adresse"),
    );
    let mut answers =
        Answers::from_json(definition, &Json::parse(ANSWERS).unwrap(), context().today).0;
    assert!(answers.is_shown(address));
    let touched = answers.set(switch, Some(Answer::Flag(false)));
    let keys: Vec<&str> = touched
        .iter()
        .map(|it| answers.definition().fields[*it].key.as_str())
        .collect();
    let four = ["fodselsnummer", "adresse", "postnummer", "poststed"]
        .map(|it| ["aktiveringskode.", it].concat());
    assert_eq!(keys, four);
    let sent = answers.to_json();
    let recipient = sent.get("aktiveringskode").unwrap();
    assert!(
        ["fodselsnummer", "adresse", "postnummer", "poststed"]
            .iter()
            .all(|it| recipient.get(it).is_none())
    );
    assert_eq!(found(FORM, &sent), []);
    answers.set(switch, Some(Answer::Flag(true)));
    assert_eq!(
        answers.to_json().canonical(),
        Json::parse(ANSWERS).unwrap().canonical()
    );
}
