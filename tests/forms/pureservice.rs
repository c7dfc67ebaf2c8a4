//! Pureservice: a service agreement with four annexes, most of it preset.

use super::{expect, found, index, read, with};
use blankett::engine::answers::Answers;
use blankett::engine::json::Json;
use blankett::engine::kinds::Answer;
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
    "onboarding": {
            "avtalt": true,
            "ansvar": [{"aktivitet": "kick-off", "ansvarlig": "Pureservice", "deltakere": "Alle"}]},
    "supportkontakter": [{"navn": "Kari Nordmann", "epost": "kari@fjord.example", "telefon": "22123456", "opplaering": true}, {"navn": "Ola Nordmann", "epost": "ola@fjord.example", "opplaering": true}],
    "oppdragsavtale": [{"resultat": "Ny arbeidsflyt", "plan": "Uke 50", "omfang": "3 dager"}],
    "behandlingsansvarlig": "Fjord Drift AS, org.nr 971058676",
    "kontakt": {
            "behandlingsansvarlig": [{"navn": "Kari Nordmann", "stilling": "IT-leder", "telefon": "22123456", "epost": "kari@fjord.example"}],
            "databehandler": [{"navn": "Pureservice Support", "stilling": "Kontakt om avtalen", "telefon": "22120026", "epost": "support@pureservice.com"}, {"navn": "Pureservice personvern", "stilling": "Meldinger om brudd", "epost": "personvern@pureservice.com"}]},
    "a1": {
            "formaal": "Å oppfylle avtalen som er inngått mellom behandlingsansvarlig (kunde) og databehandler (leverandør), se nærmere Hovedavtalen."},
    "a2": {
            "art": "Lagring og nødvendig prosessering som del av tjenestene etter Hovedavtalen: digital registrering, lagring og oppfølging av henvendelser («saker») knyttet til egne ansatte, kunder og deres ansatte/kontaktpersoner samt andre relevante kontakter. Databehandler stiller en dedikert instans av tjenesten til rådighet og utfører nødvendig vedlikehold. Hele teksten: A.2."},
    "a3": {
            "personopplysninger": ["navn", "epost", "telefon", "annet"],
            "saerlige": ["helse", "straffedommer"]},
    "a4": {"registrerte": ["ansatte", "kunder", "kontaktpersoner", "brukere", "andre"]},
    "a5": {
            "varighet": "Behandlingen kan begynne etter at Vilkårene har trådt i kraft. Ved opphør av Hovedavtalen og databehandleravtalen skal databehandler tilbakelevere alle personopplysninger som er mottatt på vegne av den behandlingsansvarlige, i form av utskrift og/eller kopi av kundedata. Kostnadene bæres av den behandlingsansvarlige. «Med mindre behandlingsansvarlig ønsker det» slettes alle data, også eventuelle sikkerhetskopier, og slettingen dokumenteres skriftlig innen rimelig tid. Er det lovmessig plikt til oppbevaring, slettes de så snart plikten ikke lenger foreligger. Hele teksten: A.5."},
    "b1": {
            "underdatabehandlere": [{"navn": "Microsoft Norge AS (Azure)", "sted": "Norge", "land": ["no"], "beskrivelse": "Vert for å tilby programvaren i nettskyen (ved Pureservice SaaS)", "vilkaar": "Bare skytjenesten", "overforingsgrunnlag": "ikke-overforing", "varslingsfrist": 4}, {"navn": "Mailgun, eid av Sinch AB i Sverige", "sted": "EØS", "land": ["eos"], "beskrivelse": "Mottak og leveranse av epost. Kun for kunder som ikke har egen epostserver", "vilkaar": "Bare kunder uten egen e-postserver", "overforingsgrunnlag": "ikke-overforing", "varslingsfrist": 4}]},
    "c1": {
            "instruks": "Se punkt A.2. Databehandlers personell har ikke tilgang til kundedata under normal drift. Ved feilsøking på tjenesten, eller i forbindelse med feilsøking for behandlingsansvarlig, har dev-ops teamet tilgang. Databehandler kan ta ut anonymisert statistikk og metadata uten personopplysninger, og benytte tjenestedata uten personopplysninger til å optimalisere løsningen og utvikle nye tjenester. Databehandler må følge pålegg fra offentlige myndigheter, påtalemyndigheter mv. Hele teksten: C.1."},
    "c2": {
            "sikkerhetsnivaa": "Egnede tekniske og organisatoriske tiltak, hensyntatt hva som er teknisk mulig, kostnader ved sikringen, behandlingen som skal gjøres og risikoen for personvernet. Tiltakene under gjelder avhengig av hva som er nødvendig og egnet for sikringen. Hele teksten: C.2.",
            "organisatoriske": [{"nr": 1, "tema": "Internkontroll", "krav": "Internkontroll/styringssystem for informasjonssikkerhet, godkjent av ledelsen, med opplæring, regelmessige kontroller og regelmessig revisjon (GDPR art. 32)."}, {"nr": 2, "tema": "Datasenter", "krav": "Datasenter som er SOC 2 Type 2 Compliant og ISO 27001:2022 sertifisert iht. ISO 27002 best practices."}, {"nr": 3, "tema": "Tilgang", "krav": "Sikkerhetsinstrukser for ansatte. Kun ansatte med tjenstlige behov har tilgang til produksjonsplattformen."}, {"nr": 4, "tema": "Utvikling", "krav": "SCRUM-metoden og GIT versjonskontrollsystem. Separate testmiljøer og oppdateringskanaler (dev, main, preview og release), verifisert integritet, manuelle godkjenningsrutiner, automatiserte tester og kvalitetskontroll i en egen QA-prosess."}, {"nr": 5, "tema": "Infrastruktur", "krav": "Oppdateres jevnlig etter behov. Endringer som påvirker kunder i særlig grad, annonseres i nyhetsfunksjonen i applikasjonen. Lavere infrastrukturnivå oppdateres automatisk og regelmessig av Microsoft."}, {"nr": 6, "tema": "Endringer", "krav": "Risikovurdering i forkant av alle endringer som planlegges, og test i egnet miljø før produksjon."}, {"nr": 7, "tema": "Hendelser", "krav": "CSIRT (Computer Security Incident Response Team) følger opp alle sikkerhetshendelser. Kundens hovedkontakt varsles dersom kundedata kan ha blitt påvirket, eller sak til datatilsynet opprettes dersom det er oppdaget mulige brudd på personvernforordningen."}, {"nr": 8, "tema": "Avvik", "krav": "Avvik fra for eksempel overvåking/alarmer, manuell analyse av hendelseslogger eller servicedesk. Alle avvik registreres og behandles videre av DevOps eller CSIRT."}, {"nr": 9, "tema": "Beredskap", "krav": "24/7-vaktplan og CSIRT."}, {"nr": 10, "tema": "Sårbarheter", "krav": "Varsler av interesse for alle kunder publiseres i applikasjonen. Er sårbarheten kundemeldt, varsles det først gjennom versjonshistorikk når den er rettet."}, {"nr": 11, "tema": "Årlig test", "krav": "Årlig penetrasjons- og sikkerhetstest med en ekstern leverandør, med utgangspunkt i OWASP topp 10."}, {"nr": 12, "tema": "Kundens egen test", "krav": "Behandlingsansvarlig eller representant kan gjennomføre penetrasjonstester på sin egen Pureservice skyinstans inntil én gang per år. Må godkjennes på forhånd ved å kontakte Pureservice support."}],
            "tekniske": [{"nr": 1, "tema": "Databaser", "krav": "Data lagres i minimum to fysisk adskilte databaseinstanser. Multitenant arkitektur med adskilte databaser per kundeinstans."}, {"nr": 2, "tema": "Kryptering", "krav": "Alle databaser er kryptert ved lagring. Data er kryptert under transport mellom brukerenhet og Pureservice i skyen."}, {"nr": 3, "tema": "Overvåking", "krav": "Kontinuerlig overvåking av ytelse og tilgjengelighet."}, {"nr": 4, "tema": "Kompetanse", "krav": "Drift og utvikling av personell med kunnskap og erfaring i sikkerhetsarbeid."}, {"nr": 5, "tema": "Sikker utvikling", "krav": "Utvikling, test og verifisering basert på retningslinjene i OWASP topp 10. Eksterne sikkerhetsrevisjoner med penetrasjonstesting på nettverks- og applikasjonsnivå."}, {"nr": 6, "tema": "Tilgangskontroll", "krav": "Brukerautentisering og tilgangskontroll per instans."}, {"nr": 7, "tema": "Kode", "krav": "Kontinuerlig oppdatering av koden, slik at alle kunder til enhver tid er oppdatert med funksjonalitet og sikkerhetsfunksjonalitet."}, {"nr": 8, "tema": "Sikkerhetskopi", "krav": "Sikkerhetskopi av alle data kontinuerlig innenfor siste 30 dager."}, {"nr": 9, "tema": "Plattform", "krav": "Microsoft Azure. Tjenestene overvåkes kontinuerlig med nødvendige varslingsrutiner. Sikkerhet på skyplattformen håndteres av Microsoft: https://www.microsoft.com/en-us/trustcenter/"}, {"nr": 10, "tema": "Single Sign-On", "krav": "OpenID Connect, SAML. OAuth 2.0, WS-Federation med flere, mot virksomhetens eksisterende Identity Provider. Om kunden f.eks. benytter Entra ID, styres MFA, hvitelisting, regelsett for tilganger og avansert tilgangskontroll fra Entra ID."}, {"nr": 11, "tema": "Multifaktor-autentisering", "krav": "Gjennom integrasjon med virksomhetens eksisterende Identity Provider."}, {"nr": 12, "tema": "Oppdateringer", "krav": "Jevnlig kode som tilfører ny funksjonalitet eller adresserer kjente feil. Oppgradering i skyen annonseres i nyhetsfunksjonen i Pureservice og skjer automatisk på varslet tidspunkt."}, {"nr": 13, "tema": "Opplæring", "krav": "Opplæring i sikker utvikling hvert år, i forbindelse med penetrasjon- og sikkerhetstesting. Utviklingsteamet er ellers kontinuerlig oppdatert på trusler definert i for eksempel OWASP topp 10-listen."}, {"nr": 14, "tema": "Sikkerhetsovervåking", "krav": "Funksjonalitet i Microsoft Azure Security Center for kontinuerlig sikkerhetsovervåking av Pureservice i skyen."}],
            "revisjon-og-annet": "Ytterligere informasjon: CAIQ, https://pureservice.com/trust. Databehandler gjennomfører jevnlig sikkerhetsrevisjoner. Behandlingsansvarlige kan kreve en gjennomgang og revisjon av tjenesten, systemer og dokumentasjon for å sikre at den er lovmessig. Hver av partene dekker sine kostnader; bruker behandlingsansvarlig ekstern revisor, dekker behandlingsansvarlig kostnadene til denne. Databehandleren har rett og plikt til å treffe beslutninger om hvilke sikkerhetstiltak som skal gjennomføres for å etablere det nødvendige (og avtalte) sikkerhetsnivået. Hele teksten: C.2.",
            "ytterligere-tiltak": "Kryptering på feltnivå."},
    "c3": {
            "bistand": "Bistanden følger plikten etter personvernregelverket. Dersom databehandler får kjennskap til ulovlig tilgang til behandlingsansvarliges data, skal databehandler uten ugrunnet opphold 1) informere om typen databrudd og berørte registrerte, 2) undersøke sikkerhetsbruddet og gi detaljert informasjon om det, 3) iverksette og informere om ansvarlige og rimelige tiltak for å avhjelpe virkningen og begrense skadene. Mistenkte sikkerhetsbrudd kan meldes til personvern@pureservice.com; det endrer ikke behandlingsansvarliges plikt til å melde til Datatilsynet og eventuelt til de registrerte. Bistand ut over avtalen og databehandlerens plikter etter personvernregelverket utføres etter gjeldende timesatser: å slette personopplysninger utenfor det som gjøres automatisk eller kan gjøres gjennom løsningen, å gi innsyn ut over det som kan gjøres gjennom løsningen, og risikovurderinger og dokumentasjon, mv. Hele teksten: C.3."},
    "c4": {"sletting": "Se punkt A.5 ovenfor."},
    "c5": {"lokasjon": "Behandlingen skal kun skje innenfor EØS."},
    "c6": {"tredjeland": "Ingen overføring."},
    "c7": {"revisjon": "Ingen utover det som er regulert i personvernforordningen (GDPR) artikkel 28."},
    "c8": {"revisjon-underdatabehandlere": "Årlig rapport."},
    "c": {"bruddinformasjon": ["art-og-omfang", "konsekvenser", "tiltak"]},
    "d": {
            "endringer": [{"klausul": "8.6.6", "type": "utgaar", "virkning": "Punkt 8.6.6 gjelder ikke."}, {"klausul": "8.8.2 a", "type": "slettes", "gammel": "og når det er mulig, senest 72 timer", "virkning": "Punkt 8.8.2 a gjelder uten «og når det er mulig, senest 72 timer»."}, {"klausul": "8.9.2", "type": "erstattes", "gammel": "om mulig skje innen 24 timer", "ny": "uten ugrunnet opphold", "virkning": "Punkt 8.9.2 gjelder med «uten ugrunnet opphold» i stedet for «om mulig skje innen 24 timer»."}],
            "ansvar": "Krav knyttet til databehandling er omfattet av de samme ansvarsreguleringer og ansvarsbegrensninger som følger av Hovedavtalen.",
            "tredjeparters-tilgang": "Gir Kunden egne kunder eller samarbeidspartnere tilgang til løsningen, skjer dette under Kundens fulle ansvar som behandlingsansvarlig. Egen regulering må etableres dersom slike tredjeparter utøver selvstendig behandlingsansvar."},
    "tillegg": {
            "med": true,
            "personvernombud": {"navn": "Per Ombud", "epost": "per@fjord.example", "telefon": "22123457"},
            "sikkerhetsbehov": ["integritet"]},
    "avtaleversjon": "2.9 – datert 22.10.2025, gyldig fra 22.10.2025",
    "tjeneste": {"aksept": true, "aksept-navn": "Kari Nordmann"},
    "signatur": {"dato": "2026-11-21", "kunde": {"method": "paper"}}}"#;

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

