//! Exported queues: compact JWE (RFC 7516) that a password opens, with
//! PBES2-HS512+A256KW (RFC 7518, section 4.8) and A256GCM, as the widget locks
//! them. Nothing else is opened, whatever a header asks for.

use crate::base64url;
use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::{AeadInPlace, Aes256Gcm, KeyInit};
use aes_kw::KekAes256;
use blankett::engine::json::Json;
use sha2::Sha512;
use std::fmt;
use zeroize::Zeroizing;

/// The one way to make a key of a password.
const ALGORITHM: &str = "PBES2-HS512+A256KW";
const ENCRYPTION: &str = "A256GCM";
/// Somebody else's file must not make the machine count for hours; `MOST_ROUNDS` of seal.js.
const MOST_ROUNDS: u32 = 1_000_000;

/// Why something locked is not opened. Holds nothing of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not locked as the widget does.
    Shape,
    /// The password is another one, or its header was changed.
    Password,
    /// It was changed after it had been locked.
    Damaged,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shape => "It is not locked as exported queues are.",
            Self::Password => "The password is another one, or the file was changed.",
            Self::Damaged => "It is damaged, or was changed after it had been locked.",
        })
    }
}

/// The text that was locked.
///
/// # Errors
/// Why it does not open.
pub fn unlock(locked: &str, password: &str) -> Result<Zeroizing<String>, Refusal> {
    let parts: Vec<&str> = locked.split('.').collect();
    let [written, wrapped, nonce, ciphertext, tag] = parts[..] else {
        return Err(Refusal::Shape);
    };
    let (salt, rounds) = header(written).ok_or(Refusal::Shape)?;
    let bytes = (
        base64url::exactly::<40>(wrapped),
        base64url::exactly::<12>(nonce),
        base64url::decode(ciphertext),
        base64url::exactly::<16>(tag),
    );
    let (Some(wrapped), Some(nonce), Some(text), Some(tag)) = bytes else {
        return Err(Refusal::Shape);
    };
    let salt = [ALGORITHM.as_bytes(), &[0], &salt].concat();
    let mut wrapping = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha512>(password.as_bytes(), &salt, rounds, &mut *wrapping);
    let mut key = Zeroizing::new([0; 32]);
    KekAes256::from(*wrapping)
        .unwrap(&wrapped, &mut *key)
        .map_err(|_| Refusal::Password)?;
    let mut text = Zeroizing::new(text);
    Aes256Gcm::new(GenericArray::from_slice(&*key))
        .decrypt_in_place_detached(
            GenericArray::from_slice(&nonce),
            written.as_bytes(),
            &mut text,
            GenericArray::from_slice(&tag),
        )
        .map_err(|_| Refusal::Damaged)?;
    let text = String::from_utf8(std::mem::take(&mut *text)).map_err(|_| Refusal::Damaged)?;
    Ok(Zeroizing::new(text))
}

/// The salt and the rounds.
fn header(written: &str) -> Option<(Vec<u8>, u32)> {
    let header = String::from_utf8(base64url::decode(written)?).ok()?;
    let header = Json::parse(&header).ok()?;
    let text = |key| header.get(key).and_then(Json::as_text);
    // RFC 7516, section 4.1.13: what is critical and not known is refused.
    let more = ["crit", "zip"].iter().any(|it| header.get(it).is_some());
    if more || (text("alg"), text("enc")) != (Some(ALGORITHM), Some(ENCRYPTION)) {
        return None;
    }
    let salt = base64url::decode(text("p2s")?)?;
    let rounds: u32 = header.get("p2c")?.canonical().parse().ok()?;
    // RFC 7518, section 4.8.1.1.
    ((8..=128).contains(&salt.len()) && (1..=MOST_ROUNDS).contains(&rounds))
        .then_some((salt, rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Node's `jose` of "hei på deg", with 1,000 rounds and the password "riktig hest batteri".
    const LOCKED: &str = "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIiwicDJjIjoxMDAwLCJwMnMiOiJCd2NIQndjSEJ3Y0hCd2NIQndjSEJ3In0.biF9WMIWrkf_fUpZ9jWXKwGjxSa22-bsYe1QTJm-vdYNkn6iU5oy-A.nK3qPVdekaGbJM3P.8vE9kaRBjOLCi0s._uAFwI1oschlrs1uNRSxdg";
    const PASSWORD: &str = "riktig hest batteri";

    #[test]
    fn what_another_program_locked_is_opened() {
        assert_eq!(
            unlock(LOCKED, PASSWORD).as_deref().map(|it| &**it),
            Ok("hei på deg")
        );
    }

    #[test]
    fn nothing_else_is() {
        assert_eq!(unlock(LOCKED, "riktig hest"), Err(Refusal::Password));
        let parts: Vec<&str> = LOCKED.split('.').collect();
        let with = |at: usize, part: &str| {
            let mut parts = parts.clone();
            parts[at] = part;
            unlock(&parts.join("."), PASSWORD)
        };
        let turned = |at: usize| {
            let first = if parts[at].starts_with('A') { "B" } else { "A" };
            [first, &parts[at][1..]].concat()
        };
        assert_eq!(with(1, &turned(1)), Err(Refusal::Password));
        for at in 2..5 {
            assert_eq!(with(at, &turned(at)), Err(Refusal::Damaged), "{at}");
        }
        for at in 0..5 {
            assert_eq!(with(at, "*"), Err(Refusal::Shape), "{at}");
        }
        assert_eq!(unlock("", PASSWORD), Err(Refusal::Shape));
        assert_eq!(unlock(&parts[..4].join("."), PASSWORD), Err(Refusal::Shape));
    }

    #[test]
    fn a_header_cannot_ask_for_anything() {
        let with = |header: &str| {
            let rest = LOCKED.split_once('.').unwrap().1;
            unlock(&[&base64url::encode(header), ".", rest].concat(), PASSWORD)
        };
        let usual = r#""alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2s":"AAAAAAAAAAAAAAAAAAAAAA""#;
        // Well made, but not the header that it was locked under.
        assert_eq!(
            with(&format!(r#"{{{usual},"p2c":1}}"#)),
            Err(Refusal::Password)
        );
        for header in [
            format!(r#"{{{usual}}}"#),
            format!(r#"{{{usual},"p2c":0}}"#),
            format!(r#"{{{usual},"p2c":-1}}"#),
            format!(r#"{{{usual},"p2c":1.5}}"#),
            format!(r#"{{{usual},"p2c":"1000"}}"#),
            format!(r#"{{{usual},"p2c":1000001}}"#),
            format!(r#"{{{usual},"p2c":99999999999999999999}}"#),
            format!(r#"{{{usual},"p2c":1000,"crit":[]}}"#),
            format!(r#"{{{usual},"p2c":1000,"zip":"DEF"}}"#),
            r#"{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2s":"AAAA","p2c":1000}"#.to_owned(),
            r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":"AAAAAAAAAAAAAAAAAAAAAA","p2c":1000}"#.to_owned(),
            r#"{"alg":"dir","enc":"A256GCM"}"#.to_owned(),
            "[".repeat(100_000),
        ] {
            assert_eq!(with(&header), Err(Refusal::Shape), "{header:.100}");
        }
    }
}
