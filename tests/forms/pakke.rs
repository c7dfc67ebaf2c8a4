//! The take-over packet: seven forms as one case. What they share is typed once.

use super::overtagelse::{lines, sum};
use super::{
    bruker, buypass, context, index, lisens, overtagelse, packet, samhandlingslink, visma, with,
};
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Control};
use blankett::engine::price;
use blankett::engine::validation::validate;

const FORMS: [&str; 7] = [
    "opus-overtagelse",
    "opus-lisens",
    "opus-bruker",
    "opus-visma-samhandling",
    "opus-samhandlingslink",
    "buypass-virksomhetssertifikat",
    "opus-databehandleravtale",
];

/// The packet's own answers. The agreement on data processing has tests of its own.
const OWN: &str = r#"{
    "sak": {"elektronisk-oppgjor": true, "nye-brukere": true, "samhandlingslink": true, "databehandleravtale": false},
    "ny": {"organisasjonsnummer": "971058676", "firmanavn": "Tannlegene Vest AS", "adresse": "Strandgaten 2",
        "postnummer": "5003", "sted": "Bergen", "fulladresse": "Strandgaten 2, 5003 Bergen", "telefon": "55123456",
        "fax": "55123457", "epost": "kari@klinikk.example", "kundenummer": "20456"},
    "signaturberettiget": {"fornavn": "Kari", "etternavn": "Nordmann", "navn": "Kari Nordmann"},
    "opprinnelig": {"organisasjonsnummer": "991913823", "firmanavn": "Tannlege Hansen AS", "kundenummer": "10234",
        "adresse": "Storgata 1", "postnummer": "0150", "sted": "Oslo", "signaturberettiget": "Per Hansen",
        "epost": "per@hansen.example"},
    "installasjonsdato": "2026-12-10", "signatur": {"sted": "Bergen", "dato": "2026-11-21"}}"#;

/// Complete and in order: six forms, each answered as in its own tests.
fn answers() -> Json {
    let link = [
        ("installasjonsdato", "\"2026-12-10\""),
        ("faktura.forste", ""),
    ];
    let organisation = r#"{"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS",
        "adresse": "Strandgaten 2", "postnummer": "5003", "poststed": "Bergen", "telefon": "55123456"}"#;
    let forms: [PartOf; 6] = [
        ("opus-overtagelse", overtagelse::ANSWERS, &[]),
        ("opus-lisens", lisens::ANSWERS, &[]),
        ("opus-bruker", bruker::ANSWERS, &[]),
        ("opus-visma-samhandling", visma::ANSWERS, &[]),
        ("opus-samhandlingslink", samhandlingslink::ANSWERS, &link),
        (
            "buypass-virksomhetssertifikat",
            buypass::ANSWERS,
            &[("virksomhet", organisation)],
        ),
    ];
    let Json::Object(mut members) = Json::parse(OWN).unwrap() else {
        unreachable!()
    };
    for (form, answers, changes) in forms {
        let json = Json::parse(answers).unwrap();
        let json = changes
            .iter()
            .fold(json, |json, (key, other)| with(&json, key, other));
        members.push((form.to_owned(), json));
    }
    Json::Object(members)
}

/// All that is wrong: place and code.
fn found(json: &Json) -> Vec<(String, String)> {
    let (answers, mut found) = Answers::from_json(packet(), json, context().today);
    found.extend(validate(&answers, context()));
    found.into_iter().map(|it| (it.path, it.code)).collect()
}

fn begun() -> Answers {
    Answers::new(packet(), "nb").on(context().today)
}

fn set(answers: &mut Answers, key: &str, text: &str) {
    let field = index(answers.definition(), key);
    answers.set(field, Some(Answer::Text(text.to_owned())));
}

fn choose(answers: &mut Answers, case: [bool; 4]) {
    let keys = [
        "elektronisk-oppgjor",
        "nye-brukere",
        "samhandlingslink",
        "databehandleravtale",
    ];
    for (key, yes) in keys.iter().zip(case) {
        let field = index(answers.definition(), &["sak.", key].concat());
        answers.set(field, Some(Answer::Flag(yes)));
    }
}