/// The inventory's 55 but eight of later events: an objection, credit (four),
/// acceptance of an assignment, a penetration test, the choice at the end. The rest is
/// ours.
#[test]
fn has_its_forty_seven_fields() {
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
        "behandlingsansvarlig",
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
        "onboarding.ansvar",
        "c2.sikkerhetsnivaa",
        "c2.revisjon-og-annet",
    ];
    assert_eq!(wanted.len(), 47);
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
            "c.bruddinformasjon",
            "d.ansvar",
            "d.tredjeparters-tilgang",
            "avtaleversjon",
            "signatur.pureservice-navn",
            "signatur.pureservice-dato",
            "signatur.pureservice",
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
        ("a3.personopplysninger", "options", 4),
        ("a4.registrerte", "options", 5),
        ("b1.underdatabehandlere", "preset", 2),
        ("c2.organisatoriske", "preset", 12),
        ("c2.tekniske", "preset", 14),
        ("c.bruddinformasjon", "options", 3),
        ("d.endringer", "preset", 3),
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
    assert_eq!(told("sla.unntak", "help").lines().count(), 1 + 7);
    assert_eq!(told("endringer", "help").lines().count(), 10 + 1);
    let paid = told("c3.bistand", "initial");
    assert!(
        ["slette", "innsyn", "risikovurdering"]
            .iter()
            .all(|it| paid.contains(it))
    );
}

