//! Sealing as the widget does, by the server's own tests.

#[allow(dead_code)]
#[path = "../../../server/tests/http/sealing.rs"]
mod written;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use written::{header, public, seal};

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
