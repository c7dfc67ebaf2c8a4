//! `POST /api/innsendinger`.

use crate::client::{attempt, get, kept, post, post_with, read};
use crate::fixture::{Folder, Server, answers, bare, envelope, id, sign, valid};
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use std::sync::Barrier;
use std::thread;

fn started() -> (Folder, Server) {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    (folder, server)
}

#[test]
fn is_kept_byte_for_byte() {
    let (_folder, server) = started();
    // Spaces, an escape and another order than the canonical one.
    let body = valid(1)
        .replacen("{", "{ \n", 1)
        .replace("Strandgata", "Str\\u0061ndgata");
    let answer = post(&server, &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.header("location"),
        format!("/api/innsendinger/{}", id(1))
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.member("id"), id(1));
    assert_eq!(answer.member("reference"), "B-0000-00AY");
    let received_at = answer.member("receivedAt");
    assert!(
        chrono::DateTime::parse_from_rfc3339(&received_at).is_ok(),
        "{received_at}"
    );

    let stored = read(&server, answer.header("location"));
    assert_eq!(stored.text(), body);
    assert_eq!(stored.header("content-type"), "application/json");
    assert_eq!(stored.header("received-at"), received_at);
    assert_eq!(stored.header("cache-control"), "no-store");
}

#[test]
fn the_same_again_gets_the_same_answer() {
    let (folder, server) = started();
    let first = post(&server, valid(1));
    let again = post(&server, valid(1));
    assert_eq!((again.status, &again.body), (201, &first.body));
    server.stop();
    // Bytes once received stay received, whatever the rules are by then.
    let definition = folder.path("dist/forms/buypass-virksomhetssertifikat.json");
    let revised = std::fs::read_to_string(&definition)
        .unwrap()
        .replace("2026-11-26", "2027-01-01");
    std::fs::write(&definition, revised).unwrap();
    let server = Server::start(&folder, &[]);
    assert_eq!(post(&server, valid(1)).body, first.body);
    assert_eq!(post(&server, valid(2)).complaints()[0].0, "#/form/version");
    assert_eq!(kept(&server), [id(1)]);
}

