//! What browsers get: the built `dist/`, and the back-office page.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::path::Path;
use tower_http::services::ServeDir;

/// Scripts, styles and data of this host only, nothing inline. A page needs
/// `'wasm-unsafe-eval'` to run any WebAssembly.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

const NOT_FOUND: &str = include_str!("../assets/not-found.html");

/// The back office: path, type, content.
const BACK_OFFICE: [(&str, &str, &str); 5] = [
    (
        "/innsendinger",
        "text/html; charset=utf-8",
        include_str!("../assets/innsendinger.html"),
    ),
    (
        "/innsendinger.css",
        "text/css; charset=utf-8",
        include_str!("../assets/innsendinger.css"),
    ),
    (
        "/innsendinger.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/innsendinger.js"),
    ),
    (
        "/innsending.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/innsending.js"),
    ),
    (
        "/erstatninger.js",
        "text/javascript; charset=utf-8",
        include_str!("../assets/erstatninger.js"),
    ),
];

/// The files of `dist/`, and at `/forms/<id>.json` definitions that stand
/// elsewhere. Other sites' pages load them as modules, so every origin may.
pub fn public<S: Clone + Send + Sync + 'static>(
    dist: &Path,
    definitions: Vec<(&str, String)>,
) -> Router<S> {
    let not_found = get(|| async {
        (
            StatusCode::NOT_FOUND,
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            NOT_FOUND,
        )
    });
    let files = ServeDir::new(dist)
        .precompressed_br()
        .not_found_service(not_found);
    let mut router = Router::new().fallback_service(files);
    for (id, text) in definitions {
        let answer = ([(header::CONTENT_TYPE, "application/json")], text);
        router = router.route(&format!("/forms/{id}.json"), get(|| async { answer }));
    }
    router.layer(map_response(async |mut response: Response| {
        let headers = response.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        );
        headers.insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("cross-origin"),
        );
        revalidate(headers);
        response
    }))
}

/// The back-office page, which this program carries.
pub fn back_office<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let add = |router: Router<S>, (path, kind, text): (&str, &'static str, &'static str)| {
        router.route(
            path,
            get(async move || ([(header::CONTENT_TYPE, kind)], text)),
        )
    };
    let router = BACK_OFFICE.into_iter().fold(Router::new(), add);
    router.layer(map_response(async |mut response: Response| {
        response.headers_mut().insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("same-origin"),
        );
        revalidate(response.headers_mut());
        response
    }))
}

/// Names carry no hash, so a browser asks each time whether a file is the same.
fn revalidate(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
}

/// The headers of every answer, and those of every page.
pub async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
    if is_page {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        );
    }
    response
}
