//! Wrong definitions, and where each is said to be wrong.

use blankett::engine::definition::{Definition, DefinitionError};

/// Reads a definition that must be refused.
fn refuse(json: &str) -> Vec<DefinitionError> {
    match Definition::read(json) {
        Ok(_) => panic!("accepted: {json}"),
        Err(errors) => errors,
    }
}

/// The one error is at `pointer` and its sentence holds `part`.
fn refused_at(json: &str, pointer: &str, part: &str) {
    let errors = refuse(json);
    let found = &errors[0];
    assert_eq!(errors.len(), 1, "{json}: {errors:?}");
    assert_eq!(found.pointer, pointer, "{json}: {found}");
    assert!(found.sentence.contains(part), "{json}: {found}");
    assert!(found.sentence.ends_with('.'), "{found}");
}

fn form(sections: &str) -> String {
    format!(r#"{{"id": "form", "version": "1", "title": "Form", "sections": {sections}}}"#)
}

/// Fields that others may refer to; `OWN` is where the tested ones begin.
const BASE: &str = r#"
    {"key": "tekst", "kind": "text", "label": "Tekst"},
    {"key": "valg", "kind": "choices", "label": "Valg", "options": [
        {"value": "en", "label": "En"}, {"value": "to", "label": "To"},
        {"value": "annet", "label": "Annet", "specify": {"label": "Hva?"}}]},
    {"key": "radio", "kind": "choice", "label": "Radio", "options": [{"value": "ja", "label": "Ja"}]},
    {"key": "notat", "kind": "information", "label": "Notat"},
    {"key": "hake", "kind": "tick", "label": "Hake"},
    {"key": "fnr", "kind": "identifier", "identifier": "fodselsnummer", "label": "Fnr"},
    {"key": "gruppe.tall", "kind": "number", "label": "Tall"}"#;
const OWN: &str = "/sections/0/fields/7";

fn with_field(field: &str) -> String {
    form(&format!(
        r#"[{{"id": "s", "title": "S", "fields": [{BASE}, {field}]}}]"#
    ))
}

/// A line for each row: JSON | pointer | part of the sentence.
fn table(rows: &str) -> impl Iterator<Item = [&str; 3]> {
    let rows = rows.lines().filter(|it| !it.trim().is_empty());
    rows.map(|it| {
        let cells: Vec<&str> = it.split('|').map(str::trim).collect();
        cells.try_into().expect("three cells")
    })
}

#[test]
fn what_is_no_json() {
    for (json, part) in [
        ("", "ends too early"),
        ("{", "expected a key"),
        (r#"{"id": "a", "id": "b"}"#, "twice"),
        (r#"{"id": 12345678901234567890}"#, "15 digits"),
        (r#"{"id": 0.0000001}"#, "6 decimals"),
        (&"[".repeat(1000), "nested too deep"),
    ] {
        refused_at(json, "", "Not usable JSON");
        assert!(
            refuse(json)[0].sentence.contains(part),
            "{:?}",
            refuse(json)
        );
    }
}

#[test]
fn the_document_itself() {
    let rows = r#"
        null | | Expected an object, found null.
        true | | found true or false
        1 | | found a number
        "form" | | found a string
        [] | | found an array
        {"id": "a", "colour": 1} | /colour | Unknown key. Known here: version, id, title
        {"a/b~c": 1} | /a~1b~0c | Unknown key
        {} | | "version" is missing.
        {"version": 1} | /version | Expected a string, found a number.
        {"version": " "} | /version | Expected a version
        {"version": "1"} | | "id" is missing.
        {"version": "1", "id": "A"} | /id | Expected a name
        {"version": "1", "id": ""} | /id | Expected a name
        {"version": "1", "id": "1a"} | /id | beginning with a letter
        {"version": "1", "id": "a"} | | "title" is missing.
        {"version": "1", "id": "a", "title": {}} | /title | at least one language
        {"version": "1", "id": "a", "title": "A", "intro": 1} | /intro | Expected a string
        {"version": "1", "id": "a", "title": "A", "receipt": ""} | /receipt | not empty
        {"version": "1", "id": "a", "title": "A"} | | "sections" is missing.
    "#;
    for [json, pointer, part] in table(rows) {
        refused_at(json, pointer, part);
    }
}

#[test]
fn texts() {
    let rows = r#"
        1 | | Expected a string, found a number.
        [] | | Expected a string, found an array.
        "" | | not empty
        " \n " | | not empty
        {} | | at least one language
        {"$comment": "nothing else"} | | at least one language
        {"nb": ""} | /nb | not empty
        {"nb": "A", "en": null} | /en | Expected a string, found null.
        {"nb-NO": "A"} | /nb-NO | language code
        {"NB": "A"} | /NB | language code
        {"æ": "A"} | /æ | language code
    "#;
    for [text, pointer, part] in table(rows) {
        let json = format!(r#"{{"id": "a", "version": "1", "title": {text}, "sections": []}}"#);
        refused_at(&json, &["/title", pointer].concat(), part);
        let json = with_field(&format!(
            r#"{{"key": "x", "kind": "text", "label": {text}}}"#
        ));
        refused_at(&json, &[OWN, "/label", pointer].concat(), part);
    }
}

#[test]
fn sections() {
    let rows = r#"
        1 | | Expected an array, found a number.
        [] | | at least 1
        [1] | /0 | Expected an object
        [{}] | /0 | "id" is missing.
        [{"id": "s", "tittel": "S"}] | /0/tittel | Unknown key. Known here: id, title, help, shown-when
        [{"id": "S", "title": "S", "fields": []}] | /0/id | Expected names
        [{"id": "s"}] | /0 | "title" is missing.
        [{"id": "s", "title": "S", "help": 1, "fields": []}] | /0/help | Expected a string
        [{"id": "s", "title": "S"}] | /0 | "fields" is missing.
        [{"id": "s", "title": "S", "fields": {}}] | /0/fields | Expected an array, found an object.
        [{"id": "s", "title": "S", "fields": []}, {"id": "s", "title": "T", "fields": []}] | /1/id | Another section
        [{"id": "s", "title": "S", "shown-when": {"field": "y", "filled": true}, "fields": []}] | /0/shown-when/field | No field has the key "y".
        [{"id": "s", "title": "S", "shown-when": {"field": "x", "filled": true}, "fields": [{"key": "x", "kind": "text", "label": "X"}]}] | | waits, through other fields, for itself
    "#;
    for [sections, pointer, part] in table(rows) {
        refused_at(&form(sections), &["/sections", pointer].concat(), part);
    }
}

#[test]
fn what_every_field_may_have() {
    let rows = r#"
        1 | | Expected an object, found a number.
        {} | | "kind" is missing.
        {"kind": 1} | /kind | Expected a string
        {"kind": "colour"} | /kind | Expected one of choice, choices, computed, date
        {"kind": "text", "requird": true} | /requird | Unknown key. Known here: kind, label, key
        {"kind": "text"} | | "label" is missing.
        {"kind": "text", "label": "X"} | | "key" is missing.
        {"kind": "text", "label": "X", "key": 1} | /key | Expected a string
        {"kind": "text", "label": "X", "key": "kundens navn"} | /key | joined by dots
        {"kind": "text", "label": "X", "key": "a..b"} | /key | joined by dots
        {"kind": "text", "label": "X", "key": "a."} | /key | joined by dots
        {"kind": "text", "label": "X", "key": "a.1"} | /key | joined by dots
        {"kind": "text", "label": "X", "key": ""} | /key | joined by dots
        {"kind": "text", "label": "X", "key": "x", "name": ""} | /name | not empty
        {"kind": "text", "label": "X", "key": "x", "help": 1} | /help | Expected a string
        {"kind": "text", "label": "X", "key": "x", "required": "yes"} | /required | Expected true or false, found a string.
        {"kind": "text", "label": "X", "key": "x", "required": true, "required-when": {"field": "hake", "filled": true}} | /required-when | needs no "required-when"
        {"kind": "text", "label": "X", "key": "x", "secret": 1} | /secret | Expected true or false
        {"kind": "text", "label": "X", "key": "x", "autocomplete": 1} | /autocomplete | Expected a string
        {"kind": "text", "label": "X", "key": "x", "autocomplete": ""} | /autocomplete | such as given-name
        {"kind": "text", "label": "X", "key": "x", "autocomplete": "Name"} | /autocomplete | such as given-name
        {"kind": "text", "label": "X", "key": "x", "messages": []} | /messages | Expected an object, found an array.
        {"kind": "text", "label": "X", "key": "x", "messages": {"required": 1}} | /messages/required | Expected a string
        {"kind": "text", "label": "X", "key": "x", "initial": true} | /initial | Expected a string
        {"kind": "text", "label": "X", "key": "x", "initial": 1} | /initial | never answered by such a value
        {"kind": "tick", "label": "X", "key": "x", "initial": "ja"} | /initial | never answered by such a value
        {"kind": "information", "label": "X", "key": "x", "initial": "ja"} | /initial | never answered by such a value
        {"kind": "choices", "label": "X", "key": "x", "initial": ["b"], "options": [{"value": "a", "label": "A"}]} | /initial | The field has no option "b".
        {"kind": "choice", "label": "X", "key": "x", "initial": "b", "options": [{"value": "a", "label": "A"}]} | /initial | The field has no option "b".
    "#;
    for [field, pointer, part] in table(rows) {
        refused_at(&with_field(field), &[OWN, pointer].concat(), part);
    }
}

#[test]
fn keys_that_clash() {
    let choices = r#""kind": "choices", "label": "X", "options": [{"value": "annet", "label": "A", "specify": {"label": "B"}}]"#;
    for (fields, pointer, part) in [
        (
            r#"{"key": "tekst", "kind": "text", "label": "X"}"#,
            "7/key",
            "\"tekst\" clashes with the field \"tekst\".",
        ),
        (
            r#"{"key": "gruppe", "kind": "text", "label": "X"}"#,
            "7/key",
            "\"gruppe\" clashes with the field \"gruppe.tall\".",
        ),
        (
            r#"{"key": "tekst.a", "kind": "text", "label": "X"}"#,
            "7/key",
            "\"tekst.a\" clashes with the field \"tekst\".",
        ),
        (
            r#"{"key": "tekst.a.b", "kind": "text", "label": "X"}"#,
            "7/key",
            "clashes with the field \"tekst\".",
        ),
        (
            r#"{"key": "valg-annet", "kind": "text", "label": "X"}"#,
            "7/key",
            "clashes with the field \"valg-annet\".",
        ),
        (
            &format!(
                r#"{{"key": "x-annet", "kind": "text", "label": "X"}}, {{"key": "x", {choices}}}"#
            ),
            "8/key",
            "\"x-annet\" clashes with the field \"x-annet\".",
        ),
    ] {
        refused_at(
            &with_field(fields),
            &["/sections/0/fields/", pointer].concat(),
            part,
        );
    }
    // Beside each other, not within.
    let fine = r#"{"key": "tekst-a", "kind": "text", "label": "X"}, {"key": "gruppe.tallene", "kind": "text", "label": "X"}"#;
    assert!(Definition::read(&with_field(fine)).is_ok());
}

#[test]
fn what_each_kind_may_have() {
    let rows = r#"
        "choice" | | "options" is missing.
        "choice", "options": {} | /options | Expected an array
        "choice", "options": [] | /options | at least 1
        "choice", "as": 1, "options": [] | /as | Expected a string
        "choice", "as": "list", "options": [] | /as | Expected one of radio, select
        "choice", "options": [1] | /options/0 | Expected an object
        "choice", "options": [{"value": "a", "label": "A", "kode": 1}] | /options/0/kode | Unknown key. Known here: value
        "choice", "options": [{"label": "A"}] | /options/0 | "value" is missing.
        "choice", "options": [{"value": "A", "label": "A"}] | /options/0/value | Expected a name
        "choice", "options": [{"value": 1, "label": "A"}] | /options/0/value | Expected a string
        "choice", "options": [{"value": "a"}] | /options/0 | "label" is missing.
        "choice", "options": [{"value": "a", "label": "A", "help": ""}] | /options/0/help | not empty
        "choice", "options": [{"value": "a", "label": "A"}, {"value": "a", "label": "B"}] | /options/1/value | stands twice
        "choice", "options": [{"value": "a", "label": "A", "specify": true}] | /options/0/specify | Expected an object
        "choice", "options": [{"value": "a", "label": "A", "specify": {}}] | /options/0/specify | "label" is missing.
        "choice", "options": [{"value": "a", "label": "A", "specify": {"label": "B", "rows": 2}}] | /options/0/specify/rows | Unknown key. Known here: label, name, max.
        "choice", "options": [{"value": "a", "label": "A", "specify": {"label": "B", "name": 1}}] | /options/0/specify/name | Expected a string
        "choice", "options": [{"value": "a", "label": "A", "specify": {"label": "B", "max": 0}}] | /options/0/specify/max | from 1 to 100000
        "choice", "as": "select", "options": [{"value": "a", "label": "A", "specify": {"label": "B"}}] | /options | Option 0 has "specify"
        "choice", "min": 1, "options": [{"value": "a", "label": "A"}] | /min | Unknown key
        "choices", "as": "radio", "options": [{"value": "a", "label": "A"}] | /as | Unknown key
        "choices", "max": 2, "options": [{"value": "a", "label": "A"}] | /max | from 1 to 1
        "choices", "min": 0, "options": [{"value": "a", "label": "A"}] | /min | from 1 to 1
        "choices", "min": 2, "max": 1, "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}] | /min | from 1 to 1
        "date", "min": 20261224 | /min | Expected a string
        "date", "min": "24.12.2026" | /min | such as 2026-12-24
        "date", "min": "2026-02-30" | /min | such as 2026-12-24
        "date", "min": "2026-æ-12" | /min | such as 2026-12-24
        "date", "max": "tomorrow" | /max | or today
        "date", "max": "today 14" | /max | or today
        "date", "max": "today+-14" | /max | or today
        "date", "max": "today+36501" | /max | or today
        "date", "max": "today-2147483648" | /max | or today
        "date", "max": "today+99999999999" | /max | or today
        "date", "min": "2026-12-24", "max": "2026-12-23" | /max | "max" is before "min".
        "date", "min": "today+1", "max": "today" | /max | "max" is before "min".
        "email", "mobile": true | /mobile | Unknown key
        "identifier" | | "identifier" is missing.
        "identifier", "identifier": "orgnr" | /identifier | Expected one of epost, fodselsnummer
        "information", "rows": 2 | /rows | Unknown key
        "long-text", "rows": 1 | /rows | from 2 to 40
        "long-text", "rows": 41 | /rows | from 2 to 40
        "number", "min": "1" | /min | Expected a number, found a string.
        "number", "max": null | /max | Expected a number, found null.
        "number", "min": 2, "max": 1.5 | /max | "max" is less than "min".
        "number", "decimals": 7 | /decimals | from 0 to 6
        "number", "decimals": 0.5 | /decimals | Expected a whole number
        "number", "decimals": -1 | /decimals | Expected a whole number
        "phone", "mobile": "yes" | /mobile | Expected true or false
        "price" | | Expected one of "amount", "prices" and "later".
        "price", "amount": 5300.5 | /amount | Expected a whole number
        "price", "amount": -1 | /amount | from 0 to 1000000000
        "price", "amount": 1000000001 | /amount | from 0 to 1000000000
        "price", "amount": 1, "vat": 101 | /vat | from 0 to 100
        "text", "rows": 2 | /rows | Unknown key
        "text", "max": 0 | /max | from 1 to 100000
        "text", "max": 100001 | /max | from 1 to 100000
        "text", "min": 3, "max": 2 | /min | from 1 to 2
        "text", "min": 201 | /min | from 1 to 200
        "tick", "min": 1 | /min | Unknown key
        "yes-no", "options": [] | /options | Unknown key
    "#;
    for [rest, pointer, part] in table(rows) {
        let field = format!(r#"{{"key": "x", "label": "X", "kind": {rest}}}"#);
        refused_at(&with_field(&field), &[OWN, pointer].concat(), part);
    }
}

#[test]
fn conditions() {
    let rows = r#"
        1 | | Expected an object
        {} | | Expected more of these keys: all, any, not, compare, any-row, field.
        {"field": 1, "filled": true} | /field | Expected a string
        {"field": "ukjent", "filled": true} | /field | No field has the key "ukjent".
        {"field": "notat", "filled": true} | /field | never answered
        {"field": "tekst"} | | Expected more of these keys: field, filled, contains, equals.
        {"field": "tekst", "is": 1} | /is | Unknown key. Known here: field, filled, contains, equals.
        {"field": "tekst", "filled": "yes"} | /filled | Expected true or false
        {"field": "tekst", "filled": true, "equals": "a"} | /equals | Unknown key. Known here: field, filled.
        {"field": "tekst", "equals": 1} | /equals | never answered by such a value
        {"field": "tekst", "equals": " "} | /equals | never answered by such a value
        {"field": "hake", "equals": "true"} | /equals | never answered by such a value
        {"field": "gruppe.tall", "equals": "1"} | /equals | never answered by such a value
        {"field": "radio", "equals": "nei"} | /equals | The field has no option "nei".
        {"field": "valg", "equals": "en"} | /equals | never answered by such a value
        {"field": "valg", "equals": ["en", "tre"]} | /equals | The field has no option "tre".
        {"field": "valg", "contains": 1} | /contains | Expected a string
        {"field": "valg", "contains": "tre"} | /contains | The field has no option "tre".
        {"field": "tekst", "contains": "a"} | /contains | The field has no option "a".
        {"field": "valg", "contains": "en", "not": 1} | /field | Unknown key. Known here: not.
        {"all": []} | /all | at least 1
        {"any": {}} | /any | Expected an array
        {"all": [{"field": "hake", "filled": true}], "field": "hake"} | /field | Unknown key. Known here: all.
        {"any": [{"field": "hake", "filled": true}], "any-of": 1} | /any-of | Unknown key. Known here: any.
        {"all": [{"field": "hake", "filled": true}, {"any": [{"not": {"field": "borte", "filled": true}}]}]} | /all/1/any/0/not/field | No field has the key "borte".
    "#;
    for [condition, pointer, part] in table(rows) {
        for place in ["shown-when", "required-when"] {
            let field =
                format!(r#"{{"key": "x", "kind": "text", "label": "X", "{place}": {condition}}}"#);
            refused_at(
                &with_field(&field),
                &[OWN, "/", place, pointer].concat(),
                part,
            );
        }
    }
}

#[test]
fn what_fields_say_of_each_other() {
    let rows = r#"
        "kind": "text", "default-from": 1 | /default-from | Expected a string
        "kind": "text", "default-from": "ukjent" | /default-from | No field has the key
        "kind": "text", "default-from": "valg" | /default-from | typed on one line
        "kind": "text", "default-from": "notat" | /default-from | typed on one line
        "kind": "tick", "default-from": "tekst" | /default-from | typed on one line
        "kind": "text", "default-from": "fnr" | /default-from | must be "secret"
        "kind": "text", "implies": 1 | /implies | Expected an object
        "kind": "text", "implies": {"field": "valg", "value": "en"} | /implies/value | Unknown key. Known here: field, option.
        "kind": "text", "implies": {"option": "en"} | /implies | "field" is missing.
        "kind": "text", "implies": {"field": "valg"} | /implies | "option" is missing.
        "kind": "text", "implies": {"field": "ukjent", "option": "en"} | /implies/field | No field has the key
        "kind": "text", "implies": {"field": "radio", "option": "ja"} | /implies | Only an option of a "choices" field
        "kind": "text", "implies": {"field": "valg", "option": "tre"} | /implies/option | The field has no option "tre".
        "kind": "postcode", "place": 1 | /place | Expected a string
        "kind": "postcode", "place": "ukjent" | /place | No field has the key
        "kind": "postcode", "place": "tekst" | /place | follows the postcode
        "kind": "text", "place": "tekst" | /place | Unknown key
    "#;
    for [rest, pointer, part] in table(rows) {
        let field = format!(r#"{{"key": "x", "label": "X", {rest}}}"#);
        refused_at(&with_field(&field), &[OWN, pointer].concat(), part);
    }
    let postcode = r#"{"key": "nr", "kind": "postcode", "label": "Nr", "place": "sted"}"#;
    for after in [
        r#"{"key": "sted", "kind": "tick", "label": "Sted"}"#,
        r#"{"key": "sted", "kind": "long-text", "label": "Sted"}"#,
    ] {
        refused_at(
            &with_field(&format!("{postcode}, {after}")),
            &[OWN, "/place"].concat(),
            "follows the postcode",
        );
    }
    let place = r#"{"key": "sted", "kind": "text", "label": "Sted"}"#;
    let apart = format!(
        r#"[{{"id": "s", "title": "S", "fields": [{postcode}]}}, {{"id": "t", "title": "T", "fields": [{place}]}}]"#
    );
    refused_at(
        &form(&apart),
        "/sections/0/fields/0/place",
        "follows the postcode",
    );
    assert!(Definition::read(&with_field(&format!("{postcode}, {place}"))).is_ok());
}

#[test]
fn fields_that_wait_for_each_other() {
    let shown = |key: &str, by: &str| {
        format!(
            r#"{{"key": "{key}", "kind": "text", "label": "X", "shown-when": {{"field": "{by}", "filled": true}}}}"#
        )
    };
    let defaulted = |key: &str, by: &str| {
        format!(r#"{{"key": "{key}", "kind": "text", "label": "X", "default-from": "{by}"}}"#)
    };
    for fields in [
        shown("x", "x"),
        defaulted("x", "x"),
        [shown("x", "y"), shown("y", "x")].join(","),
        [shown("x", "y"), defaulted("y", "z"), shown("z", "x")].join(","),
        // An option's own text may not decide whether the options are shown.
        r#"{"key": "x", "kind": "choices", "label": "X", "shown-when": {"field": "x-a", "filled": true},
            "options": [{"value": "a", "label": "A", "specify": {"label": "B"}}]}"#
            .to_owned(),
    ] {
        refused_at(&with_field(&fields), "/sections", "waits, through other fields, for itself");
    }
    let required = |key: &str, by: &str| shown(key, by).replace("shown-when", "required-when");
    let fine = [
        required("x", "y"),
        required("y", "x"),
        required("z", "z"),
        shown("w", "x"),
    ]
    .join(",");
    assert!(
        Definition::read(&with_field(&fine)).is_ok(),
        "what is required hangs on answers alone"
    );
}

#[test]
fn no_form_without_end() {
    let fields = |count: usize| {
        let each: Vec<String> = (0..count)
            .map(|it| format!(r#"{{"key": "f{it}", "kind": "tick", "label": "F"}}"#))
            .collect();
        form(&format!(
            r#"[{{"id": "s", "title": "S", "fields": [{}]}}]"#,
            each.join(",")
        ))
    };
    assert!(Definition::read(&fields(2000)).is_ok());
    refused_at(
        &fields(2001),
        "/sections/0/fields/2000/key",
        "at most 2000 fields",
    );
}

/// Forms of a few kilobytes that took minutes to work out, or more stack than there is.
#[test]
fn no_answer_without_end() {
    let all = |count: usize, first: &str, next: fn(usize) -> String| {
        let fields: Vec<String> = (0..count)
            .map(|at| {
                let more = if at == 0 {
                    first.to_owned()
                } else {
                    next(at - 1)
                };
                format!(r#"{{"key": "f{at}", "label": "F", {more}}}"#)
            })
            .collect();
        fields.join(",")
    };
    let doubled = |count| {
        all(count, r#""kind": "number""#, |before| {
            format!(
                r#""kind": "computed", "as": "number", "value": {{"add": [{{"field": "f{before}"}}, {{"field": "f{before}"}}]}}"#
            )
        })
    };
    let defaulted = |count| {
        all(count, r#""kind": "text""#, |before| {
            format!(r#""kind": "text", "default-from": "f{before}""#)
        })
    };
    let rows = |columns: String| {
        format!(
            r#"{{"key": "r", "kind": "rows", "label": "R", "row": "Rad", "columns": [{columns}]}}"#
        )
    };
    let too_many = "is worked out through too many others";
    for fields in [doubled(40), doubled(64), defaulted(101)] {
        refused_at(&with_field(&fields), "/sections", too_many);
    }
    refused_at(&with_field(&rows(doubled(40))), OWN, too_many);
    for fields in [doubled(15), defaulted(100), rows(doubled(10))] {
        let read = Definition::read(&with_field(&fields));
        assert!(read.is_ok(), "{:?}", read.err());
    }
}

#[test]
fn several_at_once() {
    let errors = refuse(&form(
        r#"[
        {"id": "a", "title": "A", "fields": [
            {"key": "x", "kind": "text", "label": ""},
            {"key": "y", "kind": "text", "label": "Y"},
            {"key": "z", "kind": "colour", "label": "Z"}]},
        {"id": "b", "title": 1, "fields": []},
        {"id": "c", "title": "C", "fields": [{"key": "y", "kind": "text", "label": "Y"}]}]"#,
    ));
    let pointers: Vec<&str> = errors.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/sections/0/fields/0/label",
            "/sections/0/fields/2/kind",
            "/sections/1/title",
        ]
    );
    // Whether keys clash is looked at once all is written as it should be.
    let errors = refuse(&form(
        r#"[
        {"id": "a", "title": "A", "fields": [{"key": "y", "kind": "text", "label": "Y"}]},
        {"id": "c", "title": "C", "fields": [{"key": "y", "kind": "text", "label": "Y"}]}]"#,
    ));
    assert_eq!(errors[0].pointer, "/sections/1/fields/0/key");
    let errors = refuse(&form(
        r#"[
        {"id": "a", "title": "A", "shown-when": {"field": "p", "filled": true}, "fields": [
            {"key": "x", "kind": "text", "label": "X", "default-from": "q"},
            {"key": "y", "kind": "text", "label": "Y", "required-when": {"field": "r", "filled": true}}]},
        {"id": "b", "title": "B", "shown-when": {"all": [{"field": "r", "filled": true}]}, "fields": []}]"#,
    ));
    let pointers: Vec<&str> = errors.iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/sections/0/shown-when/field",
            "/sections/0/fields/0/default-from",
            "/sections/0/fields/1/required-when/field",
            "/sections/1/shown-when/all/0/field"
        ]
    );
    let all: String = errors.iter().map(ToString::to_string).collect();
    assert!(
        all.starts_with("/sections/0/shown-when/field: No field"),
        "{all}"
    );
    assert_eq!(
        refuse("1")[0].to_string(),
        "The document: Expected an object, found a number."
    );
}

#[test]
fn comments_are_allowed_everywhere() {
    let commented = r#"{"$comment": 1, "id": "form", "version": "1", "title": {"$comment": "t", "nb": "A"}, "sections": [
        {"$comment": ["s"], "id": "s", "title": "S", "fields": [
            {"$comment": {}, "key": "x", "kind": "choices", "label": "X",
             "messages": {"$comment": null, "required": "Nei."},
             "implies": {"$comment": 1, "field": "x", "option": "a"},
             "required-when": {"$comment": 1, "not": {"$comment": 1, "field": "x", "contains": "a"}},
             "options": [{"$comment": true, "value": "a", "label": "A", "specify": {"$comment": "", "label": "B"}}]}]}]}"#;
    let definition = Definition::read(commented).unwrap();
    assert_eq!(definition.fields.len(), 2);
    assert_eq!(definition.fields[0].messages.len(), 1);
}

/// The base of the tables above is itself in order.
#[test]
fn the_base_reads() {
    let definition =
        Definition::read(&with_field(r#"{"key": "x", "kind": "text", "label": "X"}"#)).unwrap();
    assert_eq!(definition.fields.len(), 9);
}

/// What the kinds with parts, prices, formulas and rules may have.
#[test]
fn rows_prices_and_formulas() {
    let rows = r#"
        "rows", "row": "R" | | "columns" is missing.
        "rows", "columns": [] , "row": "R" | /columns | at least 1
        "rows", "columns": [{"key": "a", "kind": "text", "label": "A"}] | | "row" is missing.
        "rows", "row": "R", "max": 101, "columns": [{"key": "a", "kind": "text", "label": "A"}] | /max | from 1 to 100
        "rows", "row": "R", "min": 3, "max": 2, "columns": [{"key": "a", "kind": "text", "label": "A"}] | | "max" is less than "min".
        "rows", "row": "R", "columns": [{"key": "a", "kind": "colour", "label": "A"}] | /columns/0/kind | Expected one of choice
        "rows", "row": "R", "columns": [{"key": "a", "kind": "price", "amount": 1, "label": "A"}] | /columns/0 | cannot be of this kind
        "rows", "row": "R", "columns": [{"key": "a.b", "kind": "text", "label": "A"}] | /columns/0 | single name
        "rows", "row": "R", "columns": [{"key": "a", "kind": "text", "label": "A", "shown-when": {"field": "tekst", "filled": true}}] | /columns/0/shown-when/field | No field has the key "tekst".
        "rows", "row": "R", "columns": [{"key": "a", "kind": "text", "label": "A"}], "preset": [{"b": "x"}] | /preset/0/b | No column has the key "b".
        "rows", "row": "R", "columns": [{"key": "a", "kind": "number", "label": "A"}], "preset": [{"a": "x"}] | /preset/0/a | never answered by such a value
        "rows", "row": "R", "max": 1, "columns": [{"key": "a", "kind": "text", "label": "A"}], "preset": [{"a": "x"}, {"a": "y"}] | /preset | More rows than "max".
        "price", "amount": 1, "later": true | | Expected one of "amount"
        "price", "prices": [{"amount": 1}] | /prices/0 | "from" is missing.
        "price", "prices": [{"from": "1.1.2026", "amount": 1}] | /prices/0 | such as 2026-12-24
        "price", "prices": [{"from": "2026-02-01", "amount": 1}, {"from": "2026-01-01", "amount": 1}] | /prices/1 | the earliest first
        "price", "amount": 1, "period": "week" | /period | Expected one of once, month, year, other, found "week".
        "price", "amount": 1, "quantity": {"field": "ukjent"} | /quantity/field | No field has the key "ukjent".
        "price", "amount": 1, "quantity": {"count": "tekst"} | /quantity/count | This field has no rows.
        "computed" | | "value" is missing.
        "computed", "value": {"subtract": [1]} | /value/subtract | Expected two formulas.
        "computed", "value": {"date": "24.12.2026"} | /value/date | such as 2026-12-24
        "computed", "value": {"field": "notat"} | /value/field | This field has no answer.
        "computed", "value": {"plus": [1]} | /value | Expected more of these keys: field, date, count
        "computed", "value": {"step": 1} | /value | "steps" is missing.
        "computed", "value": 1, "as": "kroner" | /as | Expected one of number, money
        "computed", "value": {"field": "x"} | | waits, through other fields, for itself
        "signature", "with": ["ukjent"] | /with/0 | No field has the key "ukjent".
        "text", "rules": [{"id": "a", "severity": "error", "text": "T"}] | /rules/0 | "when" is missing.
        "text", "rules": [{"id": "a", "severity": "fatal", "when": {"field": "hake", "filled": true}, "text": "T"}] | /rules/0/severity | Expected one of error, warning
        "text", "rules": [{"id": "a", "severity": "error", "when": {"compare": [1, "<"]}, "text": "T"}] | /rules/0/when/compare | Expected a formula, one of
        "text", "rules": [{"id": "a", "severity": "error", "when": {"compare": [1, "~", 2]}, "text": "T"}] | /rules/0/when/compare | Expected a formula, one of
        "text", "fact": "hake" | /fact | typed on one line
    "#;
    for [rest, pointer, part] in table(rows) {
        let field = format!(r#"{{"key": "x", "label": "X", "kind": {rest}}}"#);
        let json = with_field(&field);
        let errors = refuse(&json);
        let place = if part.starts_with("waits") {
            "/sections".to_owned()
        } else {
            [OWN, pointer].concat()
        };
        assert!(
            errors[0].pointer.starts_with(&place),
            "{rest}: {}",
            errors[0]
        );
        assert!(errors[0].sentence.contains(part), "{rest}: {}", errors[0]);
    }
}
