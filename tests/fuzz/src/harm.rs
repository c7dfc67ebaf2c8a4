//! Harms to text that is right: to its bytes, and to its JSON where it is JSON.

use crate::chance::Chance;
use crate::tree::{node, places};
use blankett::engine::decimal::Decimal;
use blankett::engine::json::Json;

/// What breaks readers: limits, other types, other scripts.
const TOKENS: [&str; 40] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    ".",
    "/",
    "~1",
    "~0",
    "#",
    "-",
    "e",
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e9",
    "999999999999999",
    "-999999999999999",
    "0.000001",
    "{}",
    "[]",
    "\\u0000",
    "\\ud800",
    "\\udc00",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "æ",
    "😀",
    "\n",
    " ",
    "9999-12-31",
    "0000-00-00",
    "today+999999",
    "__proto__",
];

/// What somebody could send instead of an answer.
const WORDS: [&str; 24] = [
    "",
    " ",
    "0",
    "-0",
    "1,5",
    "999999999999999",
    "12345678901",
    "01819012012",
    "971058676",
    "00000000000",
    "2026-11-21",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "today",
    "today+14",
    "nb",
    "en",
    "kari@example.no",
    "+4799999999",
    "annet",
    "\u{202e}\u{200b}",
    "e\u{301}\u{1f468}\u{200d}\u{1f469}",
    "\u{0}",
];

/// How long an input may become.
const LONGEST: usize = 200_000;

/// Harms the bytes of a text in up to eight places. `other` is spliced in now and then.
pub fn bytes(text: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    for _ in 0..=chance.below(8) {
        let at = chance.below(text.len() + 1);
        let to = (at + chance.below(16)).min(text.len());
        match chance.below(9) {
            0 if at < text.len() => text[at] = chance.next() as u8,
            1 if at < text.len() => text[at] ^= 1 << chance.below(8),
            2 => drop(text.drain(at..to)),
            3 => text.truncate(at),
            4 => {
                let copy = text[at..to].to_vec();
                let place = chance.below(text.len() + 1);
                drop(text.splice(place..place, copy));
            }
            5 if !other.is_empty() => {
                let from = chance.below(other.len());
                let end = (from + chance.below(200)).min(other.len());
                drop(text.splice(at..to, other[from..end].iter().copied()));
            }
            6 => {
                let times = chance.below(2_000);
                let token = chance.of(&TOKENS).as_bytes();
                drop(text.splice(at..at, token.repeat(times)));
            }
            _ => drop(text.splice(at..to, chance.of(&TOKENS).bytes())),
        }
        if text.len() > LONGEST {
            text.truncate(LONGEST);
        }
    }
}

/// Harms a tree in up to six places; `words` are names and texts that mean something here.
pub fn json(json: &mut Json, words: &[String], chance: &mut Chance) {
    for _ in 0..=chance.below(6) {
        let count = places(json);
        let place = chance.below(count);
        match chance.below(8) {
            0 => *node(json, place) = value(words, chance),
            1 => {
                let copy = node(json, chance.below(count)).clone();
                // A tree in itself, six times, would only be a large input.
                if places(&copy) < 2_000 {
                    *node(json, place) = copy;
                }
            }
            2 => remove(node(json, place), chance),
            3 => rename(node(json, place), words, chance),
            4 => multiply(node(json, place), chance),
            5 => {
                let name = word(words, chance);
                let added = value(words, chance);
                if let Json::Object(members) = node(json, place)
                    && members.iter().all(|(key, _)| *key != name)
                {
                    members.push((name, added));
                }
            }
            _ => match node(json, place) {
                Json::Text(text) => *text = word(words, chance),
                Json::Bool(flag) => *flag = !*flag,
                other => *other = value(words, chance),
            },
        }
    }
}

fn remove(json: &mut Json, chance: &mut Chance) {
    match json {
        Json::Array(items) if !items.is_empty() => drop(items.remove(chance.below(items.len()))),
        Json::Object(members) if !members.is_empty() => {
            drop(members.remove(chance.below(members.len())));
        }
        _ => {}
    }
}

fn rename(json: &mut Json, words: &[String], chance: &mut Chance) {
    let name = word(words, chance);
    if let Json::Object(members) = json
        && !members.is_empty()
        && members.iter().all(|(key, _)| *key != name)
    {
        let at = chance.below(members.len());
        members[at].0 = name;
    }
}

/// More of the same: items of a list, members of an object, levels, letters.
fn multiply(json: &mut Json, chance: &mut Chance) {
    let most = if chance.once_in(50) { 5_000 } else { 30 };
    let times = 1 + chance.below(most);
    match json {
        Json::Array(items) if !items.is_empty() => {
            let item = chance.of(items).clone();
            // A list of large things would only be a large input.
            let times = times.min(1 + 2_000 / places(&item));
            items.extend(std::iter::repeat_n(item, times));
        }
        Json::Object(members) => {
            members.extend((0..times).map(|at| (format!("\u{1}{at}"), Json::Bool(at % 2 == 0))));
            let mut seen = std::collections::HashSet::new();
            members.retain(|(key, _)| seen.insert(key.clone()));
        }
        Json::Text(text) => *text = text.repeat(times.min(1 + 20_000 / (1 + text.len()))),
        other => {
            for level in 0..times.min(130) {
                let inner = std::mem::replace(other, Json::Null);
                *other = match level % 2 {
                    0 => Json::Array(vec![inner]),
                    _ => Json::Object(vec![("not".to_owned(), inner)]),
                };
            }
        }
    }
}

fn value(words: &[String], chance: &mut Chance) -> Json {
    match chance.below(10) {
        0 => Json::Null,
        1 => Json::Bool(chance.once_in(2)),
        2 | 3 => Json::Number(number(chance)),
        4 => Json::Array(
            (0..chance.below(3))
                .map(|_| Json::Text(word(words, chance)))
                .collect(),
        ),
        5 => Json::Object(vec![(word(words, chance), Json::Text(word(words, chance)))]),
        _ => Json::Text(word(words, chance)),
    }
}

fn number(chance: &mut Chance) -> Decimal {
    let digits = chance.next() % 10_u64.pow(1 + chance.below(15) as u32);
    let sign = if chance.once_in(4) { "-" } else { "" };
    let text = match chance.below(3) {
        0 => format!("{sign}{digits}"),
        1 => format!("{sign}{}.{}", digits % 1_000_000_000, digits % 1_000_000),
        _ => chance
            .of(&["0", "1", "-1", "99", "999999999999999"])
            .to_string(),
    };
    Decimal::parse(&text).unwrap_or(Decimal::from(1_u32))
}

fn word(words: &[String], chance: &mut Chance) -> String {
    if words.is_empty() || chance.once_in(3) {
        return chance.of(&WORDS).to_string();
    }
    chance.of(words).clone()
}
