//! A packet: seven forms as one case, and each of them by itself.

use crate::cases::{self, PACKET, folder, packet_answers};
use crate::client::{get, kept, post, read};
use crate::fixture::{Folder, Server, id, program};
use blankett::engine::definition::Definition;
use blankett::engine::envelope::{self, Envelope};
use blankett::engine::json::Json;
use sha2::{Digest, Sha256};
use std::process::Command;

fn started() -> (Folder, Server) {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    (folder, server)
}

fn packet(number: u32) -> Envelope {
    cases::envelope(&id(number), PACKET, &packet_answers())
}

#[test]
fn is_received_whole_and_filed_in_parts() {
    let (_folder, server) = started();
    let sent = packet(1);
    assert_eq!(sent.parts.len(), 7);
    let body = sent.to_json().canonical();
    let answer = post(&server, &body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let case = format!("/api/innsendinger/{}", id(1));
    assert_eq!(read(&server, &case).text(), body);

    for part in &sent.parts {
        let got = read(&server, &format!("{case}/deler/{}", part.form_id));
        assert_eq!(got.status, 200, "{}", got.text());
        assert_eq!(got.header("content-type"), "application/json");
        assert_eq!(got.header("cache-control"), "no-store");
        assert_eq!(got.header("received-at"), answer.member("receivedAt"));
        let json = got.json();
        let Json::Object(members) = &json else {
            panic!()
        };
        let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["answers", "digest", "form", "id", "salt", "totals"]);
        let own = sent.answers.get(&part.form_id).unwrap();
        let text = |key: &str| {
            json.get("form")
                .unwrap()
                .get(key)
                .unwrap()
                .as_text()
                .unwrap()
        };
        assert_eq!(
            (text("id"), text("version")),
            (part.form_id.as_str(), part.form_version.as_str())
        );
        assert_eq!(json.get("id"), Some(&Json::text(id(1))));
        assert_eq!(json.get("answers").unwrap().canonical(), own.canonical());
        assert_eq!(
            json.get("totals").unwrap().canonical(),
            part.totals.canonical()
        );
        // The digest proves the part, as if it had been sent alone.
        let salt = json.get("salt").and_then(Json::as_text);
        assert!(salt.is_some());
        let subject = envelope::subject(&part.form_id, &part.form_version, own, salt);
        let proof = envelope::digest(&Sha256::digest(subject));
        assert_eq!(json.get("digest"), Some(&Json::Text(proof)));
    }
    for nothing in [
        format!("{case}/deler/pureservice-databehandleravtale"),
        format!("{case}/deler/{PACKET}"),
        format!("{case}/deler/%ff"),
        format!("{case}/deler"),
        format!("/api/innsendinger/{}/deler/opus-lisens", id(9)),
    ] {
        let answer = read(&server, &nothing);
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (404, "not-found"),
            "{nothing}"
        );
    }
    let closed = get(&server, &format!("{case}/deler/opus-lisens"), &[]);
    assert_eq!((closed.status, closed.problem().as_str()), (401, "token"));
}

#[test]
fn a_form_that_is_not_part_of_the_case_has_no_part() {
    let (_folder, server) = started();
    let mut answers = packet_answers();
    answers.put(["sak", "samhandlingslink"], Json::Bool(false));
    let Json::Object(members) = &mut answers else {
        panic!()
    };
    members.retain(|(key, _)| key != "opus-samhandlingslink");
    let sent = cases::envelope(&id(1), PACKET, &answers);
    assert_eq!(sent.parts.len(), 6);
    let answer = post(&server, sent.to_json().canonical());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let part = format!("/api/innsendinger/{}/deler/opus-samhandlingslink", id(1));
    assert_eq!(read(&server, &part).problem(), "not-found");
}