fn value(answers: &Answers, key: &str) -> Option<Answer> {
    answers.value(index(answers.definition(), key))
}

/// The forms that are part of the case now.
fn shown(answers: &Answers) -> Vec<&'static str> {
    let of = |form: &str, key: &str| key.strip_prefix(form).is_some_and(|it| it.starts_with('.'));
    let fields = &answers.definition().fields;
    let is_shown = |form: &&str| {
        let mut fields = fields.iter().enumerate();
        fields.any(|(at, it)| of(form, &it.key) && answers.is_shown(at))
    };
    FORMS.into_iter().filter(is_shown).collect()
}

/// A form, when it is part of the case, and its fields that take a fact.
type PartOf<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

#[test]
fn holds_seven_forms_in_the_order_of_the_source() {
    let definition: &Definition = &packet();
    let mut prefixes: Vec<&str> = definition
        .fields
        .iter()
        .filter_map(|it| it.key.split('.').next())
        .filter(|it| FORMS.contains(it))
        .collect();
    prefixes.dedup();
    assert_eq!(prefixes, FORMS);
}

#[test]
fn has_its_four_choices_and_six_notes() {
    let definition = packet();
    let of = |group: &str| -> Vec<String> {
        let keys = definition.fields.iter().map(|it| &it.key);
        keys.filter(|it| it.starts_with(group)).cloned().collect()
    };
    assert_eq!(
        of("sak."),
        [
            "sak.elektronisk-oppgjor",
            "sak.nye-brukere",
            "sak.samhandlingslink",
            "sak.databehandleravtale"
        ]
    );
    assert_eq!(
        of("forside."),
        [
            "forside.malgruppe",
            "forside.skjemaliste",
            "forside.fullmakt",
            "forside.priser",
            "forside.lenke",
            "forside.retur"
        ]
    );
}

#[test]
fn the_choices_decide_which_forms_there_are() {
    let mut answers = begun();
    // Nothing is said yet, but the new owner needs an agreement on the data.
    assert_eq!(shown(&answers), [FORMS[0], FORMS[1], FORMS[6]]);
    for (case, wanted) in [
        ([false, false, false, false], vec![0, 1]),
        ([true, false, false, false], vec![0, 1, 3, 5]),
        ([false, true, false, false], vec![0, 1, 2]),
        ([false, false, true, false], vec![0, 1, 4]),
        ([false, false, false, true], vec![0, 1, 6]),
        ([true, true, true, true], vec![0, 1, 2, 3, 4, 5, 6]),
    ] {
        choose(&mut answers, case);
        let wanted: Vec<&str> = wanted.into_iter().map(|it: usize| FORMS[it]).collect();
        assert_eq!(shown(&answers), wanted, "{case:?}");
    }
}

/// Eleven in a full packet: six of the new owner, one of the former, four of Opus.
#[test]
fn eleven_signatures() {
    let definition = packet();
    let signatures = definition
        .fields
        .iter()
        .filter(|it| it.kind.control() == Control::Signature);
    let (opus, customers): (Vec<_>, Vec<_>) = signatures.partition(|it| it.locked);
    assert_eq!((opus.len(), customers.len()), (4, 7));
}

/// 16 555 without VAT for a take-over with electronic settlement: the 7 500 of
/// the take-over and of the licence are one.
#[test]
fn the_least_it_costs() {
    let mut answers = begun();
    choose(&mut answers, [true, false, false, false]);
    let order = price::totals(&answers);
    assert_eq!(sum(&order, "once"), [1_655_500, 413_875, 2_069_375]);
    assert_eq!(
        lines(&order),
        [
            "opus-overtagelse.pris.overtagelse 1 once 750000",
            "opus-overtagelse.pris.administrasjonsgebyr 1 once 5500",
            "opus-overtagelse.pris.porto 1 once later",
            "opus-visma-samhandling.bestilling reinstallasjon 1 once 370000",
            "buypass-virksomhetssertifikat.pris 1 once 530000",
        ]
    );
    set(&mut answers, "opus-lisens.antall-pc", "3");
    let order = price::totals(&answers);
    assert_eq!(sum(&order, "year"), [904_100, 226_025, 1_130_125]);
    assert_eq!(sum(&order, "once"), [1_655_500, 413_875, 2_069_375]);
}

