//! Pureservice: a service agreement with four annexes, most of it preset.

use super::{expect, found, index, read, with};
use blankett::engine::json::Json;
use blankett::engine::messages::Locale;
use blankett::engine::violation::Severity;

pub const FORM: &str = include_str!("../../src/forms/pureservice-databehandleravtale.json");

/// Complete and in order; what is preset and what is worked out is there as it is sent.
pub const ANSWERS: &str = r#"{
    "kunde": {"organisasjonsnummer": "971058676", "navn": "Fjord Drift AS"},
    "databehandler": "Pureservice AS, org.nr 929 782 216",
    "varslingsregister": [{"navn": "Kari Nordmann", "epost": "kari@fjord.example", "telefon": "22123456"}],
    "markedsforing": {"reservasjon": true},
    "tvist": {"voldgift": true, "konfidensiell": true},
    "leveransemodell": "skytjeneste",
    "skytjeneste": {"plattform": "felles"},
    "egen-epostserver": "nei",
    "sla": {
            "beregn": true,
            "dato": "2026-11-10",
            "nedetid": 217,
            "maanedsavgift": 10000,
            "total-tid": 43200,
            "oppetid-prosent": 99.4977,
            "kreditering": 25,
            "kreditering-belop": 250000,
            "kravfrist": "2026-12-08"},
    "onboarding": {
            "avtalt": true,
            "ansvar": [{"aktivitet": "kick-off", "ansvarlig": "Pureservice", "deltakere": "Alle"}]},
    "supportkontakter": [
            {"navn": "Kari Nordmann", "epost": "kari@fjord.example", "telefon": "22123456", "opplaering": true},
            {"navn": "Ola Nordmann", "epost": "ola@fjord.example", "opplaering": true}],
    "oppdragsavtale": [{"resultat": "Ny arbeidsflyt", "plan": "Uke 50", "omfang": "3 dager"}],
    "oppdrag": {
            "ferdigmeldt": "2026-11-10",
            "akseptfrist": "2026-11-24",
            "reklamasjonsfrist": "2027-02-10",
            "akseptanse": "akseptert"},
    "behandlingsansvarlig": "Fjord Drift AS, org.nr 971058676",
    "ikrafttredelse": "2026-11-21",
    "underdatabehandler": {
            "ny": true,
            "varseldato": "2026-11-01",
            "tidligst-i-bruk": "2026-11-29",
            "innsigelse": "Behandlingen flyttes ut av Norge."},
    "ved-opphor": {"valg": "slette"},
    "kontakt": {
            "behandlingsansvarlig": [{"navn": "Kari Nordmann", "stilling": "IT-leder", "telefon": "22123456", "epost": "kari@fjord.example"}],
            "databehandler": [{"navn": "Pureservice Support", "stilling": "Kontakt om avtalen", "telefon": "22120026", "epost": "support@pureservice.com"}, {"navn": "Pureservice personvern", "stilling": "Meldinger om brudd", "epost": "personvern@pureservice.com"}]},
    "a1": {"formaal": "Å oppfylle avtalen mellom partene. Se Hovedavtalen."},
    "a2": {
            "art": "Lagring og annen nødvendig behandling av personopplysninger. Saker fra ansatte hos den behandlingsansvarlige, og fra kunder og andre kontakter, registreres, lagres og følges opp digitalt. Databehandleren setter opp en egen instans og vedlikeholder den."},
    "a3": {
            "personopplysninger": ["navn", "epost", "telefon", "annet"],
            "saerlige": ["helse", "straffedommer"]},
    "a4": {"registrerte": ["ansatte", "kunder", "kontaktpersoner", "brukere", "andre"]},
    "a5": {
            "varighet": "Fra avtalen har trådt i kraft til Hovedavtalen opphører. Da leverer databehandleren alle opplysninger tilbake som utskrift og/eller kopi, på den behandlingsansvarliges regning. Deretter slettes alt, også sikkerhetskopier, med mindre loven krever lagring. Databehandleren bekrefter slettingen skriftlig innen rimelig tid."},
    "b1": {
            "underdatabehandlere": [{"navn": "Microsoft Norge AS (Azure)", "sted": "Norge", "land": ["no"], "beskrivelse": "Vert for å tilby programvaren i nettskyen (ved Pureservice SaaS)", "vilkaar": "Bare skytjenesten", "overforingsgrunnlag": "ikke-overforing", "varslingsfrist": 4}, {"navn": "Mailgun, eid av Sinch AB i Sverige", "sted": "EØS", "land": ["eos"], "beskrivelse": "Mottak og leveranse av epost. Kun for kunder som ikke har egen epostserver", "vilkaar": "Bare kunder uten egen e-postserver", "overforingsgrunnlag": "ikke-overforing", "varslingsfrist": 4}]},
    "c1": {
            "instruks": "Som A.2. Til daglig har ingen ansatte tilgang; dev-ops har tilgang under feilsøking. Databehandleren kan bruke anonymisert statistikk og tjenestedata, og følger pålegg fra offentlige myndigheter."},
    "c2": {
            "sikkerhetsnivaa": "Tiltakene skal være egnede etter hva som er teknisk mulig, hva de koster, hva behandlingen gjelder og hvor stor risikoen er.",
            "organisatoriske": [{"nr": 1, "tema": "Internkontroll", "krav": "Internkontroll og styringssystem for informasjonssikkerhet, godkjent av ledelsen, med opplæring, jevnlige kontroller og revisjoner (artikkel 32)."}, {"nr": 2, "tema": "Datasenter", "krav": "Datasenteret er SOC 2 Type 2 Compliant og ISO 27001:2022 sertifisert."}, {"nr": 3, "tema": "Tilgang", "krav": "Ansatte er bundet av sikkerhetsinstrukser. Bare de som trenger det, har tilgang til produksjon."}, {"nr": 4, "tema": "Utvikling", "krav": "SCRUM og GIT, egne testmiljøer, oppdateringskanaler (dev, main, preview og release), integritetskontroll av pakker, manuell godkjenning, automatiske tester og kvalitetssikring."}, {"nr": 5, "tema": "Infrastruktur", "krav": "Oppdateres ved behov, og endringer varsles i appen. Lagene under oppdateres av Microsoft."}, {"nr": 6, "tema": "Endringer", "krav": "Planlegges, risikovurderes og testes før produksjon."}, {"nr": 7, "tema": "Hendelser", "krav": "CSIRT (Computer Security Incident Response Team) varsler kundens hovedkontakt eller oppretter sak hos Datatilsynet."}, {"nr": 8, "tema": "Avvik", "krav": "Avvik fra overvåking, logganalyse og kunder registreres og behandles."}, {"nr": 9, "tema": "Beredskap", "krav": "24/7-vaktplan og CSIRT."}, {"nr": 10, "tema": "Sårbarheter", "krav": "Varsles i appen. De som kunder har meldt, står i versjonshistorikken når de er rettet."}, {"nr": 11, "tema": "Årlig test", "krav": "Ekstern penetrasjons- og sikkerhetstest hvert år, OWASP top 10."}, {"nr": 12, "tema": "Kundens egen test", "krav": "Den behandlingsansvarlige kan penetrasjonsteste sin egen skyinstans én gang i året etter godkjenning."}],
            "tekniske": [{"nr": 1, "tema": "Databaser", "krav": "Minst to fysisk adskilte databaseinstanser. Multitenant arkitektur med adskilte databaser per kundeinstans."}, {"nr": 2, "tema": "Kryptering", "krav": "Alle databaser er kryptert ved lagring. Data er også kryptert under overføring."}, {"nr": 3, "tema": "Overvåking", "krav": "Ytelse og tilgjengelighet overvåkes kontinuerlig."}, {"nr": 4, "tema": "Kompetanse", "krav": "Ansatte med kunnskap om sikkerhet."}, {"nr": 5, "tema": "Sikker utvikling", "krav": "OWASP top 10. Eksterne revisjoner med penetrasjonstester på nettverk og applikasjon."}, {"nr": 6, "tema": "Tilgangskontroll", "krav": "Brukerautentisering og tilgangskontroll per instans."}, {"nr": 7, "tema": "Kode", "krav": "Oppdateres kontinuerlig."}, {"nr": 8, "tema": "Sikkerhetskopi", "krav": "Sikkerhetskopi av alle data kontinuerlig innenfor siste 30 dager."}, {"nr": 9, "tema": "Plattform", "krav": "Microsoft Azure, overvåket med varsling."}, {"nr": 10, "tema": "Single Sign-On", "krav": "OpenID Connect, SAML. OAuth 2.0, WS-Federation. Entra ID for MFA og regler."}, {"nr": 11, "tema": "Flere faktorer", "krav": "Multifaktorautentisering gjennom kundens egen identitetsleverandør."}, {"nr": 12, "tema": "Oppdateringer", "krav": "Jevnlige og automatiske, varslet i appen."}, {"nr": 13, "tema": "Opplæring", "krav": "Årlig opplæring i sikker utvikling."}, {"nr": 14, "tema": "Sikkerhetssenter", "krav": "Microsoft Azure Security Center overvåker sikkerheten kontinuerlig."}],
            "revisjon-og-annet": "CAIQ ligger på pureservice.com/trust. Databehandleren gjør jevnlige sikkerhetsrevisjoner. Den behandlingsansvarlige kan kreve revisjon; hver part dekker sine egne kostnader, og en ekstern revisor betales av den behandlingsansvarlige. Databehandleren avgjør hvilke tiltak som gir det avtalte nivået.",
            "ytterligere-tiltak": "Kryptering på feltnivå.",
            "penetrasjonstest": "2026-12-01",
            "penetrasjonstest-forrige": "2025-11-30"},
    "c3": {
            "bistand": "Databehandleren gir den hjelpen loven krever, og følger de tre stegene i avtalen ved brudd. Mistanke om brudd meldes til personvern@pureservice.com. Annen hjelp koster timepris: sletting utover det som skjer automatisk eller som dere kan gjøre selv, tilgang til data utover funksjonene i løsningen, og hjelp med risikovurdering og dokumentasjon."},
    "c4": {"sletting": "Se punkt A.5 ovenfor."},
    "c5": {"lokasjon": "Behandlingen skal kun skje innenfor EØS."},
    "c6": {"tredjeland": "Ingen overføring."},
    "c7": {"revisjon": "Ingen utover det som er regulert i personvernforordningen (GDPR) artikkel 28."},
    "c8": {"revisjon-underdatabehandlere": "Årlig rapport."},
    "c": {"bruddinformasjon": ["art-og-omfang", "konsekvenser", "tiltak"]},
    "d": {
            "endringer": [{"klausul": "8.6.6", "type": "utgaar", "virkning": "Punkt 8.6.6 gjelder ikke."}, {"klausul": "8.8.2 a", "type": "slettes", "gammel": "og når det er mulig, senest 72 timer", "virkning": "Punkt 8.8.2 a gjelder uten «og når det er mulig, senest 72 timer»."}, {"klausul": "8.9.2", "type": "erstattes", "gammel": "om mulig skje innen 24 timer", "ny": "uten ugrunnet opphold", "virkning": "Punkt 8.9.2 gjelder med «uten ugrunnet opphold» i stedet for «om mulig skje innen 24 timer»."}],
            "ansvar": "Krav følger ansvarsreglene i Hovedavtalen.",
            "tredjeparters-tilgang": "Gir kunden sine egne kunder eller samarbeidspartnere tilgang, gjør kunden det som behandlingsansvarlig. Er de selv behandlingsansvarlige, må det lages egne regler for det."},
    "tillegg": {
            "med": true,
            "personvernombud": {"navn": "Per Ombud", "epost": "per@fjord.example", "telefon": "22123457"},
            "sikkerhetsbehov": ["integritet"]},
    "avtaleversjon": "v2-9",
    "tjeneste": {"aksept": true, "aksept-navn": "Kari Nordmann"}}"#;

