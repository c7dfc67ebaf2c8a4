//! The keys of the common model, and the article of the GDPR that each answers to.

/// One key of the common model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Where it stands: object keys joined by dots, `[]` after each list.
    pub path: &'static str,
    /// The articles of the GDPR that ask for it; empty if none does.
    pub articles: &'static [&'static str],
}

const fn key(path: &'static str, articles: &'static [&'static str]) -> Key {
    Key { path, articles }
}

const SUBJECT: &[&str] = &["28(3)"];
const PARTY: &[&str] = &["30(2)(a)"];
const NAME: &[&str] = &["28(3)", "30(2)(a)"];
const ACTIVITY: &[&str] = &["30(2)(b)"];
const MEASURE: &[&str] = &["28(3)(c)", "30(2)(d)", "32"];
const SUBPROCESSOR: &[&str] = &["28(2)", "28(4)", "30(2)(c)"];
const CONTACT: &[&str] = &["30(2)(a)", "33"];
const DELETION: &[&str] = &["28(3)(g)"];

/// All keys, in the order in which they are written.
pub const KEYS: &[Key] = &[
    key("avtale.tittel", &[]),
    key("avtale.versjon", &[]),
    key("avtale.inngaatt-dato", &[]),
    key("avtale.ikrafttredelse", SUBJECT),
    key("behandlingsansvarlig.navn", NAME),
    key("behandlingsansvarlig.organisasjonsnummer", PARTY),
    key("behandlingsansvarlig.adresse", PARTY),
    key("databehandler.navn", NAME),
    key("databehandler.organisasjonsnummer", PARTY),
    key("databehandler.adresse", PARTY),
    key("hovedavtale.navn", SUBJECT),
    key("hovedavtale.dato", SUBJECT),
    key("hovedavtale.forrang", &[]),
    key("formaal[].tjeneste", SUBJECT),
    key("formaal[].formaal", SUBJECT),
    key("formaal[].varighet", SUBJECT),
    key("varighet.generell", SUBJECT),
    key("art", SUBJECT),
    key("behandlingsaktiviteter[].kode", ACTIVITY),
    key("behandlingsaktiviteter[].navn", ACTIVITY),
    key("behandlingsaktiviteter[].beskrivelse", ACTIVITY),
    key("behandlingsaktiviteter[].vilkaar", ACTIVITY),
    key("personopplysninger[].kode", SUBJECT),
    key("personopplysninger[].tekst", SUBJECT),
    key("saerlige-kategorier[].kode", &["9", "10"]),
    key("saerlige-kategorier[].tekst", &["9", "10"]),
    key("sikkerhetsbehov[].kode", &["32"]),
    key("sikkerhetsbehov[].tekst", &["32"]),
    key("sikkerhetsavtale", &["32"]),
    key("registrerte[].kode", SUBJECT),
    key("registrerte[].tekst", SUBJECT),
    key("sikkerhetstiltak[].nr", MEASURE),
    key("sikkerhetstiltak[].type", MEASURE),
    key("sikkerhetstiltak[].tema", MEASURE),
    key("sikkerhetstiltak[].krav", MEASURE),
    key("underdatabehandlere[].navn", SUBPROCESSOR),
    key("underdatabehandlere[].organisasjonsnummer", SUBPROCESSOR),
    key("underdatabehandlere[].adresse", SUBPROCESSOR),
    key("underdatabehandlere[].tjeneste", SUBPROCESSOR),
    key("underdatabehandlere[].formaal", SUBPROCESSOR),
    key("underdatabehandlere[].opplysninger", SUBPROCESSOR),
    key("underdatabehandlere[].land[].kode", SUBPROCESSOR),
    key("underdatabehandlere[].land[].tekst", SUBPROCESSOR),
    key("underdatabehandlere[].sted", SUBPROCESSOR),
    key("underdatabehandlere[].overforingsgrunnlag", SUBPROCESSOR),
    key("underdatabehandlere[].merknad", SUBPROCESSOR),
    key("underdatabehandlere[].vilkaar", SUBPROCESSOR),
    key("underdatabehandlere[].varslingsfrist", SUBPROCESSOR),
    key("underdatabehandlere[].gyldig-fra", SUBPROCESSOR),
    key("underdatabehandlere-liste.dato", &["28(2)"]),
    key("underdatabehandlere-liste.lenke", &["28(2)"]),
    key("underdatabehandlere-liste.tillatelse", &["28(2)"]),
    key("underdatabehandlere-liste.varsel", &["28(2)"]),
    key("overforing.tillatt", &["28(3)(a)", "30(2)(c)"]),
    key("overforing.instruks", &["28(3)(a)"]),
    key("lokasjon", &["30(2)(c)"]),
    key("lagring.frist", DELETION),
    key("opphor.valg", DELETION),
    key("opphor.bekreftelse", DELETION),
    key("kontaktpunkter[].part", CONTACT),
    key("kontaktpunkter[].rolle", CONTACT),
    key("kontaktpunkter[].navn", CONTACT),
    key("kontaktpunkter[].epost", CONTACT),
    key("kontaktpunkter[].telefon", CONTACT),
    key("personvernombud.navn", PARTY),
    key("personvernombud.epost", PARTY),
    key("personvernombud.telefon", PARTY),
    key("brudd.frist", &["33(2)"]),
    key("brudd.innhold[]", &["33(3)"]),
    key("revisjon", &["28(3)(h)"]),
    key("bistand.kostnad", &["28(3)(e)", "28(3)(f)"]),
    key("ansvar", &["82"]),
    key("avvik[].klausul", SUBJECT),
    key("avvik[].type", SUBJECT),
    key("avvik[].gammel", SUBJECT),
    key("avvik[].ny", SUBJECT),
    key("lovvalg-verneting", &[]),
    key("stans", &["28(3)(a)"]),
    key("signaturer[].part", &["28(9)"]),
    key("signaturer[].navn", &["28(9)"]),
    key("signaturer[].rolle", &["28(9)"]),
    key("signaturer[].sted", &["28(9)"]),
    key("signaturer[].dato", &["28(9)"]),
    key("signaturer[].signatur", &["28(9)"]),
];

/// What `status` says of a part of a vendor's document.
pub const STATUS: [&str; 5] = ["utfylles", "preset", "henvisning", "tekst", "mangler"];

/// What stands at a path.
pub(super) enum Shape {
    Object,
    List,
    /// One value.
    Leaf,
}

/// What stands at a path; `None` if the model has no such key.
pub(super) fn shape(path: &str) -> Option<Shape> {
    KEYS.iter().find_map(|key| {
        let rest = key.path.strip_prefix(path)?;
        match rest.as_bytes() {
            [] => Some(Shape::Leaf),
            [b'[', ..] => Some(Shape::List),
            [b'.', ..] => Some(Shape::Object),
            _ => None,
        }
    })
}

/// Whether `status` may speak of this: a key without `[]`, a group of keys, or
/// the basis of all subprocessors' transfers.
pub(super) fn has_status(name: &str) -> bool {
    name == "overforingsgrunnlag"
        || KEYS.iter().any(|key| {
            let plain = key.path.replace("[]", "");
            let rest = plain.strip_prefix(name);
            rest.is_some_and(|it| it.is_empty() || it.starts_with('.'))
        })
}

/// The path of a member of the object at a path.
pub(super) fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        [path, ".", name].concat()
    }
}
