//! The browser's modules, in a real browser: `cargo xtask test browser`.

#![cfg(target_arch = "wasm32")]

use blankett::browser::{Mounted, Options, mount};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const FORM: &str = r#"{"id": "a", "version": "1", "title": "Skjema", "sections": [{"id": "s", "title": "Del", "fields": [
    {"key": "virksomhet.nr", "kind": "identifier", "identifier": "organisasjonsnummer", "label": "Nummer", "required": true},
    {"key": "fnr", "kind": "identifier", "identifier": "fodselsnummer", "label": "Fødselsnummer"},
    {"key": "valg", "kind": "choices", "label": "Valg", "options": [
        {"value": "a", "label": "A"}, {"value": "annet", "label": "Annet", "specify": {"label": "Hva?"}}]}
]}]}"#;

struct Page {
    container: HtmlElement,
    mounted: Mounted,
    /// `[name, detail]` of every event.
    events: Array,
}

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

fn options(form: &str, events: &Array) -> Options {
    let options = Object::new();
    let set = |key: &str, value: &JsValue| Reflect::set(&options, &key.into(), value).unwrap();
    set("definition", &form.into());
    set("locale", &include_str!("../src/locales/nb.json").into());
    set("testNumbers", &true.into());
    set("way", &Function::new_no_args("return 1"));
    set("later", &Function::new_no_args(""));
    // The test answers in the shell's place.
    set("identify", &Function::new_no_args("return true"));
    let record = Function::new_with_args(
        "events",
        "return (name, detail) => { events.push([name, detail]); return true; }",
    );
    set("emit", &record.call1(&JsValue::NULL, events).unwrap());
    options.unchecked_into()
}

fn page() -> Page {
    let container: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&container).unwrap();
    let events = Array::new();
    let mounted = mount(container.clone(), options(FORM, &events)).unwrap();
    Page {
        container,
        mounted,
        events,
    }
}

impl Page {
    fn find(&self, selector: &str) -> Element {
        self.container
            .query_selector(selector)
            .unwrap()
            .unwrap_or_else(|| panic!("no {selector}"))
    }

    fn input(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("input[name=\"{name}\"]"))
            .unchecked_into()
    }

    fn fire(&self, element: &Element, event: &str) {
        element.dispatch_event(&Event::new(event).unwrap()).unwrap();
    }

    fn type_in(&self, name: &str, text: &str, caret: u32) -> HtmlInputElement {
        let input = self.input(name);
        input.set_value(text);
        input.set_selection_range(caret, caret).unwrap();
        self.fire(&input, "input");
        input
    }

    fn text(&self) -> String {
        self.container.text_content().unwrap_or_default()
    }

    fn click(&self, label: &str) {
        let buttons = self.container.query_selector_all("button").unwrap();
        let buttons = (0..buttons.length()).map(|at| buttons.get(at).unwrap());
        let button = buttons
            .into_iter()
            .find(|it| it.text_content().as_deref() == Some(label));
        button
            .unwrap_or_else(|| panic!("no button {label}"))
            .unchecked_into::<HtmlElement>()
            .click();
    }
}

/// Lets what waits run: drawing, hashing, time-outs of nought.
async fn settle() {
    gloo_timers::future::TimeoutFuture::new(50).await;
}

#[wasm_bindgen_test]
fn digits_are_grouped_and_the_caret_keeps_its_place() {
    let page = page();
    for (typed, caret, shown, then) in [
        ("971058676", 9, "971 058 676", 11),
        ("9710", 4, "971 0", 5),
        // A digit put in the middle, and one taken out.
        ("97 1 058 676", 2, "971 058 676", 2),
        ("971058 676", 3, "971 058 676", 3),
        // Left alone: not only digits.
        ("971x", 4, "971x", 4),
        ("", 0, "", 0),
    ] {
        let input = page.type_in("virksomhet.nr", typed, caret);
        assert_eq!(input.value(), shown);
        assert_eq!(input.selection_start().unwrap(), Some(then), "{typed}");
    }
}

