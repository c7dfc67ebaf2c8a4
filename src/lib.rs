//! Blankett: Norwegian vendors' order forms and data-processing annexes, filled
//! in in the browser, checked as they are typed, sent as JSON.
//!
//! - [`engine`]: the rules, pure Rust; natively and in wasm.

pub mod engine;
