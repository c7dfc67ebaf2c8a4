//! The data processing agreement of Opus Systemer: 28 fields, 47 rows and options.

use super::{context, expect, found, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::validation::validate;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/opus-databehandleravtale.json");

/// Complete and in order.
pub const ANSWERS: &str = r#"{
    "behandlingsansvarlig": {"navn": "Tannlegene Vest AS", "organisasjonsnummer": "929782216",
        "underskriver": "Kari Nordmann", "signatur": {"method": "paper"}},
    "databehandler": {"navn": "Opus Systemer AS", "organisasjonsnummer": "971058676", "underskriver": "Jarle B. Mathisen"},
    "vedlegg1": {"a": [
        {"tjeneste": "Support/Konsulent", "formaal": "Veilede og bistå korrekt føring i EPJ systemet, feilretting, teknisk bistand osv.", "varighet": "Løpende i.h.h.t. Tjenesteavtalen og senere avtaler"},
        {"tjeneste": "API", "formaal": "Overføre data slik at de er tilgjengelig i Skyen for presentasjon i andre systemer som kundene benytter seg av i pasientbehandling", "varighet": "Til formålet er oppnådd - er regulert i en API avtale løpende"},
        {"tjeneste": "E-timebok", "formaal": "Selvbetjening for pasienten til å kunne administrere timebestillinger, ombestillinger, avbestilling av timeavtaler", "varighet": "Løpende er regulert i egen avtale for tjenesten (tilleggstjeneste)"},
        {"tjeneste": "Splitting skjøting", "formaal": "Flere baser sammen – eller fra hverandre", "varighet": "Databaser som er i besittelse av Databehandler beholdes så lenge det er behov for det i oppdraget, data slettes senest 2 måneder etter at oppdraget er avsluttet. Avslutning beregnes å inntreffe når Behandlingsansvarlig har kontrollert de leverte dataene."},
        {"tjeneste": "Filoverføringstjeneste", "formaal": "Elektronisk overføring av databaser mellom databehandleransvarlig og Opus Systemer AS (databehandler) i forbindelse med ulike oppdrag/tjenester som skal utføres i databasene til behandlingsansvarlig. Regulert av eget rutineskriv.", "varighet": "Til formålet er oppnådd – fjernes så snart databasen er mottatt eller levert tilbake til databehandleransvarlig"},
        {"tjeneste": "Konvertering", "formaal": "Konverterer data fra andre EPJ systemer, evt andre systemer som har lagret pasient data inn til en database som kan anropes fra Opus Dental", "varighet": "Til formålet er oppnådd. Databaser som er i besittelse av Databehandler beholdes så lenge det er behov for det i oppdraget, data slettes senest 2 måneder etter at oppdraget er avsluttet. Avslutning beregnes å inntreffe når Behandlingsansvarlig har kontrollert de leverte dataene."},
        {"tjeneste": "Skytjenester/Drift", "formaal": "Registrering av data EHR med tilleggstjenester i.h.h.t Tjeneste/oppdragsavtalen", "varighet": "Løpende for skytjenestene i.h.h.t Tjeneste/oppdragsavtalen"}
    ],
    "b": [
        {"behandling": "Support/Konsulent/Fjernsupport", "aktiviteter": "Føring i EPJ systemet, feilretting og teknisk bistand på telefon og via online påloggingstjeneste i.h.h.t. rutineskriv. CRM saker registreres, og saksdokumentasjon oppbevares, i internt kundesystem. Hele teksten: Vedlegg 1 B.", "typer": ["registrering", "support-feilsoking"]},
        {"behandling": "Skjøting/Splitting", "aktiviteter": "Tar inn databaser kjører oppdatering av pas nr. skjøter, splitter, synkroniserer data", "typer": ["tilpasning-endring", "sammenstilling"]},
        {"behandling": "Konvertering", "aktiviteter": "Konverterer data fra andre EPJ systemer, evt andre systemer som har lagret pasient data.", "typer": ["tilpasning-endring"]},
        {"behandling": "E-timebok", "aktiviteter": "Registrerte data: kontaktinformasjon til hver kunde med kontaktperson, og etimebok nøkkel (API-nøkkel), unikt for hver kunde. Løpende i.h.h.t Tjeneste/oppdragsavtalen/tilleggsavtaler. Hele teksten: Vedlegg 1 B.", "typer": ["registrering"]},
        {"behandling": "Sletting eller tilintetgjøring", "aktiviteter": "Databaser Databehandler besitter i form av tjenester som blir levert: beholdes så lenge det er behov for det i oppdraget, slettes senest 2 måneder etter at oppdraget er avsluttet, som beregnes å inntreffe når Behandlingsansvarlig har kontrollert de leverte dataene. Hele teksten: Vedlegg 1 B.", "typer": ["sletting"]},
        {"behandling": "Utlevering/Overføring/Tilbakelevering", "aktiviteter": "Elektronisk overføring av databaser mellom databehandleransvarlig og Opus Systemer AS (databehandler) i forbindelse med oppdrag/tjenester i databasene. Metode: eget rutineskriv for sikker overføring av pasientdata, i henhold til dialog med datatilsynet. Andre metoder kan benyttes, dersom det innebærer høyere sikkerhet. Hele teksten: Vedlegg 1 B.", "typer": ["utlevering"]},
        {"behandling": "Opus skytjeneste", "aktiviteter": "Drifting av Opus Dental skytjenester. EHR data lagres i MS SQL database til Opus Dental V8 og fremtidige versjoner. Regulert i egen tjenesteavtale. Løpende i.h.h.t Tjeneste/oppdragsavtalen/tilleggsavtaler. Hele teksten: Vedlegg 1 B.", "typer": ["lagring"], "vilkaar": "Gjelder dersom avtale om tilleggstjenesten er signert."},
        {"behandling": "Utveksling av data til API", "aktiviteter": "Utveksling via tilpasset rest API, på grunnlag av API anrop fra tredjepart. Resultater som JSON eller XML, standard er JSON. Krever API-nøkkel levert av Opus. Adresse: www.yourdomain.opusdentalonline.com. Løpende i.h.h.t Tjeneste/oppdragsavtalen/tilleggsavtaler. Hele teksten: Vedlegg 1 B.", "typer": ["utlevering"]}
    ],
    "c": {"personopplysninger": ["navn", "fodselsnummer", "bosted", "telefon-epost-foresatte"],
        "egne-personopplysninger": "Yrke", "helseopplysninger": ["epj", "registre"]},
    "d": {"kategorier": ["pasienter", "voksne-og-barn", "foreldre", "fullmektiger", "helsepersonell", "ansatte",
        "tidligere-ansatte", "ansatte-samarbeidende", "leverandorer", "nokkelpersoner"]}},
    "vedlegg2": {"krav": [
        {"nr": 1, "tema": "Norm for informasjonssikkerhet i helse- og omsorgssektoren", "krav": "Databehandler skal følge relevante krav i Norm for informasjonssikkerhet (se faktaark 6b, og hvilke krav som er angitt for databehandler)"},
        {"nr": 2, "tema": "Sikring av data", "krav": "Databehandler skal ha mekanismer for å sikre data under transport, prosessering og lagring for å ivareta integritet og konfidensialitet."},
        {"nr": 3, "tema": "Autentisering", "krav": "Ved tilgang til data ved tjenstlig behov skal det benyttes personlige brukernavn med passord. Databehandler skal ha etablert passordpolicy."},
        {"nr": 4, "tema": "Tjenestenektangrep", "krav": "Antivirus, Win Update og brannmur."},
        {"nr": 5, "tema": "Logging og sporbarhet", "krav": "Ved tilgang til data ved tjenstlig behov skal det benyttes personlige brukernavn med passord. Logging er standard for tilgangen."},
        {"nr": 6, "tema": "Redundans og skalering", "krav": "Ingen"},
        {"nr": 7, "tema": "Testdata", "krav": "Databehandler er ikke i besittelse av testdata for Behandlingsansvarlig."},
        {"nr": 8, "tema": "Sletting og tilbakelevering", "krav": "Databaser som er i besittelse av Databehandler beholdes så lenge det er behov for det i oppdraget, data slettes senest 2 måneder etter at oppdraget er avsluttet. Avslutning beregnes å inntreffe når Behandlingsansvarlig har kontrollert de leverte dataene (evalueringsperiode for å ivareta reklamasjoner)."},
        {"nr": 9, "tema": "Lagringstid", "krav": "Løpende for skytjenestene i.h.h.t Tjeneste/oppdragsavtalen. Databaser til skjøting – splitting, feilsøking og reparasjon -> se punkt 8."},
        {"nr": 10, "tema": "Backup og restore", "krav": "For arbeidet Databehandler gjør følges rutiner for backup."},
        {"nr": 11, "tema": "Kryptering ved lagring", "krav": "Ingen"},
        {"nr": 12, "tema": "Kryptering i kommunikasjon", "krav": "Visma Link – kryptering i.h.h.t. Lovkrav/ Normen"}
    ]},
    "vedlegg3": {"underleverandorer": [
        {"navn": "HF Dataservice", "leveranseomraade": "Skjøting splitting, feilsøking, retting, scripting i databaser, samt programmering", "plassering": "Tromsø, Norge", "land": ["no"]},
        {"navn": "Oppu Systemer AS Norge Filial (Dattterselskap)", "leveranseomraade": "Feilsøking, retting, scripting i databaser, samt programmering, E timebok", "plassering": "Malmø Sverige", "land": ["se"]},
        {"navn": "Microsoft", "leveranseomraade": "Database I azure", "plassering": "Vest-Europa", "land": ["ukjent"], "overforingsgrunnlag": "mangler"},
        {"navn": "Visma Link", "leveranseomraade": "Elektronisk meldingstjeneste – 2.linje programsupport- teknisk support – fjernpålogging.", "plassering": "Lokal installasjon på behandlingsansvarliges server", "land": ["ukjent"], "overforingsgrunnlag": "mangler"}
    ]},
    "tillegg": {"med": true,
        "kontaktperson": {"navn": "Kari Nordmann", "epost": "kari@klinikk.example", "telefon": "22123456"},
        "personvernombud": {"navn": "Ola Nordmann", "epost": "ola@klinikk.example", "telefon": "90123456"},
        "sikkerhetsbehov": ["konfidensialitet", "integritet"], "sikkerhetsavtale": "Avtale av 1. mars 2026"},
    "signatur": {"sted": "Oslo", "dato": "2026-11-21"}}"#;

