//! Packets: several forms as one case, in which what they share is typed once.
//!
//! A packet is put together before it is hosted: into one definition, whose
//! fields are the packet's own and those of its forms, each behind its form's
//! id. So the browser needs to know nothing of packets but where parts begin.

use crate::engine::json::Json;
use crate::engine::reader::{ReadError, Reader};
use crate::engine::schema::Schema;

const SCHEMA: [&str; 2] = [
    "packet forms=part+!",
    "part form=name! shown-when=any facts=strings defaults=strings initial=any omit=string*",
];

/// Keys whose text names a field.
const NAMES: [&str; 7] = [
    "field",
    "default-from",
    "place",
    "any-row",
    "count",
    "sum",
    "fact",
];

/// The ids of the forms that a packet is made of; none if it is no packet.
///
/// ```
/// use blankett::engine::{json::Json, packet};
/// let json = Json::parse(r#"{"id": "sak", "forms": [{"form": "lisens"}]}"#).unwrap();
/// assert_eq!(packet::forms(&json), ["lisens"]);
/// ```
pub fn forms(packet: &Json) -> Vec<String> {
    let root = Reader::new(packet);
    let Some(forms) = root.at("forms") else {
        return Vec::new();
    };
    forms
        .items()
        .map(|it| it.string_at("form").to_owned())
        .collect()
}

