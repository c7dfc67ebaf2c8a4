//! What `blankett.js` does for the form: everything that is a line of
//! JavaScript and a kilobyte of glue in Rust.

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

    /// The locale, as JSON text; none for bokmål, which is inside.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Options) -> Option<String>;

    /// Answers the host already knows, as JSON text.
    #[wasm_bindgen(method, getter)]
    pub fn prefill(this: &Options) -> Option<String>;

    /// Whether synthetic numbers pass.
    #[wasm_bindgen(method, getter, js_name = testNumbers)]
    pub fn test_numbers(this: &Options) -> bool;

    /// Dispatches an event with detail as JSON text; false if it was cancelled.
    #[wasm_bindgen(method)]
    fn emit(this: &Options, name: &str, detail: &str) -> bool;

    /// A new UUID, the SHA-256 of a text in hexadecimal, and the time; none on
    /// a page that is not secure.
    #[wasm_bindgen(method, catch)]
    pub async fn identify(this: &Options, text: &str) -> Result<Option<Identity>, JsValue>;

    /// Posts once. Rejects if no whole answer came.
    #[wasm_bindgen(method, catch)]
    pub async fn post(this: &Options, id: &str, body: &str) -> Result<Answer, JsValue>;

    /// Whether there is anywhere to post.
    #[wasm_bindgen(method, getter, js_name = hasAction)]
    pub fn has_action(this: &Options) -> bool;

    /// What a submission is known by.
    pub type Identity;

    #[wasm_bindgen(method, getter)]
    pub fn id(this: &Identity) -> String;

    #[wasm_bindgen(method, getter)]
    pub fn hash(this: &Identity) -> String;

    /// RFC 3339, in UTC.
    #[wasm_bindgen(method, getter)]
    pub fn time(this: &Identity) -> String;

    /// The same moment as people write it, on the reader's clock.
    #[wasm_bindgen(method, getter)]
    pub fn written(this: &Identity) -> String;

    /// A whole HTTP answer.
    pub type Answer;

    /// 0 for a redirect, which is not followed.
    #[wasm_bindgen(method, getter)]
    pub fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter)]
    pub fn text(this: &Answer) -> String;

    /// Whether it says that it is JSON.
    #[wasm_bindgen(method, getter)]
    pub fn json(this: &Answer) -> bool;

    /// `Retry-After` in seconds, if it is a number.
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    pub fn retry_after(this: &Answer) -> Option<u32>;
}

/// The element around a form.
#[derive(Clone)]
pub struct Host(pub Rc<Options>);

impl Host {
    /// Dispatches an event. False if a listener prevented it.
    pub fn emit(&self, name: &str, detail: &[(&str, Json)]) -> bool {
        let members = detail.iter().map(|(key, json)| ((*key).to_owned(), json.clone()));
        self.tell(name, &Json::Object(members.collect()))
    }

    /// The same with detail already made.
    pub fn tell(&self, name: &str, detail: &Json) -> bool {
        self.0.emit(name, &detail.canonical())
    }
}