/// The keys of a form and of its columns, without what an option opens, and
/// without `ours`: keys, or all that begin so if they end in a dot.
pub fn keys(form: &str, ours: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    for field in read(form).fields.iter().filter(|it| it.opened_by.is_none()) {
        keys.push(field.key.clone());
        let columns = field.rows.iter().flat_map(|it| &it.columns.fields);
        keys.extend(columns.map(|it| [&field.key, "[].", &it.key].concat()));
    }
    keys.retain(|key| {
        let own = |it: &&str| key == it || it.ends_with('.') && key.starts_with(it);
        !ours.iter().any(own)
    });
    keys
}

/// The answers with one more row at the end of a list.
pub fn more(answers: &str, list: &str, row: &str) -> String {
    let start = answers
        .find(&["\"", list, "\": ["].concat())
        .expect("the list");
    let end = start + answers[start..].find("\n    ]").expect("its end");
    [&answers[..end], ",\n", row, &answers[end..]].concat()
}

#[test]
fn has_its_twenty_eight_fields() {
    let ours = [
        "rettsgrunnlag",
        "databehandler.organisasjonsnummer",
        "databehandler.kontakt",
        "databehandler.dato",
        "avtalen.",
        "merknad.",
        "vedlegg1.c.egne-personopplysninger",
        "vedlegg1.c.egne-helseopplysninger",
        "vedlegg1.d.egne-kategorier",
        "vedlegg1.b[].typer",
        "vedlegg1.b[].vilkaar",
        "vedlegg3.underleverandorer[].organisasjonsnummer",
        "vedlegg3.underleverandorer[].land",
        "vedlegg3.underleverandorer[].overforingsgrunnlag",
        "overforing.instruks",
        "tillegg.",
        "eksemplarer",
    ];
    let keys = keys(FORM, &ours);
    assert_eq!(
        keys,
        [
            "behandlingsansvarlig.navn",
            "behandlingsansvarlig.organisasjonsnummer",
            "databehandler.navn",
            "vedlegg1.a",
            "vedlegg1.a[].tjeneste",
            "vedlegg1.a[].formaal",
            "vedlegg1.a[].varighet",
            "vedlegg1.b",
            "vedlegg1.b[].behandling",
            "vedlegg1.b[].aktiviteter",
            "vedlegg1.c.personopplysninger",
            "vedlegg1.c.helseopplysninger",
            "vedlegg1.d.kategorier",
            "vedlegg2.krav",
            "vedlegg2.krav[].nr",
            "vedlegg2.krav[].tema",
            "vedlegg2.krav[].krav",
            "vedlegg3.dato",
            "vedlegg3.underleverandorer",
            "vedlegg3.underleverandorer[].navn",
            "vedlegg3.underleverandorer[].leveranseomraade",
            "vedlegg3.underleverandorer[].plassering",
            "signatur.sted",
            "signatur.dato",
            "behandlingsansvarlig.underskriver",
            "behandlingsansvarlig.signatur",
            "databehandler.underskriver",
            "databehandler.signatur",
        ]
    );
    assert_eq!(keys.len(), 28);
}

