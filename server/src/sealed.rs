//! Sealed submissions: compact JWE (RFC 7516) with ECDH-ES on P-256 (RFC 7518,
//! section 4.6) and A256GCM. Nothing else is opened, whatever a header asks for.

use crate::base64url;
use crate::keys::{Keys, point};
use aes_gcm::{AeadInPlace, Aes256Gcm, KeyInit};
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use p256::ecdh::diffie_hellman;
use p256::{PublicKey, SecretKey};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The one way to agree on a key.
pub const ALGORITHM: &str = "ECDH-ES";
const ENCRYPTION: &str = "A256GCM";

/// A sealed submission, of which only the outside has been read.
pub struct Sealed<'a> {
    /// The submission's UUID.
    pub id: String,
    /// Of which form.
    pub form_id: String,
    /// Which edition of it.
    pub form_version: String,
    header: Json,
    /// The header as it was written, which the tag covers.
    written: &'a str,
    nonce: [u8; 12],
    ciphertext: Vec<u8>,
    tag: [u8; 16],
}

/// Why a sealed submission is not taken. Holds nothing of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is none.
    Shape(&'static str),
    /// It is sealed in another way.
    Algorithm,
    /// It is sealed to a key of this name, which is not here.
    Key(String),
    /// It does not open.
    Damaged,
    /// Its header tells of another submission than the one inside.
    Header,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(what) => write!(f, "It is no sealed submission: {what}."),
            Self::Algorithm => write!(
                f,
                "It is sealed otherwise than by {ALGORITHM} and {ENCRYPTION}."
            ),
            Self::Key(name) => write!(
                f,
                "It is sealed to the key {name:?}, which is not among these."
            ),
            Self::Damaged => write!(
                f,
                "It is damaged, or sealed to another key of the same name."
            ),
            Self::Header => write!(
                f,
                "Its header tells of another submission than the one inside."
            ),
        }
    }
}

impl<'a> Sealed<'a> {
    /// Reads the outside.
    ///
    /// # Errors
    /// [`Refusal::Shape`].
    pub fn read(text: &'a str) -> Result<Self, Refusal> {
        let parts: Vec<&str> = text.split('.').collect();
        let [written, "", nonce, ciphertext, tag] = parts[..] else {
            return Err(Refusal::Shape(
                "expected five parts with dots between them, the second of them empty",
            ));
        };
        let header = base64url::decode(written).and_then(|it| String::from_utf8(it).ok());
        let header = header.and_then(|it| Json::parse(&it).ok());
        let header = header.ok_or(Refusal::Shape("the header is not base64url of JSON"))?;
        let text = |json: Option<&Json>| Some(json?.as_text()?.to_owned());
        let of_form = |key| text(header.get("form").and_then(|it| it.get(key)));
        let id = text(header.get("id")).filter(|it| is_uuid(it));
        let (Some(id), Some(form_id), Some(form_version)) = (id, of_form("id"), of_form("version"))
        else {
            return Err(Refusal::Shape(
                "the header lacks the submission's id, or its form",
            ));
        };
        let bytes = (
            base64url::exactly(nonce),
            base64url::decode(ciphertext),
            base64url::exactly(tag),
        );
        let (Some(nonce), Some(ciphertext), Some(tag)) = bytes else {
            return Err(Refusal::Shape(
                "a part is no base64url, or of the wrong length",
            ));
        };
        Ok(Self {
            id,
            form_id,
            form_version,
            header,
            written,
            nonce,
            ciphertext,
            tag,
        })
    }

    /// The bytes inside. If the header names no key, each is tried.
    ///
    /// # Errors
    /// Why it does not open.
    pub fn open(&self, keys: &Keys) -> Result<Vec<u8>, Refusal> {
        let text = |key| self.header.get(key).and_then(Json::as_text);
        // RFC 7516, section 4.1.13: what is critical and not known is refused.
        let more = ["crit", "zip"]
            .iter()
            .any(|it| self.header.get(it).is_some());
        if more || (text("alg"), text("enc")) != (Some(ALGORITHM), Some(ENCRYPTION)) {
            return Err(Refusal::Algorithm);
        }
        let sender = self.header.get("epk").and_then(point);
        let sender = sender.ok_or(Refusal::Shape("the header has no epk on P-256"))?;
        let party = |key| match self.header.get(key) {
            None => Some(Vec::new()),
            Some(json) => base64url::decode(json.as_text()?),
        };
        let parties = party("apu").zip(party("apv"));
        let (apu, apv) = parties.ok_or(Refusal::Shape("apu or apv is no base64url"))?;
        let name = match self.header.get("kid") {
            None => None,
            Some(name) => Some(name.as_text().ok_or(Refusal::Shape("kid is no text"))?),
        };
        let mut known = keys.named(name).peekable();
        if known.peek().is_none() {
            return Err(Refusal::Key(name.unwrap_or_default().to_owned()));
        }
        let opened = known.find_map(|own| {
            let key = agree::<32>(own, &sender, ENCRYPTION, &apu, &apv);
            let mut bytes = self.ciphertext.clone();
            let cipher = Aes256Gcm::new((&*key).into());
            let (nonce, tag) = (&self.nonce.into(), &self.tag.into());
            let opened =
                cipher.decrypt_in_place_detached(nonce, self.written.as_bytes(), &mut bytes, tag);
            opened.ok().map(|()| bytes)
        });
        opened.ok_or(Refusal::Damaged)
    }

    /// Whether the header tells of this submission.
    ///
    /// # Errors
    /// [`Refusal::Header`].
    pub fn holds(&self, envelope: &Envelope) -> Result<(), Refusal> {
        let inside = (&envelope.id, &envelope.form_id, &envelope.form_version);
        if inside == (&self.id, &self.form_id, &self.form_version) {
            return Ok(());
        }
        Err(Refusal::Header)
    }
}

/// The key of `N` bytes, at most 32, that two parties agree on: Concat KDF
/// (RFC 7518, section 4.6.2), which is one round of SHA-256 for so few.
fn agree<const N: usize>(
    own: &SecretKey,
    other: &PublicKey,
    algorithm: &str,
    apu: &[u8],
    apv: &[u8],
) -> Zeroizing<[u8; N]> {
    let shared = diffie_hellman(own.to_nonzero_scalar(), other.as_affine());
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(shared.raw_secret_bytes());
    for part in [algorithm.as_bytes(), apu, apv] {
        hash.update((part.len() as u32).to_be_bytes());
        hash.update(part);
    }
    hash.update((8 * N as u32).to_be_bytes());
    let hash: Zeroizing<[u8; 32]> = Zeroizing::new(hash.finalize().into());
    Zeroizing::new(std::array::from_fn(|at| hash[at]))
}

/// As [`Envelope::read`] has it.
fn is_uuid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
#[path = "../tests/http/sealing.rs"]
mod sealing;

#[cfg(test)]
mod tests;
