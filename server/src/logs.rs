//! The log: JSON lines on standard error. Says what happened to which
//! submission, never what anybody answered: no bodies, no queries, no paths as
//! they were asked for, and of a panic only where it happened.

use crate::problem::Problem;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Instant;
use tracing::Level;

/// What an answer tells the log besides its status.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// The submission's id.
    pub submission: Option<String>,
    /// The id of a form this server knows.
    pub form: Option<String>,
    /// Codes of what is wrong.
    pub codes: Vec<String>,
}

/// Starts the log. A panic's own words may quote what was being read, so only
/// its place is told.
pub fn start() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_max_level(Level::INFO)
        .with_writer(std::io::stderr)
        // A log that cannot be written, such as on a full disk, must not end the
        // program, and these errors would be printed to where nothing can be.
        .log_internal_errors(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "panic");
    }));
}

/// Writes a line for a request that has been answered.
pub async fn request(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let note = response
        .extensions_mut()
        .remove::<Note>()
        .unwrap_or_default();
    let route = matched.as_ref().map_or("*", MatchedPath::as_str);
    let status = response.status();
    let ms = (start.elapsed().as_secs_f64() * 1e6).round() / 1e3;
    let codes = (!note.codes.is_empty()).then(|| note.codes.join(" "));
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                %method, route, status = status.as_u16(), ms,
                submission = note.submission, form = note.form, codes, "request"
            )
        };
    }
    if status.is_server_error() {
        line!(error)
    } else {
        line!(info)
    }
    response
}

/// The answer of a request whose handling panicked.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    Problem::internal().into_response()
}