#[test]
fn annexes_stand_as_printed() {
    let definition = read(FORM);
    let rows = [
        "vedlegg1.a",
        "vedlegg1.b",
        "vedlegg2.krav",
        "vedlegg3.underleverandorer",
    ]
    .map(|key| {
        let rows = definition.fields[index(&definition, key)]
            .rows
            .as_ref()
            .unwrap();
        rows.locked_count()
    });
    assert_eq!(rows, [7, 8, 12, 4]);
    let answers = Answers::new(definition.clone(), "nb");
    let ticked = [
        "vedlegg1.c.personopplysninger",
        "vedlegg1.c.helseopplysninger",
        "vedlegg1.d.kategorier",
    ]
    .map(|key| match answers.value(index(&definition, key)) {
        Some(Answer::Choices(chosen)) => chosen.len(),
        other => panic!("{key}: {other:?}"),
    });
    assert_eq!(ticked, [4, 2, 10]);
    assert_eq!(rows.iter().chain(&ticked).sum::<usize>(), 47);
}

#[test]
fn untouched_asks_for_who_and_a_signature() {
    let answers = Answers::new(read(FORM), "nb").on(context().today);
    let errors: Vec<_> = validate(&answers, context())
        .into_iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| (it.path, it.code))
        .collect();
    let wanted = [
        ("/behandlingsansvarlig/navn", "required"),
        ("/behandlingsansvarlig/organisasjonsnummer", "required"),
        ("/signatur/sted", "required"),
        ("/behandlingsansvarlig/underskriver", "required"),
        ("/behandlingsansvarlig/signatur", "required.signature"),
    ];
    assert_eq!(
        errors,
        wanted.map(|(path, code)| (path.to_owned(), code.to_owned()))
    );
}

