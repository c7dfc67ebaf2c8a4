//! Assistert Selvhjelp: an order, an agreement, and six groups of ticks that
//! hang together.

use super::{choices, context, expect, index, read};
use blankett::engine::answers::Answers;
use blankett::engine::kinds::{Answer, Control};
use blankett::engine::validation::validate;

pub const FORM: &str = include_str!("../../src/forms/assistert-selvhjelp-databehandleravtale.json");

/// Complete and in order.
pub const ANSWERS: &str = r#"{
    "virksomhet": {"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS"},
    "kontaktperson": {"navn": "Kari Nordmann", "telefon": "22123456", "epost": "kari@klinikk.example"},
    "tjenesteavtale": {"referanse": "Bestilling 12"},
    "tjenester": ["selvhjelpsprogram", "forfatterverktoy"],
    "bestillingsdato": "2026-11-20", "avtaleperiode": 12, "startdato": "2026-12-01",
    "levering": {"senest": "2026-12-01"}, "fornyelse": {"dato": "2027-12-01", "prisvarsel": "2027-11-01"}, "pris": 4990.5,
    "veiledere": [{"navn": "Ola Nordmann", "epost": "ola@klinikk.example"}],
    "offentliggjoring": {"reservasjon": true},
    "prosjekt": {"prosjektleder": "assistert-selvhjelp", "timepris": 1250,
        "delleveranser": [{"leveranse": "Utkast", "tid": "2 uker", "forarbeid": "2027-01-10", "frist": "2027-02-01"}]},
    "bekreftelser": ["hjemmelsgrunnlag", "rett-til-databehandler", "ansvar-for-data", "melding-konsesjon", "informert"],
    "behandlingsansvarlig": {"epost": "post@klinikk.example"},
    "v1": {
        "formaal": ["helsetjenester", "annet"], "formaal-annet": "Forskning", 
        "formaal-beskrivelse": "Veilederen kan, i perioden Sluttbrukeren benytter tjenesten under aktiv oppfølging:\n– følge fremdrift og bruk hos den som veiledes i forkant av avtaler\n– tilpasse arbeidsmengde mellom oppfølgingstimer best mulig\n– ha et bedre grunnlag for å vurdere nytteverdi og effekt",
        "registrerte": ["barn", "pasienter", "andre"], "registrerte-andre": "Fosterforeldre",
        "kategorier": ["kontaktinformasjon", "saerlige-kategorier", "annet"], "kategorier-annet": "Bilder",
        "kategorier-beskrivelse": "Registreringene som gjøres i Tjenesten etter innlogging med den unike koden, for eksempel:\n– Standardiserte svar/svarkategorier relatert til spørsmål og oppgaver om atferd, emosjoner, tanker og opplevelse av ulike situasjoner\n– Hvilket innhold som er gjennomgått\n– Oversikt over scoringer på kartleggingsverktøy, for eksempel kartlegging av symptomer på angst og depresjon\n– Automatisk informasjon om dato/klokkeslett for innlogging, og tidsbruk\n– Klikkstrøm-data, type operativsystem og nettleser og andre brukeropplysninger som en er en del av tjenesteanalysen\n– Evaluering og tilbakemeldinger knyttet til bruk av Tjenestene",
        "saerlige": ["helse", "straffedommer"], "sikkerhetsbehov": ["konfidensialitet", "personvernteknologi"],
        "sikkerhetsavtale": "Vedlegg 3",
        "aktiviteter": ["lagring", "annet"], "aktiviteter-annet": "Bruk",
        "varighet": "Så lenge tjenesteavtalen gjelder"},
    "v2": {"hensyn": ["beste-praksis", "risiko"], "vurderinger": ["pseudonymisering-kryptering"]},
    "tillegg": {"med": true,
        "personvernombud": {"navn": "Per Ombud", "epost": "per@klinikk.example", "telefon": "22123457"}},
    "signert-avtale": "to-originaler", "aksept": true, "aksept-navn": "Kari Nordmann",
    "signatur": {"virksomhet": {"method": "paper"}, "virksomhet-sted": "Bergen", "virksomhet-dato": "2026-11-21"}}"#;

