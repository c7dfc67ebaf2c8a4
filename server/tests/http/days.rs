//! By which day a submission is judged: `submittedAt` is only the sender's word.

use crate::cases;
use crate::client::{post, read};
use crate::fixture::{Folder, Server, bare, id};
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::{self, Envelope, Proof, Subject};
use blankett::engine::json::Json;
use chrono::{Days, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The day at the server's.
fn today() -> NaiveDate {
    let time = Utc::now().with_timezone(&chrono_tz::Europe::Oslo);
    time.date_naive()
}

fn ago(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

/// A form with a date that must not have passed, and a price that went up five
/// days ago.
fn definition() -> String {
    let raised = ago(5);
    format!(
        r#"{{"id": "time", "version": "1", "title": "Time", "sections": [{{"id": "alt", "title": "Alt", "fields": [
            {{"key": "dato", "kind": "date", "label": "Dato", "min": "today"}},
            {{"key": "pris", "kind": "price", "label": "Pris",
              "prices": [{{"from": "1990-01-01", "amount": 10000}}, {{"from": "{raised}", "amount": 20000}}]}}]}}]}}"#
    )
}

fn started(longest_wait: &[&str]) -> (Folder, Server) {
    let folder = Folder::with_dist();
    folder.write("dist/forms/time.json", definition().as_bytes());
    let mut command = bare(&folder, "ledger.sqlite", "127.0.0.1:0");
    let server = Server::launch(command.args(longest_wait));
    (folder, server)
}

/// What the widget would have sent on a day.
fn filled_in(number: u32, day: NaiveDate, dato: Option<NaiveDate>) -> Envelope {
    let definition: Arc<Definition> = Definition::read(&definition()).unwrap().into();
    let mut json = Json::Object(Vec::new());
    if let Some(dato) = dato {
        json.put(["dato"], Json::text(dato.to_string()));
    }
    let (answers, _) = Answers::from_json(definition, &json, day);
    let proof = |it: &Subject| it.proof(&Sha256::digest(&it.text));
    let proofs: Vec<Proof> = envelope::subjects(&answers, || None)
        .iter()
        .map(proof)
        .collect();
    let sent = format!("{day}T12:00:00+01:00");
    Envelope::new(&answers, id(number), "nb", sent, &proofs)
}

/// By which day the newest submission was judged, and why.
fn judged(server: &Server) -> (String, String) {
    let list = read(server, "/api/innsendinger?limit=1").json();
    let Some(Json::Array(items)) = list.get("items") else {
        panic!()
    };
    let text = |key| {
        items[0]
            .get(key)
            .and_then(Json::as_text)
            .unwrap()
            .to_owned()
    };
    (text("judgedOn"), text("judgedBy"))
}

#[test]
fn an_old_day_chooses_no_price() {
    let (_folder, server) = started(&[]);
    let old = filled_in(1, "1990-02-01".parse().unwrap(), None);
    assert_eq!(old.totals.get("net"), Some(&Json::parse("10000").unwrap()));
    let answer = post(&server, old.to_json().canonical());
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (422, "late"),
        "{}",
        answer.text()
    );
    assert_eq!(
        answer.complaints(),
        [("#/totals".to_owned(), "late".to_owned())]
    );
    // It says what to do, in the reader's language.
    for (language, words) in [
        ("nb", "send det inn igjen"),
        ("nn", "send det inn igjen"),
        ("en", "send it again"),
    ] {
        let mut old = old.clone();
        old.language = language.to_owned();
        let answer = post(&server, old.to_json().canonical());
        assert!(answer.member("detail").contains(words), "{}", answer.text());
    }
    // At today's price the day that is named is no fault, but it is marked.
    let mut now = filled_in(2, today(), None);
    now.submitted_at = "1990-02-01T12:00:00Z".to_owned();
    assert_eq!(post(&server, now.to_json().canonical()).status, 201);
    let wanted = (today().to_string(), "sender-out-of-bounds".to_owned());
    assert_eq!(judged(&server), wanted);
}

