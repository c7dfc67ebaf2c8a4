//! Complete answers to each of the five forms, as the common model has them.
//! The expected codes are those of the vendors' documents, listed by hand.

use super::{at, complete, each, mapped, text};
use blankett::engine::json::Json;

fn opus() -> Json {
    let answers = complete(include_str!("../forms/opus_avtale.rs"));
    mapped("opus-databehandleravtale", &answers)
}

fn vieri() -> Json {
    let answers = complete(include_str!("../forms/vieri.rs"));
    mapped("vieri-databehandleravtale", &answers)
}

fn selvhjelp() -> Json {
    let answers = complete(include_str!("../forms/selvhjelp.rs"));
    mapped("assistert-selvhjelp-databehandleravtale", &answers)
}

fn nbt() -> Json {
    let answers = complete(include_str!("../forms/nbt.rs"));
    mapped("nbt-databehandleravtale", &answers)
}

fn pureservice() -> Json {
    let answers = complete(include_str!("../forms/pureservice.rs"));
    mapped("pureservice-databehandleravtale", &answers)
}

/// Who is who, and who may not be named.
#[test]
fn parties() {
    for (model, controller, number, processor, its) in [
        (
            opus(),
            "Tannlegene Vest AS",
            "929782216",
            "Opus Systemer AS",
            Some("971058676"),
        ),
        (
            vieri(),
            "Byggevarer Vest AS",
            "971058676",
            "Vieri AS",
            Some("991913823"),
        ),
        (
            selvhjelp(),
            "Tannlegene Vest AS",
            "971058676",
            "Assistert Selvhjelp AS",
            Some("998504163"),
        ),
        // The document does not give Norsk Byggtjeneste's number.
        (
            nbt(),
            "Byggevarer Vest AS",
            "971058676",
            "Norsk Byggtjeneste AS",
            None,
        ),
        (
            pureservice(),
            "Fjord Drift AS",
            "971058676",
            "Pureservice AS",
            Some("929782216"),
        ),
    ] {
        assert_eq!(text(&model, "behandlingsansvarlig.navn"), controller);
        assert_eq!(
            text(&model, "behandlingsansvarlig.organisasjonsnummer"),
            number
        );
        assert_eq!(text(&model, "databehandler.navn"), processor);
        let found = at(&model, "databehandler").get("organisasjonsnummer");
        assert_eq!(found.and_then(Json::as_text), its, "{processor}");
        assert!(text(&model, "personvernombud.epost").contains('@'));
        assert_eq!(text(&model, "signaturer.0.navn"), "Kari Nordmann");
        assert_eq!(
            each(&model, "kontaktpunkter", "part")[0],
            "behandlingsansvarlig"
        );
    }
    assert_eq!(
        each(&nbt(), "kontaktpunkter", "part"),
        ["behandlingsansvarlig", "databehandler"]
    );
}

