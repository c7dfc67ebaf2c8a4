//! Sealed submissions, `POST /api/innsendinger`.

use crate::client::{Answer, get, kept, post, post_with, read, send};
use crate::fixture::{CANARY_ID, CANARY_NAME, FORM, Folder, Server, answers, envelope, id, valid};
use crate::sealing::{header, recipient, seal};
use blankett::engine::json::Json;
use std::process::Command;

/// Makes a key; its public half, which is the first.
fn keygen(folder: &Folder, kid: &str, flag: &str) -> Json {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blankett"));
    let command = command.args(["keygen", "--kid", kid, flag]);
    let made = command.arg(folder.path("private.jwk")).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    let json = Json::parse(str::from_utf8(&made.stdout).unwrap().trim_end()).unwrap();
    let Some(Json::Array(keys)) = json.get("keys") else {
        panic!("{json:?}")
    };
    assert_eq!(keys.len(), if flag == "--add-to" { 2 } else { 1 });
    keys[0].clone()
}

fn with_key(folder: &Folder) -> Server {
    let file = folder.path("private.jwk");
    Server::start(folder, &["--recipient-key", file.to_str().unwrap()])
}

fn started() -> (Folder, Server, Json) {
    let folder = Folder::with_dist();
    let key = keygen(&folder, "2026", "--out");
    let server = with_key(&folder);
    (folder, server, key)
}

/// As the widget seals the submission with this number.
fn sealed(number: u32, text: &str, key: &Json) -> String {
    let kid = key.get("kid").and_then(Json::as_text).unwrap();
    seal(&header(&id(number), FORM, kid), text, &recipient(key))
}

fn post_sealed(server: &Server, body: impl AsRef<[u8]>) -> Answer {
    // A media type may be written like this.
    post_as(server, "Application/JOSE; charset=utf-8", body)
}

fn post_as(server: &Server, kind: &str, body: impl AsRef<[u8]>) -> Answer {
    crate::client::attempt(
        server,
        "POST",
        "/api/innsendinger",
        &[("content-type", kind)],
        body.as_ref(),
    )
    .unwrap()
}

#[test]
fn is_opened_checked_and_kept_once() {
    let (_folder, server, key) = started();
    // Byte for byte as it was sealed, not as it would be written here.
    let text = valid(1).replacen('{', "{ \n", 1);
    let body = sealed(1, &text, &key);
    let first = post_sealed(&server, &body);
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(first.member("id"), id(1));
    assert_eq!(post_sealed(&server, &body).body, first.body);
    let stored = read(&server, first.header("location"));
    assert_eq!(stored.text(), text);
    assert_eq!(stored.header("content-type"), "application/json");
    assert_eq!(kept(&server), [id(1)]);

    let mut wrong = answers();
    wrong.put(
        ["virksomhet", "organisasjonsnummer"],
        Json::text("971058677"),
    );
    let wrong = envelope(2, &wrong).to_json().canonical();
    let answer = post_sealed(&server, sealed(2, &wrong, &key));
    assert_eq!((answer.status, &*answer.problem()), (422, "invalid"));
    let pointer = "#/answers/virksomhet/organisasjonsnummer";
    assert_eq!(answer.complaints()[0].0, pointer);
    assert_eq!(kept(&server), [id(1)]);
}

#[test]
fn an_id_is_one_envelope_however_it_comes() {
    let (_folder, server, key) = started();
    let first = post_sealed(&server, sealed(1, &valid(1), &key));
    // Open, and sealed anew: the header is written in another way.
    assert_eq!(post(&server, valid(1)).body, first.body);
    let mut other = header(&id(1), FORM, "2026");
    other.put(["typ"], Json::text("JWE"));
    let anew = seal(&other, &valid(1), &recipient(&key));
    assert_eq!(post_sealed(&server, anew).body, first.body);
    // First open, then sealed.
    let second = post(&server, valid(2));
    assert_eq!(
        post_sealed(&server, sealed(2, &valid(2), &key)).body,
        second.body
    );

    let mut wrong = answers();
    wrong.put(["virksomhet", "navn"], Json::text(""));
    for other in [wrong, answers()] {
        let mut other = envelope(1, &other);
        other.language = "en".to_owned();
        let other = other.to_json().canonical();
        for answer in [
            post(&server, &other),
            post_sealed(&server, sealed(1, &other, &key)),
        ] {
            assert_eq!((answer.status, &*answer.problem()), (422, "id-reused"));
            assert!(answer.member("detail").starts_with("The recipient already"));
        }
    }
    assert_eq!(kept(&server).len(), 2);
    assert_eq!(read(&server, first.header("location")).text(), valid(1));
}

#[test]
fn what_was_received_is_received_without_the_key() {
    let (folder, server, key) = started();
    let (body, late) = (sealed(1, &valid(1), &key), sealed(2, &valid(2), &key));
    let first = post_sealed(&server, &body);
    server.stop();
    let server = Server::start(&folder, &[]);
    assert_eq!(post_sealed(&server, &body).body, first.body);
    let answer = post_sealed(&server, &late);
    assert_eq!((answer.status, &*answer.problem()), (415, "no-key"));
    let other = sealed(1, &valid(1).replace("\"nb\"", "\"en\""), &key);
    assert_eq!(post_sealed(&server, &other).problem(), "id-reused");
    assert_eq!(get(&server, "/api/jwks.json", &[]).problem(), "not-found");
    server.stop();

    // A new key beside the old one, which goes on opening.
    let newer = keygen(&folder, "2027", "--add-to");
    let server = with_key(&folder);
    assert_eq!(post_sealed(&server, &late).status, 201);
    assert_eq!(
        post_sealed(&server, sealed(3, &valid(3), &newer)).status,
        201
    );
    server.stop();
    std::fs::remove_file(folder.path("private.jwk")).unwrap();
    keygen(&folder, "2028", "--out");
    let server = with_key(&folder);
    assert_eq!(post_sealed(&server, &body).body, first.body);
    let answer = post_sealed(&server, sealed(4, &valid(4), &newer));
    assert_eq!((answer.status, &*answer.problem()), (422, "sealed-key"));
}