/// Nobody who fills in the form can mend the vendor's own rows.
#[test]
fn nothing_is_said_of_the_vendors_rows() {
    assert_eq!(found(FORM, &Json::parse(ANSWERS).unwrap()), []);
}

#[test]
fn each_violation() {
    let lines = r#"
        |
        behandlingsansvarlig.navn | /behandlingsansvarlig/navn required
        behandlingsansvarlig.navn "[Virksomhetens navn]" | /behandlingsansvarlig/navn rule.plassholder
        behandlingsansvarlig.navn "Virksomhetens navn" | /behandlingsansvarlig/navn rule.plassholder
        behandlingsansvarlig.organisasjonsnummer | /behandlingsansvarlig/organisasjonsnummer required
        behandlingsansvarlig.organisasjonsnummer "123123123" | /behandlingsansvarlig/organisasjonsnummer organisasjonsnummer.placeholder
        signatur.sted | /signatur/sted required
        signatur.dato | /signatur/dato required
        signatur.dato "2026-11-22" | /signatur/dato date.late
        behandlingsansvarlig.underskriver | /behandlingsansvarlig/underskriver required
        behandlingsansvarlig.signatur | /behandlingsansvarlig/signatur required.signature

        // What is the vendor's stays as it is: what it has ticked nobody unticks, and
        // the list of subprocessors and its date are its own.
        databehandler.navn "Et annet AS" | /databehandler/navn format
        databehandler.organisasjonsnummer "929782216" | /databehandler/organisasjonsnummer format
        databehandler.underskriver | /databehandler/underskriver format
        vedlegg1.c.personopplysninger ["navn"] | /vedlegg1/c/personopplysninger format
        vedlegg1.c.helseopplysninger | /vedlegg1/c/helseopplysninger format
        vedlegg1.d.kategorier ["pasienter"] | /vedlegg1/d/kategorier format
        vedlegg2.krav [] | /vedlegg2/krav format
        vedlegg3.underleverandorer [] | /vedlegg3/underleverandorer format
        vedlegg3.dato "2026-11-22" |
        vedlegg3.dato "[dato/måned/år]" | /vedlegg3/dato date
        databehandler.dato "2026-11-25" |

        // Own words stand apart.
        vedlegg1.c.egne-personopplysninger |
        vedlegg1.c.egne-helseopplysninger "Røntgenbilder"; vedlegg1.d.egne-kategorier "Studenter" |

        // What the agreement lacks is offered, and security advised.
        tillegg.sikkerhetsbehov; tillegg.sikkerhetsavtale | /tillegg/sikkerhetsbehov rule.sikkerhetsbehov
        tillegg.sikkerhetsbehov | /tillegg/sikkerhetsavtale hidden; /tillegg/sikkerhetsbehov rule.sikkerhetsbehov
        tillegg.kontaktperson; tillegg.personvernombud; tillegg.sikkerhetsavtale |
        tillegg {"med": false} |
        overforing.instruks "Bare USA" | /overforing/instruks hidden
    "#;
    expect(FORM, ANSWERS, lines);
}