/// The inventory's 36 but the objection, which comes later, and its six blocks of
/// information; the rest is ours.
#[test]
fn has_its_thirty_five_fields() {
    let definition = read(FORM);
    let wanted = [
        "databehandler",
        "virksomhet.navn",
        "virksomhet.organisasjonsnummer",
        "kontaktperson.navn",
        "kontaktperson.telefon",
        "kontaktperson.epost",
        "veiledere",
        "tjenester",
        "avtaleperiode",
        "startdato",
        "pris",
        "offentliggjoring.reservasjon",
        "prosjekt.prosjektleder",
        "prosjekt.delleveranser",
        "prosjekt.timepris",
        "signert-avtale",
        "aksept",
        "tjenesteavtale.referanse",
        "bekreftelser",
        "behandlingsansvarlig.epost",
        "v1.formaal",
        "v1.formaal-annet",
        "v1.formaal-beskrivelse",
        "v1.registrerte",
        "v1.registrerte-andre",
        "v1.kategorier",
        "v1.kategorier-annet",
        "v1.kategorier-beskrivelse",
        "v1.saerlige",
        "v1.sikkerhetsbehov",
        "v1.sikkerhetsavtale",
        "v1.aktiviteter",
        "v1.aktiviteter-annet",
        "v2.hensyn",
        "v2.vurderinger",
    ];
    assert_eq!(wanted.len(), 35);
    let told = [
        "versjon",
        "kontakt.leverandor",
        "avtaledeler",
        "v2.tilgangskode",
        "v2.bistand",
        "v2.kompensasjon",
    ];
    for key in wanted.iter().chain(&told) {
        index(&definition, key);
    }
    for (key, count) in [
        ("tjenester", 2),
        ("prosjekt.prosjektleder", 2),
        ("signert-avtale", 3),
        ("bekreftelser", 5),
        ("v2.hensyn", 5),
        ("v2.vurderinger", 4),
    ] {
        let field = &definition.fields[index(&definition, key)];
        assert_eq!(field.kind.choices().len(), count, "{key}");
    }
}

#[test]
fn has_fifty_one_ticks_in_six_groups() {
    let definition = read(FORM);
    let groups: Vec<(&str, usize)> = definition
        .fields
        .iter()
        .filter(|it| {
            it.key.starts_with("v1.") && matches!(it.kind.control(), Control::Checkboxes(_))
        })
        .map(|it| (it.key.as_str(), it.kind.choices().len()))
        .collect();
    assert_eq!(
        groups,
        [
            ("v1.formaal", 8),
            ("v1.registrerte", 11),
            ("v1.kategorier", 7),
            ("v1.saerlige", 10),
            ("v1.sikkerhetsbehov", 4),
            ("v1.aktiviteter", 11),
        ]
    );
    assert_eq!(groups.iter().map(|(_, count)| count).sum::<usize>(), 51);
    let opened: Vec<&str> = definition
        .fields
        .iter()
        .filter(|it| it.opened_by.is_some())
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(
        opened,
        [
            "v1.formaal-annet",
            "v1.registrerte-andre",
            "v1.kategorier-annet",
            "v1.aktiviteter-annet"
        ]
    );
    // No tick is the vendor's: which ones it had is not known.
    let answers = Answers::new(definition.clone(), "nb");
    assert!(
        groups
            .iter()
            .all(|(key, _)| answers.value(index(&definition, key)).is_none())
    );
}

