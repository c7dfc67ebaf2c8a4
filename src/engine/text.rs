//! Text in several languages, as definitions carry it.

use crate::engine::reader::{Read, Reader};

/// One text, in one language or several. Empty when the definition has none.
///
/// In JSON either a plain string, which is the same in every language, or an
/// object of language codes: `{"nb": "Navn", "en": "Name"}`.
///
/// ```
/// use blankett::engine::{json::Json, reader::Reader, text::Text};
/// let json = Json::parse(r#"{"nb": "Navn", "en": "Name"}"#).unwrap();
/// let text = Text::read(Reader::new(&json)).unwrap();
/// assert_eq!(text.get("en"), "Name");
/// assert_eq!(text.get("nn"), "Navn"); // no nynorsk: bokmål
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<(String, String)>);

impl Text {
    /// Reads a string or an object of languages, none of them empty.
    ///
    /// # Errors
    /// Another type, an empty text, or a key that is no two-letter language code.
    pub fn read(reader: Reader) -> Read<Self> {
        if !reader.is_object() {
            return Ok(Self(vec![(String::new(), filled(reader)?)]));
        }
        let mut languages = Vec::new();
        for (code, member) in reader.members()? {
            if code.len() != 2 || !code.bytes().all(|letter| letter.is_ascii_lowercase()) {
                return Err(
                    member.error("Expected a language code of two letters, such as nb or en.")
                );
            }
            languages.push((code.to_owned(), filled(member)?));
        }
        if languages.is_empty() {
            return Err(reader.error("Expected a text in at least one language."));
        }
        Ok(Self(languages))
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

fn filled(reader: Reader) -> Read<String> {
    match reader.text()?.trim() {
        "" => Err(reader.error("Expected a text that is not empty.")),
        text => Ok(text.to_owned()),
    }
}
