//! The log tells what happened, never what anybody answered.

use crate::client::{get, post, read};
use crate::fixture::{CANARY_ID, CANARY_NAME, Folder, Server, TOKEN, answers, envelope, id, valid};
use blankett::engine::json::Json;

#[test]
fn hold_no_answers() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let mut said = String::new();
    let mut note = |answer: crate::client::Answer| said.push_str(answer.text());
    note(post(&server, valid(1)));
    let mut wrong = answers();
    wrong.put(["virksomhet", "navn"], Json::text(CANARY_NAME.repeat(40)));
    wrong.put(["virksomhet", "organisasjonsnummer"], Json::text(CANARY_ID));
    let mut wrong = envelope(2, &wrong);
    note(post(&server, wrong.to_json().canonical()));
    wrong.form_id = format!("{CANARY_NAME} {CANARY_ID}");
    wrong.form_version = CANARY_ID.to_owned();
    note(post(&server, wrong.to_json().canonical()));
    note(post(&server, format!("{}{CANARY_NAME}", valid(1))));
    note(post(
        &server,
        valid(1).replace("\"digest\"", &format!("\"{CANARY_ID}")),
    ));
    get(&server, &format!("/{CANARY_ID}"), &[]);
    get(&server, &format!("/api/innsendinger?q={CANARY_ID}"), &[]);
    read(&server, &format!("/api/innsendinger/{CANARY_ID}"));
    read(&server, &format!("/api/innsendinger/{}", id(1)));
    assert!(!said.contains(CANARY_NAME), "{said}");

    let (good, log) = server.stop();
    assert!(good);
    for canary in [CANARY_ID, CANARY_NAME, "Kanarifugl", "Strandgata", TOKEN] {
        assert!(!log.contains(canary), "{canary} in {log}");
    }
    // Every line is JSON, and tells what is needed.
    let lines: Vec<Json> = log
        .lines()
        .map(|line| Json::parse(line).unwrap_or_else(|it| panic!("{it}: {line}")))
        .collect();
    let requests: Vec<_> = lines
        .iter()
        .filter(|it| it.get("message") == Some(&Json::text("request")))
        .collect();
    assert_eq!(requests.len(), 9, "{log}");
    let word = |line: &Json, key: &str| {
        line.get(key)
            .and_then(Json::as_text)
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(word(requests[0], "method"), "POST");
    assert_eq!(word(requests[0], "route"), "/api/innsendinger");
    assert_eq!(word(requests[0], "submission"), id(1));
    assert_eq!(word(requests[0], "form"), "buypass-virksomhetssertifikat");
    assert_eq!(
        word(requests[1], "codes"),
        "organisasjonsnummer.length text.long text.long"
    );
    assert_eq!(
        requests[1].get("status"),
        Some(&Json::parse("422").unwrap())
    );
    assert_eq!(
        (word(requests[2], "form"), word(requests[2], "codes")),
        (String::new(), "form.id".to_owned())
    );
    assert_eq!(word(requests[7], "route"), "/api/innsendinger/{id}");
}
