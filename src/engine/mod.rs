//! The rules of a form: pure Rust without browser, clock, randomness or prose.
//!
//! The same code runs in the customer's browser and on the vendor's server.
//! The modules below stand in the order of their layers: each names only those
//! above it. `tests/layers.rs` enforces it.

pub mod answers;
pub mod condition;
pub mod decimal;
pub mod definition;
pub mod envelope;
pub mod identifiers;
pub mod json;
pub mod kinds;
pub mod messages;
pub mod outbox;
pub mod price;
pub mod problem;
pub mod reader;
pub mod text;
pub mod validation;
pub mod violation;