#[test]
fn many_at_once_are_one() {
    let (_folder, server) = started();
    let barrier = Barrier::new(32);
    let answers: Vec<_> = thread::scope(|scope| {
        let one = || {
            barrier.wait();
            post(&server, valid(7))
        };
        let threads: Vec<_> = (0..32).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(
        answers
            .iter()
            .all(|it| it.status == 201 && it.body == answers[0].body)
    );
    assert_eq!(kept(&server), [id(7)]);
}

#[test]
fn an_id_is_used_once() {
    let (_folder, server) = started();
    assert_eq!(post(&server, valid(1)).status, 201);
    let mut other = answers();
    other.put(["virksomhet", "navn"], Json::text("Tannlegene Øst AS"));
    // Valid, against the rules, and not even a form that is known.
    let mut invalid = envelope(1, &Json::Object(Vec::new()));
    let mut unknown = envelope(1, &answers());
    unknown.form_id = "ukjent".to_owned();
    invalid.language = "en".to_owned();
    for body in [envelope(1, &other), invalid, unknown] {
        let answer = post(&server, body.to_json().canonical());
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (422, "id-reused"),
            "{}",
            answer.text()
        );
    }
    assert_eq!(
        read(&server, &format!("/api/innsendinger/{}", id(1))).text(),
        valid(1)
    );
    assert_eq!(kept(&server), [id(1)]);
}

#[test]
fn two_different_ones_race_for_an_id() {
    let (_folder, server) = started();
    let mut other = answers();
    other.put(["virksomhet", "navn"], Json::text("Tannlegene Øst AS"));
    let bodies = [valid(1), envelope(1, &other).to_json().canonical()];
    let barrier = Barrier::new(32);
    let statuses: Vec<_> = thread::scope(|scope| {
        let (barrier, server, bodies) = (&barrier, &server, &bodies);
        let one = |at: usize| {
            move || {
                barrier.wait();
                (at % 2, post(server, &bodies[at % 2]).status)
            }
        };
        let threads: Vec<_> = (0..32).map(|at| scope.spawn(one(at))).collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let stored = read(&server, &format!("/api/innsendinger/{}", id(1)));
    let winner = bodies
        .iter()
        .position(|body| body == stored.text())
        .unwrap();
    for (which, status) in statuses {
        assert_eq!(status, if which == winner { 201 } else { 422 });
    }
}

#[test]
fn every_violation_is_pointed_at() {
    let (_folder, server) = started();
    let wrong = |path: &str, value: Json, code: &str| {
        let mut envelope = envelope(1, &answers());
        envelope.answers.put(path.split('/'), value);
        sign(&mut envelope);
        let answer = post(&server, envelope.to_json().canonical());
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (422, "invalid"),
            "{path}: {}",
            answer.text()
        );
        let expected = (format!("#/answers/{path}"), code.to_owned());
        assert_eq!(answer.complaints(), [expected], "{}", answer.text());
    };
    wrong(
        "virksomhet/organisasjonsnummer",
        Json::text("971058677"),
        "organisasjonsnummer.checksum",
    );
    wrong(
        "virksomhet/organisasjonsnummer",
        Json::text("971 058 676"),
        "format",
    );
    wrong("virksomhet/navn", Json::Bool(true), "type");
    wrong(
        "virksomhet/postnummer",
        Json::text("50031"),
        "postnummer.length",
    );
    wrong("virksomhet/farge", Json::text("blå"), "unknown");
    wrong(
        "signaturberettiget/fodselsnummer",
        Json::text("01819012013"),
        "fodselsnummer.checksum",
    );
    wrong(
        "signaturberettiget/epost",
        Json::text("kari"),
        "epost.at-sign",
    );
    wrong("sertifikat/ou", Json::text("o".repeat(65)), "text.long");
    wrong(
        "aktiveringskode/adresse",
        Json::text("Strandgata 1"),
        "hidden",
    );

    // Everything at once, in the language of the one who sent it.
    let mut envelope = envelope(1, &answers());
    envelope.answers = Json::Object(Vec::new());
    envelope.language = "en".to_owned();
    let answer = post(&server, envelope.to_json().canonical());
    assert_eq!(answer.complaints().len(), 16, "{}", answer.text());
    assert!(
        answer.text().contains("Enter the organisation number."),
        "{}",
        answer.text()
    );
    assert!(kept(&server).is_empty());
}

#[test]
fn test_numbers_need_the_flag() {
    let folder = Folder::with_dist();
    let server = Server::launch(&mut bare(&folder, "ledger.sqlite", "127.0.0.1:0"));
    let answer = post(&server, valid(1));
    let expected = (
        "#/answers/signaturberettiget/fodselsnummer".to_owned(),
        "fodselsnummer.test-number".to_owned(),
    );
    assert!(answer.complaints().contains(&expected), "{}", answer.text());
}

#[test]
fn what_does_not_agree_is_refused() {
    let (_folder, server) = started();
    let refused = |change: &dyn Fn(&mut Envelope), pointers: &[&str]| {
        let mut envelope = envelope(1, &answers());
        change(&mut envelope);
        let answer = post(&server, envelope.to_json().canonical());
        let found: Vec<_> = answer
            .complaints()
            .into_iter()
            .map(|(pointer, _)| pointer)
            .collect();
        assert_eq!(
            (answer.status, &found[..]),
            (
                422,
                &pointers.iter().map(ToString::to_string).collect::<Vec<_>>()[..]
            ),
            "{}",
            answer.text()
        );
    };
    refused(&|it| it.form_id = "ukjent".to_owned(), &["#/form/id"]);
    refused(&|it| it.form_version = "1".to_owned(), &["#/form/version"]);
    refused(
        &|it| it.language = "norsk bokmål".to_owned(),
        &["#/language"],
    );
    refused(
        &|it| it.submitted_at = "i går".to_owned(),
        &["#/submittedAt"],
    );
    refused(
        &|it| it.proof.digest = "sha-256=00".to_owned(),
        &["#/digest"],
    );
    // Without its salt, and with another, the digest is not that of the answers.
    refused(&|it| it.proof.salt = None, &["#/digest"]);
    refused(&|it| it.proof.salt = Some("0".repeat(32)), &["#/digest"]);
    refused(&|it| it.totals = Json::Object(Vec::new()), &["#/totals"]);
    refused(
        &|it| it.totals.put(["gross"], Json::parse("1").unwrap()),
        &["#/totals"],
    );
    refused(
        &|it| (it.totals, it.proof.digest) = (Json::Object(Vec::new()), String::new()),
        &["#/totals", "#/digest"],
    );
    assert!(kept(&server).is_empty());
    for salt in ["", "00", &"A".repeat(32), &"0".repeat(33)] {
        let mut envelope = envelope(1, &answers());
        envelope.proof.salt = Some(salt.to_owned());
        sign(&mut envelope);
        let answer = post(&server, envelope.to_json().canonical());
        assert_eq!(answer.status, 400, "{salt}");
        assert!(answer.text().contains("/salt"), "{}", answer.text());
    }
    // Made by the first edition, and kept in somebody's queue since.
    let mut old = envelope(3, &answers());
    old.proof.salt = None;
    sign(&mut old);
    assert_eq!(post(&server, old.to_json().canonical()).status, 201);
    // What it corrects may be named, and an old time is no fault.
    let mut envelope = envelope(2, &answers());
    (envelope.replaces, envelope.submitted_at) = (Some(id(1)), "2026-01-01T00:00:00Z".to_owned());
    assert_eq!(post(&server, envelope.to_json().canonical()).status, 201);
    assert!(
        read(&server, "/api/innsendinger")
            .text()
            .contains(&format!("\"replaces\":\"{}\"", id(1)))
    );
}

#[test]
fn shape_headers_and_size() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &["--body-limit", "4096"]);
    let refused = |headers: &[(&str, &str)], body: &str, status: u16, kind: &str| {
        let answer = post_with(&server, headers, body);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (status, kind),
            "{}",
            answer.text()
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        answer
    };
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        &valid(1).replace("\"form\"", "\"skjema\""),
        &valid(1).replace("5eed", "5EED"),
    ] {
        refused(&[], body, 400, "shape");
    }
    let answer = refused(
        &[],
        &valid(1).replace("\"id\":\"buypass", "\"id\":1,\"x\":\"buypass"),
        400,
        "shape",
    );
    assert_eq!(answer.complaints()[0].0, "#/form/x");
    for key in [
        "",
        "\"\"",
        &id(1),
        &format!("\"{}\"", id(2)),
        &format!("\"{}\";a=1", id(1)),
    ] {
        refused(
            &[("idempotency-key", key)],
            &valid(1),
            400,
            "idempotency-key",
        );
    }
    refused(
        &[],
        &format!("{}{}", valid(1), " ".repeat(4096)),
        413,
        "size",
    );
    let plain = attempt(
        &server,
        "POST",
        "/api/innsendinger",
        &[("content-type", "text/plain")],
        valid(1).as_bytes(),
    );
    assert_eq!(plain.unwrap().status, 415);
    assert!(kept(&server).is_empty());

    let charset = [
        ("content-type", "Application/JSON; charset=utf-8"),
        ("idempotency-key", &format!("\"{}\"", id(1))),
    ];
    let taken = attempt(
        &server,
        "POST",
        "/api/innsendinger",
        &charset,
        valid(1).as_bytes(),
    );
    assert_eq!(taken.unwrap().status, 201);
    assert_eq!(
        post_with(
            &server,
            &[("idempotency-key", &format!("\"{}\"", id(2)))],
            valid(2)
        )
        .status,
        201
    );
    assert_eq!(kept(&server).len(), 2);
}