#[test]
fn opus_systemer() {
    let model = opus();
    let services = each(&model, "formaal", "tjeneste");
    assert_eq!(
        services,
        [
            "Support/Konsulent",
            "API",
            "E-timebok",
            "Splitting skjøting",
            "Filoverføringstjeneste",
            "Konvertering",
            "Skytjenester/Drift"
        ]
    );
    assert!(
        each(&model, "formaal", "varighet")
            .iter()
            .all(|it| !it.is_empty())
    );
    // K2 is adults and children; K9 and K10 are the last.
    assert_eq!(
        each(&model, "registrerte", "kode"),
        [
            "pasienter",
            "voksne",
            "barn",
            "foreldre",
            "fullmektiger",
            "helsepersonell",
            "ansatte",
            "tidligere-ansatte",
            "samarbeidspartnere",
            "leverandorer",
            "nokkelpersoner"
        ]
    );
    assert_eq!(
        each(&model, "personopplysninger", "kode"),
        [
            "navn",
            "fodselsnummer",
            "adresse",
            "telefon",
            "epost",
            "foresatte",
            "annet",
            "epj-helse",
            "epj-helse"
        ]
    );
    assert_eq!(text(&model, "personopplysninger.6.tekst"), "Yrke");
    assert_eq!(
        each(&model, "saerlige-kategorier", "kode"),
        ["helse", "helse"]
    );
    assert_eq!(
        at(&model, "behandlingsaktiviteter.0.kode").canonical(),
        r#"["registrering","support-feilsoking"]"#
    );
    let measures = each(&model, "sikkerhetstiltak", "krav");
    assert_eq!((measures.len(), measures[5]), (12, "Ingen"));
    assert_eq!(
        each(&model, "underdatabehandlere", "navn"),
        [
            "HF Dataservice",
            "Oppu Systemer AS Norge Filial (Dattterselskap)",
            "Microsoft",
            "Visma Link"
        ]
    );
    let microsoft = at(&model, "underdatabehandlere.2");
    assert_eq!(text(microsoft, "land.0.kode"), "ukjent");
    assert_eq!(text(microsoft, "sted"), "Vest-Europa");
    assert_eq!(text(microsoft, "overforingsgrunnlag"), "mangler");
    assert_eq!(text(&model, "underdatabehandlere-liste.tillatelse"), "fri");
    assert_eq!(text(&model, "opphor.valg"), "tilbakelevere-og-slette");
    // Only the printed name: the vendor signs by pen.
    assert_eq!(
        at(&model, "signaturer.1").canonical(),
        r#"{"navn":"Jarle B. Mathisen","part":"databehandler"}"#
    );
    let status = at(&model, "status");
    for (key, wanted) in [
        ("avtale.versjon", "mangler"),
        ("behandlingsansvarlig.navn", "utfylles"),
        ("formaal", "preset"),
        ("overforingsgrunnlag", "mangler"),
    ] {
        assert_eq!(status.get(key), Some(&Json::text(wanted)), "{key}");
    }
}

#[test]
fn vieri_as() {
    let model = vieri();
    assert_eq!(
        each(&model, "registrerte", "kode"),
        ["kunder", "leverandorer", "ansatte"]
    );
    let contact = ["navn", "telefon", "adresse", "stilling-arbeid", "epost"];
    let codes = each(&model, "personopplysninger", "kode");
    assert_eq!(codes[..5], contact);
    assert_eq!(codes[5..10], contact);
    assert_eq!(codes[10..], ["kommunikasjon"]);
    assert!(model.get("saerlige-kategorier").is_none());
    assert!(model.get("behandlingsaktiviteter").is_none());
    assert_eq!(
        each(&model, "underdatabehandlere", "organisasjonsnummer"),
        ["957485030", "980131726", "968504436"]
    );
    assert_eq!(
        at(&model, "underdatabehandlere.0.land").canonical(),
        r#"[{"kode":"NL","tekst":"Nederland"},{"kode":"IE","tekst":"Irland"}]"#
    );
    assert_eq!(text(&model, "hovedavtale.dato"), "2025-03-09");
    assert_eq!(
        text(&model, "underdatabehandlere-liste.tillatelse"),
        "spesiell"
    );
    let status = at(&model, "status");
    for (key, wanted) in [
        ("behandlingsansvarlig.navn", "utfylles"),
        ("databehandler", "preset"),
        ("art", "henvisning"),
        ("behandlingsaktiviteter", "mangler"),
        ("underdatabehandlere-liste.tillatelse", "tekst"),
    ] {
        assert_eq!(status.get(key), Some(&Json::text(wanted)), "{key}");
    }
}

