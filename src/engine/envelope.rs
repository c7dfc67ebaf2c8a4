//! What is posted: the answers, and what a backend needs to know of them.

use crate::engine::answers::Answers;
use crate::engine::definition;
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
    /// What paper and data can be proved equal by.
    pub proof: Proof,
    /// The id of the rejected submission that this one corrects.
    pub replaces: Option<String>,
    /// Of a packet, the forms that are part of the case. The answers to each
    /// stand under its id, so that each can be filed by itself.
    pub parts: Vec<Part>,
}

/// One form of a packet that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The form's id; its answers are the member of the answers with this name.
    pub form_id: String,
    /// The form's version.
    pub form_version: String,
    /// Its own sums; see [`price::totals`].
    pub totals: Json,
    /// Its own: that of the form and its answers as if sent alone.
    pub proof: Proof,
}

/// What a paper and the data can be proved equal by.
///
/// Whoever knows most of the answers could find the rest, a national id among them, by trying
/// all against a plain hash. So a salt that nobody can guess is hashed along; it is known to
/// whoever has the answers, and to nobody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// 128 random bits, as 32 hexadecimal digits. Envelopes made before there were salts have none.
    pub salt: Option<String>,
    /// `sha-256=` and the hexadecimal hash of [`subject`].
    pub digest: String,
}

impl Proof {
    /// The members `salt` and `digest` of an object.
    pub fn put_into(&self, json: &mut Json) {
        if let Some(salt) = &self.salt {
            json.put(["salt"], Json::text(salt));
        }
        json.put(["digest"], Json::text(&self.digest));
    }

    fn read(object: Reader) -> Read<Self> {
        let salt = object.may("salt").map(salt).transpose()?;
        let digest = object.must("digest")?.text()?.to_owned();
        Ok(Self { salt, digest })
    }
}

const KEYS: &[&str] = &[
    "id",
    "form",
    "language",
    "submittedAt",
    "answers",
    "totals",
    "salt",
    "digest",
    "replaces",
    "parts",
];

impl Envelope {
    /// An envelope of answers that have been checked. The proofs of
    /// [`subjects`] and everything random or timed is the caller's.
    pub fn new(
        answers: &Answers,
        id: String,
        language: &str,
        submitted_at: String,
        proofs: &[Proof],
    ) -> Self {
        let definition = answers.definition();
        let mut proofs = proofs.iter().cloned();
        let proof = proofs.next().unwrap_or_default();
        let parts = shown_parts(answers).zip(proofs);
        Self {
            id,
            form_id: definition.id.clone(),
            form_version: definition.version.clone(),
            language: language.to_owned(),
            submitted_at,
            answers: answers.to_json(),
            totals: price::totals(answers),
            proof,
            replaces: None,
            parts: parts
                .map(|(part, proof)| Part {
                    form_id: part.id.clone(),
                    form_version: part.version.clone(),
                    totals: part_totals(answers, part),
                    proof,
                })
                .collect(),
        }
    }

    /// The proof of the whole, then that of each part.
    pub fn proofs(&self) -> impl Iterator<Item = &Proof> {
        std::iter::once(&self.proof).chain(self.parts.iter().map(|it| &it.proof))
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
            ("replaces", self.replaces.as_ref().map_or(Json::Null, text)),
        ];
        let mut json = object(members);
        self.proof.put_into(&mut json);
        if !self.parts.is_empty() {
            let part = |it: &Part| {
                let mut json = object([
                    ("form", form(&it.form_id, &it.form_version)),
                    ("totals", it.totals.clone()),
                ]);
                it.proof.put_into(&mut json);
                json
            };
            let parts = self.parts.iter().map(part).collect();
            json.put(["parts"], Json::Array(parts));
        }
        json
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
        let text = |reader: Reader| reader.text().map(str::to_owned);
        let object = |reader: Reader| reader.members().map(|_| reader.json().clone());
        let form = |reader: Reader| -> Read<(String, String)> {
            reader.only(&[&["id", "version"]])?;
            Ok((text(reader.must("id")?)?, text(reader.must("version")?)?))
        };
        let (form_id, form_version) = form(root.must("form")?)?;
        let part = |reader: Reader| {
            reader.only(&[&["form", "totals", "salt", "digest"]])?;
            let (form_id, form_version) = form(reader.must("form")?)?;
            Ok(Part {
                form_id,
                form_version,
                totals: object(reader.must("totals")?)?,
                proof: Proof::read(reader)?,
            })
        };
        Ok(Self {
            id: uuid(root.must("id")?)?,
            form_id,
            form_version,
            language: text(root.must("language")?)?,
            submitted_at: text(root.must("submittedAt")?)?,
            answers: object(root.must("answers")?)?,
            totals: object(root.must("totals")?)?,
            proof: Proof::read(root)?,
            replaces: match root.may("replaces") {
                Some(replaces) if *replaces.json() != Json::Null => Some(uuid(replaces)?),
                _ => None,
            },
            parts: match root.may("parts") {
                Some(parts) => parts.list(1, part)?,
                None => Vec::new(),
            },
        })
    }
}

