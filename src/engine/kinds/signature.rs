//! A signature (`signature`): the name typed, drawn with a pointer or a finger,
//! or left for a pen on the printed page. Option: `with`, the fields that
//! belong to it, such as place, date and name in block letters.
//!
//! Answers: `{"method": "typed", "name": …, "facts": …}`,
//! `{"method": "drawn", "path": …, "facts": …}` with an SVG path in a box of 600
//! by 200, and `{"method": "paper"}`. `facts` says over which answers it was
//! given; see [`crate::engine::validation::facts`].

use super::characters::{OVERRIDE, visible};
use super::{Answer, Context, Control, Kind};
use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::violation::Fault;

pub const SCHEMA: &str = ":signature with=string*";

/// Enough for a long name drawn slowly.
const LONGEST_PATH: usize = 40_000;
const LONGEST_NAME: usize = 200;

struct Signature;

pub fn read(_: &Reader, _: &mut Vec<ReadError>) -> Box<dyn Kind> {
    Box::new(Signature)
}

/// What was typed or drawn; `None` while nothing was.
fn given(json: &Json) -> Option<&str> {
    match method(json) {
        "paper" => Some(""),
        "typed" => json
            .get("name")?
            .as_text()
            .filter(|it| !visible(it).is_empty()),
        _ => json.get("path")?.as_text().filter(|it| !it.is_empty()),
    }
}

/// The same, with this name.
fn named(json: &Json, name: String) -> Json {
    let mut json = json.clone();
    json.put(["name"], Json::Text(name));
    json
}

fn method(json: &Json) -> &str {
    let method = json.get("method").and_then(Json::as_text);
    method.unwrap_or_default()
}

impl Kind for Signature {
    fn control(&self) -> Control<'_> {
        Control::Signature
    }

    fn normalise(&self, typed: &Answer) -> Option<Answer> {
        match typed {
            Answer::Json(json) => given(json).map(|name| match method(json) {
                "typed" => Answer::Json(named(json, visible(name))),
                _ => typed.clone(),
            }),
            _ => None,
        }
    }

    fn check(&self, answer: &Answer, _: Context) -> Result<(), Fault> {
        let Answer::Json(Json::Object(members)) = answer else {
            return Err(Fault::error("type"));
        };
        let json = Json::Object(members.clone());
        let fits = |part: &str, longest: usize| {
            let given = given(&json).is_some_and(|it| it.len() <= longest);
            let keys = ["method", part, "facts"];
            let texts = |(key, value): &(String, Json)| {
                keys.contains(&key.as_str()) && value.as_text().is_some()
            };
            given && members.len() == 3 && members.iter().all(texts)
        };
        let plain = |path: &str| {
            path.bytes()
                .all(|it| it.is_ascii_digit() || matches!(it, b'M' | b'L' | b' '))
        };
        let fine = match method(&json) {
            "paper" => members.len() == 1,
            "typed" => fits("name", LONGEST_NAME),
            "drawn" => fits("path", LONGEST_PATH) && given(&json).is_some_and(plain),
            _ => false,
        };
        let readable = |name: &str| !name.contains(|it: char| it == OVERRIDE || it.is_control());
        match (fine, method(&json)) {
            (false, _) => Err(Fault::error("format")),
            (_, "typed") if !given(&json).is_some_and(readable) => {
                Err(Fault::error("text.characters"))
            }
            _ => Ok(()),
        }
    }

    fn read_answer(&self, json: &Json) -> Option<Answer> {
        matches!(json, Json::Object(_)).then(|| Answer::Json(json.clone()))
    }

    fn format(&self, _: &Answer) -> Option<String> {
        None
    }
}
