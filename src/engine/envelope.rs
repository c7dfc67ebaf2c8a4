//! What is posted: the answers, and what a backend needs to know of them.

use crate::engine::answers::Answers;
use crate::engine::json::Json;
use crate::engine::price;
use crate::engine::reader::{Read, ReadError, Reader};

/// One submission. Its JSON is a promise to every backend.
///
/// ```
/// use blankett::engine::envelope::Envelope;
/// let text = r#"{"id":"6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b3a",
///   "form":{"id":"kontakt","version":"1"},"language":"nb","submittedAt":"2026-11-21T19:00:00Z",
///   "answers":{"navn":"Kari"},"totals":{},"digest":"sha-256=00","replaces":null}"#;
/// let envelope = Envelope::read(text).unwrap();
/// assert_eq!(envelope.form_id, "kontakt");
/// assert_eq!(Envelope::read(&envelope.to_json().canonical()).unwrap(), envelope);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// A UUID made when the person sends; the same in every retry.
    pub id: String,
    /// The definition's id.
    pub form_id: String,
    /// The definition's version.
    pub form_version: String,
    /// The language the person read.
    pub language: String,
    /// When it was sent, RFC 3339.
    pub submitted_at: String,
    /// Nested, normalised answers.
    pub answers: Json,
    /// Sums in øre; see [`price::totals`].
    pub totals: Json,
    /// `sha-256=` and the hexadecimal hash of [`subject`].
    pub digest: String,
    /// The id of the rejected submission that this one corrects.
    pub replaces: Option<String>,
}

const KEYS: &[&str] = &[
    "id",
    "form",
    "language",
    "submittedAt",
    "answers",
    "totals",
    "digest",
    "replaces",
];

impl Envelope {
    /// An envelope of answers that have been checked. The hash of [`subject`]
    /// and everything random or timed is the caller's.
    pub fn new(
        answers: &Answers,
        id: String,
        language: &str,
        submitted_at: String,
        digest: String,
    ) -> Self {
        let definition = answers.definition();
        Self {
            id,
            form_id: definition.id.clone(),
            form_version: definition.version.clone(),
            language: language.to_owned(),
            submitted_at,
            answers: answers.to_json(),
            totals: price::totals(answers),
            digest,
            replaces: None,
        }
    }

    /// The JSON that is posted.
    pub fn to_json(&self) -> Json {
        let text = |text: &String| Json::text(text);
        let members = [
            ("id", text(&self.id)),
            ("form", form(&self.form_id, &self.form_version)),
            ("language", text(&self.language)),
            ("submittedAt", text(&self.submitted_at)),
            ("answers", self.answers.clone()),
            ("totals", self.totals.clone()),
            ("digest", text(&self.digest)),
            ("replaces", self.replaces.as_ref().map_or(Json::Null, text)),
        ];
        object(members)
    }

    /// Reads what was posted. Only its shape is checked here; whether the
    /// answers fit the form is [`Answers::from_json`]'s and the rules' matter.
    ///
    /// # Errors
    /// What does not belong there, with its JSON Pointer.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        Self::take(text).map_err(|error| *error)
    }

    fn take(text: &str) -> Read<Self> {
        let json = Json::parse(text).map_err(|sentence| {
            Box::new(ReadError {
                pointer: String::new(),
                sentence: format!("Not usable JSON: {sentence}."),
            })
        })?;
        let root = Reader::new(&json);
        root.only(&[KEYS])?;
        let form = root.must("form")?;
        form.only(&[&["id", "version"]])?;
        let text = |reader: Reader| reader.text().map(str::to_owned);
        let object = |reader: Reader| reader.members().map(|_| reader.json().clone());
        Ok(Self {
            id: uuid(root.must("id")?)?,
            form_id: text(form.must("id")?)?,
            form_version: text(form.must("version")?)?,
            language: text(root.must("language")?)?,
            submitted_at: text(root.must("submittedAt")?)?,
            answers: object(root.must("answers")?)?,
            totals: object(root.must("totals")?)?,
            digest: text(root.must("digest")?)?,
            replaces: match root.may("replaces") {
                Some(replaces) if *replaces.json() != Json::Null => Some(uuid(replaces)?),
                _ => None,
            },
        })
    }
}

/// The text whose SHA-256 is the digest: the canonical JSON (RFC 8785) of form
/// and answers, so that a paper with the digest on it can be proved equal to
/// the data.
///
/// ```
/// use blankett::engine::{envelope::subject, json::Json};
/// let answers = Json::parse(r#"{"navn": "Kari"}"#).unwrap();
/// assert_eq!(subject("kontakt", "1", &answers),
///     r#"{"answers":{"navn":"Kari"},"form":{"id":"kontakt","version":"1"}}"#);
/// ```
pub fn subject(form_id: &str, form_version: &str, answers: &Json) -> String {
    object([
        ("form", form(form_id, form_version)),
        ("answers", answers.clone()),
    ])
    .canonical()
}

/// The `digest` of a SHA-256 hash.
pub fn digest(hash: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let hex = hash
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    "sha-256=".chars().chain(hex).collect()
}

fn form(id: &str, version: &str) -> Json {
    object([("id", Json::text(id)), ("version", Json::text(version))])
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(
        members
            .into_iter()
            .map(|(key, json)| (key.to_owned(), json))
            .collect(),
    )
}

fn uuid(reader: Reader) -> Read<String> {
    let text = reader.text()?;
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    };
    if text.len() == 36 && text.bytes().enumerate().all(fits) {
        return Ok(text.to_owned());
    }
    Err(reader.error("Expected a UUID in small letters."))
}