/// All fields as the file has them, with their columns behind a slash.
fn keys() -> Vec<(String, Json)> {
    let form = Json::parse(FORM).unwrap();
    let items = |json: &Json, key: &str| match json.get(key) {
        Some(Json::Array(items)) => items.clone(),
        _ => Vec::new(),
    };
    let key = |json: &Json| json.get("key").and_then(Json::as_text).unwrap().to_owned();
    let mut keys = Vec::new();
    for section in items(&form, "sections") {
        for field in items(&section, "fields") {
            for column in items(&field, "columns") {
                keys.push(([key(&field), "/".to_owned(), key(&column)].concat(), column));
            }
            keys.push((key(&field), field));
        }
    }
    keys
}

/// The inventory's 55; the rest is ours.
#[test]
fn has_its_fifty_five_fields() {
    let wanted = [
        "kunde.navn",
        "kunde.organisasjonsnummer",
        "databehandler",
        "varslingsregister",
        "markedsforing.reservasjon",
        "tvist.voldgift",
        "tvist.konfidensiell",
        "tjeneste.aksept",
        "leveransemodell",
        "skytjeneste.plattform",
        "egen-epostserver",
        "supportkontakter",
        "supportkontakter/opplaering",
        "supportkontakter-csm",
        "oppdragsavtale",
        "oppdrag.akseptanse",
        "behandlingsansvarlig",
        "underdatabehandler.innsigelse",
        "ved-opphor.valg",
        "ikrafttredelse",
        "kontakt.behandlingsansvarlig",
        "kontakt.databehandler",
        "a1.formaal",
        "a2.art",
        "a3.personopplysninger",
        "a4.registrerte",
        "a5.varighet",
        "b1.underdatabehandlere",
        "b1.underdatabehandlere/navn",
        // Printed «Land hvor behandlingen skal skje»; land is its code.
        "b1.underdatabehandlere/sted",
        "b1.underdatabehandlere/beskrivelse",
        "b1.underdatabehandlere/varslingsfrist",
        "c1.instruks",
        "c2.organisatoriske",
        "c2.tekniske",
        "c2.ytterligere-tiltak",
        "c2.penetrasjonstest",
        "c3.bistand",
        "c4.sletting",
        "c5.lokasjon",
        "c6.tredjeland",
        "c7.revisjon",
        "c8.revisjon-underdatabehandlere",
        "c.bruddinformasjon",
        "d.endringer",
        "d.ansvar",
        "d.tredjeparters-tilgang",
        "avtaleversjon",
        "sla.total-tid",
        "sla.nedetid",
        "sla.oppetid-prosent",
        "sla.kreditering",
        "onboarding.ansvar",
        "c2.sikkerhetsnivaa",
        "c2.revisjon-og-annet",
    ];
    assert_eq!(wanted.len(), 55);
    let keys = keys();
    for key in wanted {
        assert!(keys.iter().any(|(it, _)| it == key), "no {key}");
    }
    let definition = read(FORM);
    let locked: Vec<&str> = definition
        .fields
        .iter()
        .filter(|it| it.locked)
        .map(|it| it.key.as_str())
        .collect();
    assert_eq!(
        locked,
        [
            "databehandler",
            "supportkontakter-csm",
            "a1.formaal",
            "a2.art",
            "a3.personopplysninger",
            "a4.registrerte",
            "a5.varighet",
            "c1.instruks",
            "c2.sikkerhetsnivaa",
            "c2.revisjon-og-annet",
            "c3.bistand",
            "c4.sletting",
            "c5.lokasjon",
            "c7.revisjon",
            "d.ansvar",
            "d.tredjeparters-tilgang",
        ]
    );
}

