//! Reads definitions out of JSON, and says where one is wrong.

use crate::engine::decimal::Decimal;
use crate::engine::json::Json;
use std::fmt;

/// JSON that cannot be used, told to its author: what is wrong, and where.
///
/// ```
/// use blankett::engine::definition::Definition;
/// let errors = Definition::read(r#"{"id": "a", "version": "1", "title": "A", "sections": [], "colour": 1}"#);
/// let error = &errors.err().unwrap()[0];
/// assert_eq!(error.pointer, "/colour");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// JSON Pointer (RFC 6901) to the place; empty for the whole document.
    pub pointer: String,
    /// A plain English sentence: what is wrong and what is wanted.
    pub sentence: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() {
            "The document"
        } else {
            &self.pointer
        };
        write!(f, "{place}: {}", self.sentence)
    }
}

impl std::error::Error for ReadError {}

/// What reading gives: the thing, or where it is wrong.
pub type Read<T> = Result<T, Box<ReadError>>;

/// A JSON value and where it stands.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    json: &'a Json,
    parent: Option<&'a Reader<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Reader<'a> {
    /// Starts at the whole document.
    pub fn new(json: &'a Json) -> Self {
        Self {
            json,
            parent: None,
            step: Step::Root,
        }
    }

    /// The JSON Pointer of this place.
    pub fn pointer(&self) -> String {
        let mut pointer = self.parent.map(Reader::pointer).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
        pointer
    }

    /// An error at this place.
    pub fn error(&self, sentence: impl Into<String>) -> Box<ReadError> {
        Box::new(ReadError {
            pointer: self.pointer(),
            sentence: sentence.into(),
        })
    }

    fn wanted<T>(&self, what: &str) -> Read<T> {
        Err(Box::new(self.unexpected(what)))
    }

    /// Whether an object stands here.
    pub fn is_object(&self) -> bool {
        matches!(self.json, Json::Object(_))
    }

    /// The JSON itself.
    pub fn json(&self) -> &'a Json {
        self.json
    }

    /// A string.
    pub fn text(&self) -> Read<&'a str> {
        match self.json {
            Json::Text(text) => Ok(text),
            _ => self.wanted("a string"),
        }
    }

    /// Reads each item of a list. `least` is how many there must be.
    pub fn list<T>(
        &'a self,
        least: usize,
        mut read: impl FnMut(Reader<'a>) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut items = Vec::new();
        self.each(least, &mut |item| {
            items.push(read(item)?);
            Ok(())
        })?;
        Ok(items)
    }

    /// Looks at each item of a list. `least` is how many there must be.
    pub fn each(&'a self, least: usize, look: &mut dyn FnMut(Reader<'a>) -> Read<()>) -> Read<()> {
        let Json::Array(items) = self.json else {
            return self.wanted("an array");
        };
        if items.len() < least {
            return Err(self.error(format!("Expected at least {least} here.")));
        }
        for (index, json) in items.iter().enumerate() {
            look(Reader {
                json,
                parent: Some(self),
                step: Step::Index(index),
            })?;
        }
        Ok(())
    }

    /// The members of an object. `$comment` is left for the author's own notes.
    pub fn members(&'a self) -> Read<impl Iterator<Item = (&'a str, Reader<'a>)>> {
        let Json::Object(members) = self.json else {
            return self.wanted("an object");
        };
        Ok(members
            .iter()
            .filter(|(key, _)| key != "$comment")
            .map(|(key, json)| {
                (
                    key.as_str(),
                    Reader {
                        json,
                        parent: Some(self),
                        step: Step::Key(key),
                    },
                )
            }))
    }

    /// Checks that an object has no key but those of `known`.
    pub fn only(&'a self, known: &[&[&str]]) -> Read<()> {
        for (key, member) in self.members()? {
            if !known.iter().any(|keys| keys.contains(&key)) {
                let known = known.concat().join(", ");
                return Err(member.error(format!("Unknown key. Known here: {known}.")));
            }
        }
        Ok(())
    }

    /// The member `key` of an object, if it is there.
    pub fn may(&'a self, key: &str) -> Option<Reader<'a>> {
        let Json::Object(members) = self.json else {
            return None;
        };
        let (key, json) = members.iter().find(|(name, _)| name == key)?;
        Some(Reader {
            json,
            parent: Some(self),
            step: Step::Key(key),
        })
    }

    /// The member `key` of an object.
    pub fn must(&'a self, key: &str) -> Read<Reader<'a>> {
        if !self.is_object() {
            return self.wanted("an object");
        }
        self.may(key)
            .ok_or_else(|| self.error(format!("\"{key}\" is missing.")))
    }

    // What follows reads JSON that a schema has been found to fit: what is not
    // as expected there reads as nothing.

    /// An error at this place, its sentence in pieces.
    pub fn wrong(&self, pieces: &[&str]) -> ReadError {
        ReadError {
            pointer: self.pointer(),
            sentence: pieces.concat(),
        }
    }

    /// Something else stands here than what is wanted.
    pub fn unexpected(&self, what: &str) -> ReadError {
        let found = match self.json {
            Json::Null => "null",
            Json::Bool(_) => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        };
        self.wrong(&["Expected ", what, ", found ", found, "."])
    }

    /// The member of an object.
    pub fn at(&'a self, key: &str) -> Option<Reader<'a>> {
        self.may(key)
    }

    /// The members of an object but `$comment`; none of anything else.
    pub fn each_member(&'a self) -> impl Iterator<Item = (&'a str, Reader<'a>)> {
        let members: &[(String, Json)] = match self.json {
            Json::Object(members) => members,
            _ => &[],
        };
        let own = members.iter().filter(|(key, _)| key != "$comment");
        own.map(|(key, json)| (key.as_str(), self.child(json, Step::Key(key))))
    }

    /// The items of a list; none of anything else.
    pub fn items(&'a self) -> impl Iterator<Item = Reader<'a>> {
        let items: &[Json] = match self.json {
            Json::Array(items) => items,
            _ => &[],
        };
        let items = items.iter().enumerate();
        items.map(|(index, json)| self.child(json, Step::Index(index)))
    }

    fn child(&'a self, json: &'a Json, step: Step<'a>) -> Reader<'a> {
        Reader {
            json,
            parent: Some(self),
            step,
        }
    }

    /// The string here; empty if it is none.
    pub fn string(&self) -> &'a str {
        self.json.as_text().unwrap_or_default()
    }

    /// The string of a member; empty if there is none.
    pub fn string_at(&self, key: &str) -> &'a str {
        let member = self.json.get(key);
        member.and_then(Json::as_text).unwrap_or_default()
    }

    /// The flag of a member.
    pub fn flag_at(&self, key: &str) -> bool {
        self.json.get(key) == Some(&Json::Bool(true))
    }

    /// The whole number of a member.
    pub fn count_at(&self, key: &str) -> Option<u32> {
        self.number_at(key)?.whole()?.try_into().ok()
    }

    /// The number of a member.
    pub fn number_at(&self, key: &str) -> Option<Decimal> {
        match self.json.get(key) {
            Some(Json::Number(number)) => Some(*number),
            _ => None,
        }
    }
}
