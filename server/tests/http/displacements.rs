//! Who displaces whom in the record of processing: nobody, until the office says so.

use crate::agreements::{blankett, run};
use crate::cases::{self, AGREEMENTS, answers, folder};
use crate::client::{Answer, attempt, post, read};
use crate::fixture::{Folder, Server, TOKEN, id, valid};
use blankett::engine::json::Json;

const VICTIM: &str = "971058676";
const OTHER: &str = "929782216";

fn form() -> &'static str {
    AGREEMENTS[2].0
}

/// Posts an agreement in the name of a controller.
fn agree(server: &Server, number: u32, orgnr: &str, name: &str, replaces: Option<String>) {
    let mut own = answers(form());
    own.put(["kunde", "navn"], Json::text(name));
    own.put(["kunde", "organisasjonsnummer"], Json::text(orgnr));
    let mut sent = cases::envelope(&id(number), form(), &own);
    // Later than all that came before, as its sender says.
    sent.submitted_at = format!("2026-11-21T19:{number:02}:00+01:00");
    sent.replaces = replaces;
    let answer = post(server, sent.to_json().canonical());
    assert_eq!(answer.status, 201, "{}", answer.text());
}

/// The ids in the record and what was said on standard error.
fn record(folder: &Folder) -> (Vec<String>, String, Json) {
    let database = folder.path("ledger.sqlite");
    let (out, error, code) = run(blankett(folder, &["article30", "--database"]).arg(&database));
    assert_eq!(code, 0, "{error}");
    let record = Json::parse(&out).unwrap();
    let Json::Array(items) = &record else {
        panic!()
    };
    let of = |it: &Json| {
        it.get("innsending")
            .unwrap()
            .get("id")
            .and_then(Json::as_text)
            .unwrap()
            .to_owned()
    };
    let mut ids: Vec<String> = items.iter().map(of).collect();
    ids.sort();
    (ids, error, record)
}

fn ids(numbers: &[u32]) -> Vec<String> {
    numbers.iter().map(|it| id(*it)).collect()
}

fn codes(record: &Json, number: u32) -> Vec<String> {
    let Json::Array(items) = record else { panic!() };
    let own = |it: &&Json| it.get("innsending").unwrap().get("id") == Some(&Json::text(id(number)));
    let it = items.iter().find(own).unwrap();
    let Some(Json::Array(remarks)) = it.get("oppfolging") else {
        panic!()
    };
    let code = |it: &Json| it.get("kode").and_then(Json::as_text).unwrap().to_owned();
    remarks.iter().map(code).collect()
}

fn decide(server: &Server, token: &str, body: &str) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    attempt(
        server,
        "POST",
        "/api/erstatninger",
        &headers,
        body.as_bytes(),
    )
    .unwrap()
}

fn decision(number: u32, displaces: u32, what: &str) -> String {
    let (form, submission, displaces) = (form(), id(number), id(displaces));
    format!(
        r#"{{"submission": "{submission}", "form": "{form}", "displaces": "{displaces}", "decision": "{what}", "by": "Kari Saksbehandler"}}"#
    )
}

/// The state of what a submission displaces or would displace.
fn states(server: &Server, number: u32) -> Vec<String> {
    let list = read(
        server,
        &format!("/api/erstatninger?submission={}", id(number)),
    )
    .json();
    let Some(Json::Array(items)) = list.get("items") else {
        panic!()
    };
    let text = |it: &Json, key| it.get(key).and_then(Json::as_text).unwrap().to_owned();
    let say = |it: &Json| {
        format!(
            "{} {}",
            text(it.get("displaces").unwrap(), "id"),
            text(it, "state")
        )
    };
    items.iter().map(say).collect()
}

/// The attacks: an organisation number is public, and `replaces` is a claim.
#[test]
fn a_stranger_displaces_nothing() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    agree(&server, 1, VICTIM, "Byggevarer Vest AS", None);
    agree(&server, 2, VICTIM, "Byggevarer Vest AS", None);
    agree(&server, 3, OTHER, "Fremmed AS", Some(id(1)));
    let (standing, error, json) = record(&folder);
    // The stranger's own stands for the stranger's number, beside the victim's.
    assert_eq!(standing, ids(&[1, 3]));
    for number in [2, 3] {
        let wanted = format!("note: {} (", id(number));
        let line = error.lines().find(|it| it.starts_with(&wanted));
        assert!(
            line.is_some_and(|it| it.contains("nobody has confirmed it")),
            "{error}"
        );
    }
    assert!(error.contains("which is another controller's"), "{error}");
    let own = codes(&json, 1);
    assert_eq!(
        own.iter().filter(|it| *it == "venter-bekreftelse").count(),
        2,
        "{own:?}"
    );
    assert!(codes(&json, 3).contains(&"retter-annen-virksomhet".to_owned()));
    // The table has it too.
    let database = folder.path("ledger.sqlite");
    let (out, _, _) =
        run(blankett(&folder, &["article30", "--format", "csv", "--database"]).arg(&database));
    assert!(out.contains("Ingen har bekreftet det"), "{out}");
    // Nor does restarting, or time, change anything.
    server.stop();
    let _server = Server::start(&folder, &[]);
    assert_eq!(record(&folder).0, ids(&[1, 3]));
}

