//! The data processing agreement of Norsk Byggtjeneste: 20 fields, almost all of
//! them the vendor's, and eleven subprocessors of whom some are worth a look.

use super::opus_avtale::{keys, more};
use super::{context, expect, found, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::validation::validate;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/nbt-databehandleravtale.json");

/// Complete and in order, but for what is said of the vendor's own rows.
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
        "varighet": "Så lenge avtaleforholdet varer", "lagringstid-etter-opphor": 5},
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
    "revisjon": {"bestilles": true, "revisor": "Revisjon Vest AS"},
    "ved-opphor": {"dato": "2026-12-31", "valg": "slette", "slettes-senest": "2031-12-31"},
    "tillegg": {"med": true,
        "personvernombud": {"navn": "Ola Nordmann", "epost": "ola@bygg.example", "telefon": "90123456"}},
    "aksept": true, "aksept-navn": "Kari Nordmann", "aksept-dato": "2026-11-21"}"#;

/// What is said of the vendor's own rows, whatever the reader answers: no
/// numbers; Microsoft without a basis, SendGrid and Auth0 with a lapsed one;
/// SendGrid's and B2S's data, which Vedlegg 1 does not have.
const VEDLEGG2: &str = "/vedlegg2/underleverandorer rule.uten-nummer; ROWS";
const ROWS: &str = "/vedlegg2/underleverandorer/5/overforingsgrunnlag rule.uten-grunnlag; \
    /vedlegg2/underleverandorer/6/personopplysninger rule.utenfor-vedlegg-1; \
    /vedlegg2/underleverandorer/6/overforingsgrunnlag rule.privacy-shield; \
    /vedlegg2/underleverandorer/7/overforingsgrunnlag rule.privacy-shield; \
    /vedlegg2/underleverandorer/8/personopplysninger rule.utenfor-vedlegg-1";

fn cases(cases: &str) -> String {
    cases.replace("VEDLEGG2", VEDLEGG2).replace("ROWS", ROWS)
}

#[test]
fn has_its_twenty_fields() {
    let ours = [
        "versjon",
        "databehandler.organisasjonsnummer",
        "avtalen.",
        "vedlegg2.underleverandorer[].organisasjonsnummer",
        "vedlegg2.underleverandorer[].land",
        "vedlegg2.underleverandorer[].overforingsgrunnlag",
        "revisjon.bestilles",
        "ved-opphor.dato",
        "ved-opphor.slettes-senest",
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
            "revisjon.revisor",
            "ved-opphor.valg",
        ]
    );
    assert_eq!(keys.len(), 20 + 1);
}

/// Twelve items of Vedlegg 1, two choices and eleven subprocessors.
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
    let ways = definition.fields[index(&definition, "ved-opphor.valg")]
        .kind
        .choices()
        .len();
    let rows = answers.locked_rows(index(&definition, "vedlegg2.underleverandorer"));
    assert_eq!((ways, rows), (2, 11));
    assert_eq!(ticked.iter().sum::<usize>() + ways + rows, 25);
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

#[test]
fn the_vendors_rows_never_block() {
    let found = found(FORM, &Json::parse(ANSWERS).unwrap());
    assert_eq!(found.len(), 6);
    assert!(
        found.iter().all(|it| it.severity == Severity::Warning),
        "{found:?}"
    );
}

