//! The few sentences that only a server needs, for the person whose submission
//! is refused. All others are the locale's.

/// Bokmål, nynorsk, English.
type Sentence = [&'static str; 3];

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

/// A sentence in a language; in bokmål if it is not there.
pub fn say(sentence: Sentence, language: &str) -> &'static str {
    let [nb, nn, en] = sentence;
    match language {
        "nn" => nn,
        "en" => en,
        _ => nb,
    }
}
