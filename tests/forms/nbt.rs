//! The data processing agreement of Norsk Byggtjeneste: of its 20 fields the 18 that
//! are no later event, almost all of them the vendor's, and eleven subprocessors.

use super::opus_avtale::{keys, more};
use super::{context, expect, found, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::validation::validate;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/nbt-databehandleravtale.json");

/// Complete and in order.
pub const ANSWERS: &str = r#"{
    "kunde": {"navn": "Byggevarer Vest AS", "organisasjonsnummer": "971058676"},
    "databehandler": {"navn": "Norsk Byggtjeneste AS"},
    "tjenesteavtale": "Brukeravtale av 1. mars 2026",
    "vedlegg1": {"formaal": ["normal-bruk", "kontaktopplysninger", "samtykke", "support"],
        "personopplysninger": ["navn", "epost", "telefon", "land", "tilhorighet"],
        "registrerte": ["brukere", "ansatte", "kontakter"],
        "kontaktpunkter": [
            {"part": "kunde", "navn": "Kari Nordmann", "rolle": "IT-ansvarlig", "epost": "kari@bygg.example"},
            {"part": "databehandler", "navn": "Kundesenteret", "telefon": "22123456"}],
        "varighet": "Så lenge avtaleforholdet mellom partene består", "lagringstid-etter-opphor": 5},
    "vedlegg2": {"underleverandorer": [
        {"navn": "Conscensia A/S", "lokasjon": "Danmark/Ukraina", "formaal": "Utvikling av ny funksjonalitet og versjoner/teknisk vedlikehold\nFeilsøking og teknisk andrelinje-support ved behov.", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "merknader": "Tredjelandsavtale påkrevd. Behandlingsansvarlig gir databehandler rett til å inngå slik avtale på vegne av behandlingsansvarlig.", "land": ["dk", "ua"], "overforingsgrunnlag": "annet"},
        {"navn": "Inmeta AS", "lokasjon": "Oslo", "formaal": "Utvikling av ny funksjonalitet og versjoner/teknisk vedlikehold\nFeilsøking og teknisk andrelinje-support ved behov.", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["no"]},
        {"navn": "Aurum AS", "lokasjon": "Oslo", "formaal": "Utvikling av ny funksjonalitet og versjoner/teknisk vedlikehold\nFeilsøking og teknisk andrelinje-support ved behov.", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["no"]},
        {"navn": "Techpros AS", "lokasjon": "Oslo", "formaal": "Utvikling av ny funksjonalitet og versjoner/teknisk vedlikehold\nFeilsøking og teknisk andrelinje-support ved behov.", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["no"]},
        {"navn": "Braathe Gruppen AS", "lokasjon": "Oslo", "formaal": "Leie av servere, drift av servere, backup, hosting", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["no"]},
        {"navn": "Microsoft Corporation", "lokasjon": "USA / Nederland", "formaal": "Drift av servere, backup, hosting i Azure", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["nl", "us"], "overforingsgrunnlag": "mangler"},
        {"navn": "SendGrid, Inc.", "lokasjon": "USA", "formaal": "Utsendelser av e-post", "personopplysninger": "Navn, e-postadresser og informasjon om utsendelser, (levert/feilet.)", "merknader": "Selskapet er sertifisert i henhold til Privacy Shield-rammeverket.", "land": ["us"], "overforingsgrunnlag": "privacy-shield"},
        {"navn": "Auth0, Inc.", "lokasjon": "USA", "formaal": "Brukeradministrasjon og autentisering", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "merknader": "Selskapet er sertifisert i henhold til Privacy Shield-rammeverket.", "land": ["us"], "overforingsgrunnlag": "privacy-shield"},
        {"navn": "B2S", "lokasjon": "Oslo", "formaal": "Utsendelse av brukerundersøkelser", "personopplysninger": "Navn, e-postadresser og informasjon om utsendelser og svar på undersøkelser", "land": ["no"]},
        {"navn": "Logiq", "lokasjon": "Oslo", "formaal": "Overføring av transaksjoner", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["no"]},
        {"navn": "EcoOnline", "lokasjon": "Tønsberg", "formaal": "Stoffkartotek", "personopplysninger": "Alle som nevnt i vedlegg 1 punkt 2", "land": ["no"]}
    ]},
    "tredjeland": {"instruks": "Bare support fra Ukraina, etter SCC", "fullmakt": true},
    "tillegg": {"med": true,
        "personvernombud": {"navn": "Ola Nordmann", "epost": "ola@bygg.example", "telefon": "90123456"}},
    "aksept": true, "aksept-navn": "Kari Nordmann", "aksept-dato": "2026-11-21"}"#;

