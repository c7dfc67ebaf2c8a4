//! JSON as this engine uses it: exact in its numbers, strict about doubled keys,
//! written canonically.
//!
//! A tree of our own instead of `serde_json::Value`, because that one lets a
//! doubled key pass, keeps decimals as floats and brings float printing along.

mod parser;

use crate::engine::decimal::Decimal;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A JSON value. Objects keep the order in which they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number of at most 15 digits.
    Number(Decimal),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object; no key stands twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads JSON text.
    ///
    /// # Errors
    /// A sentence with line and column: not JSON, a doubled key, a number of
    /// over 15 digits or 6 decimals, or nested over 128 deep.
    ///
    /// ```
    /// use blankett::engine::json::Json;
    /// assert!(Json::parse(r#"{"a": 1}"#).is_ok());
    /// assert!(Json::parse(r#"{"a": 1, "a": 2}"#).unwrap_err().contains("twice"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        parser::parse(text)
    }

    /// A string value.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The member of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, it)| it),
            _ => None,
        }
    }

    /// The text, if it is a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Puts a value at a path of object keys, making the objects on the way.
    ///
    /// ```
    /// use blankett::engine::json::Json;
    /// let mut json = Json::Object(vec![]);
    /// json.put("kunde.navn".split('.'), Json::text("Tannlegene Vest"));
    /// assert_eq!(json.canonical(), r#"{"kunde":{"navn":"Tannlegene Vest"}}"#);
    /// ```
    pub fn put<'a>(&mut self, path: impl IntoIterator<Item = &'a str>, value: Json) {
        let mut here = self;
        for key in path {
            if !matches!(here, Self::Object(_)) {
                *here = Self::Object(Vec::new());
            }
            let Self::Object(members) = here else { return };
            let index = members
                .iter()
                .position(|(name, _)| name == key)
                .unwrap_or_else(|| {
                    members.push((key.to_owned(), Self::Null));
                    members.len() - 1
                });
            here = &mut members[index].1;
        }
        *here = value;
    }

    /// The canonical text of RFC 8785: no spaces, keys in UTF-16 order, the
    /// shortest numbers, only the escapes that are needed.
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => write_string(text, out),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, value)) in sorted(members).into_iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// By the UTF-16 of the keys, as RFC 8785 wants it.
fn sorted(members: &[(String, Json)]) -> Vec<&(String, Json)> {
    // A heap sorts in a tenth of the code of `sort`, and this goes over the network.
    let sorted: BinaryHeap<Member> = members.iter().map(Member).collect();
    sorted
        .into_sorted_vec()
        .into_iter()
        .map(|it| it.0)
        .collect()
}

struct Member<'a>(&'a (String, Json));

impl Ord for Member<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.0.encode_utf16().cmp(other.0.0.encode_utf16())
    }
}

impl PartialOrd for Member<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Member<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Member<'_> {}

fn write_string(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..'\u{20}' => {
                let code = character as usize;
                out.push_str("\\u00");
                out.push(HEX[code >> 4] as char);
                out.push(HEX[code & 15] as char);
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::Json;

    /// The example of RFC 8785, section 3.2.3, with our number limits.
    #[test]
    fn canonical_as_in_the_rfc() {
        let text = r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew",
            "1": "One", "\ud83d\ude00": "Emoji", "\u0080": "Control", "\u00f6": "Latin",
            "n": [333.25, 4.50, 2e-3, true, null], "s": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#;
        assert_eq!(
            Json::parse(text).unwrap().canonical(),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"n\":[333.25,4.5,0.002,true,null],\
             \"s\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"\u{80}\":\"Control\",\"ö\":\"Latin\",\
             \"€\":\"Euro Sign\",\"😀\":\"Emoji\",\"\u{fb33}\":\"Hebrew\"}"
        );
    }

    #[test]
    fn refuses_what_it_could_not_give_back() {
        for wrong in [
            "",
            "{",
            "1e99",
            "1e999",
            "12345678901234567890",
            "0.1234567890123",
            "{\"a\":1,\"a\":1}",
            "[1] 2",
            "\"\\ud800\"",
            "nul",
        ] {
            assert!(Json::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Json::parse(&"[".repeat(100_000)).is_err());
    }
}
