//! Reading: the token, the list, health.

use crate::client::{get, kept, post, read, send};
use crate::fixture::{Folder, Server, TOKEN, id, program, valid};
use blankett::engine::json::Json;

#[test]
fn only_the_tokens_holder_reads() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(1)).status, 201);
    for path in [
        "/api/innsendinger",
        &format!("/api/innsendinger/{}", id(1)),
        "/api/innsendinger/finnes-ikke",
    ] {
        for wrong in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer feil-feil-feil-feil",
            &format!("Basic {TOKEN}"),
            TOKEN,
            &format!("Bearer {TOKEN}x"),
        ] {
            let answer = get(&server, path, &[("authorization", wrong)]);
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (401, "token"),
                "{wrong}"
            );
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        assert_eq!(get(&server, path, &[]).status, 401);
        assert_eq!(
            get(&server, &format!("{path}?token={TOKEN}"), &[]).status,
            401
        );
    }
    let small = get(
        &server,
        "/api/innsendinger",
        &[("authorization", &format!("bearer {TOKEN}"))],
    );
    assert_eq!(small.status, 200);
}

#[test]
fn without_a_token_reading_is_off() {
    let folder = Folder::with_dist();
    let server = Server::launch(program(&folder).env_remove("BLANKETT_TOKEN"));
    assert_eq!(post(&server, valid(1)).status, 201);
    let answer = read(&server, "/api/innsendinger");
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (503, "no-token")
    );
    assert!(
        server
            .printed("BLANKETT_TOKEN is not set")
            .contains("BLANKETT_TOKEN is not set")
    );
}

#[test]
fn the_list_is_paged_from_the_newest() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let empty = read(&server, "/api/innsendinger");
    assert_eq!(empty.text(), r#"{"items":[],"next":null}"#);
    let numbers = [3, 1, 2, 9, 8, 7, 4, 5, 6, 15, 14, 13, 12, 11, 10, 16];
    for number in numbers {
        assert_eq!(post(&server, valid(number)).status, 201);
    }
    let ids = kept(&server);
    assert_eq!(ids.len(), numbers.len());
    let received = |id: &String| {
        read(&server, &format!("/api/innsendinger/{id}"))
            .header("received-at")
            .to_owned()
    };
    let times: Vec<_> = ids.iter().map(received).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");

    let first = read(&server, "/api/innsendinger?limit=1").json();
    let Some(Json::Array(items)) = first.get("items") else {
        panic!()
    };
    let keys = [
        "id",
        "reference",
        "receivedAt",
        "form",
        "digest",
        "replaces",
    ];
    assert!(
        keys.iter().all(|key| items[0].get(key).is_some()),
        "{first:?}"
    );
    for wrong in [
        "limit=0",
        "limit=501",
        "limit=x",
        "after=x",
        &format!("after={}", id(99)),
        "limit=%ff",
    ] {
        let answer = read(&server, &format!("/api/innsendinger?{wrong}"));
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (400, "query"),
            "{wrong}"
        );
    }
}

#[test]
fn other_addresses_and_methods() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    assert_eq!(get(&server, "/health", &[]).text(), r#"{"status":"ok"}"#);
    for path in [
        "/api/innsendinger/finnes-ikke",
        &format!("/api/innsendinger/{}", id(1)),
        "/api/innsendinger/%ff",
    ] {
        assert_eq!(read(&server, path).problem(), "not-found", "{path}");
    }
    assert_eq!(get(&server, "/api/annet", &[]).problem(), "not-found");
    let answer = send(&server, "DELETE", "/api/innsendinger", &[]);
    assert_eq!((answer.status, answer.problem().as_str()), (405, "method"));
    assert!(
        answer.header("allow").contains("POST"),
        "{:?}",
        answer.headers
    );
}
