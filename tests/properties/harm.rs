//! Small harms to JSON that is right.

use crate::tree::{node, places};
use crate::values::{json, word};
use blankett::engine::json::Json;
use proptest::prelude::*;

/// One small harm to a tree; the numbers choose the places.
#[derive(Clone, Debug)]
pub enum Harm {
    Replace(usize, Json),
    Copy(usize, usize),
    Remove(usize, usize),
    Rename(usize, usize, String),
}

pub fn harms() -> impl Strategy<Value = Vec<Harm>> {
    let at = any::<usize>;
    let harm = prop_oneof![
        (at(), json()).prop_map(|(a, it)| Harm::Replace(a, it)),
        (at(), at()).prop_map(|(a, b)| Harm::Copy(a, b)),
        (at(), at()).prop_map(|(a, b)| Harm::Remove(a, b)),
        (at(), at(), word()).prop_map(|(a, b, it)| Harm::Rename(a, b, it)),
    ];
    prop::collection::vec(harm, 1..5)
}

pub fn harmed(mut json: Json, harms: &[Harm]) -> Json {
    for harm in harms {
        let count = places(&json);
        match harm {
            Harm::Replace(at, with) => *node(&mut json, at % count) = with.clone(),
            Harm::Copy(from, to) => {
                let copy = node(&mut json, from % count).clone();
                *node(&mut json, to % count) = copy;
            }
            Harm::Remove(at, child) => match node(&mut json, at % count) {
                Json::Array(items) if !items.is_empty() => drop(items.remove(child % items.len())),
                Json::Object(members) if !members.is_empty() => {
                    drop(members.remove(child % members.len()))
                }
                _ => {}
            },
            Harm::Rename(at, child, name) => {
                if let Json::Object(members) = node(&mut json, at % count)
                    && !members.is_empty()
                    && !members.iter().any(|(key, _)| key == name)
                {
                    let child = child % members.len();
                    members[child].0.clone_from(name);
                }
            }
        }
    }
    json
}
