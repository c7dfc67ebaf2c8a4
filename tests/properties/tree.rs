//! Places in a JSON tree, counted from its root. The properties and `tests/fuzz` harm JSON there.

use blankett::engine::json::Json;

/// How many values are in a tree.
pub fn places(json: &Json) -> usize {
    1 + match json {
        Json::Array(items) => items.iter().map(places).sum(),
        Json::Object(members) => members.iter().map(|(_, it)| places(it)).sum(),
        _ => 0,
    }
}

/// The value so many places into the tree.
pub fn node(json: &mut Json, mut at: usize) -> &mut Json {
    if at == 0 {
        return json;
    }
    at -= 1;
    let children: Vec<&mut Json> = match json {
        Json::Array(items) => items.iter_mut().collect(),
        Json::Object(members) => members.iter_mut().map(|(_, it)| it).collect(),
        _ => Vec::new(),
    };
    for child in children {
        let within = places(child);
        if at < within {
            return node(child, at);
        }
        at -= within;
    }
    unreachable!("there are so many places")
}
