//! Who may read: the holder of the bearer token.

use crate::problem::Problem;
use crate::serve::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The environment variable that holds the token. There is no flag for it:
/// arguments can be read by every user of the machine.
pub const VARIABLE: &str = "BLANKETT_TOKEN";

const SHORTEST: usize = 16;

/// The hash of the secret that opens the read endpoints.
pub struct Token([u8; 32]);

impl Token {
    /// The token from the environment; `None` if there is none.
    ///
    /// # Errors
    /// A sentence: too short to be a secret.
    pub fn from_environment() -> Result<Option<Self>, String> {
        match std::env::var_os(VARIABLE) {
            Some(token) if !token.is_empty() => Self::new(token.as_encoded_bytes()).map(Some),
            _ => Ok(None),
        }
    }

    /// A token of these letters.
    ///
    /// # Errors
    /// A sentence: too short to be a secret.
    pub fn new(token: &[u8]) -> Result<Self, String> {
        if token.len() < SHORTEST || !token.iter().all(u8::is_ascii_graphic) {
            return Err(format!(
                "{VARIABLE} must have at least {SHORTEST} characters, without spaces or letters beyond ASCII."
            ));
        }
        Ok(Self(Sha256::digest(token).into()))
    }

    fn fits(&self, token: &[u8]) -> bool {
        self.has_hash(&Sha256::digest(token).into())
    }

    /// Whether this is the token's hash.
    pub fn has_hash(&self, hash: &[u8; 32]) -> bool {
        equal(&self.0, hash)
    }
}

/// Compares hashes, every byte of them, so that the time it takes tells nothing
/// about the token.
pub fn equal(ours: &[u8; 32], theirs: &[u8; 32]) -> bool {
    let differences = ours
        .iter()
        .zip(theirs)
        .fold(0, |sum, (ours, theirs)| sum | (ours ^ theirs));
    std::hint::black_box(differences) == 0
}

/// Lets only the token's holder through.
pub async fn holder_only(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let Some(token) = &app.token else {
        let detail = format!("Reading is off: the server was started without {VARIABLE}.");
        return Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "no-token",
            "Reading is off",
            detail,
        )
        .into_response();
    };
    let detail = "Send the header Authorization: Bearer with the server's token.";
    let refusal = Problem::new(
        StatusCode::UNAUTHORIZED,
        "token",
        "Not allowed to read",
        detail,
    );
    let guess = app.protection.guess(&request);
    let judged = match (bearer(request.headers()), guess) {
        // Nothing is guessed.
        (None, _) => Err(refusal),
        (Some(given), Some(guess)) => guess.judge(|| token.fits(given), refusal).await,
        (Some(given), None) => token.fits(given).then_some(()).ok_or(refusal),
    };
    match judged {
        Ok(()) => next.run(request).await,
        Err(problem) => challenge(problem),
    }
}

/// A refusal that says how to do better.
pub fn challenge(problem: Problem) -> Response {
    let challenge = HeaderValue::from_static("Bearer realm=\"blankett\"");
    ([(header::WWW_AUTHENTICATE, challenge)], problem).into_response()
}

/// What stands after `Bearer` in the header. The scheme's letters may be small
/// or capital (RFC 9110, section 11.1).
pub fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .as_bytes()
        .split_at_checked(7)?;
    scheme
        .eq_ignore_ascii_case(b"bearer ")
        .then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_token_fits() {
        let token = Token::new(b"0123456789abcdef").unwrap();
        assert!(token.fits(b"0123456789abcdef"));
        for wrong in [
            "",
            "0123456789abcde",
            "0123456789abcdeg",
            "0123456789abcdef ",
        ] {
            assert!(!token.fits(wrong.as_bytes()), "{wrong}");
        }
        for weak in ["kort", "0123456789 abcdef", "blåbærsyltetøy med mer"] {
            assert!(Token::new(weak.as_bytes()).is_err(), "{weak}");
        }
    }
}
