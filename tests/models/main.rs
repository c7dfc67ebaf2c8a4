//! The common model of the five agreements: what each form's answers come to.

mod agreements;
mod mistakes;

use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::json::Json;
use blankett::engine::model::Model;
use chrono::NaiveDate;
use std::fs;
use std::path::Path;

/// Every form's JSON, by file name.
fn forms() -> Vec<(String, Json)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms");
    let mut forms = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        forms.push((name, Json::parse(&text).unwrap()));
    }
    forms
}

/// The complete answers that a form's own tests have.
fn complete(source: &str) -> Json {
    let start = "ANSWERS: &str = r#\"";
    let (_, text) = source.split_once(start).expect("ANSWERS");
    let (text, _) = text.split_once("\"#").expect("its end");
    Json::parse(text).unwrap()
}

/// The model of answers to a form that stands in `src/forms`.
fn mapped(form: &str, answers: &Json) -> Json {
    let (_, json) = forms().into_iter().find(|(name, _)| name == form).unwrap();
    let definition = Definition::from_json(&json).unwrap_or_else(|it| panic!("{it:#?}"));
    let model = Model::read(&json, &definition).unwrap().unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let (answers, refused) = Answers::from_json(definition.into(), answers, today);
    assert!(refused.is_empty(), "{refused:?}");
    model.map(&answers)
}

/// What stands at a path such as `formaal.0.tjeneste`.
fn at<'a>(json: &'a Json, path: &str) -> &'a Json {
    path.split('.').fold(json, |json, name| match json {
        Json::Array(items) => &items[name.parse::<usize>().unwrap()],
        _ => json
            .get(name)
            .unwrap_or_else(|| panic!("no {path} in {}", json.canonical())),
    })
}

fn text<'a>(json: &'a Json, path: &str) -> &'a str {
    let found = at(json, path);
    found
        .as_text()
        .unwrap_or_else(|| panic!("{path}: {found:?}"))
}

/// One member of each entry of a list.
fn each<'a>(json: &'a Json, list: &str, member: &str) -> Vec<&'a str> {
    let Json::Array(items) = at(json, list) else {
        panic!("{list} is no list")
    };
    items.iter().map(|it| text(it, member)).collect()
}

#[test]
fn every_model_is_in_order() {
    let mut agreements = Vec::new();
    for (name, json) in forms() {
        // A packet has no model of its own.
        if json.get("forms").is_some() {
            assert!(json.get("model").is_none(), "{name}");
            continue;
        }
        let definition = Definition::from_json(&json).unwrap_or_else(|it| panic!("{it:#?}"));
        match Model::read(&json, &definition) {
            Ok(Some(_)) => agreements.push(name),
            Ok(None) => {}
            Err(errors) => panic!("{name}: {errors:#?}"),
        }
    }
    agreements.sort();
    assert_eq!(
        agreements,
        [
            "assistert-selvhjelp-databehandleravtale",
            "nbt-databehandleravtale",
            "opus-databehandleravtale",
            "pureservice-databehandleravtale",
            "vieri-databehandleravtale",
        ]
    );
}
