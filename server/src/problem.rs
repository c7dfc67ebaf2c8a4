//! Refusals: `application/problem+json`, RFC 9457.

use crate::logs::Note;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blankett::engine::decimal::Decimal;
use blankett::engine::json::Json;

/// Seconds until a database that did not answer is asked again. Senders wait longer
/// by themselves if it goes on.
const UNAVAILABLE_FOR: u32 = 5;

/// A refusal. Never holds what a person answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// What sort of refusal: the last part of its `type`.
    pub kind: &'static str,
    /// The sort of refusal in words, for developers.
    pub title: &'static str,
    /// What to do, for the person or the developer who gets it.
    pub detail: String,
    /// Each complaint and its place.
    pub errors: Vec<Complaint>,
    /// After how many seconds the same request may succeed: the header `Retry-After`.
    pub retry_after: Option<u32>,
}

/// One thing that is wrong in what was posted.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// JSON Pointer into what was posted, such as `/answers/virksomhet/navn`.
    pub pointer: String,
    /// A sentence.
    pub detail: String,
    /// The violation's code, for programs.
    pub code: String,
}

impl Problem {
    /// A refusal without complaints.
    pub fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            kind,
            title,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// Says after how many seconds to send the same again.
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds a complaint.
    pub fn with(
        mut self,
        pointer: impl Into<String>,
        code: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        self.errors.push(Complaint {
            pointer: pointer.into(),
            detail: detail.into(),
            code: code.into(),
        });
        self
    }

    /// What was posted is no envelope.
    pub fn shape(pointer: &str, sentence: &str) -> Self {
        let detail = "The body is not the JSON of a submission.";
        Self::new(StatusCode::BAD_REQUEST, "shape", "Not a submission", detail)
            .with(pointer, "shape", sentence)
    }

    /// A request that is wrong in itself.
    pub fn request(kind: &'static str, detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, kind, "Not usable", detail)
    }

    /// The database does not answer; the same request may succeed later.
    pub fn unavailable() -> Self {
        let detail = "The database cannot be reached. Send the same again later.";
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Out of order",
            detail,
        )
        .after(UNAVAILABLE_FOR)
    }

    /// A fault of this program.
    pub fn internal() -> Self {
        let detail = "The server has made a mistake. Send the same again later.";
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            detail,
        )
    }

    /// Nothing is here.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            "There is nothing at this address.",
        )
    }

    /// The address takes other methods.
    pub fn method() -> Self {
        let detail =
            "This address does not take this method; the header Allow names those it takes.";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "Method not allowed",
            detail,
        )
    }

    fn json(&self) -> Json {
        let text = |text: &str| Json::text(text);
        let status =
            Decimal::try_from(i64::from(self.status.as_u16())).map_or(Json::Null, Json::Number);
        let mut members = vec![
            (
                "type",
                Json::Text(format!("urn:blankett:problem:{}", self.kind)),
            ),
            ("title", text(self.title)),
            ("status", status),
            ("detail", text(&self.detail)),
        ];
        if !self.errors.is_empty() {
            let complaint = |it: &Complaint| {
                object([
                    ("pointer", Json::Text(fragment(&it.pointer))),
                    ("detail", text(&it.detail)),
                    ("code", text(&it.code)),
                ])
            };
            members.push((
                "errors",
                Json::Array(self.errors.iter().map(complaint).collect()),
            ));
        }
        object(members)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.json().canonical();
        let retry_after = self.retry_after;
        let codes = if self.errors.is_empty() {
            vec![self.kind.to_owned()]
        } else {
            self.errors.into_iter().map(|it| it.code).collect()
        };
        let headers = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (self.status, headers, body).into_response();
        if let Some(seconds) = retry_after {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Note {
            codes,
            ..Note::default()
        });
        response
    }
}

/// An object of these members.
pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(
        members
            .into_iter()
            .map(|(key, json)| (key.to_owned(), json))
            .collect(),
    )
}

/// A JSON Pointer as a URI fragment (RFC 6901, section 6).
fn fragment(pointer: &str) -> String {
    let mut out = String::from("#");
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use blankett::engine::problem;

    #[test]
    fn the_widget_reads_it() {
        let problem = Problem::request("invalid", "Sjekk svarene.").with(
            "/answers/virksomhet/navn",
            "required",
            "Fyll ut.",
        );
        let read = problem::Problem::read(&problem.json().canonical());
        assert_eq!(read.title, "Sjekk svarene.");
        assert_eq!(
            read.errors,
            [("/virksomhet/navn".to_owned(), "Fyll ut.".to_owned())]
        );
    }

    #[test]
    fn pointers_as_fragments() {
        assert_eq!(fragment(""), "#");
        assert_eq!(fragment("/answers/a~1b"), "#/answers/a~1b");
        assert_eq!(fragment("/å %"), "#/%C3%A5%20%25");
    }
}