#[test]
fn has_its_options_and_rows() {
    let keys = keys();
    for (key, part, count) in [
        ("leveransemodell", "options", 3),
        ("skytjeneste.plattform", "options", 2),
        ("egen-epostserver", "options", 2),
        ("oppdrag.akseptanse", "options", 2),
        ("ved-opphor.valg", "options", 2),
        ("a3.personopplysninger", "options", 4),
        ("a4.registrerte", "options", 5),
        ("b1.underdatabehandlere", "preset", 2),
        ("c2.organisatoriske", "preset", 12),
        ("c2.tekniske", "preset", 14),
        ("c.bruddinformasjon", "options", 3),
        ("d.endringer", "preset", 3),
        ("avtaleversjon", "options", 10),
        ("onboarding.ansvar", "preset", 8),
        ("onboarding.ansvar/aktivitet", "options", 8),
    ] {
        let (_, field) = keys.iter().find(|(it, _)| it == key).unwrap();
        let Some(Json::Array(items)) = field.get(part) else {
            panic!("{key} has no {part}")
        };
        assert_eq!(items.len(), count, "{key}");
    }
    // What is no option is told: bands, exemptions, help that costs.
    let told = |key: &str, part: &str| {
        let (_, field) = keys.iter().find(|(it, _)| it == key).unwrap();
        let text = field.get(part).and_then(|it| it.get("nb")).unwrap();
        text.as_text().unwrap().to_owned()
    };
    let bands = told("sla.satser", "help");
    assert!(
        ["< 99.5% 25%", "< 99% 50%", "< 95% 100%"]
            .iter()
            .all(|it| bands.contains(it))
    );
    assert_eq!(told("sla.unntak", "help").lines().count(), 7);
    assert_eq!(told("endringer", "help").lines().count(), 10 + 1);
    let paid = told("c3.bistand", "initial");
    assert!(
        ["sletting", "tilgang til data", "risikovurdering"]
            .iter()
            .all(|it| paid.contains(it))
    );
}

