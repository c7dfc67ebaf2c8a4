//! What browsers get, and from which sites they may send.

use crate::client::{Answer, get, post_with, send};
use crate::fixture::{Folder, Server, valid};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

#[test]
fn types_policy_and_compression() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let kind = |path: &str, kind: &str| -> Answer {
        let answer = get(&server, path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.header("content-type").split(';').next(),
            Some(kind),
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        let policy = if kind == "text/html" { POLICY } else { "" };
        assert_eq!(answer.header("content-security-policy"), policy, "{path}");
        answer
    };
    for (path, of) in [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/blankett.js", "text/javascript"),
        ("/blankett-worker.js", "text/javascript"),
        ("/widget_bg.wasm", "application/wasm"),
        ("/app.webmanifest", "application/manifest+json"),
        (
            "/forms/buypass-virksomhetssertifikat.json",
            "application/json",
        ),
    ] {
        let answer = kind(path, of);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin",
            "{path}"
        );
        assert!(
            !answer.header("etag").is_empty() && !answer.header("last-modified").is_empty(),
            "{path}"
        );
        let again = get(&server, path, &[("if-none-match", answer.header("etag"))]);
        assert_eq!(again.status, 304, "{path}");
    }
    for (path, of) in [
        ("/innsendinger", "text/html"),
        ("/innsendinger.js", "text/javascript"),
        ("/innsending.js", "text/javascript"),
        ("/innsendinger.css", "text/css"),
    ] {
        let answer = kind(path, of);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert!(!answer.body.is_empty());
        // The policy forbids both.
        assert!(
            !answer.text().contains(" style=") && !answer.text().contains(" onclick="),
            "{path}"
        );
    }
    let small = get(
        &server,
        "/widget_bg.wasm",
        &[("accept-encoding", "gzip, br")],
    );
    assert_eq!(
        (small.header("content-encoding"), small.text()),
        ("br", "compressed")
    );
    assert_eq!(small.header("content-type"), "application/wasm");
    assert_eq!(small.header("vary"), "accept-encoding");
    assert_eq!(
        get(&server, "/widget_bg.wasm", &[("accept-encoding", "gzip")]).header("content-encoding"),
        ""
    );

    for path in [
        "/finnes-ikke",
        "/forms/finnes-ikke.json",
        "/../ledger.sqlite",
        "/%2e%2e/ledger.sqlite",
        "/api",
    ] {
        let missing = get(&server, path, &[]);
        assert_eq!(missing.status, 404, "{path}");
        assert_eq!(missing.header("content-security-policy"), POLICY, "{path}");
        assert!(missing.text().contains("Siden finnes ikke"), "{path}");
    }
}

const PREFLIGHT: [(&str, &str); 3] = [
    ("origin", "https://vendor.example"),
    ("access-control-request-method", "POST"),
    (
        "access-control-request-headers",
        "content-type,idempotency-key,authorization",
    ),
];

#[test]
fn other_sites_may_send_when_told_so() {
    let folder = Folder::with_dist();
    let server = Server::start(
        &folder,
        &[
            "--allow-origin",
            "https://vendor.example",
            "--allow-origin",
            "https://other.example",
        ],
    );
    let answer = send(&server, "OPTIONS", "/api/innsendinger", &PREFLIGHT);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://vendor.example"
    );
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
    assert_eq!(answer.header("access-control-max-age"), "3600");
    for header in ["content-type", "idempotency-key", "authorization"] {
        assert!(
            answer
                .header("access-control-allow-headers")
                .contains(header),
            "{header}"
        );
    }
    let origin = [("origin", "https://vendor.example")];
    for (body, status) in [(valid(1), 201), ("{}".to_owned(), 400)] {
        let answer = post_with(&server, &origin, body);
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "https://vendor.example"
        );
        assert_eq!(
            answer.header("access-control-expose-headers"),
            "retry-after,location"
        );
    }
    let stranger = post_with(&server, &[("origin", "https://annet.example")], valid(2));
    assert_eq!(stranger.header("access-control-allow-origin"), "");
}

#[test]
fn all_sites_or_none() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &["--allow-origin", "*"]);
    let answer = send(&server, "OPTIONS", "/api/innsendinger", &PREFLIGHT);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    drop(server);
    let server = Server::start(&folder, &[]);
    let answer = send(&server, "OPTIONS", "/api/innsendinger", &PREFLIGHT);
    assert_eq!(answer.status, 405);
    assert!(
        answer
            .headers
            .keys()
            .all(|name| !name.as_str().starts_with("access-control"))
    );
    let answer = post_with(&server, &PREFLIGHT[..1], valid(1));
    assert_eq!(
        (answer.status, answer.header("access-control-allow-origin")),
        (201, "")
    );
}
