//! The rules of a form: pure Rust without browser, clock, randomness or prose.
//!
//! The same code runs in the customer's browser and on the vendor's server.
//! The modules below stand in the order of their layers: each names only those
//! above it. `tests/layers.rs` enforces it.

pub mod decimal;
pub mod json;
pub mod reader;
pub mod text;
pub mod violation;
pub mod identifiers;
pub mod kinds;
pub mod condition;
pub mod definition;
pub mod answers;
pub mod price;
pub mod validation;
pub mod messages;
pub mod envelope;
pub mod problem;
pub mod outbox;