#[test]
fn refusals() {
    let (_folder, server, key) = started();
    let to = recipient(&key);
    let own = header(&id(1), FORM, "2026");
    let with = |member, value: &str| {
        let mut header = own.clone();
        header.put([member], Json::text(value));
        seal(&header, &valid(1), &to)
    };
    let good = seal(&own, &valid(1), &to);
    let damaged = [&good[..good.len() - 22], &"A".repeat(22)].concat();
    let other_form = seal(&header(&id(1), "annet", "2026"), &valid(1), &to);
    for (body, status, kind) in [
        ("", 400, "sealed-shape"),
        ("a.b.c.d.e", 400, "sealed-shape"),
        (&valid(1), 400, "sealed-shape"),
        (&with("epk", "x"), 400, "sealed-shape"),
        (&with("alg", "dir"), 422, "sealed-algorithm"),
        (&with("enc", "A128GCM"), 422, "sealed-algorithm"),
        (&with("kid", "2025"), 422, "sealed-key"),
        (&damaged, 422, "sealed-damaged"),
        (&other_form, 422, "sealed-header"),
        (&with("id", &id(2)), 422, "sealed-header"),
        (&seal(&own, "{}", &to), 400, "shape"),
        (&seal(&own, "\u{feff}", &to), 400, "shape"),
    ] {
        let answer = post_sealed(&server, body);
        assert_eq!(
            (answer.status, &*answer.problem()),
            (status, kind),
            "{body}"
        );
        assert!(!answer.member("detail").is_empty());
    }
    // Every other one is shown to a person; which language it is, is inside.
    let answer = post_sealed(&server, &damaged);
    assert!(answer.member("detail").contains("Forseglingen er skadet"));
    let english = valid(1).replace("\"nb\"", "\"en\"");
    let answer = post_sealed(&server, seal(&header(&id(2), FORM, "2026"), &english, &to));
    assert!(answer.member("detail").contains("on the outside"));

    let headers = [
        ("idempotency-key", "\"x\""),
        ("content-type", "application/jose"),
    ];
    let path = "/api/innsendinger";
    let answer = crate::client::attempt(&server, "POST", path, &headers, good.as_bytes());
    assert_eq!(answer.unwrap().problem(), "idempotency-key");
    for kind in ["application/jose+json", "text/plain", ""] {
        let answer = post_as(&server, kind, &good);
        assert_eq!((answer.status, &*answer.problem()), (415, "media-type"));
    }
    assert_eq!(post_with(&server, &[], &good).problem(), "shape");
    assert!(kept(&server).is_empty());
}

#[test]
fn the_key_is_published() {
    let (folder, server, key) = started();
    server.stop();
    let file = folder.path("private.jwk");
    let flags = [
        "--recipient-key",
        file.to_str().unwrap(),
        "--allow-origin",
        "https://vendor.example",
    ];
    let server = Server::start(&folder, &flags);
    let answer = get(
        &server,
        "/api/jwks.json",
        &[("origin", "https://vendor.example")],
    );
    assert_eq!(answer.status, 200);
    let keys = [("keys", Json::Array(vec![key]))];
    let keys = Json::Object(keys.map(|(key, it)| (key.to_owned(), it)).into());
    assert_eq!(answer.text(), keys.canonical());
    for (name, value) in [
        ("content-type", "application/jwk-set+json"),
        ("cache-control", "max-age=300"),
        ("access-control-allow-origin", "https://vendor.example"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    let wrong = send(&server, "DELETE", "/api/jwks.json", &[]);
    assert_eq!(wrong.problem(), "method");
}

#[test]
fn the_log_holds_nothing_of_it() {
    let (folder, server, key) = started();
    let to = recipient(&key);
    post_sealed(&server, sealed(1, &valid(1), &key));
    for member in ["kid", "alg", "id", "cty"] {
        let mut header = header(&id(2), FORM, "2026");
        header.put([member], Json::text(CANARY_ID));
        post_sealed(&server, seal(&header, CANARY_NAME, &to));
    }
    post_sealed(&server, sealed(2, CANARY_NAME, &key));
    post_sealed(
        &server,
        seal(&header(&id(3), CANARY_ID, "2026"), &valid(3), &to),
    );
    let (good, log) = server.stop();
    assert!(good);
    let secret = std::fs::read_to_string(folder.path("private.jwk")).unwrap();
    let secret = Json::parse(&secret).unwrap();
    let Some(Json::Array(keys)) = secret.get("keys") else {
        panic!("no keys")
    };
    let secret = keys[0].get("d").and_then(Json::as_text).unwrap();
    for canary in [
        CANARY_ID,
        CANARY_NAME,
        "Kanarifugl",
        "Strandgata",
        "eyJ",
        secret,
    ] {
        assert!(!log.contains(canary), "{canary} in {log}");
    }
    assert_eq!(log.matches("\"message\":\"request\"").count(), 7, "{log}");
    assert!(log.contains(&id(1)) && log.contains("sealed-key"), "{log}");
}