#[test]
fn an_old_day_makes_no_date_right() {
    let (_folder, server) = started(&[]);
    let mut old = filled_in(1, "1990-02-01".parse().unwrap(), "1990-02-02".parse().ok());
    // At today's price, so that only the date is wrong.
    let now = filled_in(1, today(), None);
    old.totals = now.totals;
    let answer = post(&server, old.to_json().canonical());
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.complaints()[0].0, "#/answers/dato");
    // All of it as it was then: the reader has made no mistake, and is told so.
    let old = filled_in(1, "1990-02-01".parse().unwrap(), "1990-02-02".parse().ok());
    let answer = post(&server, old.to_json().canonical());
    assert_eq!((answer.status, answer.problem().as_str()), (422, "late"));
    assert_eq!(answer.complaints()[0].0, "#/answers/dato");
}

#[test]
fn what_waited_is_judged_by_its_day_within_bounds() {
    let waited = filled_in(1, ago(10), Some(ago(9)));
    for (bound, status) in [
        (&[][..], 201),
        (&["--longest-wait", "12"], 201),
        (&["--longest-wait", "8"], 422),
        (&["--longest-wait", "0"], 422),
    ] {
        let (_folder, server) = started(bound);
        let answer = post(&server, waited.to_json().canonical());
        assert_eq!(answer.status, status, "{bound:?}: {}", answer.text());
        if status == 201 {
            let wanted = (ago(10).to_string(), "sender".to_owned());
            assert_eq!(judged(&server), wanted, "{bound:?}");
        } else {
            assert_eq!(answer.problem(), "late", "{bound:?}");
        }
    }
    let (_folder, server) = started(&[]);
    let waited = filled_in(1, ago(40), Some(ago(39)));
    assert_eq!(
        post(&server, waited.to_json().canonical()).problem(),
        "late"
    );
}

#[test]
fn a_day_to_either_side_of_midnight_passes_and_is_marked() {
    let (_folder, server) = started(&["--longest-wait", "0"]);
    let now = filled_in(1, today(), Some(today()));
    assert_eq!(post(&server, now.to_json().canonical()).status, 201);
    assert_eq!(judged(&server), (today().to_string(), "receipt".to_owned()));
    let yesterday = filled_in(2, ago(1), Some(ago(1)));
    assert_eq!(post(&server, yesterday.to_json().canonical()).status, 201);
    assert_eq!(
        judged(&server),
        (ago(1).to_string(), "neighbour".to_owned())
    );
    // A clock that is far ahead decides nothing.
    let mut ahead = filled_in(3, today(), Some(today()));
    ahead.submitted_at = "2099-01-01T12:00:00Z".to_owned();
    assert_eq!(post(&server, ahead.to_json().canonical()).status, 201);
    let wanted = (today().to_string(), "sender-out-of-bounds".to_owned());
    assert_eq!(judged(&server), wanted);
}

/// An agreement is read by the day that was kept with it, and says which.
#[test]
fn the_model_tells_the_day() {
    use crate::agreements::{blankett, run};
    let folder = cases::folder();
    let form = cases::AGREEMENTS[2].0;
    let mut command = bare(&folder, "ledger.sqlite", "127.0.0.1:0");
    let server = Server::launch(command.arg("--test-numbers"));
    let mut sent = cases::envelope(&id(1), form, &cases::answers(form));
    sent.submitted_at = "1990-02-01T12:00:00Z".to_owned();
    let answer = post(&server, sent.to_json().canonical());
    assert_eq!(answer.status, 201, "{}", answer.text());
    let database = folder.path("ledger.sqlite");
    let (out, error, code) = run(blankett(&folder, &["model", "--database"]).arg(&database));
    assert_eq!((error.as_str(), code), ("", 0));
    let line = Json::parse(out.trim_end()).unwrap();
    let text = |key| line.get(key).and_then(Json::as_text).unwrap();
    assert_eq!(text("judgedOn"), today().to_string());
    assert_eq!(text("judgedBy"), "sender-out-of-bounds");
    assert_eq!(text("receivedAt"), answer.member("receivedAt"));
    let (out, _, code) = run(blankett(&folder, &["article30", "--database"]).arg(&database));
    assert_eq!(code, 0);
    assert!(
        out.contains("\"kode\":\"oppgitt-dag-teller-ikke\""),
        "{out}"
    );
    assert!(
        out.contains(&format!("\"vurdert-etter\":\"{}\"", today())),
        "{out}"
    );
}