#[test]
fn the_office_confirms_and_undoes_it() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    agree(&server, 1, VICTIM, "Byggevarer Vest AS", None);
    assert_eq!(states(&server, 1), Vec::<String>::new());
    agree(&server, 2, VICTIM, "Byggevarer Vest AS", Some(id(1)));
    agree(&server, 3, VICTIM, "Byggevarer Vest AS", None);
    assert_eq!(post(&server, valid(9)).status, 201);
    let waiting = read(&server, "/api/erstatninger").json();
    assert_eq!(waiting.get("waiting"), Some(&Json::parse("2").unwrap()));
    assert_eq!(states(&server, 2), [format!("{} pending", id(1))]);

    let answer = decide(&server, TOKEN, &decision(2, 1, "confirm"));
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert!(
        answer.text().contains("Kari Saksbehandler"),
        "{}",
        answer.text()
    );
    assert_eq!(states(&server, 2), [format!("{} confirmed", id(1))]);
    let (standing, error, json) = record(&folder);
    assert_eq!(standing, ids(&[2]));
    assert!(error.contains("confirmed by Kari Saksbehandler"), "{error}");
    assert!(json.canonical().contains("Bekreftet av Kari Saksbehandler"));
    // What it looked like before cannot be confirmed any more: 3 would displace 2 now.
    let answer = decide(&server, TOKEN, &decision(3, 1, "confirm"));
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (409, "outdated")
    );
    assert_eq!(states(&server, 3), [format!("{} pending", id(2))]);

    assert_eq!(
        decide(&server, TOKEN, &decision(2, 1, "reject")).status,
        201
    );
    assert_eq!(record(&folder).0, ids(&[1]));
    assert_eq!(
        decide(&server, TOKEN, &decision(3, 1, "confirm")).status,
        201
    );
    assert_eq!(record(&folder).0, ids(&[3]));
    // Kept through a restart, and each of them, the undone ones too.
    server.stop();
    let server = Server::start(&folder, &[]);
    assert_eq!(record(&folder).0, ids(&[3]));
    assert_eq!(states(&server, 2), [format!("{} rejected", id(3))]);
}

#[test]
fn only_the_tokens_holder_decides_and_only_on_what_is_there() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    agree(&server, 1, VICTIM, "Byggevarer Vest AS", None);
    agree(&server, 2, VICTIM, "Byggevarer Vest AS", None);
    let body = decision(2, 1, "confirm");
    for wrong in ["", "feil-feil-feil-feil"] {
        assert_eq!(decide(&server, wrong, &body).status, 401);
    }
    for (body, status) in [
        ("{".to_owned(), 400),
        ("[]".to_owned(), 400),
        (body.replace("confirm", "maybe"), 400),
        (body.replace("Kari Saksbehandler", "  "), 400),
        (
            body.replace("Kari Saksbehandler", "Kari\\nSaksbehandler"),
            400,
        ),
        (body.replace("Kari Saksbehandler", &"K".repeat(101)), 400),
        (body.replace("\"by\"", "\"av\""), 400),
        (body.replace(&id(2), &id(7)), 409),
        (body.replace(form(), "ukjent"), 409),
        (decision(1, 2, "confirm"), 409),
        (" ".repeat(5000), 400),
    ] {
        let answer = decide(&server, TOKEN, &body);
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
    }
    assert_eq!(record(&folder).0, ids(&[1]));
}

