//! The rules of a form: pure Rust without browser, clock, randomness or prose.
//!
//! The same code runs in the customer's browser and on the vendor's server.
//! The modules are layers, and each names only those to its left:
//! `decimal, json, reader, text, schema, packet, violation, identifiers → kinds → condition →
//! definition → answers, price → validation, messages → envelope, problem,
//! outbox, model`. `tests/layers.rs` enforces it.

pub mod answers;
pub mod condition;
pub mod decimal;
pub mod definition;
pub mod envelope;
pub mod identifiers;
pub mod json;
pub mod kinds;
pub mod messages;
pub mod model;
pub mod outbox;
pub mod packet;
pub mod price;
pub mod problem;
pub mod reader;
pub mod schema;
pub mod text;
pub mod validation;
pub mod violation;