#[test]
fn each_violation() {
    let cases = r#"
        virksomhet.organisasjonsnummer | /virksomhet/organisasjonsnummer required
        virksomhet.navn | /virksomhet/navn required
        kontaktperson.navn | /kontaktperson/navn required
        kontaktperson.telefon | /kontaktperson/telefon required
        kontaktperson.epost | /kontaktperson/epost required
        v1.varighet | /v1/varighet required
        tjenesteavtale.referanse |
        // The vendor's own texts are nobody else's to change.
        v1.formaal-beskrivelse | /v1/formaal-beskrivelse format
        v1.kategorier-beskrivelse "Svar." | /v1/kategorier-beskrivelse format

        // An option such as «Annet» asks what, and nothing else does.
        v1.formaal-annet | /v1/formaal-annet required
        v1.registrerte-andre | /v1/registrerte-andre required
        v1.kategorier-annet | /v1/kategorier-annet required
        v1.aktiviteter-annet | /v1/aktiviteter-annet required
        v1.formaal ["helsetjenester"] | /v1/formaal-annet hidden

        // Special categories are ticked if and only if one of them is chosen.
        v1.saerlige; v1.sikkerhetsbehov; v1.sikkerhetsavtale | /v1/saerlige required.choices
        v1.kategorier ["kontaktinformasjon", "annet"] | /v1/kategorier implied
        v1.kategorier ["kontaktinformasjon", "annet"]; v1.saerlige; v1.sikkerhetsbehov; v1.sikkerhetsavtale |

        // Special categories need security; the agreement on it may come later.
        v1.sikkerhetsbehov; v1.sikkerhetsavtale | /v1/sikkerhetsbehov required.choices
        v1.sikkerhetsbehov | /v1/sikkerhetsavtale hidden; /v1/sikkerhetsbehov required.choices
        v1.sikkerhetsavtale |

        // At least one tick in four groups.
        v1.formaal; v1.formaal-annet | /v1/formaal required.choices
        v1.registrerte; v1.registrerte-andre | /v1/registrerte required.choices
        v1.kategorier; v1.kategorier-annet | /v1/kategorier implied
        v1.kategorier; v1.kategorier-annet; v1.saerlige; v1.sikkerhetsbehov; v1.sikkerhetsavtale | /v1/kategorier required.choices
        v1.aktiviteter; v1.aktiviteter-annet | /v1/aktiviteter required.choices

        // The order.
        tjenester; prosjekt | /tjenester required.choices
        tjenester ["selvhjelpsprogram"]; prosjekt |
        tjenester ["selvhjelpsprogram"] | /prosjekt/prosjektleder hidden; /prosjekt/delleveranser hidden; /prosjekt/timepris hidden
        bestillingsdato | /bestillingsdato required
        bestillingsdato "2026-11-22" | /bestillingsdato date.late
        avtaleperiode; fornyelse | /avtaleperiode required
        avtaleperiode 0; fornyelse.dato "2026-12-01"; fornyelse.prisvarsel | /avtaleperiode number.low
        avtaleperiode 121; fornyelse.dato "2037-01-01"; fornyelse.prisvarsel "2036-12-01" | /avtaleperiode number.high
        startdato "2026-11-20"; levering.senest "2026-11-20"; fornyelse.dato "2027-11-20"; fornyelse.prisvarsel "2027-10-20" |
        startdato "2026-11-19"; levering.senest "2026-11-19"; fornyelse.dato "2027-11-19"; fornyelse.prisvarsel "2027-10-19" | /startdato rule.for-tidlig
        pris; prosjekt.timepris |
        veiledere |
        veiledere [{"navn": "Ola"}] | /veiledere/0/epost required
        veiledere [{"epost": "ola@klinikk.example"}] | /veiledere/0/navn required
        prosjekt.prosjektleder | /prosjekt/prosjektleder required.choice
        prosjekt.delleveranser |
        prosjekt.delleveranser [{"tid": "2 uker"}] | /prosjekt/delleveranser/0/leveranse required
        prosjekt.delleveranser [{"leveranse": "Utkast", "frist": "2027-02-01"}] | /prosjekt/delleveranser/0/forarbeid required
        prosjekt.delleveranser [{"leveranse": "Utkast", "frist": "2027-02-01", "forarbeid": "2027-02-02"}] | /prosjekt/delleveranser/0/forarbeid rule.etter-fristen
        prosjekt.delleveranser [{"leveranse": "Utkast", "frist": "2027-02-01", "forarbeid": "2027-02-01"}] |

        // The agreement: all five are confirmed.
        bekreftelser | /bekreftelser required.choices
        bekreftelser ["hjemmelsgrunnlag", "rett-til-databehandler", "ansvar-for-data", "informert"] | /bekreftelser choices.few
        behandlingsansvarlig.epost "kari@klinikk.example" |
        behandlingsansvarlig.epost "kari" | /behandlingsansvarlig/epost epost.at-sign

        // Acceptance, and a signature for those who ask for one.
        aksept false | /aksept required.tick
        signert-avtale; signatur | /signert-avtale required.choice
        signert-avtale "ingen"; signatur |
        signert-avtale "ingen" | /signatur/virksomhet hidden; /signatur/virksomhet-sted hidden; /signatur/virksomhet-dato hidden
        signert-avtale "elektronisk" |
        signatur.virksomhet | /signatur/virksomhet required.signature
        signatur.virksomhet-sted | /signatur/virksomhet-sted required
        signatur.virksomhet-dato | /signatur/virksomhet-dato required
        signatur.virksomhet-dato "2026-11-22" | /signatur/virksomhet-dato date.late
        tillegg.med false | /tillegg/personvernombud/navn hidden; /tillegg/personvernombud/epost hidden; /tillegg/personvernombud/telefon hidden

        v1.aktiviteter ["annet", "lagring"] | /v1/aktiviteter format
        v1.aktiviteter ["annet", "bruk"] | /v1/aktiviteter choice.unknown
        v1.aktiviteter "lagring" | /v1/aktiviteter type; /v1/aktiviteter-annet hidden
        v1.varighet "a\u0007" | /v1/varighet text.characters
        merknad.barn "ja" | /merknad/barn type
    "#;
    expect(FORM, ANSWERS, cases);
}

/// Delivery at most 7 days after the order unless agreed. The year runs from the
/// delivery itself, so only an agreed one tells when it is renewed, and a month before
/// that the last day for a new price.
#[test]
fn counts_its_dates() {
    // dates
    let cases = r#"
        startdato; levering.senest "2026-11-27"; fornyelse |
        startdato; levering.senest "2026-11-27"; fornyelse.prisvarsel | /fornyelse/dato hidden
        avtaleperiode 1; fornyelse.dato "2027-01-01"; fornyelse.prisvarsel "2026-12-01" |
        avtaleperiode 36; fornyelse.dato "2029-12-01"; fornyelse.prisvarsel "2029-11-01" |
        startdato "2027-01-31"; levering.senest "2027-01-31"; avtaleperiode 13; fornyelse.dato "2028-02-29"; fornyelse.prisvarsel "2028-01-31" |
        fornyelse.dato "2028-01-01" | /fornyelse/dato format
    "#;
    expect(FORM, ANSWERS, cases);
}

