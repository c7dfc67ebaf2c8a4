//! `blankett model`: agreements as one model, from files, standard input and a database.

use crate::cases::{self, AGREEMENTS, PACKET, answers, folder, packet_answers};
use crate::client::post;
use crate::fixture::{Folder, Server, id, valid};
use blankett::engine::json::Json;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The program with a subcommand and the definitions of the folder.
pub fn blankett(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_blankett"));
    let (subcommand, rest) = arguments.split_first().unwrap();
    command
        .arg(subcommand)
        .arg("--dist")
        .arg(folder.path("dist"));
    command.args(rest).stdin(Stdio::null());
    command
}

/// What it printed and said, and its exit code.
pub fn run(command: &mut Command) -> (String, String, i32) {
    done(command.output().unwrap())
}

fn done(output: Output) -> (String, String, i32) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

fn lines(out: &str) -> Vec<Json> {
    out.lines().map(|it| Json::parse(it).unwrap()).collect()
}

fn at<'a>(json: &'a Json, path: &str) -> &'a str {
    let found = path.split('.').try_fold(json, |json, key| json.get(key));
    found
        .and_then(Json::as_text)
        .unwrap_or_else(|| panic!("{path}"))
}

/// One submission of each agreement, as files.
pub fn files(folder: &Folder) -> Vec<String> {
    let mut files = Vec::new();
    for (number, (form, _)) in (1..).zip(AGREEMENTS) {
        let sent = cases::envelope(&id(number), form, &answers(form));
        folder.write(
            &format!("{form}.json"),
            sent.to_json().canonical().as_bytes(),
        );
        files.push(
            folder
                .path(&format!("{form}.json"))
                .to_str()
                .unwrap()
                .to_owned(),
        );
    }
    files
}

#[test]
fn one_line_for_each_file() {
    let folder = folder();
    let files = files(&folder);
    let (out, error, code) = run(blankett(&folder, &["model"]).args(&files));
    assert_eq!((error.as_str(), code), ("", 0));
    let lines = lines(&out);
    assert_eq!(lines.len(), 5);
    for (line, (form, _)) in lines.iter().zip(AGREEMENTS) {
        let Json::Object(members) = line else {
            panic!()
        };
        let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "digest",
                "form",
                "id",
                "judgedBy",
                "judgedOn",
                "model",
                "receivedAt",
                "replaces",
                "sender",
                "submittedAt"
            ]
        );
        // No server knows anything of a file.
        for key in ["judgedBy", "judgedOn", "receivedAt", "sender"] {
            assert_eq!(line.get(key), Some(&Json::Null), "{key}");
        }
        assert_eq!(at(line, "form.id"), form);
        assert_eq!(at(line, "submittedAt"), "2026-11-21T19:00:00+01:00");
    }
    assert_eq!(
        at(&lines[2], "model.behandlingsansvarlig.navn"),
        "Byggevarer Vest AS"
    );
    assert_eq!(
        at(&lines[3], "model.databehandler.organisasjonsnummer"),
        "998504163"
    );

    // Other definitions' folder, and standard input.
    let mut command = Command::new(env!("CARGO_BIN_EXE_blankett"));
    command
        .args(["model", "--forms"])
        .arg(cases::root().join("src/forms"))
        .arg("-");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let text = std::fs::read(&files[0]).unwrap();
    child.stdin.take().unwrap().write_all(&text).unwrap();
    let (own, error, code) = done(child.wait_with_output().unwrap());
    assert_eq!((error.as_str(), code), ("", 0));
    assert_eq!(own.lines().next(), out.lines().next());
}

#[test]
fn a_database_with_other_forms_and_a_packet() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    let database = folder.path("ledger.sqlite");
    assert_eq!(post(&server, valid(1)).status, 201);
    let sent = cases::envelope(&id(2), PACKET, &packet_answers());
    assert_eq!(post(&server, sent.to_json().canonical()).status, 201);
    let (form, _) = AGREEMENTS[2];
    let vieri = cases::envelope(&id(3), form, &answers(form));
    assert_eq!(post(&server, vieri.to_json().canonical()).status, 201);
    let mut last = None;
    // While the server has it open, and after it has closed it.
    for stop in [false, true] {
        if stop {
            server.terminate();
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        let (out, error, code) = run(blankett(&folder, &["model", "--database"]).arg(&database));
        assert_eq!((error.as_str(), code), ("", 0));
        let lines = lines(&out);
        let forms: Vec<&str> = lines.iter().map(|it| at(it, "form.id")).collect();
        assert_eq!(forms, ["opus-databehandleravtale", form]);
        assert_eq!(at(&lines[0], "id"), id(2));
        // The part's own digest, and the packet's facts in it.
        assert_eq!(at(&lines[0], "digest"), sent.parts[6].proof.digest);
        assert_eq!(
            at(&lines[0], "model.behandlingsansvarlig.navn"),
            "Tannlegene Vest AS"
        );
        assert!(last.is_none_or(|last| last == out));
        last = Some(out);
    }
    assert!(server.end().0);
}