#[test]
fn each_violation() {
    let cases = r#"
        kunde.organisasjonsnummer; behandlingsansvarlig | /kunde/organisasjonsnummer required
        kunde.navn; behandlingsansvarlig | /kunde/navn required
        kunde.navn "Havn AS" | /behandlingsansvarlig format
        kunde.navn "Havn AS"; behandlingsansvarlig "Havn AS, org.nr 971058676" |
        varslingsregister | /varslingsregister required.rows
        varslingsregister [{"navn": "Kari"}] | /varslingsregister/0/epost required
        varslingsregister [{"epost": "kari@fjord.example"}] | /varslingsregister/0/navn required
        leveransemodell | /skytjeneste/plattform hidden; /egen-epostserver hidden; /leveransemodell required.choice
        skytjeneste.plattform | /skytjeneste/plattform required.choice
        egen-epostserver | /egen-epostserver required.choice
        egen-epostserver "ja" |
        tjeneste.aksept false | /tjeneste/aksept required.tick
        tjeneste.aksept-navn | /tjeneste/aksept-navn required
        avtaleversjon | /avtaleversjon required.choice
        avtaleversjon "v2-0" |
        avtaleversjon "v3-0" | /avtaleversjon choice.unknown
        tvist.voldgift false | /tvist/konfidensiell hidden
        ved-opphor.valg |
        tillegg.med false | /tillegg/personvernombud/navn hidden; /tillegg/personvernombud/epost hidden; /tillegg/personvernombud/telefon hidden; /tillegg/sikkerhetsbehov hidden

        // At most three contacts; one without training is let through with a warning.
        supportkontakter | /supportkontakter required.rows
        supportkontakter [{"navn": "A", "opplaering": true}] | /supportkontakter/0/epost required
        supportkontakter [{"navn": "A", "epost": "a@fjord.example", "opplaering": false}] | /supportkontakter/0/opplaering rule.opplaering
        supportkontakter [{"navn": "A", "epost": "a@b.example", "opplaering": true}, {"navn": "B", "epost": "b@b.example", "opplaering": true}, {"navn": "C", "epost": "c@b.example", "opplaering": true}, {"navn": "D", "epost": "d@b.example", "opplaering": true}] | /supportkontakter rows.many
        supportkontakter [{"navn": "A", "epost": "a@fjord.example"}] | /supportkontakter format; /supportkontakter/0/opplaering rule.opplaering

        kontakt.behandlingsansvarlig | /kontakt/behandlingsansvarlig required.rows
        kontakt.behandlingsansvarlig [{"stilling": "Leder"}] | /kontakt/behandlingsansvarlig/0/navn required; /kontakt/behandlingsansvarlig/0/telefon required; /kontakt/behandlingsansvarlig/0/epost required
        oppdragsavtale [{"plan": "Uke 50"}] | /oppdragsavtale/0/resultat required
        onboarding.ansvar [{"ansvarlig": "Kari"}] | /onboarding/ansvar/0/aktivitet required.choice
        onboarding.ansvar |

        // What Pureservice has set stays as it is, in either language.
        databehandler "Purservice AS" | /databehandler format
        c5.lokasjon "The processing shall only take place within the EEA." |
        c5.lokasjon "Hvor som helst." | /c5/lokasjon format
        a3.personopplysninger ["navn"] | /a3/personopplysninger format
        kontakt.databehandler [] | /kontakt/databehandler format
        supportkontakter-csm "Nils Veileder" |

        // Annexes.
        ikrafttredelse | /ikrafttredelse required
        ikrafttredelse "2026-11-22" | /ikrafttredelse date.late
        c2.ytterligere-tiltak | /c2/ytterligere-tiltak rule.saerlige-kategorier
        c2.ytterligere-tiltak; a3.saerlige |
        c2.penetrasjonstest "2026-11-29" | /c2/penetrasjonstest rule.en-gang-i-aaret
        c2.penetrasjonstest "2026-11-30" |
        c2.penetrasjonstest-forrige "2026-11-22" | /c2/penetrasjonstest rule.en-gang-i-aaret; /c2/penetrasjonstest-forrige date.late
        c6.tredjeland |
        c8.revisjon-underdatabehandlere |
        c.bruddinformasjon | /c/bruddinformasjon required.choices
        c.bruddinformasjon ["tiltak"] | /c/bruddinformasjon rule.alle-tre

        // Later: an objection, an assignment, a claim.
        underdatabehandler.innsigelse | /underdatabehandler/innsigelse required
        underdatabehandler.ny false | /underdatabehandler/varseldato hidden; /underdatabehandler/tidligst-i-bruk hidden; /underdatabehandler/innsigelse hidden
        underdatabehandler.varseldato "2026-11-22"; underdatabehandler.tidligst-i-bruk "2026-12-20" | /underdatabehandler/varseldato date.late
        underdatabehandler.varseldato; underdatabehandler.tidligst-i-bruk | /underdatabehandler/varseldato required
        oppdrag.akseptanse |
        oppdrag.ferdigmeldt "2026-11-22"; oppdrag.akseptfrist "2026-12-06"; oppdrag.reklamasjonsfrist "2027-02-22" | /oppdrag/ferdigmeldt date.late
        oppdrag.akseptanse "ikke-akseptert" |
        oppdrag.akseptanse "ikke-akseptert"; oppdrag.ferdigmeldt "2026-11-06"; oppdrag.akseptfrist "2026-11-20"; oppdrag.reklamasjonsfrist "2027-02-06" | /oppdrag/akseptanse rule.fristen-er-ute
        sla.beregn false | /sla/dato hidden; /sla/nedetid hidden; /sla/maanedsavgift hidden; /sla/total-tid hidden; /sla/oppetid-prosent hidden; /sla/kreditering hidden; /sla/kreditering-belop hidden; /sla/kravfrist hidden
        sla.dato "2026-11-22"; sla.kravfrist "2026-12-20" | /sla/dato date.late
        sla.dato; sla.total-tid; sla.oppetid-prosent; sla.kreditering; sla.kreditering-belop; sla.kravfrist | /sla/dato required
        sla.nedetid; sla.oppetid-prosent; sla.kreditering; sla.kreditering-belop | /sla/nedetid required
        sla.nedetid -1; sla.oppetid-prosent 100.0023; sla.kreditering 0; sla.kreditering-belop 0 | /sla/nedetid number.low
        sla.nedetid 43201; sla.oppetid-prosent -0.0023; sla.kreditering; sla.kreditering-belop | /sla/nedetid rule.over-maaneden
        sla.kreditering 50 | /sla/kreditering format
    "#;
    expect(FORM, ANSWERS, cases);
}