/// The forms of a packet that are part of the case.
fn shown_parts(answers: &Answers) -> impl Iterator<Item = &definition::Part> {
    let parts = answers.definition().parts.iter();
    parts.filter(|it| it.shown.as_ref().is_none_or(|it| it.holds(answers)))
}

fn part_totals(answers: &Answers, part: &definition::Part) -> Json {
    let mut order = price::order(answers);
    order.retain(|it| part.fields.contains(&it.field));
    price::totals_of(answers, &order, &[&part.id, "."].concat())
}

/// What a digest is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The salt in it; see [`Proof`].
    pub salt: Option<String>,
    /// The text to hash with SHA-256; see [`subject`].
    pub text: String,
}

impl Subject {
    /// The proof that this hash of the text makes.
    pub fn proof(&self, hash: &[u8]) -> Proof {
        Proof {
            salt: self.salt.clone(),
            digest: digest(hash),
        }
    }
}

/// What the digests are made of: that of the whole, then that of each form of a packet that is
/// part of the case, as if it were sent alone. `salt` is asked for each: whoever is given one
/// form of a case must not be able to guess at the others.
pub fn subjects(answers: &Answers, mut salt: impl FnMut() -> Option<String>) -> Vec<Subject> {
    let (definition, json) = (answers.definition(), answers.to_json());
    let none = Json::Object(Vec::new());
    let mut subject = |id: &str, version: &str, answers: &Json| {
        let salt = salt();
        let text = subject(id, version, answers, salt.as_deref());
        Subject { salt, text }
    };
    let mut subjects = vec![subject(&definition.id, &definition.version, &json)];
    for part in shown_parts(answers) {
        let own = json.get(&part.id).unwrap_or(&none);
        subjects.push(subject(&part.id, &part.version, own));
    }
    subjects
}

/// The text whose SHA-256 is the digest: the canonical JSON (RFC 8785) of form, answers and
/// salt, so that a paper with salt and digest on it can be proved equal to the data.
///
/// ```
/// use blankett::engine::{envelope::subject, json::Json};
/// let answers = Json::parse(r#"{"navn": "Kari"}"#).unwrap();
/// let salt = "000102030405060708090a0b0c0d0e0f";
/// assert_eq!(subject("kontakt", "1", &answers, Some(salt)),
///     r#"{"answers":{"navn":"Kari"},"form":{"id":"kontakt","version":"1"},"salt":"000102030405060708090a0b0c0d0e0f"}"#);
/// // As in the first edition, whose envelopes are proved as ever.
/// assert_eq!(subject("kontakt", "1", &answers, None),
///     r#"{"answers":{"navn":"Kari"},"form":{"id":"kontakt","version":"1"}}"#);
/// ```
pub fn subject(form_id: &str, form_version: &str, answers: &Json, salt: Option<&str>) -> String {
    let mut json = object([
        ("form", form(form_id, form_version)),
        ("answers", answers.clone()),
    ]);
    if let Some(salt) = salt {
        json.put(["salt"], Json::text(salt));
    }
    json.canonical()
}

/// The `digest` of a SHA-256 hash.
///
/// ```
/// assert_eq!(blankett::engine::envelope::digest(&[0, 255]), "sha-256=00ff");
/// ```
pub fn digest(hash: &[u8]) -> String {
    ["sha-256=", &hexadecimal(hash)].concat()
}

/// Bytes in small hexadecimal digits, as a salt is written.
///
/// ```
/// assert_eq!(blankett::engine::envelope::hexadecimal(&[0, 255]), "00ff");
/// ```
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let digits = |byte: &u8| [digit(byte >> 4), digit(byte & 15)];
    bytes.iter().flat_map(digits).collect()
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

fn salt(reader: Reader) -> Read<String> {
    let text = reader.text()?;
    if text.len() == 32 && text.bytes().all(is_digit) {
        return Ok(text.to_owned());
    }
    Err(reader.error("Expected 32 hexadecimal digits in small letters."))
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn uuid(reader: Reader) -> Read<String> {
    let text = reader.text()?;
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => is_digit(byte),
    };
    if text.len() == 36 && text.bytes().enumerate().all(fits) {
        return Ok(text.to_owned());
    }
    Err(reader.error("Expected a UUID in small letters."))
}