/// What must not be lost when a long text is told shortly: its conditions and limits.
#[test]
fn conditions_and_limits_stand() {
    for words in [
        "endringer som påvirker kunder i særlig grad",
        "dersom kundedata kan ha blitt påvirket",
        "dersom det er oppdaget mulige brudd",
        "om kunden f.eks. benytter entra id",
        "1) informere om typen databrudd",
        "2) undersøke sikkerhetsbruddet",
        "3) iverksette og informere",
        "samme ansvarsreguleringer og ansvarsbegrensninger",
        "fulle ansvar som behandlingsansvarlig",
        "eneste finansielle erstatning",
        "grov uaktsomhet eller forsett",
        "to eller flere sesjoner",
        "senest 90 dager før, slik at avtalen kan sies opp",
        "midlertidig blokkert",
        "3 måneder etter at mangelen fant sted",
        "innen 4 uker",
    ] {
        assert!(FORM.to_lowercase().contains(words), "{words}");
    }
}

#[test]
fn each_violation() {
    let cases = r#"
        kunde.organisasjonsnummer; behandlingsansvarlig | /kunde/organisasjonsnummer required
        kunde.navn; behandlingsansvarlig | /kunde/navn required
        kunde.navn "Havn AS" | /behandlingsansvarlig format
        kunde.navn "Havn AS"; behandlingsansvarlig "Havn AS, org.nr 971058676" |
        // Line 70: without an entry, the one who signed.
        varslingsregister |
        varslingsregister [{"navn": "Kari"}] | /varslingsregister/0/epost required
        varslingsregister [{"epost": "kari@fjord.example"}] | /varslingsregister/0/navn required
        leveransemodell | /skytjeneste/plattform hidden; /egen-epostserver hidden; /leveransemodell required.choice
        skytjeneste.plattform | /skytjeneste/plattform required.choice
        egen-epostserver | /egen-epostserver required.choice
        egen-epostserver "ja" |
        tjeneste.aksept false | /tjeneste/aksept required.tick
        tjeneste.aksept-navn | /tjeneste/aksept-navn required
        signatur.dato | /signatur/dato required
        signatur.dato "2026-11-22" | /signatur/dato date.late
        signatur.kunde | /signatur/kunde required.signature
        // It enters into force when both have signed.
        signatur.pureservice-dato "2026-11-25"; ikrafttredelse "2026-11-25" |
        signatur.pureservice-dato "2026-11-20"; ikrafttredelse "2026-11-21" |
        signatur.pureservice-dato "2026-11-25"; ikrafttredelse "2026-11-21" | /ikrafttredelse format
        // The content is that of 2.9: no other version can be accepted with it.
        avtaleversjon | /avtaleversjon format
        avtaleversjon "2.8" | /avtaleversjon format
        tvist.voldgift false | /tvist/konfidensiell hidden
        tillegg.med false | /tillegg/personvernombud/navn hidden; /tillegg/personvernombud/epost hidden; /tillegg/personvernombud/telefon hidden; /tillegg/sikkerhetsbehov hidden

        // At most three contacts; one without training is let through with a warning.
        supportkontakter |
        supportkontakter [{"navn": "A", "opplaering": true}] | /supportkontakter/0/epost required
        supportkontakter [{"navn": "A", "epost": "a@fjord.example", "opplaering": false}] | /supportkontakter/0/opplaering rule.opplaering
        supportkontakter [{"navn": "A", "epost": "a@b.example", "opplaering": true}, {"navn": "B", "epost": "b@b.example", "opplaering": true}, {"navn": "C", "epost": "c@b.example", "opplaering": true}, {"navn": "D", "epost": "d@b.example", "opplaering": true}] | /supportkontakter rows.many
        supportkontakter [{"navn": "A", "epost": "a@fjord.example"}] | /supportkontakter format; /supportkontakter/0/opplaering rule.opplaering

        kontakt.behandlingsansvarlig | /kontakt/behandlingsansvarlig required.rows
        kontakt.behandlingsansvarlig [{"stilling": "Leder"}] | /kontakt/behandlingsansvarlig/0/navn required; /kontakt/behandlingsansvarlig/0/epost required
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
        c2.ytterligere-tiltak | /c2/ytterligere-tiltak rule.saerlige-kategorier
        c2.ytterligere-tiltak; a3.saerlige |
        c6.tredjeland |
        c8.revisjon-underdatabehandlere |
        c.bruddinformasjon | /c/bruddinformasjon format
        c.bruddinformasjon ["tiltak"] | /c/bruddinformasjon format
    "#;
    expect(FORM, ANSWERS, cases);
}