/// One definition of a packet and its forms; of what is no packet, itself.
///
/// # Errors
/// A form that is not there or is itself a packet, and a fact, default, initial
/// answer or omission of a field that its form does not have, each with its
/// place in the packet.
///
/// ```
/// use blankett::engine::{json::Json, packet};
/// let packet = Json::parse(r#"{"id": "sak", "version": "1", "title": "Sak",
///     "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "navn", "kind": "text", "label": "Navn"}]}],
///     "forms": [{"form": "lisens", "facts": {"kunde": "navn"}}]}"#).unwrap();
/// let lisens = Json::parse(r#"{"id": "lisens", "version": "2", "title": "Lisens",
///     "sections": [{"id": "s", "title": "S", "fields": [
///         {"key": "kunde", "kind": "text", "label": "Kunde"}]}]}"#).unwrap();
/// let whole = packet::assemble(&packet, &[lisens]).unwrap();
/// assert!(whole.canonical().contains(r#"{"fact":"navn","key":"lisens.kunde""#));
/// ```
pub fn assemble(packet: &Json, forms: &[Json]) -> Result<Json, Vec<ReadError>> {
    let root = Reader::new(packet);
    let Some(list) = root.at("forms") else {
        return Ok(packet.clone());
    };
    let mut errors = Vec::new();
    let only = Json::Object(vec![("forms".to_owned(), list.json().clone())]);
    Schema(SCHEMA.to_vec()).check(&Reader::new(&only), "packet", &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut sections = items(root.at("sections").map(|it| it.json()));
    let mut parts = Vec::new();
    for entry in list.items() {
        let id = entry.string_at("form");
        let form = forms
            .iter()
            .find(|it| it.get("id").and_then(Json::as_text) == Some(id));
        match form {
            Some(form) if form.get("forms").is_some() => {
                errors.push(entry.wrong(&["A packet holds forms, not packets."]));
            }
            Some(form) => {
                let own = items(form.get("sections"));
                parts.push(part(&entry, form, own.len()));
                let before = errors.len();
                let keys = keys(&own);
                named(&entry, &keys, &mut errors);
                if errors.len() == before {
                    sections.extend(own.iter().map(|it| section(&entry, id, it)));
                }
            }
            None => errors.push(entry.wrong(&["The form \"", id, "\" is not here."])),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut whole = packet.clone();
    if let Json::Object(members) = &mut whole {
        members.retain(|(key, _)| key != "forms");
    }
    whole.put(["sections"], Json::Array(sections));
    whole.put(["parts"], Json::Array(parts));
    Ok(whole)
}

fn items(list: Option<&Json>) -> Vec<Json> {
    match list {
        Some(Json::Array(items)) => items.clone(),
        _ => Vec::new(),
    }
}

/// What the definition says of one form.
fn part(entry: &Reader, form: &Json, count: usize) -> Json {
    let mut part = Json::Object(Vec::new());
    for key in ["id", "version", "title", "intro", "receipt"] {
        if let Some(member) = form.get(key) {
            part.put([if key == "id" { "form" } else { key }], member.clone());
        }
    }
    if let Some(when) = entry.at("shown-when") {
        part.put(["shown-when"], when.json().clone());
    }
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    part.put(["sections"], Json::Number(count.into()));
    part
}

/// The keys of all fields.
fn keys(sections: &[Json]) -> Vec<String> {
    let fields = sections.iter().flat_map(|it| items(it.get("fields")));
    fields
        .filter_map(|it| it.get("key").and_then(Json::as_text).map(str::to_owned))
        .collect()
}

/// Tells of fields that a packet names and its form does not have.
fn named(entry: &Reader, keys: &[String], errors: &mut Vec<ReadError>) {
    let mut known = |key: &str, place: &Reader| {
        if !keys.iter().any(|it| it == key) {
            errors.push(place.wrong(&["The form has no field \"", key, "\"."]));
        }
    };
    for name in ["facts", "defaults", "initial", "omit"] {
        let Some(member) = entry.at(name) else {
            continue;
        };
        member
            .each_member()
            .for_each(|(key, place)| known(key, &place));
        member
            .items()
            .for_each(|place| known(place.string(), &place));
    }
}

/// A section of a form as the packet has it.
fn section(entry: &Reader, form: &str, section: &Json) -> Json {
    let prefix = [form, "."].concat();
    let Json::Object(mut section) = prefixed(section, &prefix) else {
        return section.clone();
    };
    for (key, member) in &mut section {
        match (key.as_str(), member) {
            ("id", Json::Text(id)) => id.insert_str(0, &prefix),
            ("fields", Json::Array(fields)) => {
                let omitted = entry.at("omit");
                let omits = |key: &str| {
                    let own = key.strip_prefix(&prefix).unwrap_or(key);
                    let mut list = omitted.iter().flat_map(|it| it.items());
                    list.any(|it| it.string() == own)
                };
                fields.retain(|it| !it.get("key").and_then(Json::as_text).is_some_and(omits));
                fields.iter_mut().for_each(|it| share(entry, &prefix, it));
            }
            _ => {}
        }
    }
    if let Some(when) = entry.at("shown-when") {
        let own = section.iter().position(|(key, _)| key == "shown-when");
        let own = own.map(|at| section.remove(at).1);
        let all = std::iter::once(when.json().clone()).chain(own).collect();
        let all = Json::Object(vec![("all".to_owned(), Json::Array(all))]);
        section.push(("shown-when".to_owned(), all));
    }
    Json::Object(section)
}

/// Puts the packet's facts, defaults and initial answers into a field.
fn share(entry: &Reader, prefix: &str, field: &mut Json) {
    let key = field.get("key").and_then(Json::as_text).unwrap_or_default();
    let own = key.strip_prefix(prefix).unwrap_or(key).to_owned();
    let ways = [
        ("facts", "fact"),
        ("defaults", "default-from"),
        ("initial", "initial"),
    ];
    for (name, key) in ways {
        let shared = entry.at(name);
        let Some(value) = shared.as_ref().and_then(|it| it.at(&own)) else {
            continue;
        };
        if let (Json::Object(members), "facts") = (&mut *field, name) {
            members.retain(|(key, _)| key != "default-from");
        }
        field.put([key], value.json().clone());
    }
}

/// The same with every key of a field behind the form's id. Columns know only
/// each other.
fn prefixed(json: &Json, prefix: &str) -> Json {
    let with = |text: &str| Json::Text([prefix, text].concat());
    match json {
        Json::Array(items) => Json::Array(items.iter().map(|it| prefixed(it, prefix)).collect()),
        Json::Object(members) => {
            let is_field = json.get("kind").is_some();
            let member = |(key, member): &(String, Json)| {
                let member = match (key.as_str(), member) {
                    ("columns" | "where" | "of" | "preset", _) => member.clone(),
                    ("key", Json::Text(text)) if is_field => with(text),
                    (name, Json::Text(text)) if NAMES.contains(&name) => with(text),
                    ("with", Json::Array(keys)) => {
                        let keys = keys.iter().filter_map(Json::as_text);
                        Json::Array(keys.map(with).collect())
                    }
                    _ => prefixed(member, prefix),
                };
                (key.clone(), member)
            };
            Json::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    }
}