#[test]
fn what_does_not_agree_is_refused() {
    let (_folder, server) = started();
    let refused = |change: &dyn Fn(&mut Envelope), kind: &str, wanted: &[&str]| {
        let mut sent = packet(1);
        change(&mut sent);
        let answer = post(&server, sent.to_json().canonical());
        let found: Vec<String> = answer.complaints().into_iter().map(|(it, _)| it).collect();
        assert_eq!(
            (answer.status, answer.problem().as_str(), found),
            (
                422,
                kind,
                wanted.iter().map(|it| (*it).to_owned()).collect()
            ),
            "{}",
            answer.text()
        );
    };
    let wrong = || "sha-256=00".to_owned();
    refused(
        &|it| it.parts[2].proof.digest = wrong(),
        "damaged",
        &["#/parts/2/digest"],
    );
    refused(
        &|it| it.parts[1].totals.put(["gross"], Json::parse("1").unwrap()),
        "damaged",
        &["#/parts/1/totals"],
    );
    refused(
        &|it| (it.proof.digest, it.parts[0].proof.digest) = (wrong(), wrong()),
        "damaged",
        &["#/digest", "#/parts/0/digest"],
    );
    refused(&|it| it.parts.swap(0, 1), "damaged", &["#/parts"]);
    refused(&|it| drop(it.parts.pop()), "damaged", &["#/parts"]);
    refused(&|it| it.parts.clear(), "damaged", &["#/parts"]);
    refused(
        &|it| it.parts.push(it.parts[0].clone()),
        "damaged",
        &["#/parts"],
    );
    refused(
        &|it| it.parts[3].form_id = "ukjent".to_owned(),
        "damaged",
        &["#/parts"],
    );
    // Last, so that the widget puts it on no field.
    refused(
        &|it| it.parts[3].form_version = "2020-01-01".to_owned(),
        "unusable",
        &["#/parts/3/form/version"],
    );
    // Answers to a form that the case does not have, and a fact that was changed.
    refused(
        &|it| {
            it.answers
                .put(["sak", "samhandlingslink"], Json::Bool(false))
        },
        "invalid",
        &hidden(&packet(1)),
    );
    refused(
        &|it| {
            it.answers.put(
                ["opus-lisens", "kunde", "epost"],
                Json::text("ola@klinikk.example"),
            )
        },
        "invalid",
        &["#/answers/opus-lisens/kunde/epost"],
    );
    // What a part hides, in a part that is there.
    let code = |kept: &[&str]| {
        let all = packet_answers();
        let part = all.get("buypass-virksomhetssertifikat").unwrap();
        let Some(Json::Object(mut members)) = part.get("aktiveringskode").cloned() else {
            panic!()
        };
        members.retain(|(key, _)| kept.contains(&key.as_str()));
        members.push(("gjenbruk".to_owned(), Json::Bool(false)));
        Json::Object(members)
    };
    let place = ["buypass-virksomhetssertifikat", "aktiveringskode"];
    let keys = ["fornavn", "etternavn", "epost", "mobilnummer", "adresse"];
    refused(
        &|it| it.answers.put(place, code(&keys)),
        "invalid",
        &["#/answers/buypass-virksomhetssertifikat/aktiveringskode/adresse"],
    );
    assert!(kept(&server).is_empty());
    // A form that is no packet has no parts.
    let mut single = crate::fixture::envelope(2, &crate::fixture::answers());
    single.parts = packet(1).parts;
    let answer = post(&server, single.to_json().canonical());
    assert_eq!(answer.complaints()[0].0, "#/parts");
    // And the packet as it should be, with its members in another order.
    let body = packet(3).to_json();
    let Json::Object(mut members) = body else {
        panic!()
    };
    members.reverse();
    assert_eq!(post(&server, Json::Object(members).canonical()).status, 201);
}