#[test]
fn has_its_eighteen_fields() {
    let ours = [
        "versjon",
        "databehandler.organisasjonsnummer",
        "avtalen.",
        "vedlegg2.underleverandorer[].organisasjonsnummer",
        "vedlegg2.underleverandorer[].land",
        "vedlegg2.underleverandorer[].overforingsgrunnlag",
        "tillegg.",
        "aksept",
        "aksept-navn",
        "aksept-dato",
    ];
    let mut keys = keys(FORM, &ours);
    keys.retain(|it| !it.starts_with("vedlegg1.kontaktpunkter[]"));
    assert_eq!(
        keys,
        [
            "kunde.navn",
            "kunde.organisasjonsnummer",
            "databehandler.navn",
            "tjenesteavtale",
            "vedlegg1.formaal",
            "vedlegg1.personopplysninger",
            "vedlegg1.registrerte",
            "vedlegg1.kontaktpunkter",
            "vedlegg1.varighet",
            "vedlegg1.lagringstid-etter-opphor",
            "vedlegg2.underleverandorer",
            // One printed column in two.
            "vedlegg2.underleverandorer[].navn",
            "vedlegg2.underleverandorer[].lokasjon",
            "vedlegg2.underleverandorer[].formaal",
            "vedlegg2.underleverandorer[].personopplysninger",
            "vedlegg2.underleverandorer[].merknader",
            "underleverandor.samtykke",
            "tredjeland.instruks",
            "tredjeland.fullmakt",
        ]
    );
    assert_eq!(keys.len(), 18 + 1);
}

/// Twelve items of Vedlegg 1 and eleven subprocessors.
#[test]
fn untouched() {
    let definition = read(FORM);
    let answers = Answers::new(definition.clone(), "nb").on(context().today);
    let ticked = ["formaal", "personopplysninger", "registrerte"].map(|it| {
        match answers.value(index(&definition, &["vedlegg1.", it].concat())) {
            Some(Answer::Choices(chosen)) => chosen.len(),
            other => panic!("{it}: {other:?}"),
        }
    });
    assert_eq!(ticked, [4, 5, 3]);
    let rows = answers.locked_rows(index(&definition, "vedlegg2.underleverandorer"));
    assert_eq!(rows, 11);
    let errors: Vec<_> = validate(&answers, context())
        .into_iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| it.path)
        .collect();
    assert_eq!(
        errors,
        [
            "/kunde/navn",
            "/kunde/organisasjonsnummer",
            "/tjenesteavtale",
            "/tredjeland/instruks",
            "/aksept",
            "/aksept-navn"
        ]
    );
}

/// Nobody who fills in the form can mend the vendor's own rows.
#[test]
fn nothing_is_said_of_the_vendors_rows() {
    assert_eq!(found(FORM, &Json::parse(ANSWERS).unwrap()), []);
}

/// Errors and incidents are logged; that access is logged no one has promised.
#[test]
fn no_measure_is_invented() {
    let json = Json::parse(FORM).unwrap();
    let measures = json.get("model").and_then(|it| it.get("sikkerhetstiltak"));
    let told = measures.unwrap().canonical();
    assert!(told.contains("logging av feil og avvik"), "{told}");
    assert!(!FORM.contains("ilgang logges") && !FORM.contains("tilgangen logges"));
}

