//! How long the engine takes, beside what it may take.

use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::subject;
use blankett::engine::identifiers::{Accept, find};
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::validation::{check, validate};
use chrono::NaiveDate;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const BUYPASS: &str = include_str!("../../src/forms/buypass-virksomhetssertifikat.json");
const SELVHJELP: &str =
    include_str!("../../src/forms/assistert-selvhjelp-databehandleravtale.json");

const SALT: &str = "000102030405060708090a0b0c0d0e0f";

/// Every field filled in.
const ANSWERS: &str = r#"{
    "virksomhet": {"organisasjonsnummer": "971058676", "navn": "Tannlegene Vest AS", "adresse": "Storgata 1",
        "postnummer": "0150", "poststed": "Oslo", "telefon": "22123456"},
    "signaturberettiget": {"fornavn": "Kari", "etternavn": "Nordmann", "fodselsnummer": "02013299997",
        "mobilnummer": "90123456", "epost": "kari@klinikk.example"},
    "sertifikat": {"ou": "Resepsjonen", "cn": "Tannlegene Vest"},
    "aktiveringskode": {"gjenbruk": true, "fodselsnummer": "30108299920", "fornavn": "Ola", "etternavn": "Nordmann",
        "adresse": "Storgata 2", "postnummer": "5003", "poststed": "Bergen", "epost": "ola@klinikk.example",
        "mobilnummer": "90123456"}}"#;

/// The usual time of one call: the median of many short runs.
fn time(mut call: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut warm = 0u32;
    while start.elapsed() < Duration::from_millis(50) {
        call();
        warm += 1;
    }
    let batch = (warm / 10).max(1);
    let mut runs: Vec<Duration> = (0..51)
        .map(|_| {
            let start = Instant::now();
            (0..batch).for_each(|_| call());
            start.elapsed() / batch
        })
        .collect();
    runs.sort();
    runs[runs.len() / 2]
}

fn row(what: &str, took: Duration, most: Option<Duration>) {
    let verdict = match most {
        Some(most) if took > most => format!("{most:?}  MISSED"),
        Some(most) => format!("{most:?}  ok"),
        None => String::new(),
    };
    println!("{what:<62}{:>12}   {verdict}", format!("{took:.2?}"));
}

/// A hundred sections, each a box to tick and nine fields that it shows.
fn thousand() -> String {
    let mut sections = String::new();
    for section in 0..100 {
        let comma = if section == 0 { "" } else { "," };
        write!(
            sections,
            r#"{comma}{{"id": "s{section}", "title": "S", "fields": [{{"key": "s{section}.vis", "kind": "tick", "label": "V"}}"#
        )
        .unwrap();
        for field in 1..10 {
            write!(
                sections,
                r#",{{"key": "s{section}.f{field}", "kind": "text", "label": "F", "required": true,
                    "shown-when": {{"field": "s{section}.vis", "equals": true}}}}"#
            )
            .unwrap();
        }
        sections += "]}";
    }
    format!(r#"{{"id": "tusen", "version": "1", "title": "T", "sections": [{sections}]}}"#)
}

fn read(form: &str) -> Arc<Definition> {
    Definition::read(form)
        .unwrap_or_else(|errors| panic!("{errors:?}"))
        .into()
}

/// A key press: the answer is put in, the field and its dependents are checked.
fn press(answers: &mut Answers, field: usize, answer: &Answer, context: Context) {
    let touched = answers.set(field, Some(answer.clone()));
    black_box(check(answers, field, context));
    for other in touched {
        black_box(check(answers, other, context));
    }
}