/// The pointers to all answers of the form that is taken out of the case.
fn hidden(sent: &Envelope) -> Vec<&'static str> {
    let mut found = Vec::new();
    let part = sent.answers.get("opus-samhandlingslink").unwrap();
    leaves(part, "#/answers/opus-samhandlingslink", &mut found);
    // In the order of the form.
    let definition = Definition::from_json(&cases::form("opus-samhandlingslink")).unwrap();
    let place = |it: &String| {
        definition.fields.iter().position(|field| {
            it.strip_prefix("#/answers/opus-samhandlingslink") == Some(field.path.as_str())
        })
    };
    found.sort_by_key(place);
    found.into_iter().map(|it| &*it.leak()).collect()
}

fn leaves(json: &Json, at: &str, found: &mut Vec<String>) {
    match json {
        Json::Object(members) if json.get("method").is_none() => members
            .iter()
            .for_each(|(key, it)| leaves(it, &format!("{at}/{key}"), found)),
        _ => found.push(at.to_owned()),
    }
}

/// A form of the packet was revised: what was filled in before comes after it.
#[test]
fn earlier_editions_of_a_part() {
    let folder = folder();
    let text = std::fs::read_to_string(cases::root().join("src/forms/opus-lisens.json")).unwrap();
    let newer = text.replace("\"version\": \"2026-11-26\"", "\"version\": \"2027-01-01\"");
    folder.write("dist/forms/opus-lisens.json", newer.as_bytes());
    let server = Server::start(&folder, &[]);
    let answer = post(&server, packet(1).to_json().canonical());
    let wanted = (
        "#/parts/1/form/version".to_owned(),
        "form.version".to_owned(),
    );
    assert_eq!((answer.status, answer.complaints()), (422, vec![wanted]));
    drop(server);
    // With the earlier edition at hand it is taken, and so is the new one.
    folder.write("old/opus-lisens.json", text.as_bytes());
    let earlier = folder.path("old");
    let server = Server::start(&folder, &["--forms", earlier.to_str().unwrap()]);
    let answer = post(&server, packet(1).to_json().canonical());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let mut sent = packet(2);
    sent.parts[1].form_version = "2027-01-01".to_owned();
    let own = sent.answers.get("opus-lisens").unwrap();
    let subject = envelope::subject(
        "opus-lisens",
        "2027-01-01",
        own,
        sent.parts[1].proof.salt.as_deref(),
    );
    sent.parts[1].proof.digest = envelope::digest(&Sha256::digest(subject));
    let answer = post(&server, sent.to_json().canonical());
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[test]
fn a_packet_that_cannot_be_put_together() {
    let folder = folder();
    let refused = |command: &mut Command| {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    std::fs::remove_file(folder.path("dist/forms/opus-bruker.json")).unwrap();
    let error = refused(&mut program(&folder));
    assert!(
        error.contains("opus-overtagelse-pakke.json: The form opus-bruker"),
        "{error}"
    );
    // A form that has lost a field the packet fills in.
    let form = std::fs::read_to_string(cases::root().join("src/forms/opus-bruker.json")).unwrap();
    folder.write(
        "dist/forms/opus-bruker.json",
        form.replace("klinikk.telefon", "klinikk.tlf").as_bytes(),
    );
    let error = refused(&mut program(&folder));
    assert!(
        error.contains("opus-overtagelse-pakke.json: /forms/2/facts/klinikk.telefon"),
        "{error}"
    );
    // And a model that names a field its form does not have.
    folder.write("dist/forms/opus-bruker.json", form.as_bytes());
    let agreement = cases::form("vieri-databehandleravtale").canonical();
    let broken = agreement.replace(
        "\"inngaatt-dato\":{\"field\":\"avtaledato\"}",
        "\"inngaatt-dato\":{\"field\":\"dato\"}",
    );
    folder.write(
        "dist/forms/vieri-databehandleravtale.json",
        broken.as_bytes(),
    );
    let error = refused(&mut program(&folder));
    let wanted = "vieri-databehandleravtale.json: /model/avtale/inngaatt-dato/field: The form has no field \"dato\".";
    assert!(error.contains(wanted), "{error}");
}