#[test]
fn each_violation_in_a_row_of_ones_own() {
    for (list, row, wanted) in [
        (
            "a",
            r#"{"tjeneste": "Opplæring", "formaal": "Kurs", "varighet": "Ett år"}"#,
            "",
        ),
        (
            "a",
            r#"{"tjeneste": "Opplæring"}"#,
            "/vedlegg1/a/7/formaal required; /vedlegg1/a/7/varighet required",
        ),
        (
            "a",
            r#"{"formaal": "Kurs", "varighet": "Ett år"}"#,
            "/vedlegg1/a/7/tjeneste required",
        ),
        (
            "b",
            r#"{"behandling": "Opplæring", "typer": ["bruk"]}"#,
            "/vedlegg1/b/8/aktiviteter required",
        ),
        (
            "b",
            r#"{"aktiviteter": "Kurs"}"#,
            "/vedlegg1/b/8/behandling required",
        ),
        (
            "krav",
            r#"{"nr": 13, "tema": "Opplæring", "krav": "Kurs hvert år"}"#,
            "",
        ),
        ("krav", r#"{"tema": "Opplæring", "krav": "Ingen"}"#, ""),
        (
            "krav",
            r#"{"nr": 0, "krav": "Kurs"}"#,
            "/vedlegg2/krav/12/nr number.low; /vedlegg2/krav/12/tema required",
        ),
        (
            "krav",
            r#"{"nr": 100, "tema": "Kurs"}"#,
            "/vedlegg2/krav/12/nr number.high; /vedlegg2/krav/12/krav required",
        ),
    ] {
        expect(FORM, &more(ANSWERS, list, row), &["| ", wanted].concat());
    }
}

/// The processor keeps the list of its subprocessors: a customer adds none.
#[test]
fn the_list_of_subprocessors_is_the_processors() {
    let row = r#"{"navn": "Drift AS", "leveranseomraade": "Drift", "plassering": "Oslo", "land": ["no"]}"#;
    let more = more(ANSWERS, "underleverandorer", row);
    expect(FORM, &more, "| /vedlegg3/underleverandorer rows.many");
}

/// Long cells keep their conditions and point to the agreement; short ones are its own.
#[test]
fn cells_of_annex_b() {
    for words in [
        "slettes senest 2 måneder etter at oppdraget er avsluttet",
        "Andre metoder kan benyttes, dersom det innebærer høyere sikkerhet.",
        "Gjelder dersom avtale om tilleggstjenesten er signert.",
        "Tar inn databaser kjører oppdatering av pas nr. skjøter, splitter, synkroniserer data",
    ] {
        assert!(FORM.contains(words), "{words}");
    }
    assert_eq!(FORM.matches("Hele teksten: Vedlegg 1 B.\"").count(), 6);
}
