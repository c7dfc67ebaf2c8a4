//! Text in several languages, as definitions carry it.

use crate::engine::reader::{ReadError, Reader};

/// One text, in one language or several. Empty when the definition has none.
///
/// In JSON either a plain string, which is the same in every language, or an
/// object of language codes: `{"nb": "Navn", "en": "Name"}`.
///
/// ```
/// use blankett::engine::{json::Json, reader::Reader, text::Text};
/// let json = Json::parse(r#"{"nb": "Navn", "en": "Name"}"#).unwrap();
/// let text = Text::read(&Reader::new(&json));
/// assert_eq!(text.get("en"), "Name");
/// assert_eq!(text.get("nn"), "Navn"); // no nynorsk: bokmål
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<(String, String)>);

impl Text {
    /// Reads a string or an object of languages; nothing of anything else.
    pub fn read(reader: &Reader) -> Self {
        let mut languages = Vec::new();
        if let Some(text) = reader.json().as_text() {
            languages.push((String::new(), text.trim().to_owned()));
        }
        for (code, member) in reader.each_member() {
            languages.push((code.to_owned(), member.string().trim().to_owned()));
        }
        Self(languages)
    }

    /// The text of a member; empty if there is none.
    pub fn at(reader: &Reader, key: &str) -> Self {
        reader.at(key).map(|it| Self::read(&it)).unwrap_or_default()
    }

    /// What is wrong with the string or object of languages that stands here:
    /// an empty text, or a key that is no two-letter language code.
    pub fn wrong(reader: &Reader) -> Option<ReadError> {
        if !reader.is_object() {
            return unfilled(reader);
        }
        let mut any = false;
        for (code, member) in reader.each_member() {
            any = true;
            if code.len() != 2 || !code.bytes().all(|letter| letter.is_ascii_lowercase()) {
                let words = "Expected a language code of two letters, such as nb or en.";
                return Some(member.wrong(&[words]));
            }
            let wrong = unfilled(&member);
            if wrong.is_some() {
                return wrong;
            }
        }
        (!any).then(|| reader.wrong(&["Expected a text in at least one language."]))
    }

    /// The text in a language; else in bokmål; else in the first one given.
    pub fn get(&self, language: &str) -> &str {
        let find = |code: &str| self.0.iter().find(|(it, _)| it == code);
        find(language)
            .or_else(|| find("nb"))
            .or(self.0.first())
            .map_or("", |(_, text)| text)
    }

    /// Whether it is this in some language.
    pub fn has(&self, text: &str) -> bool {
        self.0.iter().any(|(_, it)| it == text)
    }

    /// Whether the definition gives none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn unfilled(reader: &Reader) -> Option<ReadError> {
    match reader.json().as_text().map(str::trim) {
        None => Some(reader.unexpected("a string")),
        Some("") => Some(reader.wrong(&["Expected a text that is not empty."])),
        Some(_) => None,
    }
}
