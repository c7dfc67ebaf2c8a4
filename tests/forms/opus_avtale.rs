//! The data processing agreement of Opus Systemer: 28 fields, 47 rows and options.

use super::{choices, context, expect, found, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
use blankett::engine::validation::validate;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/opus-databehandleravtale.json");

/// Complete and in order, but for what is said of the vendor's own rows.
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
        {"behandling": "Support/Konsulent/Fjernsupport", "aktiviteter": "Veileder og bistår korrekt føring i EPJ systemet, feilretter, teknisk bistand osv på telefon og via online påloggingstjeneste i.h.h. til rutineskriv. Registrerer og tar vare på saker (CRM) i det interne kundesystemet.", "typer": ["registrering", "support-feilsoking"]},
        {"behandling": "Skjøting/Splitting", "aktiviteter": "Tar inn databaser kjører oppdatering av pas nr. skjøter, splitter, synkroniserer data", "typer": ["tilpasning-endring", "sammenstilling"]},
        {"behandling": "Konvertering", "aktiviteter": "Konverterer data fra andre EPJ systemer, evt andre systemer som har lagret pasient data.", "typer": ["tilpasning-endring"]},
        {"behandling": "E-timebok", "aktiviteter": "Registret data i skytjenesten er kontaktinformasjon til hver kunde med kontaktperson og etimebok nøkkel(API-nøkkel). Unikt for hver kunde. Løpende etter avtalen om skytjenesten eller tilleggstjenesten.", "typer": ["registrering"], "vilkaar": "Når tilleggstjenesten er kjøpt"},
        {"behandling": "Sletting eller tilintetgjøring", "aktiviteter": "Data tas vare på så lenge oppdraget trenger dem, data slettes senest 2 måneder etter at oppdraget er avsluttet. Oppdraget er avsluttet når behandlingsansvarlig har kontrollert de leverte dataene.", "typer": ["sletting"]},
        {"behandling": "Utlevering/Overføring/Tilbakelevering", "aktiviteter": "Databaser overføres elektronisk mellom partene når et oppdrag krever det. Metoden står i en egen rutine for sikker overføring av pasientdata, laget etter dialog med Datatilsynet. Andre metoder kan benyttes, dersom det innebærer høyere sikkerhet.", "typer": ["utlevering"]},
        {"behandling": "Opus skytjeneste", "aktiviteter": "Drifting av Opus Dental skytjenester. Lagrer EHR data i MS SQL database til skytjenesten Opus Dental V8 og fremtidige versjoner.", "typer": ["lagring"], "vilkaar": "Gjelder dersom avtale om tilleggstjenesten er signert."},
        {"behandling": "Utveksling av data til API", "aktiviteter": "Tilpasset REST API gir resultater som JSON eller XML, standard er JSON, når en tredjepart kaller API-et. Krever API-nøkkel levert av Opus. Adressen er www.yourdomain.opusdentalonline.com", "typer": ["utlevering"], "vilkaar": "Når det er inngått en API-avtale"}
    ],
    "c": {"personopplysninger": ["navn", "fodselsnummer", "bosted", "telefon-epost-foresatte", "annet"],
        "personopplysninger-annet": "Yrke", "helseopplysninger": ["epj", "registre"]},
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
    "vedlegg3": {"dato": "2026-11-21", "underleverandorer": [
        {"navn": "HF Dataservice", "leveranseomraade": "Skjøting splitting, feilsøking, retting, scripting i databaser, samt programmering", "plassering": "Tromsø, Norge", "land": ["no"]},
        {"navn": "Oppu Systemer AS Norge Filial (Dattterselskap)", "leveranseomraade": "Feilsøking, retting, scripting i databaser, samt programmering, E timebok", "plassering": "Malmø Sverige", "land": ["se"]},
        {"navn": "Microsoft", "leveranseomraade": "Database I azure", "plassering": "Vest-Europa", "land": ["ukjent"], "overforingsgrunnlag": "mangler"},
        {"navn": "Visma Link", "leveranseomraade": "Elektronisk meldingstjeneste – 2.linje programsupport- teknisk support – fjernpålogging.", "plassering": "Lokal installasjon på behandlingsansvarliges server", "land": ["ukjent"], "overforingsgrunnlag": "mangler"}
    ]},
    "tillegg": {"med": true,
        "kontaktperson": {"navn": "Kari Nordmann", "epost": "kari@klinikk.example", "telefon": "22123456"},
        "personvernombud": {"navn": "Ola Nordmann", "epost": "ola@klinikk.example", "telefon": "90123456"},
        "sikkerhetsbehov": ["konfidensialitet", "integritet"], "sikkerhetsavtale": "Avtale av 1. mars 2026",
        "opphor-valg": "tilbakelevere-og-slette"},
    "signatur": {"sted": "Oslo", "dato": "2026-11-21"}}"#;