#[test]
fn each_violation() {
    let lines = r#"
        | VEDLEGG2
        kunde.navn | /kunde/navn required; VEDLEGG2
        kunde.navn "Kunden" | /kunde/navn rule.plassholder; VEDLEGG2
        kunde.navn "Kundens navn" | /kunde/navn rule.plassholder; VEDLEGG2
        kunde.organisasjonsnummer | /kunde/organisasjonsnummer required; VEDLEGG2
        kunde.organisasjonsnummer "123123123" | /kunde/organisasjonsnummer organisasjonsnummer.placeholder; VEDLEGG2
        tjenesteavtale | /tjenesteavtale required; VEDLEGG2

        // What is the vendor's stays as it is; the number it fills in itself.
        databehandler.navn "Et annet AS" | /databehandler/navn format; VEDLEGG2
        databehandler.organisasjonsnummer "929782216" | VEDLEGG2
        vedlegg1.formaal ["support"] | /vedlegg1/formaal format; VEDLEGG2
        vedlegg1.personopplysninger ["navn"] | /vedlegg1/personopplysninger format; VEDLEGG2
        vedlegg1.registrerte | /vedlegg1/registrerte format; VEDLEGG2
        vedlegg1.varighet "Evig" | /vedlegg1/varighet format; VEDLEGG2
        vedlegg1.varighet "As long as the agreement lasts" | VEDLEGG2
        vedlegg1.lagringstid-etter-opphor 10 | /vedlegg1/lagringstid-etter-opphor format; VEDLEGG2
        vedlegg2.underleverandorer [] | /vedlegg2/underleverandorer format; ROWS
        tredjeland.fullmakt false | /tredjeland/fullmakt format; VEDLEGG2

        vedlegg1.kontaktpunkter | VEDLEGG2
        vedlegg1.kontaktpunkter [{"part": "kunde", "navn": "Kari"}] | /vedlegg1/kontaktpunkter/0/epost required; VEDLEGG2
        vedlegg1.kontaktpunkter [{"part": "kunde", "epost": "kari@bygg.example"}] | /vedlegg1/kontaktpunkter/0/navn required; VEDLEGG2
        vedlegg1.kontaktpunkter [{"navn": "Kari", "telefon": "22123456"}] | /vedlegg1/kontaktpunkter/0/part required.choice; VEDLEGG2

        underleverandor.samtykke true | /underleverandor/samtykke hidden; VEDLEGG2
        tredjeland.instruks | VEDLEGG2; /tredjeland/instruks required
        revisjon.revisor | VEDLEGG2; /revisjon/revisor required
        revisjon.bestilles false | /revisjon/revisor hidden; VEDLEGG2
        revisjon | VEDLEGG2
        ved-opphor.valg | VEDLEGG2; /ved-opphor/valg required.choice
        ved-opphor.valg "anonymisere" | VEDLEGG2; /ved-opphor/valg choice.unknown
        ved-opphor.dato | /ved-opphor/valg hidden; /ved-opphor/slettes-senest hidden; VEDLEGG2
        ved-opphor.slettes-senest "2030-12-31" | /ved-opphor/slettes-senest format; VEDLEGG2
        ved-opphor | VEDLEGG2
        tillegg {"med": false} | VEDLEGG2
        tillegg {"med": false, "personvernombud": {"navn": "Ola"}} | /tillegg/personvernombud/navn hidden; VEDLEGG2
        aksept false | VEDLEGG2; /aksept required.tick
        aksept-navn | VEDLEGG2; /aksept-navn required
        aksept-dato | VEDLEGG2; /aksept-dato required
        aksept-dato "2026-11-22" | VEDLEGG2; /aksept-dato date.late
    "#;
    expect(FORM, ANSWERS, &cases(lines));
    let contact = r#"{"part": "kunde", "navn": "Kari", "telefon": "22123456"}"#;
    let many = [contact; 11].join(", ");
    let line = [
        "vedlegg1.kontaktpunkter [",
        &many,
        "] | /vedlegg1/kontaktpunkter rows.many; VEDLEGG2",
    ]
    .concat();
    expect(FORM, ANSWERS, &cases(&line));
}

/// A new subprocessor must be approved, and is held to what the vendor's own
/// are only flagged for.
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
        (
            "Adresse",
            r#""land": ["no"]"#,
            true,
            "/vedlegg2/underleverandorer/11/personopplysninger rule.utenfor-vedlegg-1",
        ),
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
            "/vedlegg2/underleverandorer/11/land rule.ukjent-land",
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
            "underleverandor.samtykke {approved} | VEDLEGG2; {}",
            wanted.replace("BASIS", basis)
        );
        expect(
            FORM,
            &more(ANSWERS, "underleverandorer", &row),
            &cases(&line),
        );
    }
    let cells = ["navn", "lokasjon", "formaal", "personopplysninger"];
    let wanted = cells
        .map(|it| format!("/vedlegg2/underleverandorer/11/{it} required"))
        .join("; ");
    let bare = more(ANSWERS, "underleverandorer", r#"{"land": ["no"]}"#);
    let line = format!("underleverandor.samtykke true | VEDLEGG2; {wanted}");
    expect(FORM, &bare, &cases(&line));
}

/// Five years after the service agreement, on the last of a shorter month.
#[test]
fn deleted_at_the_latest() {
    let definition = read(FORM);
    let (end, latest) = (
        index(&definition, "ved-opphor.dato"),
        index(&definition, "ved-opphor.slettes-senest"),
    );
    let mut answers = Answers::new(definition, "nb").on(context().today);
    assert_eq!(answers.value(latest), None);
    for (typed, wanted) in [
        ("31.12.2026", Some("2031-12-31")),
        ("1.1.2027", Some("2032-01-01")),
        ("29.02.2028", Some("2033-02-28")),
        ("snart", None),
        ("", None),
    ] {
        answers.set(end, Some(Answer::Text(typed.to_owned())));
        assert_eq!(
            answers.value(latest),
            wanted.map(|it| Answer::Text(it.to_owned())),
            "{typed}"
        );
    }
}