#[test]
fn a_take_over_suggests_reinstallation_alone() {
    let mut answers = begun();
    choose(&mut answers, [true, false, false, false]);
    let only = Some(Answer::Choices(vec!["reinstallasjon".to_owned()]));
    assert_eq!(value(&answers, "opus-visma-samhandling.bestilling"), only);
}

/// Each fact, typed once, stands in every form that asks for it, and cannot be
/// typed anew there.
#[test]
fn facts_are_typed_once() {
    let mut answers = begun();
    choose(&mut answers, [true; 4]);
    let facts = r#"
        ny.firmanavn Klinikk AS | opus-overtagelse.ny.firmanavn opus-lisens.kunde.foretaksnavn opus-bruker.klinikk.navn opus-visma-samhandling.kunde.organisasjonsnavn opus-samhandlingslink.kunde.navn buypass-virksomhetssertifikat.virksomhet.navn opus-databehandleravtale.behandlingsansvarlig.navn
        ny.organisasjonsnummer 971058676 | opus-overtagelse.ny.organisasjonsnummer opus-lisens.kunde.organisasjonsnummer opus-visma-samhandling.kunde.organisasjonsnummer opus-samhandlingslink.kunde.organisasjonsnummer buypass-virksomhetssertifikat.virksomhet.organisasjonsnummer opus-databehandleravtale.behandlingsansvarlig.organisasjonsnummer
        ny.adresse Storgata 3 | opus-overtagelse.ny.adresse buypass-virksomhetssertifikat.virksomhet.adresse
        ny.postnummer 0150 | opus-overtagelse.ny.postnummer buypass-virksomhetssertifikat.virksomhet.postnummer
        ny.sted Oslo | opus-overtagelse.ny.sted buypass-virksomhetssertifikat.virksomhet.poststed
        ny.telefon 22123456 | opus-lisens.kunde.telefon opus-bruker.klinikk.telefon opus-visma-samhandling.kunde.telefon opus-samhandlingslink.kunde.telefon buypass-virksomhetssertifikat.virksomhet.telefon
        ny.epost a@b.example | opus-overtagelse.ny.epost opus-lisens.kunde.epost opus-visma-samhandling.kunde.epost opus-samhandlingslink.kunde.epost
        signaturberettiget.fornavn Kari | buypass-virksomhetssertifikat.signaturberettiget.fornavn
        signaturberettiget.etternavn Nordmann | buypass-virksomhetssertifikat.signaturberettiget.etternavn
        opprinnelig.firmanavn Hansen AS | opus-overtagelse.opprinnelig.firmanavn
        opprinnelig.organisasjonsnummer 991913823 | opus-overtagelse.opprinnelig.organisasjonsnummer
        opprinnelig.kundenummer 77 | opus-overtagelse.opprinnelig.kundenummer
        opprinnelig.adresse Torget 1 | opus-overtagelse.opprinnelig.adresse
        opprinnelig.postnummer 5003 | opus-overtagelse.opprinnelig.postnummer
        opprinnelig.sted Bergen | opus-overtagelse.opprinnelig.sted
        opprinnelig.signaturberettiget Per Hansen | opus-overtagelse.opprinnelig.signaturberettiget
        opprinnelig.epost per@hansen.example | opus-overtagelse.opprinnelig.epost
        installasjonsdato 2026-12-24 | opus-overtagelse.installasjonsdato opus-lisens.installasjonsdato opus-samhandlingslink.installasjonsdato
        signatur.sted Asker | opus-overtagelse.ny-eier.sted opus-bruker.kunde.sted opus-visma-samhandling.kunde.sted opus-samhandlingslink.kunde.sted opus-databehandleravtale.signatur.sted
        signatur.dato 2026-11-20 | opus-overtagelse.ny-eier.dato opus-lisens.signatur.dato opus-bruker.kunde.dato opus-visma-samhandling.kunde.dato opus-samhandlingslink.kunde.dato opus-databehandleravtale.signatur.dato
    "#;
    for row in facts.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (fact, fields) = row.split_once(" | ").unwrap();
        let (key, text) = fact.split_once(' ').unwrap();
        set(&mut answers, key, text);
        for field in fields.split(' ') {
            let typed = Some(Answer::Text(text.to_owned()));
            assert_eq!(value(&answers, field), typed, "{field}");
            set(&mut answers, field, "00000000");
            assert_eq!(value(&answers, field), typed, "{field}");
        }
    }
}