/// What is said of the vendor's own rows, whatever the reader answers.
const VEDLEGG2: &str = "/vedlegg2/krav/3/krav rule.tjenestenekt; /vedlegg2/krav/5/krav rule.ingen; /vedlegg2/krav/10/krav rule.ingen";
const VEDLEGG3: &str = "/vedlegg3/underleverandorer rule.uten-nummer; LAND";
const LAND: &str = "/vedlegg3/underleverandorer/2/land rule.ukjent-land; /vedlegg3/underleverandorer/3/land rule.ukjent-land";

fn cases(cases: &str) -> String {
    cases
        .replace("VEDLEGG2", VEDLEGG2)
        .replace("VEDLEGG3", VEDLEGG3)
        .replace("LAND", LAND)
}

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
        "avtalen.",
        "merknad.",
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

/// Three requirements and two places are worth a look, and the subprocessors'
/// numbers are missing: none of it the reader's to mend.
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
        | VEDLEGG2; VEDLEGG3
        behandlingsansvarlig.navn | /behandlingsansvarlig/navn required; VEDLEGG2; VEDLEGG3
        behandlingsansvarlig.navn "[Virksomhetens navn]" | /behandlingsansvarlig/navn rule.plassholder; VEDLEGG2; VEDLEGG3
        behandlingsansvarlig.navn "Virksomhetens navn" | /behandlingsansvarlig/navn rule.plassholder; VEDLEGG2; VEDLEGG3
        behandlingsansvarlig.organisasjonsnummer | /behandlingsansvarlig/organisasjonsnummer required; VEDLEGG2; VEDLEGG3
        behandlingsansvarlig.organisasjonsnummer "123123123" | /behandlingsansvarlig/organisasjonsnummer organisasjonsnummer.placeholder; VEDLEGG2; VEDLEGG3
        vedlegg1.c.personopplysninger; vedlegg1.c.personopplysninger-annet | /vedlegg1/c/personopplysninger required.choices; VEDLEGG2; VEDLEGG3
        vedlegg1.c.personopplysninger-annet | /vedlegg1/c/personopplysninger-annet required; VEDLEGG2; VEDLEGG3
        vedlegg1.c.helseopplysninger | /vedlegg1/c/helseopplysninger required.choices; VEDLEGG2; VEDLEGG3
        vedlegg1.c.helseopplysninger ["annet"] | /vedlegg1/c/helseopplysninger-annet required; VEDLEGG2; VEDLEGG3
        vedlegg1.d.kategorier | /vedlegg1/d/kategorier required.choices; VEDLEGG2; VEDLEGG3
        vedlegg1.d.kategorier ["andre"] | /vedlegg1/d/kategorier-andre required; VEDLEGG2; VEDLEGG3
        vedlegg3.dato | VEDLEGG2; /vedlegg3/dato required; VEDLEGG3
        vedlegg3.dato "2026-11-22" | VEDLEGG2; /vedlegg3/dato date.late; VEDLEGG3
        vedlegg3.dato "[dato/måned/år]" | VEDLEGG2; /vedlegg3/dato date; VEDLEGG3
        signatur.sted | VEDLEGG2; VEDLEGG3; /signatur/sted required
        signatur.dato | VEDLEGG2; VEDLEGG3; /signatur/dato required
        signatur.dato "2026-11-22" | VEDLEGG2; VEDLEGG3; /signatur/dato date.late
        behandlingsansvarlig.underskriver | VEDLEGG2; VEDLEGG3; /behandlingsansvarlig/underskriver required
        behandlingsansvarlig.signatur | VEDLEGG2; VEDLEGG3; /behandlingsansvarlig/signatur required.signature

        // What is the vendor's stays as it is.
        databehandler.navn "Et annet AS" | /databehandler/navn format; VEDLEGG2; VEDLEGG3
        databehandler.organisasjonsnummer "929782216" | /databehandler/organisasjonsnummer format; VEDLEGG2; VEDLEGG3
        databehandler.underskriver | /databehandler/underskriver format; VEDLEGG2; VEDLEGG3
        vedlegg2.krav [] | /vedlegg2/krav format; VEDLEGG2; VEDLEGG3
        vedlegg3.underleverandorer [] | /vedlegg3/underleverandorer format; VEDLEGG2; LAND

        // What the agreement lacks is offered, and security advised.
        tillegg.sikkerhetsbehov; tillegg.sikkerhetsavtale | VEDLEGG2; VEDLEGG3; /tillegg/sikkerhetsbehov rule.sikkerhetsbehov
        tillegg.sikkerhetsbehov | /tillegg/sikkerhetsavtale hidden; VEDLEGG2; VEDLEGG3; /tillegg/sikkerhetsbehov rule.sikkerhetsbehov
        tillegg.kontaktperson; tillegg.personvernombud; tillegg.sikkerhetsavtale; tillegg.opphor-valg | VEDLEGG2; VEDLEGG3
        tillegg {"med": false} | VEDLEGG2; VEDLEGG3
        tillegg {"med": false, "opphor-valg": "slette"} | /tillegg/opphor-valg hidden; VEDLEGG2; VEDLEGG3
        overforing.instruks "Bare USA" | /overforing/instruks hidden; VEDLEGG2; VEDLEGG3
    "#;
    expect(FORM, ANSWERS, &cases(lines));
}

