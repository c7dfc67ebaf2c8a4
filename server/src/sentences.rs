//! The few sentences that only a server needs, for the person whose submission
//! is refused. All others are the locale's.

/// Bokmål, nynorsk, English.
pub type Sentence = [&'static str; 3];

/// The form's id is not known here.
pub const FORM: Sentence = [
    "Mottakeren kjenner ikke dette skjemaet. Ta kontakt med mottakeren.",
    "Mottakaren kjenner ikkje dette skjemaet. Ta kontakt med mottakaren.",
    "The recipient does not know this form. Contact the recipient.",
];

/// The form is known, but not this edition of it.
pub const VERSION: Sentence = [
    "Skjemaet har kommet i en ny utgave siden du åpnet det. Last siden på nytt og fyll det ut igjen.",
    "Skjemaet har kome i ei ny utgåve sidan du opna det. Last sida på nytt og fyll det ut igjen.",
    "The form has been revised since you opened it. Reload the page and fill it in again.",
];

/// The id has been used for something else.
pub const ID_REUSED: Sentence = [
    "Mottakeren har allerede en annen innsending med samme referanse. Last siden på nytt og send inn igjen.",
    "Mottakaren har allereie ei anna innsending med same referanse. Last sida på nytt og send inn igjen.",
    "The recipient already has another submission with this reference. Reload the page and send again.",
];

/// What was sent does not agree with itself.
pub const DAMAGED: Sentence = [
    "Innsendingen ble skadet på veien og er ikke tatt imot. Last siden på nytt og send inn igjen.",
    "Innsendinga vart skadd på vegen og er ikkje teken imot. Last sida på nytt og send inn igjen.",
    "The submission was damaged on its way and has not been received. Reload the page and send again.",
];

/// It waited so long that dates or prices in it no longer hold.
pub const LATE: Sentence = [
    "Det er så lenge siden skjemaet ble fylt ut at datoer eller priser i det ikke gjelder lenger. Åpne det som nytt, se over svarene og send det inn igjen.",
    "Det er så lenge sidan skjemaet vart fylt ut at datoar eller prisar i det ikkje gjeld lenger. Opne det som nytt, sjå over svara og send det inn igjen.",
    "The form was filled in so long ago that dates or prices in it no longer hold. Open it as new, look over your answers and send it again.",
];

/// Sealed, but this server has no key.
pub const SEALED_NOT_TAKEN: Sentence = [
    "Mottakeren tar ikke imot forseglede innsendinger. Ta kontakt med mottakeren.",
    "Mottakaren tek ikkje imot forsegla innsendingar. Ta kontakt med mottakaren.",
    "The recipient does not take sealed submissions. Contact the recipient.",
];

/// Said to be sealed, but it is not.
pub const SEALED_SHAPE: Sentence = [
    "Det som kom fram, er ingen forseglet innsending. Last siden på nytt og send inn igjen.",
    "Det som kom fram, er inga forsegla innsending. Last sida på nytt og send inn igjen.",
    "What arrived is no sealed submission. Reload the page and send again.",
];

/// Sealed in another way than this server opens.
pub const SEALED_ALGORITHM: Sentence = [
    "Innsendingen er forseglet på en måte som mottakeren ikke kan åpne. Ta kontakt med mottakeren.",
    "Innsendinga er forsegla på ein måte som mottakaren ikkje kan opne. Ta kontakt med mottakaren.",
    "The submission is sealed in a way the recipient cannot open. Contact the recipient.",
];

/// Sealed to a key that this server does not have.
pub const SEALED_KEY: Sentence = [
    "Innsendingen er forseglet til en nøkkel som mottakeren ikke har. Ta kontakt med mottakeren.",
    "Innsendinga er forsegla til ein nøkkel som mottakaren ikkje har. Ta kontakt med mottakaren.",
    "The submission is sealed to a key the recipient does not have. Contact the recipient.",
];

/// The seal is broken.
pub const SEALED_DAMAGED: Sentence = [
    "Mottakeren kan ikke åpne innsendingen: Forseglingen er skadet. Last siden på nytt og send inn igjen.",
    "Mottakaren kan ikkje opne innsendinga: Forseglinga er skadd. Last sida på nytt og send inn igjen.",
    "The recipient cannot open the submission: its seal is damaged. Reload the page and send again.",
];

/// The outside tells of another submission than the one inside.
pub const SEALED_HEADER: Sentence = [
    "Det som står utenpå innsendingen, stemmer ikke med innholdet. Last siden på nytt og send inn igjen.",
    "Det som står utanpå innsendinga, stemmer ikkje med innhaldet. Last sida på nytt og send inn igjen.",
    "What the submission says on the outside is not what is inside. Reload the page and send again.",
];

/// A sentence in a language; in bokmål if it is not there.
pub fn say(sentence: Sentence, language: &str) -> &'static str {
    let [nb, nn, en] = sentence;
    match language {
        "nn" => nn,
        "en" => en,
        _ => nb,
    }
}
