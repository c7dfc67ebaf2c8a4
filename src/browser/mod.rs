//! What only a browser can do: the element, the page, the clock, chance and the
//! network. The only place that names web-sys, and where `blankett.js` is.

mod delivery;
mod document;
mod element;
mod shell;

pub use document::Document;
pub use element::{Mounted, mount, start};
pub use shell::Options;
