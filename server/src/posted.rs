//! What somebody posts: an envelope, or one that is sealed.

use crate::problem::Problem;
use crate::sealed::{Refusal, Sealed};
use crate::sentences::{self, say};
use crate::serve::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use blankett::engine::envelope::Envelope;
use sha2::{Digest, Sha256};

/// The language of what is not open: [`say`] has bokmål then.
const UNKNOWN: &str = "";

/// What was posted, by what stands on its outside if it is sealed.
pub struct Posted {
    /// Its UUID.
    pub id: String,
    /// Of which form.
    pub form_id: String,
    /// SHA-256 of the bytes as they came.
    pub hash: [u8; 32],
    /// The envelope and its bytes, or why it could not be opened.
    pub content: Result<(Envelope, Vec<u8>), Problem>,
}

/// Reads a request, and opens what is sealed. What has an id is no error: it may
/// have been received before.
///
/// # Errors
/// What came is no submission.
pub fn read(
    app: &App,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Posted, Problem> {
    let body = body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "size",
                "Too large",
                "The body is larger than this server takes.",
            );
        }
        Problem::request("body", "The body did not arrive whole.")
    })?;
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let posted = if kind.eq_ignore_ascii_case("application/json") {
        let envelope = envelope(&body)?;
        Posted {
            id: envelope.id.clone(),
            form_id: envelope.form_id.clone(),
            hash: Sha256::digest(&body).into(),
            content: Ok((envelope, body.into())),
        }
    } else if kind.eq_ignore_ascii_case("application/jose") {
        let text = str::from_utf8(&body).unwrap_or_default();
        let sealed = Sealed::read(text).map_err(|it| broken(&it, UNKNOWN))?;
        Posted {
            content: open(app, &sealed),
            id: sealed.id,
            form_id: sealed.form_id,
            hash: Sha256::digest(&body).into(),
        }
    } else {
        let detail = "The header Content-Type must be application/json, or application/jose.";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type",
            "Not JSON",
            detail,
        ));
    };
    let quoted = ["\"", &posted.id, "\""].concat();
    // Many proxies strip it, and the body says the same: it may be absent.
    if headers
        .get_all("idempotency-key")
        .iter()
        .any(|key| key.as_bytes() != quoted.as_bytes())
    {
        let detail = "The header Idempotency-Key must be the submission's id in double quotes, or be left out.";
        return Err(Problem::request("idempotency-key", detail));
    }
    Ok(posted)
}

fn envelope(body: &[u8]) -> Result<Envelope, Problem> {
    let text = str::from_utf8(body).map_err(|_| Problem::shape("", "Not UTF-8."))?;
    Envelope::read(text).map_err(|it| Problem::shape(&it.pointer, &it.sentence))
}

fn open(app: &App, sealed: &Sealed) -> Result<(Envelope, Vec<u8>), Problem> {
    let Some(keys) = &app.keys else {
        let detail = say(sentences::SEALED_NOT_TAKEN, UNKNOWN);
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(
            status,
            "no-key",
            "Takes nothing sealed",
            detail,
        ));
    };
    let body = sealed.open(keys).map_err(|it| broken(&it, UNKNOWN))?;
    let envelope = envelope(&body)?;
    let told = sealed.holds(&envelope);
    told.map_err(|it| broken(&it, &envelope.language))?;
    Ok((envelope, body))
}

/// The answer to what is sealed and not taken.
fn broken(why: &Refusal, language: &str) -> Problem {
    let (kind, title, sentence) = match why {
        Refusal::Shape(what) => {
            let detail = say(sentences::SEALED_SHAPE, language);
            let problem = Problem::request("sealed-shape", detail);
            return problem.with("", "sealed-shape", *what);
        }
        Refusal::Algorithm => (
            "sealed-algorithm",
            "Sealed otherwise",
            sentences::SEALED_ALGORITHM,
        ),
        Refusal::Key(_) => ("sealed-key", "Sealed to another key", sentences::SEALED_KEY),
        Refusal::Damaged => ("sealed-damaged", "Does not open", sentences::SEALED_DAMAGED),
        Refusal::Header => (
            "sealed-header",
            "Header of another",
            sentences::SEALED_HEADER,
        ),
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Problem::new(status, kind, title, say(sentence, language))
}