/// What may differ is suggested, and may be overridden.
#[test]
fn defaults_may_be_overridden() {
    let mut answers = begun();
    choose(&mut answers, [true; 4]);
    for (key, text) in [
        ("ny.adresse", "Strandgaten 2"),
        ("ny.postnummer", "5003"),
        ("ny.sted", "Bergen"),
        ("ny.fax", "55123457"),
        ("ny.epost", "kari@klinikk.example"),
        ("ny.kundenummer", "20456"),
        ("signaturberettiget.fornavn", "Kari"),
        ("signaturberettiget.etternavn", "Nordmann"),
    ] {
        set(&mut answers, key, text);
    }
    let line = "Strandgaten 2, 5003 Bergen";
    for (field, suggested, other) in [
        (
            "opus-overtagelse.ny.signaturberettiget",
            "Kari Nordmann",
            "Ola",
        ),
        ("opus-overtagelse.ny-eier.blokkbokstaver", "Ola", "Liv"),
        ("opus-lisens.kunde.tannlege", "Kari Nordmann", "Ola"),
        ("opus-lisens.signatur.tannlege-blokkbokstaver", "Ola", "Liv"),
        ("opus-lisens.kunde.gateadresse", "Strandgaten 2", "Torget 1"),
        ("opus-lisens.kunde.postnummer", "5003", "0150"),
        ("opus-lisens.kunde.poststed", "Bergen", "Oslo"),
        ("opus-lisens.kunde.fax", "55123457", "22123456"),
        ("opus-bruker.klinikk.adresse", line, "Torget 1"),
        ("opus-bruker.klinikk.fax", "55123457", "22123456"),
        (
            "opus-bruker.brukerfil.epost",
            "kari@klinikk.example",
            "fil@klinikk.example",
        ),
        ("opus-bruker.kunde.blokkbokstaver", "Kari Nordmann", "Ola"),
        ("opus-visma-samhandling.kunde.adresse", line, "Torget 1"),
        ("opus-visma-samhandling.kunde.fax", "55123457", "22123456"),
        ("opus-visma-samhandling.kunde.kundenummer", "20456", "20457"),
        (
            "opus-visma-samhandling.kunde.blokkbokstaver",
            "Kari Nordmann",
            "Ola",
        ),
        ("opus-samhandlingslink.kunde.adresse", line, "Torget 1"),
        ("opus-samhandlingslink.kunde.fax", "55123457", "22123456"),
        ("opus-samhandlingslink.kunde.kundenummer", "20456", "20457"),
        (
            "opus-databehandleravtale.behandlingsansvarlig.underskriver",
            "Kari Nordmann",
            "Ola",
        ),
    ] {
        let text = |text: &str| Some(Answer::Text(text.to_owned()));
        assert_eq!(value(&answers, field), text(suggested), "{field}");
        set(&mut answers, field, other);
        assert_eq!(value(&answers, field), text(other), "{field}");
    }
}