#[test]
fn earlier_editions_in_a_folder_of_their_own() {
    let folder = Folder::with_dist();
    let text =
        std::fs::read_to_string(folder.path("dist/forms/buypass-virksomhetssertifikat.json"))
            .unwrap();
    folder.write(
        "old/buypass-2025.json",
        text.replace("2026-11-26", "2025-01-01").as_bytes(),
    );
    folder.write(
        "own/klinikk.json",
        text.replace("buypass-virksomhetssertifikat", "klinikk")
            .as_bytes(),
    );
    let (old, own) = (folder.path("old"), folder.path("own"));
    let server = Server::start(
        &folder,
        &[
            "--forms",
            old.to_str().unwrap(),
            "--forms",
            own.to_str().unwrap(),
        ],
    );
    for (number, id, version) in [
        (1, "buypass-virksomhetssertifikat", "2025-01-01"),
        (2, "klinikk", "2026-11-26"),
    ] {
        let mut envelope = envelope(number, &answers());
        (envelope.form_id, envelope.form_version) = (id.to_owned(), version.to_owned());
        sign(&mut envelope);
        let answer = post(&server, envelope.to_json().canonical());
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    let served = get(&server, "/forms/klinikk.json", &[]);
    assert_eq!(
        served.json().get("id").and_then(Json::as_text),
        Some("klinikk")
    );
    let served = get(&server, "/forms/buypass-virksomhetssertifikat.json", &[]);
    assert_eq!(
        served.json().get("version").and_then(Json::as_text),
        Some("2026-11-26")
    );
}