/// Left empty, notices go to the contact person, who also accepts.
#[test]
fn the_contact_person_stands_in() {
    let definition = read(FORM);
    let at = |key: &str| index(&definition, key);
    let mut answers = Answers::new(definition.clone(), "nb");
    let text = |it: &str| Some(Answer::Text(it.to_owned()));
    answers.set(at("kontaktperson.epost"), text("kari@klinikk.example"));
    answers.set(at("kontaktperson.navn"), text("Kari Nordmann"));
    assert_eq!(
        answers.value(at("behandlingsansvarlig.epost")),
        text("kari@klinikk.example")
    );
    assert_eq!(answers.value(at("aksept-navn")), text("Kari Nordmann"));
    answers.set(at("aksept-navn"), text("Ola Nordmann"));
    assert_eq!(answers.value(at("aksept-navn")), text("Ola Nordmann"));
}

#[test]
fn ticks_what_is_implied() {
    let definition = read(FORM);
    let (special, categories) = (
        index(&definition, "v1.saerlige"),
        index(&definition, "v1.kategorier"),
    );
    let mut answers = Answers::new(definition, "nb");
    answers.set(categories, choices(&["betalingskort"]));
    let touched = answers.set(special, choices(&["helse"]));
    assert!(touched.contains(&categories));
    assert_eq!(
        answers.value(categories),
        choices(&["saerlige-kategorier", "betalingskort"])
    );
    assert!(answers.is_required(special));
    // Taken away by hand it stays away, but it is said.
    answers.set(categories, choices(&["betalingskort"]));
    answers.set(special, choices(&["helse", "genetiske"]));
    assert_eq!(answers.value(categories), choices(&["betalingskort"]));
    let found = validate(&answers, context());
    let implied = found.iter().find(|it| it.code == "implied").unwrap();
    assert_eq!(implied.path, "/v1/kategorier");
}

/// Articles 9 and 10 are kept apart; children have a box, too. What a special need
/// leads to stands before the boxes.
#[test]
fn boxes() {
    let definition = read(FORM);
    let at = |key: &str| index(&definition, key);
    let mut answers = Answers::new(definition.clone(), "nb");
    let boxes = ["merknad.barn", "merknad.artikkel-9", "merknad.artikkel-10"];
    let shown = |answers: &Answers| boxes.map(|it| answers.is_shown(at(it)));
    assert_eq!(shown(&answers), [false; 3]);
    answers.set(at("v1.registrerte"), choices(&["ansatte"]));
    assert_eq!(shown(&answers), [false; 3]);
    answers.set(at("v1.registrerte"), choices(&["ansatte", "barn"]));
    assert_eq!(shown(&answers), [true, false, false]);
    let special = definition.fields[at("v1.saerlige")].kind.choices();
    for (number, option) in special.iter().enumerate() {
        answers.set(at("v1.saerlige"), choices(&[&option.code]));
        assert_eq!(
            shown(&answers),
            [true, number < 8, number >= 8],
            "{}",
            option.code
        );
    }
    assert!(!answers.is_shown(at("v1.sikkerhetsavtale")));
    for option in definition.fields[at("v1.sikkerhetsbehov")].kind.choices() {
        answers.set(at("v1.sikkerhetsbehov"), choices(&[&option.code]));
        let agreement = at("v1.sikkerhetsavtale");
        assert!(answers.is_shown(agreement) && !answers.is_required(agreement));
    }
    answers.set(at("v1.sikkerhetsbehov"), choices(&[]));
    assert!(!answers.is_shown(at("v1.sikkerhetsavtale")));
    let needs = &definition.fields[at("v1.sikkerhetsbehov")];
    assert!(
        needs
            .help
            .get("nb")
            .contains("må inngås en avtale om økt sikkerhet")
    );
}

#[test]
fn suggests_texts_in_the_readers_language() {
    for (language, word) in [
        ("nb", "Veilederen"),
        ("nn", "Veilederen"),
        ("en", "The supervisor"),
    ] {
        let answers = Answers::new(read(FORM), language);
        let value = |key| {
            answers
                .value(index(answers.definition(), key))
                .unwrap()
                .as_text()
                .to_owned()
        };
        assert!(value("v1.formaal-beskrivelse").starts_with(word));
        assert_eq!(value("v1.kategorier-beskrivelse").lines().count(), 7);
        assert!(!value("v1.varighet").is_empty());
    }
}
