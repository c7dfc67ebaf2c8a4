//! The view drawn natively: what is in the HTML before anybody touches it.

#![cfg(feature = "ssr")]

use blankett::engine::definition::Definition;
use blankett::engine::identifiers::Accept;
use blankett::engine::json::Json;
use blankett::engine::kinds::{Answer, Context};
use blankett::engine::messages::Locale;
use blankett::engine::problem::Problem;
use blankett::view::{AnswerList, Delivery, ErrorSummary, Fields, Form, FormState, Receipt};
use chrono::NaiveDate;
use leptos::prelude::*;

fn definition(form: &str) -> Definition {
    let path = [env!("CARGO_MANIFEST_DIR"), "/src/forms/", form, ".json"].concat();
    let read = Definition::read(&std::fs::read_to_string(path).unwrap());
    read.unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn state(form: &str) -> FormState {
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let context = Context {
        today,
        accept: Accept { test_numbers: true },
    };
    FormState::new(definition(form).into(), Locale::nb().into(), context)
}

fn under_owner<T>(test: impl FnOnce() -> T) -> T {
    Owner::new().with(test)
}

fn attributes(html: &str, name: &str) -> Vec<String> {
    let start = [" ", name, "=\""].concat();
    html.split(&start)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

const FORMS: [&str; 2] = [
    "buypass-virksomhetssertifikat",
    "assistert-selvhjelp-databehandleravtale",
];

#[test]
fn every_control_has_a_label_and_ids_are_unique() {
    for form in FORMS {
        under_owner(|| {
            let state = state(form);
            let html = view! { <Form state on_send=|| ()/> }.to_html();
            let ids = attributes(&html, "id");
            let mut sorted = ids.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(sorted.len(), ids.len(), "an id stands twice");
            for target in attributes(&html, "for") {
                assert!(ids.contains(&target), "{target}");
            }
            let controls = html.matches("<input").count() + html.matches("<textarea").count();
            assert_eq!(html.matches("<label").count(), controls);
            for described in attributes(&html, "aria-labelledby") {
                assert!(ids.contains(&described), "{described}");
            }
        });
    }
}

#[test]
fn fields_that_wait_for_an_answer_are_hidden() {
    under_owner(|| {
        let state = state(FORMS[0]);
        let field = state.definition().find("aktiveringskode.adresse").unwrap();
        let switch = state.definition().find("aktiveringskode.gjenbruk").unwrap();
        assert!(!state.is_shown(field));
        state.typed(switch, Answer::Flag(true));
        assert!(state.is_shown(field) && state.is_required(field));
    });
}

/// «Vi tar forbehold om prisendringer» stands with the price it is about.
#[test]
fn a_price_has_its_help() {
    under_owner(|| {
        let state = state("opus-overtagelse");
        let price = state.definition().find("pris.overtagelse").unwrap();
        let help = state.definition().fields[price].help.get("nb").to_owned();
        assert!(!help.is_empty());
        let html = view! { <Form state on_send=|| ()/> }.to_html();
        assert!(html.contains(&help), "{help}");
    });
}

#[test]
fn what_is_wrong_is_told_in_the_summary_and_leaves_it_when_mended() {
    under_owner(|| {
        let state = state(FORMS[0]);
        let number = state
            .definition()
            .find("virksomhet.organisasjonsnummer")
            .unwrap();
        assert!(!state.attempt());
        let summary = || view! { <ErrorSummary state/> }.to_html();
        assert!(summary().contains("Fyll ut organisasjonsnummer."));
        assert!(summary().contains("href=\"#blankett-virksomhet.organisasjonsnummer\""));
        state.typed(number, Answer::Text("971 058 676".into()));
        assert!(!summary().contains("Fyll ut organisasjonsnummer."));
        state.typed(number, Answer::Text("971 058 677".into()));
        assert!(summary().contains("Organisasjonsnummeret er ikke gyldig."));
        assert_eq!(state.typed_text(number), "971 058 677");
    });
}

#[test]
fn national_ids_stand_in_no_html() {
    under_owner(|| {
        let state = state(FORMS[0]);
        let secret = state
            .definition()
            .find("signaturberettiget.fodselsnummer")
            .unwrap();
        state.typed(secret, Answer::Text("018190 12013".into()));
        state.left(secret);
        state.attempt();
        let html = view! { <Form state on_send=|| ()/> }.to_html();
        assert!(!html.contains("12013"));
        state.typed(secret, Answer::Text("018190 12012".into()));
        let list = view! { <AnswerList state/> }.to_html();
        assert!(list.contains("018190 •••••") && !list.contains("12012"));
    });
}

#[test]
fn a_backends_complaint_stands_on_its_field_until_that_is_changed() {
    under_owner(|| {
        let state = state(FORMS[0]);
        let name = state.definition().find("virksomhet.navn").unwrap();
        state.typed(name, Answer::Text("Tannlegene".into()));
        let errors = vec![
            ("/virksomhet/navn".to_owned(), "Ukjent firma.".to_owned()),
            ("/annet/sted".to_owned(), "Noe annet.".to_owned()),
        ];
        let others = state.refuse(&Problem {
            title: String::new(),
            errors,
        });
        assert_eq!(others, ["Noe annet."]);
        assert!(
            view! { <Fields state/> }
                .to_html()
                .contains("Ukjent firma.")
        );
        state.typed(name, Answer::Text("Tannlegene Vest".into()));
        assert!(
            !view! { <Fields state/> }
                .to_html()
                .contains("Ukjent firma.")
        );
    });
}

#[test]
fn the_receipt_proves_what_was_sent() {
    under_owner(|| {
        let state = state(FORMS[0]);
        state.prefill(&Json::parse(r#"{"virksomhet": {"navn": "Tannlegene Vest"}}"#).unwrap());
        let receipt = Receipt {
            reference: "B-1".into(),
            time: "21. november 2026".into(),
            digests: vec!["sha-256=00ff".into()],
        };
        state.set_delivery(Delivery::Delivered(receipt));
        let html = view! { <Form state on_send=|| ()/> }.to_html();
        for proof in [
            "B-1",
            "21. november 2026",
            "sha-256=00ff",
            "Tannlegene Vest",
            state.definition().version.as_str(),
        ] {
            assert!(html.contains(proof), "{proof}");
        }
    });
}

#[test]
fn prefill_that_does_not_fit_is_told_and_the_rest_is_used() {
    under_owner(|| {
        let state = state(FORMS[0]);
        let prefill = r#"{"virksomhet": {"navn": "Vest", "farge": 1, "telefon": 22123456}}"#;
        let refused = state.prefill(&Json::parse(prefill).unwrap());
        let refused: Vec<_> = refused
            .iter()
            .map(|it| (it.path.as_str(), it.code.as_str()))
            .collect();
        assert_eq!(
            refused,
            [
                ("/virksomhet/farge", "unknown"),
                ("/virksomhet/telefon", "type")
            ]
        );
        assert_eq!(
            state.answers().get("virksomhet").unwrap().get("navn"),
            Some(&Json::text("Vest"))
        );
    });
}

/// A national id stands in no attribute, not even where one field is suggested another's answer.
#[test]
fn what_is_suggested_is_no_secret() {
    const FORM: &str = r#"{"id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [
        {"key": "fnr", "kind": "identifier", "identifier": "fodselsnummer", "label": "F"},
        {"key": "igjen", "kind": "identifier", "identifier": "fodselsnummer", "label": "I", "default-from": "fnr"},
        {"key": "navn", "kind": "text", "label": "N"},
        {"key": "kopi", "kind": "text", "label": "K", "default-from": "navn"}]}]}"#;
    under_owner(|| {
        let definition = Definition::read(FORM).unwrap_or_else(|it| panic!("{it:#?}"));
        let accept = Accept { test_numbers: true };
        let today = NaiveDate::MIN;
        let context = Context { today, accept };
        let state = FormState::new(definition.into(), Locale::nb().into(), context);
        state.prefill(&Json::parse(r#"{"fnr": "01819012012", "navn": "Kari"}"#).unwrap());
        let html = view! { <Form state on_send=|| ()/> }.to_html();
        assert_eq!(attributes(&html, "placeholder"), ["Kari"]);
    });
}

/// What browsers are told of a control whose answer is a secret.
#[test]
fn secrets_are_kept_from_what_browsers_remember_and_send_on() {
    const FORM: &str = r#"{"id": "a", "version": "1", "title": "A", "sections": [{"id": "s", "title": "S", "fields": [
        {"key": "tekst", "kind": "text", "label": "T", "secret": true, "autocomplete": "name"},
        {"key": "epost", "kind": "email", "label": "E", "secret": true},
        {"key": "fnr", "kind": "identifier", "identifier": "fodselsnummer", "label": "F"},
        {"key": "langt", "kind": "long-text", "label": "L", "secret": true},
        {"key": "tall", "kind": "number", "label": "N", "secret": true},
        {"key": "valg", "kind": "choice", "as": "select", "label": "V", "secret": true, "options": [{"value": "a", "label": "A"}]},
        {"key": "syk", "kind": "yes-no", "label": "S", "secret": true},
        {"key": "flere", "kind": "choices", "label": "C", "secret": true,
         "options": [{"value": "annet", "label": "Annet", "specify": {"label": "Hva"}}]},
        {"key": "kryss", "kind": "tick", "label": "K", "secret": true},
        {"key": "rader", "kind": "rows", "row": "R", "label": "R", "secret": true, "min": 1,
         "columns": [{"key": "navn", "kind": "text", "label": "N"}]},
        {"key": "signatur", "kind": "signature", "label": "Signer"},
        {"key": "aapen", "kind": "text", "label": "Å", "autocomplete": "name"}]}]}"#;
    const OFF: [(&str, &str); 6] = [
        ("autocomplete", "off"),
        ("autocapitalize", "off"),
        ("autocorrect", "off"),
        ("spellcheck", "false"),
        ("translate", "no"),
        ("writingsuggestions", "false"),
    ];
    under_owner(|| {
        let definition = Definition::read(FORM).unwrap_or_else(|it| panic!("{it:#?}"));
        let context = Context {
            today: NaiveDate::MIN,
            accept: Default::default(),
        };
        let state = FormState::new(definition.into(), Locale::nb().into(), context);
        let html = view! { <Form state on_send=|| ()/> }.to_html();
        let controls = html.split('<').filter(|it| {
            ["input ", "textarea ", "select "]
                .iter()
                .any(|tag| it.starts_with(tag))
        });
        let mut seen = 0;
        for control in controls {
            let of = |name: &str| attributes(control, name);
            // How one signs is no secret; the last is the one that is open.
            let is_open = of("name").iter().any(|it| it == "aapen");
            let is_method = control.contains("signatur") && of("type") == ["radio"];
            if is_open || is_method {
                assert_ne!(of("autocomplete"), ["off"], "{control}");
                continue;
            }
            seen += 1;
            for (name, value) in OFF {
                assert_eq!(of(name), [value], "{name} of {control}");
            }
        }
        assert_eq!(seen, 13, "{html}");
    });
}