/// Installed elsewhere, only what is asked of the cloud service goes; the SLA is told
/// for that alone, the data processing agreement for all.
#[test]
fn installed_elsewhere_only_the_cloud_goes() {
    let cases = r#"
        leveransemodell "egne-servere"; skytjeneste; egen-epostserver |
        leveransemodell "tredjepart"; skytjeneste | /egen-epostserver hidden
    "#;
    expect(FORM, ANSWERS, cases);
    let definition = read(FORM);
    let mut answers = Answers::new(definition.clone(), "nb");
    let local = Some(Answer::Text("egne-servere".to_owned()));
    answers.set(index(&definition, "leveransemodell"), local);
    for (key, shown) in [
        ("sla.satser", false),
        ("a1.formaal", true),
        ("d.ansvar", true),
    ] {
        assert_eq!(answers.is_shown(index(&definition, key)), shown, "{key}");
    }
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
        "/b1/underdatabehandlere/2/land choice.unknown",
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
        "Supportkontakt 1: Kontaktpersoner skal ha deltatt på gratis brukeropplæring."
    );
}

/// Boxes of advice follow the choices they are about.
#[test]
fn boxes() {
    let definition = read(FORM);
    let boxes = ["merknad.installasjon", "merknad.mailgun"].map(|it| index(&definition, it));
    let mut answers = Answers::new(definition.clone(), "nb");
    let mut choose = |key: &str, code: &str| {
        answers.set(index(&definition, key), Some(Answer::Text(code.to_owned())));
        boxes.map(|it| answers.is_shown(it))
    };
    assert_eq!(choose("leveransemodell", "skytjeneste"), [false; 2]);
    assert_eq!(choose("egen-epostserver", "ja"), [false, true]);
    assert_eq!(choose("egen-epostserver", "nei"), [false; 2]);
    assert_eq!(choose("leveransemodell", "tredjepart"), [true, false]);
}