fn main() {
    let context = Context {
        today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        accept: Accept::default(),
    };
    let micros = |it| Some(Duration::from_micros(it));
    let millis = |it| Some(Duration::from_millis(it));
    let (buypass, selvhjelp, thousand) = (read(BUYPASS), read(SELVHJELP), thousand());
    let json = Json::parse(ANSWERS).unwrap();
    let (complete, refused) = Answers::from_json(buypass.clone(), &json, context.today);
    assert!(refused.is_empty() && validate(&complete, context).is_empty());
    println!("{:<62}{:>12}   may take", "", "takes");

    let empty = Answers::new(buypass.clone(), "nb");
    row(
        "Buypass, complete: all 22 fields validated",
        time(|| drop(black_box(validate(&complete, context)))),
        micros(20),
    );
    row(
        "Buypass, untouched: all 22 fields validated",
        time(|| drop(black_box(validate(&empty, context)))),
        micros(20),
    );
    let selvhjelp_empty = Answers::new(selvhjelp, "nb");
    row(
        "Annex 1, untouched: validated",
        time(|| drop(black_box(validate(&selvhjelp_empty, context)))),
        micros(20),
    );
    let receive = || {
        let json = Json::parse(ANSWERS).unwrap();
        let (answers, refused) = Answers::from_json(buypass.clone(), &json, context.today);
        black_box((
            validate(&answers, context),
            refused,
            subject("buypass", "1", &json, Some(SALT)),
        ));
    };
    row(
        "Buypass: JSON parsed, re-checked, made canonical for the digest",
        time(receive),
        micros(200),
    );

    let numbers: Vec<String> = (0..1000u64)
        .map(|it| format!("{:011}", 1_013_200_000 + it * 7_919_777))
        .collect();
    let rules = find("fodselsnummer").unwrap();
    let million = || {
        for _ in 0..1000 {
            for number in &numbers {
                let _ = black_box(rules.validate(black_box(number), Accept::default()));
            }
        }
    };
    let start = Instant::now();
    million();
    row(
        "A million fødselsnummer of all sorts",
        start.elapsed(),
        millis(100),
    );
    let start = Instant::now();
    for _ in 0..1_000_000 {
        let _ = black_box(rules.validate(black_box("02013299997"), Accept::default()));
    }
    row(
        "A million fødselsnummer that are right",
        start.elapsed(),
        millis(100),
    );

    row(
        "Buypass: definition of 12 kB read",
        time(|| drop(black_box(read(BUYPASS)))),
        millis(1),
    );
    row(
        "Annex 1: definition of 30 kB read",
        time(|| drop(black_box(read(SELVHJELP)))),
        millis(1),
    );
    row(
        "1,000 fields: definition read",
        time(|| drop(black_box(read(&thousand)))),
        millis(20),
    );

    let mut few = complete.clone();
    let name = buypass.find("virksomhet.navn").unwrap();
    let switch = buypass.find("aktiveringskode.gjenbruk").unwrap();
    let typed = Answer::Text("Tannlegene Vest AS".to_owned());
    row(
        "Key press, Buypass: the name, which another field takes over",
        time(|| press(&mut few, name, &typed, context)),
        micros(5),
    );
    let flags = [Answer::Flag(false), Answer::Flag(true)];
    let mut turn = 0;
    let switched = || {
        turn += 1;
        press(&mut few, switch, &flags[turn % 2], context);
    };
    row(
        "Key press, Buypass: the box that shows four fields",
        time(switched),
        micros(10),
    );

    let thousand = read(&thousand);
    let mut many = Answers::new(thousand.clone(), "nb");
    for field in 0..thousand.fields.len() {
        let tick = thousand.fields[field].key.ends_with("vis");
        many.set(
            field,
            Some(if tick {
                Answer::Flag(true)
            } else {
                typed.clone()
            }),
        );
    }
    let middle = thousand.find("s50.f5").unwrap();
    row(
        "Key press, 1,000 fields: a text",
        time(|| press(&mut many, middle, &typed, context)),
        micros(5),
    );
    let shows = thousand.find("s50.vis").unwrap();
    let switched = || {
        turn += 1;
        press(&mut many, shows, &flags[turn % 2], context);
    };
    row(
        "Key press, 1,000 fields: the box that shows nine fields",
        time(switched),
        micros(10),
    );
    row(
        "1,000 fields: all validated",
        time(|| drop(black_box(validate(&many, context)))),
        millis(1),
    );
}