/// The office has the file and nothing else.
#[test]
fn on_the_command_line() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    agree(&server, 1, VICTIM, "Byggevarer Vest AS", None);
    agree(&server, 32, VICTIM, "Byggevarer Vest AS", None);
    let database = folder.path("ledger.sqlite");
    let call = |command: &str, more: &[&str]| {
        let mut it = std::process::Command::new(env!("CARGO_BIN_EXE_blankett"));
        it.args(["article30", command, "--dist"])
            .arg(folder.path("dist"));
        run(it.arg("--database").arg(&database).args(more))
    };
    let (out, error, code) = call("pending", &[]);
    assert_eq!(
        (error.as_str(), code, out.lines().count()),
        ("", 0, 1),
        "{out}"
    );
    assert!(
        out.contains(&id(32)) && out.contains("nobody has confirmed it"),
        "{out}"
    );
    // While the server runs.
    let reference = "b-0000-082y";
    let (out, error, code) = call("confirm", &["--by", "Kari", reference]);
    assert_eq!((error.as_str(), code), ("", 0), "{out}");
    assert!(
        out.starts_with(
            "Confirmed by Kari: B-0000-082Y displaces B-0000-00AY of \"Byggevarer Vest AS\""
        ),
        "{out}"
    );
    assert_eq!(record(&folder).0, ids(&[32]));
    assert_eq!(states(&server, 32), [format!("{} confirmed", id(1))]);
    server.stop();
    let (out, _, code) = call("reject", &["--by", "Ola", &id(32)]);
    assert_eq!(code, 0, "{out}");
    let (standing, error, json) = record(&folder);
    assert_eq!(standing, ids(&[1]));
    assert!(error.contains("rejected by Ola"), "{error}");
    assert!(!json.canonical().contains("venter-bekreftelse"));
    for (arguments, wanted) in [
        (&["--by", "Kari", "B-ZZZZ-ZZZZ"][..], "nothing to decide"),
        (&["--by", " ", reference], "--by: Expected the name"),
    ] {
        let (_, error, code) = call("confirm", arguments);
        assert_eq!(code, 1);
        assert!(error.contains(wanted), "{error}");
    }
    assert_eq!(call("confirm", &[reference]).2, 2);
    assert_eq!(record(&folder).0, ids(&[1]));
}

/// A reference is forty bits of an id that the sender chooses.
#[test]
fn a_reference_that_two_share_decides_nothing() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    agree(&server, 1, VICTIM, "Byggevarer Vest AS", None);
    agree(&server, 2, VICTIM, "Byggevarer Vest AS", None);
    let mut sent = cases::envelope(
        "00000002-5eed-4000-8000-00000000000f",
        form(),
        &answers(form()),
    );
    sent.submitted_at = "2026-11-21T20:00:00+01:00".to_owned();
    assert_eq!(post(&server, sent.to_json().canonical()).status, 201);
    let database = folder.path("ledger.sqlite");
    let mut it = std::process::Command::new(env!("CARGO_BIN_EXE_blankett"));
    it.args([
        "article30",
        "confirm",
        "--by",
        "Kari",
        "B-0000-00JY",
        "--dist",
    ])
    .arg(folder.path("dist"));
    let (_, error, code) = run(it.arg("--database").arg(&database));
    assert_eq!(code, 1);
    assert!(
        error.contains("There are several") && error.contains(&id(2)),
        "{error}"
    );
    assert_eq!(record(&folder).0, ids(&[1]));
}

/// The correction of a refused submission names something that is not kept.
#[test]
fn what_corrects_a_refused_one_is_not_odd() {
    let folder = folder();
    let server = Server::start(&folder, &[]);
    let mut wrong = cases::envelope(&id(1), form(), &answers(form()));
    wrong.proof.digest = "sha-256=00".to_owned();
    assert_eq!(post(&server, wrong.to_json().canonical()).status, 422);
    agree(&server, 2, VICTIM, "Byggevarer Vest AS", Some(id(1)));
    agree(&server, 3, OTHER, "Fremmed AS", Some(id(77)));
    let (standing, error, json) = record(&folder);
    assert_eq!(standing, ids(&[2, 3]));
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(
        error.contains(&id(77)) && error.contains("is not here"),
        "{error}"
    );
    assert!(!codes(&json, 2).iter().any(|it| it.starts_with("retter-")));
    assert!(codes(&json, 3).contains(&"retter-ukjent".to_owned()));
}

/// A database that only the program before has written is read as it is.
#[tokio::test]
async fn a_database_from_before() {
    use sqlx::{ConnectOptions, Connection};
    let folder = folder();
    let server = Server::start(&folder, &[]);
    agree(&server, 1, VICTIM, "Byggevarer Vest AS", None);
    agree(&server, 2, VICTIM, "Byggevarer Vest AS", None);
    server.stop();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path("ledger.sqlite"));
    let mut connection = options.connect().await.unwrap();
    let back = "DROP TABLE decisions; ALTER TABLE submissions DROP COLUMN sender;
        ALTER TABLE submissions DROP COLUMN judged_on; ALTER TABLE submissions DROP COLUMN judged_by;
        ALTER TABLE submissions DROP COLUMN refused_before; PRAGMA user_version = 1;";
    sqlx::raw_sql(back).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let (standing, error, json) = record(&folder);
    assert_eq!(standing, ids(&[1]));
    assert!(error.contains("nobody has confirmed it"), "{error}");
    assert!(
        json.canonical().contains("vurdert-dag-ikke-notert"),
        "{}",
        json.canonical()
    );
    // And brought up to date by the server, with all that is in it.
    let server = Server::start(&folder, &[]);
    let list = read(&server, "/api/innsendinger").text().to_owned();
    assert!(
        list.contains("\"judgedOn\":null") && list.contains(&id(2)),
        "{list}"
    );
    assert_eq!(
        decide(&server, TOKEN, &decision(2, 1, "confirm")).status,
        201
    );
    assert_eq!(record(&folder).0, ids(&[2]));
}
