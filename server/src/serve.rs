//! `blankett serve`: receives submissions, shows them to their owner, serves `dist/`.

use crate::access::{self, Token};
use crate::displacements::{self, Displacements};
use crate::forms::Forms;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::problem::Problem;
use crate::protection::{self, Protection};
use crate::refusals::Refusals;
use crate::senders::{self, Senders};
use crate::{assets, intake, listener, logs, readout};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use blankett::engine::identifiers::Accept;
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Receives submissions, shows them to the token's holder, and serves the widget.
///
/// Submissions are posted to /api/innsendinger and read at /innsendinger with
/// the token that stands in the environment variable BLANKETT_TOKEN (at least
/// 16 characters; without it, reading is off).
///
/// With --recipient-key, submissions may also come sealed (JWE, application/jose),
/// and the key to seal to is at /api/jwks.json. They are opened as they come: the
/// database holds them in the clear, and whoever has the token reads them as ever.
#[derive(clap::Args)]
pub struct Options {
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The built widget, with the forms and languages it knows
    #[arg(long, value_name = "FOLDER")]
    dist: PathBuf,
    /// The SQLite file that keeps the submissions; made if it is not there
    #[arg(long, value_name = "FILE")]
    database: PathBuf,
    /// A further folder of form definitions, such as earlier editions; repeatable
    #[arg(long, value_name = "FOLDER")]
    forms: Vec<PathBuf>,
    /// The private key, or keys, that submissions are sealed to; see blankett keygen
    #[arg(long, value_name = "FILE")]
    recipient_key: Option<PathBuf>,
    /// Accept synthetic national ids and test organisation numbers
    #[arg(long)]
    test_numbers: bool,
    /// A site whose pages may send here, such as https://vendor.example, or * for all; repeatable
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    allow_origin: Vec<HeaderValue>,
    /// Organisations that send with a token of their own: JSON, the SHA-256 of each token by organisation number
    #[arg(long, value_name = "FILE")]
    senders: Option<PathBuf>,
    /// How long a submission may have waited at the sender's and still be judged by the day it was filled in; 0: not at all
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    longest_wait: u32,
    /// The largest submission that is taken
    #[arg(long, value_name = "BYTES", default_value_t = 1024 * 1024)]
    body_limit: usize,
    #[command(flatten)]
    protection: protection::Options,
}

/// What every request may use.
pub struct App {
    /// The forms and languages.
    pub forms: Forms,
    /// The submissions.
    pub ledger: Ledger,
    /// Who may read them.
    pub token: Option<Token>,
    /// What opens sealed submissions.
    pub keys: Option<Keys>,
    /// Which numbers besides real ones pass.
    pub accept: Accept,
    /// How much of it each client may use.
    pub protection: Protection,
    /// Which organisations send with a token of their own.
    pub senders: Option<Senders>,
    /// Which agreement displaces which.
    pub displacements: Displacements,
    /// What was refused lately.
    pub refusals: Refusals,
    /// For how many days the sender's word on when it was filled in counts.
    pub longest_wait: u32,
}

/// A request that takes longer is given up; a phone on a bad line needs seconds.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);
/// A decision holds a few ids and a name.
const LARGEST_DECISION: usize = 4096;

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// One sentence: why it could not start, or had to stop.
pub async fn run(options: Options) -> Result<(), String> {
    let token = Token::from_environment()?;
    if !options.dist.is_dir() {
        return Err(format!(
            "There is no folder {}; --dist names the built widget.",
            options.dist.display()
        ));
    }
    let forms = Forms::load(Some(&options.dist), &options.forms)?;
    let keys = options
        .recipient_key
        .as_deref()
        .map(Keys::load)
        .transpose()?;
    let accept = Accept {
        test_numbers: options.test_numbers,
    };
    let senders = options.senders.as_deref();
    let senders = senders
        .map(|it| Senders::load(it, accept, token.as_ref()))
        .transpose()?;
    let listener = listen(options.listen).await?;
    let (ledger, keeper) = Ledger::open(&options.database).await?;
    if token.is_none() {
        tracing::warn!(
            "{} is not set: nobody can read what comes in",
            access::VARIABLE
        );
    }
    let (protection, connections) = Protection::new(&options.protection);
    let app = Arc::new(App {
        forms,
        ledger,
        token,
        keys,
        accept,
        protection,
        senders,
        displacements: Displacements::new(options.database.clone()),
        refusals: Refusals::default(),
        longest_wait: options.longest_wait,
    });
    let router = router(&app, &options);
    let failed = |error: std::io::Error| format!("The server cannot go on: {error}.");
    let address = listener.local_addr().map_err(failed)?;
    let stop = stop_signal().map_err(failed)?;
    tracing::info!(%address, forms = app.forms.count(), "ready");
    // Nobody may be reading it.
    let _ = writeln!(std::io::stdout(), "Blankett listens on http://{address}");
    listener::serve(listener, router, connections, stop).await;
    keeper.stop().await;
    tracing::info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address)
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => format!(
                "Port {} is taken; choose another with --listen.",
                address.port()
            ),
            _ => format!("Cannot listen on {address}: {error}."),
        })
}