#[wasm_bindgen_test]
async fn a_wrong_number_is_told_on_leaving_and_untold_on_mending() {
    let page = page();
    let input = page.type_in("virksomhet.nr", "971058677", 9);
    settle().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), None);
    page.fire(&input, "blur");
    settle().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert!(page.text().contains("ikke gyldig"));
    page.type_in("virksomhet.nr", "971058676", 9);
    settle().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), None);
    assert_eq!(
        page.mounted.answers(),
        r#"{"virksomhet":{"nr":"971058676"}}"#
    );
}

#[wasm_bindgen_test]
async fn an_option_opens_its_text_and_a_closed_text_does_not_count() {
    let page = page();
    let box_of = |at: u32| -> HtmlInputElement {
        page.find(&format!("[id=\"blankett-valg-{at}\"]"))
            .unchecked_into()
    };
    box_of(1).click();
    settle().await;
    let opened: HtmlElement = page.find("[name=\"valg-annet\"]").unchecked_into();
    assert!(opened.offset_height() > 0);
    opened
        .unchecked_ref::<web_sys::HtmlTextAreaElement>()
        .set_value("Noe");
    page.fire(&opened, "input");
    assert_eq!(
        page.mounted.answers(),
        r#"{"valg":["annet"],"valg-annet":"Noe"}"#
    );
    box_of(1).click();
    settle().await;
    assert_eq!(opened.offset_height(), 0);
    assert_eq!(page.mounted.answers(), "{}");
}

#[wasm_bindgen_test]
async fn without_an_action_the_submit_event_is_all() {
    let page = page();
    assert!(!page.mounted.submit(false));
    settle().await;
    let focused = document().active_element().unwrap();
    assert_eq!(focused.id(), "blankett-summary");
    page.type_in("virksomhet.nr", "971058676", 9);
    page.type_in("fnr", "01819012012", 11);
    page.click("Se over svarene");
    settle().await;
    assert!(page.text().contains("018190 •••••"));
    assert!(!page.container.inner_html().contains("12012"));
    page.click("Send inn");
    page.mounted.identified(
        "6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b3a".into(),
        "ab",
        "2026-11-21T19:00:00Z".into(),
        "nå".into(),
    );
    settle().await;
    let events = page.events.iter().map(|it| Array::from(&it));
    let word = |it: &Array, at: u32| it.get(at).as_string().unwrap();
    let events: Vec<_> = events.map(|it| (word(&it, 0), word(&it, 1))).collect();
    let (changes, others): (Vec<_>, Vec<_>) =
        events.into_iter().partition(|it| it.0 == "blankett-change");
    assert_eq!(changes[1].1, r#"{"field":"fnr"}"#);
    assert_eq!(others.len(), 2);
    assert_eq!(others[0].0, "blankett-submit");
    assert!(others[0].1.contains(r#""fnr":"01819012012""#));
    assert_eq!(others[1].0, "blankett-delivered");
    assert!(!others[1].1.contains("12012"));
    assert!(page.text().contains("Skjemaet er sendt") && page.text().contains("sha-256="));
    assert!(!page.container.inner_html().contains("12012"));
    page.mounted.reset();
    settle().await;
    assert_eq!(page.mounted.answers(), "{}");
    assert_eq!(page.input("virksomhet.nr").value(), "");
}

#[wasm_bindgen_test]
fn a_wrong_definition_says_where() {
    let container: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    let wrong = FORM.replace("\"label\": \"Nummer\"", "\"lable\": \"Nummer\"");
    let told = mount(container, options(&wrong, &Array::new()))
        .err()
        .unwrap();
    assert!(told.starts_with("/sections/0/fields/0/lable: "), "{told}");
}

#[wasm_bindgen_test]
async fn a_removed_form_leaves_nothing() {
    let page = page();
    let Page {
        container, mounted, ..
    } = page;
    drop(mounted);
    settle().await;
    assert_eq!(container.child_element_count(), 0);
}
