//! What `blankett.js` does for the form: everything that is a line of
//! JavaScript and a kilobyte of glue in Rust. What takes time is answered by a
//! call of [`Mounted`](crate::browser::Mounted), so that nothing here waits.

use crate::engine::json::Json;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What `blankett.js` hands over when a form is mounted.
    pub type Options;

    /// The definition, as JSON text.
    #[wasm_bindgen(method, getter)]
    pub fn definition(this: &Options) -> String;

    /// The locale, as JSON text.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Options) -> String;

    /// Answers the host already knows, as JSON text.
    #[wasm_bindgen(method, getter)]
    pub fn prefill(this: &Options) -> Option<String>;

    /// Whether synthetic numbers pass.
    #[wasm_bindgen(method, getter, js_name = testNumbers)]
    pub fn test_numbers(this: &Options) -> bool;

    /// Whether one section is shown at a time, if the host says.
    #[wasm_bindgen(method, getter)]
    pub fn steps(this: &Options) -> Option<bool>;

    /// Where a submission goes now: 2 means that it is posted, 1 that a listener
    /// of the submit event has taken it, 0 nowhere.
    #[wasm_bindgen(method)]
    pub fn way(this: &Options) -> u8;

    /// Dispatches an event with detail as JSON text; false if it was cancelled.
    #[wasm_bindgen(method)]
    fn emit(this: &Options, name: &str, detail: &str) -> bool;

    /// Makes a UUID, hashes each line and reads the clock; answers by
    /// `identified`. False on a page that is not secure.
    #[wasm_bindgen(method)]
    pub fn identify(this: &Options, lines: &str) -> bool;

    /// Stores it and sends it until it is delivered, and tells by `came`; or puts it
    /// into the host's own `<form>` and answers by `handed`. `replaces` is the refused
    /// submission that it corrects.
    #[wasm_bindgen(method)]
    pub fn post(this: &Options, id: &str, body: &str, replaces: &str);

    /// Sends it now, instead of when its time comes.
    #[wasm_bindgen(method)]
    pub fn hurry(this: &Options, id: &str);

    /// Fills bytes with what nobody can guess.
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    pub fn random(bytes: &mut [u8]);
}

/// The element around a form.
#[derive(Clone)]
pub struct Host(pub Rc<Options>);

impl Host {
    /// Dispatches an event. False if a listener prevented it.
    pub fn emit(&self, name: &str, detail: Json) -> bool {
        self.0.emit(name, &detail.canonical())
    }

    /// The same with a detail of words.
    pub fn tell(&self, name: &str, detail: &[(&str, &str)]) {
        let members = detail
            .iter()
            .map(|(key, word)| ((*key).to_owned(), Json::text(*word)));
        self.emit(name, Json::Object(members.collect()));
    }
}