fn router(app: &Arc<App>, options: &Options) -> Router {
    let holder_only = from_fn_with_state(app.clone(), access::holder_only);
    let submissions = get(readout::list).route_layer(holder_only.clone());
    let receive = post(intake::post)
        .route_layer(DefaultBodyLimit::max(options.body_limit))
        .route_layer(from_fn_with_state(app.clone(), senders::identify))
        .route_layer(from_fn_with_state(app.clone(), protection::submissions));
    let mut api = Router::new()
        .route("/api/innsendinger", submissions.merge(receive))
        .route(
            "/api/innsendinger/{id}",
            get(readout::one).route_layer(holder_only.clone()),
        )
        .route(
            "/api/innsendinger/{id}/deler/{form}",
            get(readout::part).route_layer(holder_only.clone()),
        )
        .route(
            "/api/erstatninger",
            get(displacements::list)
                .post(displacements::decide)
                .route_layer(DefaultBodyLimit::max(LARGEST_DECISION))
                .route_layer(holder_only),
        )
        .route("/api/jwks.json", get(readout::keys))
        .route("/api/{*rest}", any(async || Problem::not_found()))
        .method_not_allowed_fallback(async || Problem::method())
        .layer(CatchPanicLayer::custom(logs::panicked))
        .layer(from_fn(in_time))
        .layer(from_fn(never_store));
    if !options.allow_origin.is_empty() {
        api = api.layer(cross_origin(&options.allow_origin));
    }
    let definitions = app.forms.outside(&options.dist);
    api.route("/health", get(readout::ready))
        .route("/ready", get(readout::ready))
        .route("/live", get(readout::live))
        .merge(assets::back_office())
        .merge(assets::public(&options.dist, definitions))
        .layer(CatchPanicLayer::custom(logs::panicked))
        .layer(from_fn(assets::secure))
        .layer(from_fn(logs::request))
        .with_state(app.clone())
}

/// Which sites' pages may send.
fn cross_origin(origins: &[HeaderValue]) -> CorsLayer {
    let all = origins.iter().any(|it| it == "*");
    CorsLayer::new()
        .allow_origin(if all {
            AllowOrigin::any()
        } else {
            AllowOrigin::list(origins.iter().cloned())
        })
        .allow_methods([Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::RETRY_AFTER, header::LOCATION])
        .max_age(Duration::from_secs(3600))
}

/// Giving up loses nothing: a submission that is being written is written, and
/// sent again, it gets the answer it missed.
async fn in_time(request: Request, next: Next) -> Response {
    let late = |_| {
        let detail = "The request took too long. Send the same again.";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", "Too slow", detail).into_response()
    };
    tokio::time::timeout(LONGEST_REQUEST, next.run(request))
        .await
        .unwrap_or_else(late)
}

/// Unless the answer says otherwise.
async fn never_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let cache = response.headers_mut().entry(header::CACHE_CONTROL);
    cache.or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Waits for SIGINT or SIGTERM; it listens for them from now on.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// `*` or a scheme, host and perhaps port, as browsers write an origin.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    if text == "*" || host.is_some_and(|host| !host.is_empty() && host.bytes().all(plain)) {
        return HeaderValue::from_str(text).map_err(|error| error.to_string());
    }
    Err("expected an origin such as https://vendor.example, without a path, or *".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use blankett::engine::json::Json;
    use clap::Parser;
    use std::ffi::OsStr;
    use tower::ServiceExt;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn origins() {
        for right in [
            "*",
            "https://vendor.example",
            "http://127.0.0.1:8080",
            "http://[::1]:80",
        ] {
            assert!(origin(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "vendor.example",
            "https://",
            "https://vendor.example/",
            "https://*.example",
            "null",
        ] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }

    /// The status and the kind of problem.
    async fn ask(
        router: Router,
        request: axum::http::request::Builder,
        body: &str,
    ) -> (u16, String) {
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let json = Json::parse(str::from_utf8(&body).unwrap()).unwrap();
        let kind = json.get("type").and_then(Json::as_text).unwrap_or_default();
        (
            status,
            kind.rsplit(':').next().unwrap_or_default().to_owned(),
        )
    }

    #[tokio::test]
    async fn without_its_database_it_says_so() {
        let folder = std::env::temp_dir().join(format!("blankett-serve-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let dist = concat!(env!("CARGO_MANIFEST_DIR"), "/../src");
        let database = folder.join("ledger.sqlite");
        let line = ["serve", "--test-numbers", "--dist", dist, "--database"];
        let line = line.map(OsStr::new).into_iter();
        let Line { options } = Line::parse_from(line.chain([database.as_os_str()]));
        let forms = Forms::load(Some(&options.dist), &options.forms).unwrap();
        let (ledger, keeper) = Ledger::open(&options.database).await.unwrap();
        let accept = Accept { test_numbers: true };
        let app = Arc::new(App {
            forms,
            ledger,
            token: None,
            keys: None,
            accept,
            protection: Protection::new(&options.protection).0,
            senders: None,
            displacements: Displacements::new(options.database.clone()),
            refusals: Refusals::default(),
            longest_wait: options.longest_wait,
        });
        let router = router(&app, &options);
        let health = || ask(router.clone(), Request::get("/health"), "");
        assert_eq!(health().await, (200, String::new()));
        keeper.stop().await;
        let unavailable = (503, "unavailable".to_owned());
        assert_eq!(health().await, unavailable);
        // It is not valid; whether it was received before cannot be looked up.
        let body = r#"{"id":"00000001-5eed-4000-8000-000000000000","form":{"id":"x","version":"1"},
            "language":"nb","submittedAt":"","answers":{},"totals":{},"digest":""}"#;
        let post = Request::post("/api/innsendinger").header("content-type", "application/json");
        assert_eq!(ask(router.clone(), post, body).await, unavailable);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn a_panic_is_answered() {
        async fn fall() {
            panic!("on purpose");
        }
        let router = Router::new()
            .route("/", get(fall))
            .layer(CatchPanicLayer::custom(logs::panicked));
        assert_eq!(
            ask(router, Request::get("/"), "").await,
            (500, "internal".to_owned())
        );
    }
}
