//! Whatever is posted: never a fault of the server, never a row.

use crate::client::{Answer, kept, post};
use crate::fixture::{Folder, Server, valid};
use blankett::engine::json::Json;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};
use std::time::{Duration, Instant};

fn refused(answer: &Answer) -> TestCaseResult {
    let refused = (400..500).contains(&answer.status);
    prop_assert!(refused, "{} {}", answer.status, answer.text());
    answer.problem();
    Ok(())
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<String>().prop_map(Json::Text),
        (-999_999_999_i64..999_999_999).prop_map(|it| Json::parse(&it.to_string()).unwrap()),
    ];
    let key = prop_oneof![
        any::<String>(),
        prop::sample::select(vec![
            "id",
            "form",
            "answers",
            "virksomhet",
            "navn",
            "totals",
            "digest"
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|it| Json::Object(it.into_iter().collect())),
        ]
    })
}

/// A place in a valid envelope, and what to put there.
fn mutation() -> impl Strategy<Value = (Vec<&'static str>, Json)> {
    let places = [
        "id",
        "form",
        "form/id",
        "form/version",
        "submittedAt",
        "answers",
        "answers/virksomhet",
        "answers/virksomhet/organisasjonsnummer",
        "answers/aktiveringskode/gjenbruk",
        "answers/sertifikat",
        "answers/signaturberettiget/fodselsnummer/under",
        "totals",
        "totals/net",
        "salt",
        "digest",
        "replaces",
        "annet",
    ];
    let place = prop::sample::select(places.to_vec()).prop_map(|it| it.split('/').collect());
    (place, json())
}

#[test]
fn is_refused() {
    let folder = Folder::with_dist();
    // Refused for what it is, not for how much it is.
    let server = Server::start(&folder, &["--submissions-per-minute", "0"]);
    let mut runner = TestRunner::new(Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    });
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    let sent = runner.run(&bytes, |bytes| refused(&post(&server, bytes)));
    sent.unwrap();
    let sent = runner.run(&json(), |json| refused(&post(&server, json.canonical())));
    sent.unwrap();
    let valid = Json::parse(&valid(1)).unwrap();
    let mutated = |(place, value): (Vec<&str>, Json)| {
        let mut envelope = valid.clone();
        envelope.put(place, value);
        // Without `replaces`, or with an empty box said to be empty, it is the same.
        let same = |key| envelope.get(key) == valid.get(key);
        if [
            "id",
            "form",
            "answers",
            "totals",
            "salt",
            "digest",
            "submittedAt",
            "annet",
        ]
        .into_iter()
        .all(same)
            && envelope.get("replaces").is_none_or(|it| *it == Json::Null)
        {
            return Ok(());
        }
        refused(&post(&server, envelope.canonical()))
    };
    runner.run(&mutation(), mutated).unwrap();
    // Cut off, and with one byte changed.
    let text = valid.canonical();
    let torn = |(at, byte): (prop::sample::Index, u8)| {
        let at = at.index(text.len());
        refused(&post(&server, &text.as_bytes()[..at]))?;
        let mut bytes = text.clone().into_bytes();
        // In these, one byte more or less may be as good.
        let free = ["\"id\":\"0", "\"submittedAt\":", "\"language\":"]
            .iter()
            .any(|it| {
                let start = text.find(it).unwrap();
                (start..start + 60).contains(&at)
            });
        if bytes[at] != byte && !free {
            bytes[at] = byte;
            return refused(&post(&server, bytes));
        }
        Ok(())
    };
    runner
        .run(&(any::<prop::sample::Index>(), any::<u8>()), torn)
        .unwrap();
    assert_eq!(kept(&server), [] as [String; 0]);
    assert!(!server.stop().1.contains("panic"));
}

#[test]
fn large_and_deep_ones_take_little_time() {
    let folder = Folder::with_dist();
    let server = Server::start(&folder, &[]);
    let mega = 1024 * 1024 - 5000;
    let keys: String = (0..mega / 11).map(|it| format!("\"{it:06}\":0,")).collect();
    let within = |answers: String| {
        valid(1).replacen("\"answers\":{", &format!("\"answers\":{{{answers}"), 1)
    };
    for body in [
        within(keys),
        within(format!("\"a\":{}{},", "[".repeat(100), "]".repeat(100))),
        "[".repeat(mega),
        "{\"a\":".repeat(mega / 5),
        within(format!("\"a\":\"{}\",", "9".repeat(mega - 2000))),
        valid(1).replace("971058676", &" ".repeat(mega - 2000)),
        valid(1).replace("98765432\"", &format!("{}\"", "+".repeat(mega - 2000))),
        valid(1).replace("kari@", &"@".repeat(mega - 2000)),
        within(format!("\"a\":[{}1],", "1,".repeat(mega / 2 - 2000))),
    ] {
        let start = Instant::now();
        let answer = post(&server, &body);
        refused(&answer).unwrap();
        assert!(answer.body.len() < 64 * 1024, "{}", answer.body.len());
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?}");
    }
    assert!(kept(&server).is_empty());
}