/// 43 200 minutes in November, 40 320 in February; 10 000 kroner a month. The
/// lowest band that fits, and each limit belongs to the band above.
#[test]
fn credits_downtime() {
    // sla
    let cases = r#"
        sla.nedetid 0; sla.oppetid-prosent 100; sla.kreditering 0; sla.kreditering-belop 0 |
        sla.nedetid 216; sla.oppetid-prosent 99.5; sla.kreditering 0; sla.kreditering-belop 0 |
        sla.nedetid 217; sla.oppetid-prosent 99.4977; sla.kreditering 25; sla.kreditering-belop 250000 |
        sla.nedetid 432; sla.oppetid-prosent 99; sla.kreditering 25; sla.kreditering-belop 250000 |
        sla.nedetid 433; sla.oppetid-prosent 98.9977; sla.kreditering 50; sla.kreditering-belop 500000 |
        sla.nedetid 2160; sla.oppetid-prosent 95; sla.kreditering 50; sla.kreditering-belop 500000 |
        sla.nedetid 2161; sla.oppetid-prosent 94.9977; sla.kreditering 100; sla.kreditering-belop 1000000 |
        sla.nedetid 43200; sla.oppetid-prosent 0; sla.kreditering 100; sla.kreditering-belop 1000000 |
        sla.maanedsavgift; sla.kreditering-belop |
        sla.maanedsavgift 12345; sla.kreditering-belop 308625 |
        sla.dato "2026-02-28"; sla.total-tid 40320; sla.oppetid-prosent 99.4618; sla.kravfrist "2026-03-28" |
        sla.dato "2024-02-01"; sla.total-tid 41760; sla.oppetid-prosent 99.4804; sla.kravfrist "2024-02-29" |
    "#;
    expect(FORM, ANSWERS, cases);
}