#[test]
fn bad_ones_are_told_and_the_others_come_out() {
    let folder = folder();
    let good = files(&folder).remove(2);
    let text = std::fs::read_to_string(&good).unwrap();
    let secret = "01819012012";
    for (name, bytes, wanted) in [
        ("none.json", None, "cannot be read"),
        ("text.json", Some("hei".to_owned()), "Not usable JSON"),
        ("bytes.json", Some(String::new()), "Not usable JSON"),
        (
            "twice.json",
            Some(format!("{{\"{secret}\":1,\"{secret}\":2}}")),
            "twice",
        ),
        (
            "key.json",
            Some(text.replacen("\"form\"", &format!("\"{secret}\""), 1)),
            "Unknown key",
        ),
        ("order.json", Some(valid(9)), "no data processing agreement"),
        (
            "unknown.json",
            Some(text.replace("vieri-databehandleravtale", "ukjent")),
            "There is no form ukjent.",
        ),
        (
            "old.json",
            Some(text.replace("\"version\":\"2026-11-26\"", "\"version\":\"2020\"")),
            "--forms takes earlier ones",
        ),
        (
            "changed.json",
            Some(text.replace("Byggevarer Vest AS", "Byggevarer Øst AS")),
            "damaged",
        ),
        (
            "late.json",
            Some(text.replace("2026-11-21T19:00:00+01:00", "i går")),
            "RFC 3339",
        ),
    ] {
        if let Some(bytes) = bytes {
            folder.write(name, bytes.as_bytes());
        }
        let path = folder.path(name);
        let (out, error, code) = run(blankett(&folder, &["model"]).arg(&path).arg(&good));
        assert_eq!(code, 1, "{name}");
        assert_eq!(lines(&out).len(), 1, "{name}");
        assert!(
            error.contains(&format!("{name}: ")) && error.contains(wanted),
            "{error}"
        );
        assert_eq!(error.lines().count(), 2, "{error}");
        assert!(
            error.contains("1 of 2 submissions could not be used"),
            "{error}"
        );
        assert!(!error.contains(secret), "{error}");
    }
    // A packet whose part has another digest.
    let mut sent = cases::envelope(&id(1), PACKET, &packet_answers());
    sent.parts[6].proof.digest = sent.proof.digest.clone();
    folder.write("part.json", sent.to_json().canonical().as_bytes());
    let (out, error, code) = run(blankett(&folder, &["model"]).arg(folder.path("part.json")));
    assert_eq!((out.as_str(), code), ("", 1));
    assert!(error.contains("part.json: It is damaged"), "{error}");
    // Answers of another sort, with a digest that fits.
    let mut sent = cases::envelope(&id(1), AGREEMENTS[2].0, &answers(AGREEMENTS[2].0));
    sent.answers.put(["kunde", secret], Json::text(secret));
    sent.answers.put(["kunde", "navn"], Json::Bool(true));
    crate::fixture::sign(&mut sent);
    folder.write("odd.json", sent.to_json().canonical().as_bytes());
    let (out, error, code) = run(blankett(&folder, &["model"]).arg(folder.path("odd.json")));
    assert_eq!((out.as_str(), code), ("", 1));
    assert!(
        error.contains("/answers/kunde/") && !error.contains(secret),
        "{error}"
    );
}

#[test]
fn bad_calls() {
    let folder = folder();
    let missing = folder.path("missing.sqlite");
    let (_, error, code) = run(blankett(&folder, &["model", "--database"]).arg(&missing));
    assert_eq!(code, 1);
    assert!(
        error.contains("There is no file") && !missing.exists(),
        "{error}"
    );
    folder.write(
        "notes.sqlite",
        b"This is not a database, though it is long enough to be one.",
    );
    let notes = folder.path("notes.sqlite");
    let (_, error, code) = run(blankett(&folder, &["model", "--database"]).arg(&notes));
    assert_eq!((code, error.lines().count()), (1, 1), "{error}");
    assert!(error.contains("notes.sqlite cannot be read"), "{error}");
    assert!(std::fs::read(&notes).unwrap().starts_with(b"This is not"));
    for arguments in [
        &["model"][..],
        &["model", "--database", "a", "b"],
        &["article30", "--format", "xml", "a"],
    ] {
        let (out, error, code) = run(&mut blankett(&folder, arguments));
        assert_eq!((out.as_str(), code), ("", 2), "{error}");
    }
    let empty = folder.path("empty");
    std::fs::create_dir(&empty).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_blankett"));
    let (_, error, code) = run(command.args(["model", "--forms"]).arg(&empty).arg("x.json"));
    assert_eq!(code, 1);
    assert!(
        error.contains("There are no form definitions in"),
        "{error}"
    );
}
