//! `--senders`: organisations that post with a token of their own.

use crate::cases::{self, AGREEMENTS, answers, folder};
use crate::client::{get, post, post_with, read};
use crate::fixture::{Folder, Server, TOKEN, id, program, valid};
use blankett::engine::json::Json;
use sha2::{Digest, Sha256};

pub const CUSTOMER: &str = "971058676";
pub const CUSTOMERS_TOKEN: &str = "the-customers-own-token";

/// The file's entry for a token.
pub fn hash(token: &str) -> String {
    let bytes = Sha256::digest(token);
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// A server that knows one customer.
pub fn started(folder: &Folder) -> Server {
    let senders = format!(r#"{{"{CUSTOMER}": ["{}"]}}"#, hash(CUSTOMERS_TOKEN));
    folder.write("senders.json", senders.as_bytes());
    let file = folder.path("senders.json");
    Server::start(folder, &["--senders", file.to_str().unwrap()])
}

fn sender(server: &Server) -> Option<String> {
    let list = read(server, "/api/innsendinger?limit=1").json();
    let Some(Json::Array(items)) = list.get("items") else {
        panic!()
    };
    items[0]
        .get("sender")
        .and_then(Json::as_text)
        .map(str::to_owned)
}

#[test]
fn a_token_marks_its_sender_and_a_wrong_one_is_refused() {
    let folder = Folder::with_dist();
    let server = started(&folder);
    assert_eq!(post(&server, valid(1)).status, 201);
    assert_eq!(sender(&server), None);
    let own = format!("Bearer {CUSTOMERS_TOKEN}");
    let answer = post_with(&server, &[("authorization", &own)], valid(2));
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(sender(&server).unwrap(), CUSTOMER);
    let one = read(&server, &format!("/api/innsendinger/{}", id(2)));
    assert_eq!(one.header("sender"), CUSTOMER);
    assert_eq!(
        (one.header("judged-on"), one.header("judged-by")),
        ("2026-11-21", "sender")
    );
    assert_eq!(
        read(&server, &format!("/api/innsendinger/{}", id(1))).header("sender"),
        ""
    );
    for wrong in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer feil-feil-feil-feil",
        &format!("Basic {CUSTOMERS_TOKEN}"),
        &format!("{own}x"),
        &format!("Bearer {}", hash(CUSTOMERS_TOKEN)),
        // Whoever may read is no sender.
        &format!("Bearer {TOKEN}"),
    ] {
        let answer = post_with(&server, &[("authorization", wrong)], valid(3));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "sender"),
            "{wrong}"
        );
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let both = [
        ("authorization", own.as_str()),
        ("authorization", "Bearer x"),
    ];
    assert_eq!(post_with(&server, &both, valid(3)).status, 401);
    // Nor may a sender read, or decide.
    for path in [
        "/api/innsendinger",
        &format!("/api/innsendinger/{}", id(2)),
        "/api/erstatninger",
    ] {
        let answer = get(&server, path, &[("authorization", &own)]);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (401, "token"),
            "{path}"
        );
    }
    // The token stands nowhere.
    let (_, log) = server.stop();
    assert!(!log.contains(CUSTOMERS_TOKEN), "{log}");
    for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
        let bytes = std::fs::read(folder.path(name)).unwrap_or_default();
        assert!(
            !bytes
                .windows(CUSTOMERS_TOKEN.len())
                .any(|it| it == CUSTOMERS_TOKEN.as_bytes())
        );
    }
}

/// As before: a token may be meant for something else on the way.
#[test]
fn without_the_option_no_header_is_looked_at() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let answer = post_with(&server, &[("authorization", "Bearer something")], valid(1));
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(sender(&server), None);
}

#[test]
fn a_wrong_file_stops_the_start() {
    let folder = Folder::with_dist();
    for (text, wanted) in [
        (None, "cannot be read"),
        (Some("{".to_owned()), "not usable JSON"),
        (
            Some(format!(r#"{{"971058677": ["{}"]}}"#, hash("x"))),
            "no organisation number",
        ),
        (
            Some(format!(r#"{{"{CUSTOMER}": ["{}"]}}"#, hash(TOKEN))),
            "the token that reads",
        ),
    ] {
        let path = folder.path("senders.json");
        if let Some(text) = text {
            folder.write("senders.json", text.as_bytes());
        }
        let output = program(&folder)
            .arg("--senders")
            .arg(&path)
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(
            error.contains("senders.json") && error.contains(wanted),
            "{error}"
        );
    }
}

/// A customer's own token displaces the customer's own agreements, no others.
#[test]
fn a_customer_displaces_its_own() {
    use crate::agreements::{blankett, run};
    let folder = folder();
    let server = started(&folder);
    let form = AGREEMENTS[2].0;
    let own = format!("Bearer {CUSTOMERS_TOKEN}");
    let send = |number: u32, orgnr: &str, headers: &[(&str, &str)]| {
        let mut given = answers(form);
        given.put(["kunde", "organisasjonsnummer"], Json::text(orgnr));
        let sent = cases::envelope(&id(number), form, &given);
        let answer = post_with(&server, headers, sent.to_json().canonical());
        assert_eq!(answer.status, 201, "{}", answer.text());
    };
    let with_token = [("authorization", own.as_str())];
    send(1, CUSTOMER, &[]);
    send(2, CUSTOMER, &with_token);
    send(3, CUSTOMER, &[]);
    send(4, "929782216", &[]);
    send(5, "929782216", &with_token);
    let database = folder.path("ledger.sqlite");
    let (out, error, code) = run(blankett(&folder, &["article30", "--database"]).arg(&database));
    assert_eq!(code, 0, "{error}");
    let record = Json::parse(&out).unwrap();
    let Json::Array(items) = &record else {
        panic!()
    };
    let mut standing: Vec<&str> = items
        .iter()
        .map(|it| {
            it.get("innsending")
                .unwrap()
                .get("id")
                .and_then(Json::as_text)
                .unwrap()
        })
        .collect();
    standing.sort_unstable();
    assert_eq!(standing, [id(2), id(4)]);
    for (number, words) in [
        (2, "sent with a token of that organisation"),
        (3, "nobody has confirmed it"),
        (5, "nobody has confirmed it"),
    ] {
        let line = error
            .lines()
            .find(|it| it.contains(&format!("note: {}", id(number))));
        assert!(line.is_some_and(|it| it.contains(words)), "{error}");
    }
}