/// Own rows are held to what the vendor's are only flagged for.
#[test]
fn each_violation_in_a_row_of_ones_own() {
    for (list, row, wanted) in [
        (
            "a",
            r#"{"tjeneste": "Opplæring", "formaal": "Kurs", "varighet": "Ett år"}"#,
            "VEDLEGG2; VEDLEGG3",
        ),
        (
            "a",
            r#"{"tjeneste": "Opplæring"}"#,
            "/vedlegg1/a/7/formaal required; /vedlegg1/a/7/varighet required; VEDLEGG2; VEDLEGG3",
        ),
        (
            "a",
            r#"{"formaal": "Kurs", "varighet": "Ett år"}"#,
            "/vedlegg1/a/7/tjeneste required; VEDLEGG2; VEDLEGG3",
        ),
        (
            "b",
            r#"{"behandling": "Opplæring", "typer": ["bruk"]}"#,
            "/vedlegg1/b/8/aktiviteter required; VEDLEGG2; VEDLEGG3",
        ),
        (
            "b",
            r#"{"aktiviteter": "Kurs"}"#,
            "/vedlegg1/b/8/behandling required; VEDLEGG2; VEDLEGG3",
        ),
        (
            "krav",
            r#"{"nr": 13, "tema": "Opplæring", "krav": "Kurs hvert år"}"#,
            "VEDLEGG2; VEDLEGG3",
        ),
        (
            "krav",
            r#"{"tema": "Opplæring", "krav": "Ingen"}"#,
            "VEDLEGG2; /vedlegg2/krav/12/krav rule.ingen; VEDLEGG3",
        ),
        (
            "krav",
            r#"{"nr": 0, "krav": "Kurs"}"#,
            "VEDLEGG2; /vedlegg2/krav/12/nr number.low; /vedlegg2/krav/12/tema required; VEDLEGG3",
        ),
        (
            "krav",
            r#"{"nr": 100, "tema": "Kurs"}"#,
            "VEDLEGG2; /vedlegg2/krav/12/nr number.high; /vedlegg2/krav/12/krav required; VEDLEGG3",
        ),
    ] {
        expect(
            FORM,
            &more(ANSWERS, list, row),
            &cases(&["| ", wanted].concat()),
        );
    }
}

