//! Blankett: Norwegian vendors' order forms and data-processing annexes, filled
//! in in the browser, checked as they are typed, sent as JSON.
//!
//! - [`engine`]: the rules, pure Rust; natively and in wasm.
//! - `view` (feature `csr` or `ssr`): the form as Leptos components.
//! - `browser` (feature `csr`, in wasm): what only a browser can do, and the
//!   element `<blankett-form>`.

#[cfg(all(feature = "csr", target_arch = "wasm32"))]
pub mod browser;
pub mod engine;
#[cfg(any(doc, doctest))]
pub mod guides;
#[cfg(feature = "view")]
pub mod view;