#[test]
fn assistert_selvhjelp() {
    let model = selvhjelp();
    assert_eq!(
        at(&model, "formaal.0.formaal").canonical(),
        r#"[{"kode":"helsetjenester","tekst":"Helsetjenester"},{"kode":"annet","tekst":"Forskning"}]"#
    );
    let told = text(&model, "formaal.1.formaal");
    assert!(told.contains("under aktiv oppfølging"), "{told}");
    // Returned first, then deleted; the date is the order's, not a free text.
    assert_eq!(text(&model, "opphor.valg"), "tilbakelevere-og-slette");
    assert!(text(&model, "lagring.frist").contains("bekreftet mottatt"));
    assert_eq!(text(&model, "hovedavtale.dato"), "2026-11-20");
    assert_eq!(
        at(&model, "registrerte").canonical(),
        r#"[{"kode":"barn","tekst":"Barn"},{"kode":"pasienter","tekst":"Pasienter"},{"kode":"andre","tekst":"Fosterforeldre"}]"#
    );
    // P1, P2 through the special category, P7, and what is written beside.
    assert_eq!(
        each(&model, "personopplysninger", "kode"),
        [
            "navn",
            "fodselsnummer",
            "adresse",
            "telefon",
            "epost",
            "annet",
            "epj-helse",
            "brukerregistrert-innhold"
        ]
    );
    assert_eq!(
        each(&model, "saerlige-kategorier", "kode"),
        ["helse", "straffedommer"]
    );
    assert_eq!(
        each(&model, "sikkerhetsbehov", "kode"),
        ["konfidensialitet", "personvernteknologi"]
    );
    assert_eq!(
        at(&model, "behandlingsaktiviteter").canonical(),
        r#"[{"kode":"lagring","navn":"Lagring"},{"kode":"annet","navn":"Bruk"}]"#
    );
    assert!(model.get("underdatabehandlere").is_none());
    assert!(text(&model, "underdatabehandlere-liste.lenke").contains("Personvernerklæringen"));
    assert_eq!(
        each(&model, "kontaktpunkter", "rolle"),
        ["Kontaktperson", "Meddelelser", "Veileder", "Kontakt"]
    );
    assert_eq!(text(&model, "signaturer.0.signatur.method"), "paper");
}

#[test]
fn norsk_byggtjeneste() {
    let model = nbt();
    assert_eq!(each(&model, "formaal", "formaal").len(), 4);
    assert_eq!(
        each(&model, "behandlingsaktiviteter", "kode"),
        [
            "innsamling",
            "registrering",
            "lagring",
            "sammenstilling",
            "utlevering",
            "support-feilsoking"
        ]
    );
    assert_eq!(
        each(&model, "personopplysninger", "kode"),
        ["navn", "epost", "telefon", "land", "virksomhetstilhorighet"]
    );
    assert_eq!(
        each(&model, "registrerte", "kode"),
        ["brukere", "ansatte", "kontakter"]
    );
    let names = each(&model, "underdatabehandlere", "navn");
    assert_eq!(names.len(), 11);
    let sendgrid = at(&model, "underdatabehandlere.6");
    assert_eq!(text(sendgrid, "navn"), "SendGrid, Inc.");
    assert_eq!(text(sendgrid, "land.0.kode"), "US");
    assert_eq!(text(sendgrid, "overforingsgrunnlag"), "privacy-shield");
    let conscensia = at(&model, "underdatabehandlere.0.land");
    assert_eq!(
        conscensia.canonical(),
        r#"[{"kode":"DK","tekst":"Danmark"},{"kode":"UA","tekst":"Ukraina"}]"#
    );
    assert_eq!(
        text(&model, "hovedavtale.navn"),
        "Brukeravtale av 1. mars 2026"
    );
    assert_eq!(text(&model, "brudd.frist"), "24 timer etter mistanke");
}

#[test]
fn pureservice_as() {
    let model = pureservice();
    assert_eq!(
        each(&model, "personopplysninger", "kode"),
        [
            "navn",
            "epost",
            "telefon",
            "brukerregistrert-innhold",
            "annet"
        ]
    );
    assert_eq!(
        each(&model, "registrerte", "kode"),
        [
            "ansatte",
            "kunder",
            "kontakter",
            "leverandorer",
            "brukere",
            "andre"
        ]
    );
    let kinds = each(&model, "sikkerhetstiltak", "type");
    assert_eq!(kinds.len(), 26);
    assert!(kinds[..12].iter().all(|it| *it == "organisatorisk"));
    assert!(kinds[12..].iter().all(|it| *it == "teknisk"));
    assert_eq!(
        each(&model, "underdatabehandlere", "overforingsgrunnlag"),
        ["ikke-overforing", "ikke-overforing"]
    );
    assert_eq!(text(&model, "underdatabehandlere.1.land.0.kode"), "eos");
    assert_eq!(
        each(&model, "avvik", "type"),
        ["utgaar", "slettes", "erstattes"]
    );
    assert_eq!(text(&model, "avvik.2.ny"), "uten ugrunnet opphold");
    assert_eq!(
        text(&model, "underdatabehandlere-liste.tillatelse"),
        "generell"
    );
    assert_eq!(text(&model, "overforing.instruks"), "Ingen overføring.");
}