/// Four weeks from the notice, two weeks and three months from the report.
#[test]
fn counts_its_deadlines() {
    // dates
    let cases = r#"
        underdatabehandler.varseldato "2026-10-15"; underdatabehandler.tidligst-i-bruk "2026-11-12" |
        oppdrag.ferdigmeldt "2026-10-31"; oppdrag.akseptfrist "2026-11-14"; oppdrag.reklamasjonsfrist "2027-01-31" |
        oppdrag.ferdigmeldt "2025-11-30"; oppdrag.akseptfrist "2025-12-14"; oppdrag.reklamasjonsfrist "2026-02-28" |
    "#;
    expect(FORM, ANSWERS, cases);
}

/// The SLA and chapter 8 hold for the cloud service only.
#[test]
fn installed_elsewhere_it_is_a_service_agreement() {
    // gone
    let cases = r#"
        leveransemodell "egne-servere"; skytjeneste; egen-epostserver; sla; behandlingsansvarlig; ikrafttredelse; underdatabehandler; ved-opphor; kontakt; a1; a2; a3; a4; a5; b1; c1; c2; c3; c4; c5; c6; c7; c8; c; d; tillegg |
        leveransemodell "tredjepart"; skytjeneste; egen-epostserver; sla; behandlingsansvarlig; underdatabehandler; ved-opphor; kontakt; a1; a2; a3; a4; a5; b1; c1; c2; c3; c4; c5; c6; c7; c8; c; d; tillegg | /ikrafttredelse hidden
    "#;
    expect(FORM, ANSWERS, cases);
}

