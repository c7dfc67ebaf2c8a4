//! What an author may do wrong in a model, and where that is said.

use blankett::engine::definition::Definition;
use blankett::engine::json::Json;
use blankett::engine::model::{KEYS, Model, asked_by};

const FORM: &str = r#"{"id": "a", "version": "1", "title": "A", "model": MODEL,
    "sections": [{"id": "s", "title": "S", "fields": [
        {"key": "kunde.navn", "kind": "text", "label": "Kunde"},
        {"key": "merknad", "kind": "information", "label": "Merk"},
        {"key": "hvem", "kind": "choices", "label": "Hvem", "options": [
            {"value": "barn", "label": {"en": "Children", "nb": "Barn"}},
            {"value": "andre", "label": "Andre", "specify": {"label": "Hvilke"}}]},
        {"key": "valg", "kind": "choice", "label": "Valg", "options": [
            {"value": "slett", "label": "Slett"}, {"value": "lever", "label": "Lever"}]},
        {"key": "under", "kind": "rows", "label": "Under", "row": "Rad", "columns": [
            {"key": "navn", "kind": "text", "label": "Navn"},
            {"key": "land", "kind": "choices", "label": "Land", "options": [{"value": "no", "label": "Norge"}]}]}
    ]}]}"#;

fn read(model: &str) -> Result<Model, Vec<(String, String)>> {
    let json = Json::parse(&FORM.replace("MODEL", model)).unwrap();
    let definition = Definition::from_json(&json).unwrap_or_else(|it| panic!("{it:#?}"));
    match Model::read(&json, &definition) {
        Ok(model) => Ok(model.expect("it has one")),
        Err(errors) => Err(errors
            .into_iter()
            .map(|it| (it.pointer, it.sentence))
            .collect()),
    }
}

fn mapped(model: &str, answers: &str) -> String {
    let model = read(model).unwrap_or_else(|it| panic!("{it:#?}"));
    model.map_json(&Json::parse(answers).unwrap()).canonical()
}