#[test]
fn each_violation_of_a_subprocessor() {
    let basis = "/vedlegg3/underleverandorer/4/overforingsgrunnlag";
    for (rest, wanted) in [
        (r#""land": ["no"]"#, ""),
        (
            r#""land": ["ie", "nl"]"#,
            "/vedlegg3/underleverandorer format",
        ),
        (r#""land": ["nl", "ie"]"#, ""),
        (
            r#""organisasjonsnummer": "971058677", "land": ["no"]"#,
            "/vedlegg3/underleverandorer/4/organisasjonsnummer organisasjonsnummer.checksum",
        ),
        (
            r#""organisasjonsnummer": "929782216""#,
            "/vedlegg3/underleverandorer/4/land required.choices",
        ),
        (
            r#""land": ["ukjent"]"#,
            "/vedlegg3/underleverandorer/4/land rule.ukjent-land",
        ),
        (
            r#""land": ["us"]"#,
            "BASIS required.choice; /overforing/instruks required",
        ),
        (
            r#""land": ["utenfor-eos"]"#,
            "BASIS required.choice; /overforing/instruks required",
        ),
        (
            r#""land": ["dk", "ua"], "overforingsgrunnlag": "scc""#,
            "/overforing/instruks required",
        ),
        (
            r#""land": ["gb"], "overforingsgrunnlag": "adekvansbeslutning""#,
            "/overforing/instruks required",
        ),
        (
            r#""land": ["gb"], "overforingsgrunnlag": "ikke-overforing""#,
            "BASIS rule.uten-grunnlag; /overforing/instruks required",
        ),
        (
            r#""land": ["us"], "overforingsgrunnlag": "mangler""#,
            "BASIS rule.uten-grunnlag; /overforing/instruks required",
        ),
        (
            r#""land": ["us"], "overforingsgrunnlag": "privacy-shield""#,
            "BASIS rule.privacy-shield; /overforing/instruks required",
        ),
        (
            r#""land": ["se"], "overforingsgrunnlag": "privacy-shield""#,
            "BASIS rule.privacy-shield",
        ),
    ] {
        let row = [
            r#"{"navn": "Drift AS", "leveranseomraade": "Drift", "plassering": "Her", "#,
            rest,
            "}",
        ]
        .concat();
        // Codes in another order than the form's are not the normal form.
        let lines = match wanted.strip_suffix(" format") {
            Some(path) => format!("| {path} format; VEDLEGG2; LAND"),
            None => format!("| VEDLEGG2; VEDLEGG3; {}", wanted.replace("BASIS", basis)),
        };
        expect(
            FORM,
            &more(ANSWERS, "underleverandorer", &row),
            &cases(&lines),
        );
    }
    let row = r#"{"navn": "Drift AS", "leveranseomraade": "Drift", "plassering": "Texas", "land": ["us"], "overforingsgrunnlag": "scc"}"#;
    let one = more(ANSWERS, "underleverandorer", row);
    expect(
        FORM,
        &one,
        &cases(r#"overforing.instruks "Bare drift i USA" | VEDLEGG2; VEDLEGG3"#),
    );
    let own = r#"{"navn": "Drift AS", "leveranseomraade": "Drift", "plassering": "Oslo", "land": ["no"]}"#;
    let add = |count| {
        (0..count).fold(ANSWERS.to_owned(), |answers, _| {
            more(&answers, "underleverandorer", own)
        })
    };
    expect(FORM, &add(10), &cases("| VEDLEGG2; VEDLEGG3"));
    expect(
        FORM,
        &add(11),
        &cases("| VEDLEGG2; /vedlegg3/underleverandorer rows.many; LAND"),
    );
    let bad = more(
        ANSWERS,
        "underleverandorer",
        r#"{"plassering": "Oslo", "land": ["no"]}"#,
    );
    expect(
        FORM,
        &bad,
        &cases(
            "| VEDLEGG2; VEDLEGG3; /vedlegg3/underleverandorer/4/navn required; /vedlegg3/underleverandorer/4/leveranseomraade required",
        ),
    );
}

#[test]
fn boxes_for_children_and_health() {
    let definition = read(FORM);
    let at = |key: &str| index(&definition, key);
    let mut answers = Answers::new(definition.clone(), "nb");
    let shown =
        |answers: &Answers| ["merknad.barn", "merknad.helse"].map(|it| answers.is_shown(at(it)));
    assert_eq!(shown(&answers), [true; 2]);
    answers.set(at("vedlegg1.d.kategorier"), choices(&["ansatte"]));
    assert_eq!(shown(&answers), [false, true]);
    answers.set(at("vedlegg1.c.helseopplysninger"), choices(&[]));
    assert_eq!(shown(&answers), [false; 2]);
}
