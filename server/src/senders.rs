//! Senders that the office knows: organisations that post with a token of their
//! own, so that their agreements may take the place of their earlier ones.
//!
//! The file of `--senders` is JSON, the SHA-256 of each token by organisation
//! number; several tokens make it possible to change one:
//!
//! ```json
//! {"971058676": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]}
//! ```
//!
//! A sender's token does not open the read endpoints, and the reader's token
//! makes nobody a sender.

use crate::access::{Token, bearer, challenge, equal};
use crate::problem::Problem;
use crate::protection;
use crate::serve::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use blankett::engine::identifiers::{Accept, find};
use blankett::engine::json::Json;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

/// The hashes of the tokens, and whose they are.
#[derive(Debug)]
pub struct Senders(Vec<([u8; 32], String)>);

/// Who sends a request, in its extensions; `None` is somebody.
#[derive(Clone, Debug)]
pub struct Sender(pub Option<String>);

/// Tells who sends. A request without the header is from somebody; one with a
/// token of nobody is refused, so that no sender is anonymous without knowing it.
pub async fn identify(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let mut sender = None;
    if let Some(senders) = &app.senders
        && request.headers().contains_key(header::AUTHORIZATION)
    {
        let detail =
            "Send the header Authorization: Bearer with a token of this sender, or leave it out.";
        let status = StatusCode::UNAUTHORIZED;
        let refusal = Problem::new(status, "sender", "Not a known sender", detail);
        sender = senders.who(request.headers());
        let is_known = sender.is_some();
        let judged = match app.protection.guess(&request) {
            Some(guess) => guess.judge(|| is_known, refusal).await,
            None => is_known.then_some(()).ok_or(refusal),
        };
        if let Err(problem) = judged {
            protection::hear_out(request).await;
            return challenge(problem);
        }
    }
    request.extensions_mut().insert(Sender(sender));
    next.run(request).await
}

impl Senders {
    /// Reads the file.
    ///
    /// # Errors
    /// A sentence with the file's name and the place in it.
    pub fn load(path: &Path, accept: Accept, reader: Option<&Token>) -> Result<Self, String> {
        let name = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("The file {name} cannot be read: {error}."))?;
        Self::read(&text, accept, reader).map_err(|sentence| format!("{name}: {sentence}"))
    }

    fn read(text: &str, accept: Accept, reader: Option<&Token>) -> Result<Self, String> {
        let json = Json::parse(text).map_err(|error| format!("It is not usable JSON: {error}."))?;
        let Json::Object(members) = json else {
            return Err("Expected an object of organisation numbers.".to_owned());
        };
        let mut senders: Vec<([u8; 32], String)> = Vec::new();
        for (number, hashes) in members {
            let valid = find("organisasjonsnummer").map(|it| it.validate(&number, accept));
            if valid != Some(Ok(())) {
                return Err(format!("/{number}: This is no organisation number."));
            }
            let Json::Array(hashes) = hashes else {
                return Err(format!("/{number}: Expected a list of SHA-256 hashes."));
            };
            for (at, hash) in hashes.iter().enumerate() {
                let place = format!("/{number}/{at}");
                let hash = hash.as_text().and_then(hexadecimal).ok_or_else(|| {
                    format!("{place}: Expected the 64 hexadecimal digits of a SHA-256.")
                })?;
                if equal(&hash, &Sha256::digest(b"").into()) {
                    return Err(format!("{place}: This is the hash of an empty token."));
                }
                if reader.is_some_and(|it| it.has_hash(&hash)) {
                    return Err(format!(
                        "{place}: This is the token that reads; a sender needs one of its own."
                    ));
                }
                if senders.iter().any(|(other, _)| equal(other, &hash)) {
                    return Err(format!("{place}: The same token stands here twice."));
                }
                senders.push((hash, number.clone()));
            }
        }
        Ok(Self(senders))
    }

    /// The organisation whose token a request has, and no other.
    fn who(&self, headers: &HeaderMap) -> Option<String> {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(_), None) = (given.next(), given.next()) else {
            return None;
        };
        self.holder(bearer(headers)?)
    }

    /// Whose token it is. Compares with every hash, so that the time it takes
    /// tells nothing about any of them.
    fn holder(&self, token: &[u8]) -> Option<String> {
        let given: [u8; 32] = Sha256::digest(token).into();
        let mut found = None;
        for (hash, number) in &self.0 {
            if equal(hash, &given) {
                found = Some(number);
            }
        }
        found.cloned()
    }
}

fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(token: &str) -> String {
        let hash: [u8; 32] = Sha256::digest(token).into();
        hash.iter().map(|it| format!("{it:02x}")).collect()
    }

    #[test]
    fn each_token_is_its_organisations() {
        let (old, new, other) = (hash("old-token"), hash("new-token"), hash("other-token"));
        let text = format!(r#"{{"971058676": ["{old}", "{new}"], "929782216": ["{other}"]}}"#);
        let senders = Senders::read(&text, Accept::default(), None).unwrap();
        assert_eq!(senders.holder(b"old-token").unwrap(), "971058676");
        assert_eq!(senders.holder(b"new-token").unwrap(), "971058676");
        assert_eq!(senders.holder(b"other-token").unwrap(), "929782216");
        for wrong in ["", "old-toke", "old-token ", old.as_str()] {
            assert_eq!(senders.holder(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_in_the_file_is_told() {
        let (token, empty) = (hash("a-token"), hash(""));
        let reader = Token::new(b"0123456789abcdef").unwrap();
        let reading = hash("0123456789abcdef");
        for (text, wanted) in [
            ("{".to_owned(), "not usable JSON"),
            ("[]".to_owned(), "Expected an object"),
            (format!(r#"{{"971058677": ["{token}"]}}"#), "/971058677: "),
            (
                format!(r#"{{"971 058 676": ["{token}"]}}"#),
                "no organisation number",
            ),
            (
                format!(r#"{{"971058676": "{token}"}}"#),
                "/971058676: Expected a list",
            ),
            (
                r#"{"971058676": ["hemmelig"]}"#.to_owned(),
                "/971058676/0: Expected the 64",
            ),
            (format!(r#"{{"971058676": ["{empty}"]}}"#), "empty token"),
            (
                format!(r#"{{"971058676": ["{token}", "{token}"]}}"#),
                "/971058676/1: The same",
            ),
            (
                format!(r#"{{"971058676": ["{reading}"]}}"#),
                "the token that reads",
            ),
        ] {
            let error = Senders::read(&text, Accept::default(), Some(&reader)).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        }
    }
}