#[test]
fn each_mistake_is_told_with_its_place() {
    for (model, place, words) in [
        ("[]", "", "an object"),
        (r#"{"farge": "rød"}"#, "/farge", "no key \"farge\""),
        (
            r#"{"avtale": {"farge": "rød"}}"#,
            "/avtale/farge",
            "no key \"avtale.farge\"",
        ),
        (r#"{"avtale": "A"}"#, "/avtale", "an object"),
        (r#"{"art": ""}"#, "/art", "not empty"),
        (r#"{"art": null}"#, "/art", "a directive"),
        (r#"{"art": []}"#, "/art", "a directive"),
        (
            r#"{"art": {"computed": 1}}"#,
            "/art",
            "field, choices, rows, join",
        ),
        (r#"{"art": {"field": "x"}}"#, "/art/field", "no field \"x\""),
        (r#"{"art": {"field": 1}}"#, "/art/field", "the key"),
        (r#"{"art": {"field": "under"}}"#, "/art/field", "one value"),
        (
            r#"{"art": {"field": "merknad"}}"#,
            "/art/field",
            "one value",
        ),
        (
            r#"{"art": {"field": "kunde.navn", "som": "x"}}"#,
            "/art/som",
            "Unknown key",
        ),
        (
            r#"{"art": {"field": "kunde.navn", "map": {}}}"#,
            "/art/map",
            "no options",
        ),
        (
            r#"{"opphor": {"valg": {"field": "valg", "map": {"slett": "slette"}}}}"#,
            "/opphor/valg/map",
            "\"lever\" is left out",
        ),
        (
            r#"{"opphor": {"valg": {"field": "valg", "map": {"slett": "slette", "lever": []}}}}"#,
            "/opphor/valg/map/lever",
            "one code",
        ),
        (
            r#"{"art": {"rows": "under", "each": {}}}"#,
            "/art",
            "only one value",
        ),
        (r#"{"registrerte": "barn"}"#, "/registrerte", "a list"),
        (
            r#"{"registrerte": ["barn"]}"#,
            "/registrerte/0",
            "an object",
        ),
        (
            r#"{"registrerte": {"choices": "hvem"}}"#,
            "/registrerte",
            "\"map\" is missing",
        ),
        (
            r#"{"registrerte": {"choices": "hvem", "map": {"barn": ["barn"]}}}"#,
            "/registrerte/map",
            "\"andre\" is left out",
        ),
        (
            r#"{"registrerte": {"choices": "hvem", "map": {"barn": "barn", "andre": []}}}"#,
            "/registrerte/map/barn",
            "a list of codes",
        ),
        (
            r#"{"registrerte": {"choices": "hvem", "map": {"barn": [], "andre": [], "hund/katt": []}}}"#,
            "/registrerte/map/hund~1katt",
            "no option",
        ),
        (
            r#"{"formaal": {"choices": "hvem", "map": {"barn": [], "andre": []}}}"#,
            "/formaal",
            "No codes",
        ),
        (
            r#"{"registrerte": {"join": {}}}"#,
            "/registrerte/join",
            "an array",
        ),
        (
            r#"{"registrerte": {"join": [[{"kode": {"field": "x"}}]]}}"#,
            "/registrerte/join/0/0/kode/field",
            "no field",
        ),
        (
            r#"{"underdatabehandlere": {"rows": "hvem", "each": {}}}"#,
            "/underdatabehandlere/rows",
            "no rows",
        ),
        (
            r#"{"underdatabehandlere": {"rows": "under"}}"#,
            "/underdatabehandlere",
            "\"each\" is missing",
        ),
        (
            r#"{"underdatabehandlere": {"rows": "under", "each": {"navn": {"field": "kunde.navn"}}}}"#,
            "/underdatabehandlere/each/navn/field",
            "no column",
        ),
        (
            r#"{"underdatabehandlere": {"rows": "under", "each": {"farge": {"field": "navn"}}}}"#,
            "/underdatabehandlere/each/farge",
            "no key",
        ),
        (r#"{"status": "preset"}"#, "/status", "an object"),
        (
            r#"{"status": {"avtale.farge": "preset"}}"#,
            "/status/avtale.farge",
            "no key",
        ),
        (
            r#"{"status": {"avtale": "kanskje"}}"#,
            "/status/avtale",
            "utfylles, preset",
        ),
    ] {
        let errors = read(model).err().unwrap_or_else(|| panic!("{model}"));
        let (pointer, sentence) = &errors[0];
        assert_eq!(errors.len(), 1, "{model}: {errors:?}");
        assert_eq!(*pointer, ["/model", place].concat(), "{model}");
        assert!(sentence.contains(words), "{model}: {sentence}");
    }
    // All of them at once.
    let errors = read(r#"{"a": 1, "art": {}, "stans": {"field": "x"}}"#);
    assert_eq!(errors.err().unwrap().len(), 3);
}

#[test]
fn directives() {
    let answers = r#"{"kunde": {"navn": "Vest AS"}, "hvem": ["andre", "barn"], "hvem-andre": "Verger",
        "valg": "lever", "under": [{"navn": "Sky AS", "land": ["no"]}, {"land": ["no"]}]}"#;
    for (model, wanted) in [
        (
            r#"{"art": {"field": "kunde.navn", "$comment": "x"}, "$comment": "y"}"#,
            r#"{"art":"Vest AS"}"#,
        ),
        (r#"{"art": {"field": "hvem-andre"}}"#, r#"{"art":"Verger"}"#),
        (
            r#"{"opphor": {"valg": {"field": "valg", "map": {"slett": "slette", "lever": "tilbakelevere-og-slette"}}}}"#,
            r#"{"opphor":{"valg":"tilbakelevere-og-slette"}}"#,
        ),
        // In the form's order, with its label in bokmål or what was written.
        (
            r#"{"registrerte": {"choices": "hvem", "map": {"andre": ["andre"], "barn": ["barn", "elever"]}}}"#,
            r#"{"registrerte":[{"kode":"barn","tekst":"Barn"},{"kode":"elever","tekst":"Barn"},{"kode":"andre","tekst":"Verger"}]}"#,
        ),
        (
            r#"{"registrerte": {"join": [[{"kode": "kunder", "tekst": "Kunder"}], {"choices": "valg", "map": {"slett": [], "lever": ["andre"]}}]}}"#,
            r#"{"registrerte":[{"kode":"kunder","tekst":"Kunder"},{"kode":"andre","tekst":"Lever"}]}"#,
        ),
        // An activity's words are its name.
        (
            r#"{"behandlingsaktiviteter": {"choices": "valg", "map": {"slett": ["sletting"], "lever": ["utlevering"]}}}"#,
            r#"{"behandlingsaktiviteter":[{"kode":"utlevering","navn":"Lever"}]}"#,
        ),
        (
            r#"{"underdatabehandlere": {"rows": "under", "each": {"navn": {"field": "navn"}, "tjeneste": "Drift",
                "land": {"choices": "land", "map": {"no": ["NO"]}}}}}"#,
            r#"{"underdatabehandlere":[{"land":[{"kode":"NO","tekst":"Norge"}],"navn":"Sky AS","tjeneste":"Drift"},{"land":[{"kode":"NO","tekst":"Norge"}],"tjeneste":"Drift"}]}"#,
        ),
        (
            r#"{"status": {"avtale.versjon": "mangler", "overforingsgrunnlag": "tekst", "underdatabehandlere": "preset"}}"#,
            r#"{"status":{"avtale.versjon":"mangler","overforingsgrunnlag":"tekst","underdatabehandlere":"preset"}}"#,
        ),
    ] {
        assert_eq!(mapped(model, answers), wanted, "{model}");
    }
}

#[test]
fn what_is_not_answered_is_left_out() {
    let model = r#"{"avtale": {"tittel": "Avtale", "versjon": {"field": "kunde.navn"}},
        "personvernombud": {"navn": {"field": "kunde.navn"}},
        "registrerte": {"choices": "hvem", "map": {"barn": ["barn"], "andre": ["andre"]}},
        "avvik": [], "brudd": {"innhold": []},
        "underdatabehandlere": {"rows": "under", "each": {"navn": {"field": "navn"}, "tjeneste": "Drift"}},
        "kontaktpunkter": [{"part": "behandlingsansvarlig", "navn": {"field": "kunde.navn"}},
            {"part": "databehandler", "epost": "post@example.no"}]}"#;
    let kept = r#"{"avtale":{"tittel":"Avtale"},"kontaktpunkter":[{"epost":"post@example.no","part":"databehandler"}]}"#;
    for answers in ["{}", r#"{"hvem": [], "under": [{}]}"#] {
        assert_eq!(mapped(model, answers), kept);
    }
}

#[test]
fn the_table_answers_for_article_30() {
    let of = |article: &str| {
        let keys = KEYS.iter().filter(|it| it.articles.contains(&article));
        keys.map(|it| it.path.split(['.', '[']).next().unwrap())
            .fold(Vec::new(), |mut groups, it| {
                if groups.last() != Some(&it) {
                    groups.push(it);
                }
                groups
            })
    };
    assert_eq!(
        of("30(2)(a)"),
        [
            "behandlingsansvarlig",
            "databehandler",
            "kontaktpunkter",
            "personvernombud"
        ]
    );
    assert_eq!(of("30(2)(b)"), ["behandlingsaktiviteter"]);
    assert_eq!(
        of("30(2)(c)"),
        ["underdatabehandlere", "overforing", "lokasjon"]
    );
    assert_eq!(of("30(2)(d)"), ["sikkerhetstiltak"]);
    let model = r#"{"art": "Drift", "lokasjon": "Norge", "overforing": {"tillatt": "Nei", "instruks": "Ingen"},
        "underdatabehandlere": [{"navn": "Sky AS", "land": [{"kode": "NO", "tekst": "Norge"}]}], "status": {"art": "tekst"}}"#;
    assert_eq!(
        asked_by("30(2)(c)", &Json::parse(model).unwrap()).canonical(),
        r#"{"lokasjon":"Norge","overforing":{"tillatt":"Nei"},"underdatabehandlere":[{"land":[{"kode":"NO","tekst":"Norge"}],"navn":"Sky AS"}]}"#
    );
}
