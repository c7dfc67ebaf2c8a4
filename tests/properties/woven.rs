//! Forms whose fields hang together in every way.

use proptest::prelude::*;
use proptest::sample::select;

/// The kinds of a woven form, in turn.
fn kind(at: usize) -> &'static str {
    const KINDS: [&str; 9] = [
        "text",
        "tick",
        "choices",
        "identifier",
        "tick",
        "choices",
        "number",
        "tick",
        "choices",
    ];
    KINDS[at % 9]
}

/// A form of a few fields that show, require, default and imply each other.
pub fn woven() -> impl Strategy<Value = String> {
    let leaf = |below: usize| {
        (0..below, 0..4u8, any::<bool>()).prop_map(|(field, sort, not)| {
            let inner = match (kind(field), sort) {
                ("tick", 0) => format!(r#"{{"field": "f{field}", "equals": true}}"#),
                ("choices", 0 | 1) => format!(r#"{{"field": "f{field}", "contains": "annet"}}"#),
                ("text", 0) => format!(r#"{{"field": "f{field}", "equals": "helse"}}"#),
                _ => format!(r#"{{"field": "f{field}", "filled": true}}"#),
            };
            if not {
                format!(r#"{{"not": {inner}}}"#)
            } else {
                inner
            }
        })
    };
    let condition = move |below: usize| {
        (
            leaf(below),
            prop::option::of(leaf(below)),
            select(&["all", "any"][..]),
        )
            .prop_map(|(one, other, word)| match other {
                Some(other) => format!(r#"{{"{word}": [{one}, {other}]}}"#),
                None => one,
            })
    };
    let field = move |at: usize, count: usize| {
        let shown = prop::option::of(condition(at.max(1)));
        let required = prop::option::of(condition(count));
        (shown, required, prop::option::of(0..count), prop::option::of(0..at.max(1))).prop_map(
            move |(shown, required, implies, from)| {
                let kind = kind(at);
                let mut out = format!(r#"{{"key": "f{at}", "label": "F", "kind": "{kind}""#);
                if kind == "identifier" {
                    out += r#", "identifier": "organisasjonsnummer""#;
                }
                if at % 3 == 2 {
                    out += r#", "options": [{"value": "annet", "label": "A", "specify": {"label": "B"}}, {"value": "helse", "label": "H"}]"#;
                }
                if let Some(shown) = shown.filter(|_| at > 0) {
                    out += &format!(r#", "shown-when": {shown}"#);
                }
                if let Some(required) = required {
                    out += &format!(r#", "required-when": {required}"#);
                }
                if let Some(implies) = implies.filter(|it| it % 3 == 2) {
                    out += &format!(r#", "implies": {{"field": "f{implies}", "option": "annet"}}"#);
                }
                if let Some(from) = from.filter(|from| at > 0 && at.is_multiple_of(3) && from.is_multiple_of(3)) {
                    out += &format!(r#", "default-from": "f{from}""#);
                }
                out + "}"
            },
        )
    };
    (3usize..9).prop_flat_map(move |count| {
        let fields: Vec<_> = (0..count).map(|at| field(at, count)).collect();
        fields.prop_map(|fields| {
            let fields = fields.join(",");
            format!(r#"{{"id": "w", "version": "1", "title": "W", "sections": [{{"id": "s", "title": "S", "fields": [{fields}]}}]}}"#)
        })
    })
}
