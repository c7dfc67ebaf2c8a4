//! The few names of wasm-streams that `server_fn` needs to compile. Nothing
//! here is ever called: the widget has no server functions.

use futures_util::stream::{Pending, Stream, pending};
use wasm_bindgen::JsValue;

/// A stream that never gives anything.
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// Wraps a browser's stream.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The browser's stream.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Would make a browser's stream; here there is none.
    ///
    /// # Panics
    /// Always.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        unimplemented!("streams are left out of the widget")
    }

    /// Ends never, gives nothing.
    pub fn into_stream(self) -> Pending<Result<JsValue, JsValue>> {
        pending()
    }
}