#[test]
fn complete_answers_are_taken_as_they_are() {
    let json = answers();
    assert_eq!(found(&json), []);
    let (taken, _) = Answers::from_json(packet(), &json, context().today);
    assert_eq!(taken.to_json().canonical(), json.canonical());
}

/// Whatever is wrong in the packet's own part is said there first.
#[test]
fn each_violation() {
    let path = |key: &str| ["/", &key.replace('.', "/")].concat();
    let alone = [
        ("sak.elektronisk-oppgjor", "", "required.choice"),
        ("sak.nye-brukere", "", "required.choice"),
        ("sak.samhandlingslink", "", "required.choice"),
        ("sak.databehandleravtale", "", "required.choice"),
        ("ny.organisasjonsnummer", "", "required"),
        (
            "ny.organisasjonsnummer",
            "\"971058677\"",
            "organisasjonsnummer.checksum",
        ),
        ("ny.firmanavn", "", "required"),
        ("ny.adresse", "", "required"),
        ("ny.postnummer", "", "required"),
        ("ny.postnummer", "\"503\"", "postnummer.length"),
        ("ny.sted", "", "required"),
        ("ny.telefon", "", "required"),
        ("ny.fax", "\"5512345\"", "telefon.length"),
        ("ny.epost", "", "required"),
        ("signaturberettiget.fornavn", "", "required"),
        ("signaturberettiget.etternavn", "", "required"),
        ("opprinnelig.organisasjonsnummer", "", "required"),
        ("opprinnelig.firmanavn", "", "required"),
        ("opprinnelig.adresse", "", "required"),
        ("opprinnelig.postnummer", "", "required"),
        ("opprinnelig.sted", "", "required"),
        ("opprinnelig.signaturberettiget", "", "required"),
        ("installasjonsdato", "", "required"),
        // Two weeks to deliver, in the packet as in the form: a warning.
        ("installasjonsdato", "\"2026-12-04\"", "rule.for-tidlig"),
        ("signatur.dato", "", "required"),
        ("signatur.dato", "\"2026-11-22\"", "date.late"),
    ];
    for (key, other, code) in alone {
        let json = with(&Json::parse(OWN).unwrap(), key, other);
        let (answers, _) = Answers::from_json(packet(), &json, context().today);
        let own = validate(&answers, context())
            .into_iter()
            .find(|it| !FORMS.iter().any(|form| it.path[1..].starts_with(*form)));
        let own = own.map(|it| (it.path, it.code));
        assert_eq!(own, Some((path(key), code.to_owned())), "{key} {other}");
    }
    // Of the forms only what they ask for themselves is left to answer.
    for (key, code) in [
        ("opus-lisens.antall-pc", "required"),
        (
            "opus-overtagelse.gammel-eier.signatur",
            "required.signature",
        ),
        ("opus-samhandlingslink.antall-behandlere", "required"),
        (
            "buypass-virksomhetssertifikat.aktiveringskode.fornavn",
            "required",
        ),
    ] {
        let found = found(&with(&answers(), key, ""));
        assert!(
            found.contains(&(path(key), code.to_owned())),
            "{key}: {found:?}"
        );
    }
    // A form that is not part of the case has no answers.
    let without = with(&answers(), "sak.samhandlingslink", "false");
    let found = found(&without);
    assert!(
        found
            .iter()
            .all(|(path, code)| code == "hidden" && path.starts_with("/opus-samhandlingslink/"))
    );
    assert!(!found.is_empty());
}

/// Both are told when users and the interchange link are ordered together.
#[test]
fn new_users_count_towards_the_link() {
    let mut answers = begun();
    for (case, wanted) in [
        ([false, true, false, false], false),
        ([false, false, true, false], false),
        ([false, true, true, false], true),
    ] {
        choose(&mut answers, case);
        let note = index(answers.definition(), "oversikt.behandlere");
        assert_eq!(answers.is_shown(note), wanted);
    }
}