#[test]
fn each_violation() {
    let lines = r#"
        |
        kunde.navn | /kunde/navn required
        kunde.navn "Kunden" | /kunde/navn rule.plassholder
        kunde.navn "Kundens navn" | /kunde/navn rule.plassholder
        kunde.organisasjonsnummer | /kunde/organisasjonsnummer required
        kunde.organisasjonsnummer "123123123" | /kunde/organisasjonsnummer organisasjonsnummer.placeholder
        tjenesteavtale | /tjenesteavtale required

        // What is the vendor's stays as it is; the number it fills in itself.
        databehandler.navn "Et annet AS" | /databehandler/navn format
        databehandler.organisasjonsnummer "929782216" |
        vedlegg1.formaal ["support"] | /vedlegg1/formaal format
        vedlegg1.personopplysninger ["navn"] | /vedlegg1/personopplysninger format
        vedlegg1.registrerte | /vedlegg1/registrerte format
        vedlegg1.varighet "Evig" | /vedlegg1/varighet format
        vedlegg1.varighet "As long as the contractual relation between the parties lasts" |
        vedlegg1.lagringstid-etter-opphor 10 | /vedlegg1/lagringstid-etter-opphor format
        vedlegg2.underleverandorer [] | /vedlegg2/underleverandorer format
        tredjeland.fullmakt false | /tredjeland/fullmakt format

        vedlegg1.kontaktpunkter |
        vedlegg1.kontaktpunkter [{"part": "kunde", "navn": "Kari"}] | /vedlegg1/kontaktpunkter/0/epost required
        vedlegg1.kontaktpunkter [{"part": "kunde", "epost": "kari@bygg.example"}] | /vedlegg1/kontaktpunkter/0/navn required
        vedlegg1.kontaktpunkter [{"navn": "Kari", "telefon": "22123456"}] | /vedlegg1/kontaktpunkter/0/part required.choice

        underleverandor.samtykke true | /underleverandor/samtykke hidden
        tredjeland.instruks | /tredjeland/instruks required
        tillegg {"med": false} |
        tillegg {"med": false, "personvernombud": {"navn": "Ola"}} | /tillegg/personvernombud/navn hidden
        aksept false | /aksept required.tick
        aksept-navn | /aksept-navn required
        aksept-dato | /aksept-dato required
        aksept-dato "2026-11-22" | /aksept-dato date.late
    "#;
    expect(FORM, ANSWERS, lines);
    let contact = r#"{"part": "kunde", "navn": "Kari", "telefon": "22123456"}"#;
    let many = [contact; 11].join(", ");
    let line = [
        "vedlegg1.kontaktpunkter [",
        &many,
        "] | /vedlegg1/kontaktpunkter rows.many",
    ]
    .concat();
    expect(FORM, ANSWERS, &line);
}

/// A new subprocessor must be approved, and must have a valid basis of transfer.
#[test]
fn each_violation_of_a_subprocessor() {
    let (all, basis) = (
        "Alle som nevnt i vedlegg 1 punkt 2",
        "/vedlegg2/underleverandorer/11/overforingsgrunnlag",
    );
    for (data, rest, approved, wanted) in [
        (all, r#""land": ["no"]"#, true, ""),
        (
            all,
            r#""land": ["no"]"#,
            false,
            "/underleverandor/samtykke required.tick",
        ),
        ("Adresse", r#""land": ["no"]"#, true, ""),
        (
            all,
            r#""organisasjonsnummer": "929782216""#,
            true,
            "/vedlegg2/underleverandorer/11/land required.choices",
        ),
        (
            all,
            r#""land": ["ukjent"]"#,
            true,
            "/vedlegg2/underleverandorer/11/land choice.unknown",
        ),
        (all, r#""land": ["us"]"#, true, "BASIS required.choice"),
        (
            all,
            r#""land": ["gb"], "overforingsgrunnlag": "adekvansbeslutning""#,
            true,
            "",
        ),
        (
            all,
            r#""land": ["ua"], "overforingsgrunnlag": "mangler""#,
            true,
            "BASIS rule.uten-grunnlag",
        ),
        (
            all,
            r#""land": ["ua"], "overforingsgrunnlag": "ikke-overforing""#,
            true,
            "BASIS rule.uten-grunnlag",
        ),
        (
            all,
            r#""land": ["us"], "overforingsgrunnlag": "privacy-shield""#,
            true,
            "BASIS rule.privacy-shield",
        ),
    ] {
        let row = format!(
            r#"{{"navn": "Drift AS", "lokasjon": "Her", "formaal": "Drift", "personopplysninger": "{data}", {rest}}}"#
        );
        let line = format!(
            "underleverandor.samtykke {approved} | {}",
            wanted.replace("BASIS", basis)
        );
        expect(FORM, &more(ANSWERS, "underleverandorer", &row), &line);
    }
    let cells = ["navn", "lokasjon", "formaal", "personopplysninger"];
    let wanted = cells
        .map(|it| format!("/vedlegg2/underleverandorer/11/{it} required"))
        .join("; ");
    let bare = more(ANSWERS, "underleverandorer", r#"{"land": ["no"]}"#);
    let line = format!("underleverandor.samtykke true | {wanted}");
    expect(FORM, &bare, &line);
}