/// The rows of a key in [`ANSWERS`] and one more.
fn plus(key: &str, row: &str, wanted: &str) {
    let answers = Json::parse(ANSWERS).unwrap();
    let rows = key.split('.').try_fold(&answers, |json, key| json.get(key));
    let Some(Json::Array(mut rows)) = rows.cloned() else {
        panic!("no rows at {key}")
    };
    rows.push(Json::parse(row).unwrap());
    let changes = [key, " ", &Json::Array(rows).canonical(), " | ", wanted].concat();
    expect(FORM, ANSWERS, &changes);
}

/// Outside the EEA a subprocessor needs a basis that holds, and C.6 an instruction.
#[test]
fn transfers() {
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "Stockholm", "land": ["se"], "beskrivelse": "Drift", "varslingsfrist": 6}"#,
        "",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "London", "land": ["gb"], "beskrivelse": "Drift"}"#,
        "/b1/underdatabehandlere/2/overforingsgrunnlag required.choice",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "London", "land": ["gb"], "beskrivelse": "Drift", "overforingsgrunnlag": "adekvansbeslutning"}"#,
        "",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "USA", "land": ["us"], "beskrivelse": "Drift", "overforingsgrunnlag": "privacy-shield"}"#,
        "/b1/underdatabehandlere/2/overforingsgrunnlag rule.privacy-shield",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "Oslo og Kyiv", "land": ["no", "ua"], "beskrivelse": "Drift", "overforingsgrunnlag": "ikke-overforing"}"#,
        "/b1/underdatabehandlere/2/overforingsgrunnlag rule.uten-grunnlag",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "India", "land": ["utenfor-eos"], "beskrivelse": "Drift", "overforingsgrunnlag": "mangler"}"#,
        "/b1/underdatabehandlere/2/overforingsgrunnlag rule.uten-grunnlag",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "Vest-Europa", "land": ["ukjent"], "beskrivelse": "Drift"}"#,
        "/b1/underdatabehandlere/2/land rule.ukjent-land",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"navn": "A", "sted": "Norge", "land": ["no"], "beskrivelse": "Drift", "varslingsfrist": 3}"#,
        "/b1/underdatabehandlere/2/varslingsfrist number.low",
    );
    plus(
        "b1.underdatabehandlere",
        r#"{"vilkaar": "Alltid"}"#,
        "/b1/underdatabehandlere/2/navn required; /b1/underdatabehandlere/2/sted required; /b1/underdatabehandlere/2/land required.choices; /b1/underdatabehandlere/2/beskrivelse required",
    );
    // Without an instruction in C.6 none of it is allowed.
    let mut answers = with(&Json::parse(ANSWERS).unwrap(), "c6.tredjeland", "");
    assert_eq!(found(FORM, &answers), []);
    let Some(Json::Array(mut rows)) = answers
        .get("b1")
        .and_then(|it| it.get("underdatabehandlere"))
        .cloned()
    else {
        unreachable!()
    };
    rows.push(Json::parse(r#"{"navn": "A", "sted": "USA", "land": ["us"], "beskrivelse": "Drift", "overforingsgrunnlag": "scc"}"#).unwrap());
    answers = with(
        &answers,
        "b1.underdatabehandlere",
        &Json::Array(rows).canonical(),
    );
    let found: Vec<_> = found(FORM, &answers)
        .into_iter()
        .map(|it| (it.path, it.code))
        .collect();
    assert_eq!(
        found,
        [("/c6/tredjeland".to_owned(), "required".to_owned())]
    );
}

/// Each change says what then holds; one of the reader's own, too.
#[test]
fn deviations() {
    plus(
        "d.endringer",
        r#"{"klausul": "8.6.3", "type": "tillegg", "ny": "Varsel sendes på e-post.", "virkning": "Punkt 8.6.3 gjelder med dette tillegget: «Varsel sendes på e-post.»."}"#,
        "",
    );
    plus(
        "d.endringer",
        r#"{"klausul": "8.9.2", "type": "slettes"}"#,
        "/d/endringer/3/gammel required",
    );
    plus(
        "d.endringer",
        r#"{"klausul": "8.9.2", "type": "erstattes", "gammel": "a"}"#,
        "/d/endringer/3/ny required",
    );
    plus(
        "d.endringer",
        r#"{"klausul": "8.9.2", "type": "utgaar", "ny": "b", "virkning": "Punkt 8.9.2 gjelder ikke."}"#,
        "/d/endringer format",
    );
    plus(
        "d.endringer",
        r#"{"ny": "b"}"#,
        "/d/endringer format; /d/endringer/3/klausul required; /d/endringer/3/type required.choice",
    );
    let answers = Json::parse(ANSWERS).unwrap();
    let Some(Json::Array(rows)) = answers.get("d").and_then(|it| it.get("endringer")) else {
        unreachable!()
    };
    let effects: Vec<_> = rows
        .iter()
        .map(|it| it.get("virkning").and_then(Json::as_text).unwrap())
        .collect();
    assert_eq!(
        effects,
        [
            "Punkt 8.6.6 gjelder ikke.",
            "Punkt 8.8.2 a gjelder uten «og når det er mulig, senest 72 timer».",
            "Punkt 8.9.2 gjelder med «uten ugrunnet opphold» i stedet for «om mulig skje innen 24 timer».",
        ]
    );
}

#[test]
fn a_contact_without_training_is_but_a_warning() {
    let untrained = r#"[{"navn": "A", "epost": "a@fjord.example", "opplaering": false}]"#;
    let found = found(
        FORM,
        &with(
            &Json::parse(ANSWERS).unwrap(),
            "supportkontakter",
            untrained,
        ),
    );
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(
        Locale::nb().sentence(&found[0], &read(FORM)),
        "Supportkontakt 1: Kontaktpersoner må ha tatt den gratis brukeropplæringen før de bruker Support."
    );
}

/// Boxes of advice follow the choices they are about.
#[test]
fn boxes() {
    use blankett::engine::answers::Answers;
    use blankett::engine::kinds::Answer;
    let definition = read(FORM);
    let boxes =
        ["merknad.installasjon", "merknad.mailgun", "merknad.eos"].map(|it| index(&definition, it));
    let mut answers = Answers::new(definition.clone(), "nb");
    let mut choose = |key: &str, code: &str| {
        answers.set(index(&definition, key), Some(Answer::Text(code.to_owned())));
        boxes.map(|it| answers.is_shown(it))
    };
    assert_eq!(choose("leveransemodell", "skytjeneste"), [false; 3]);
    assert_eq!(choose("egen-epostserver", "ja"), [false, true, false]);
    assert_eq!(choose("egen-epostserver", "nei"), [false, false, true]);
    assert_eq!(
        choose("leveransemodell", "tredjepart"),
        [true, false, false]
    );
}
