//! The form on the screen: Leptos components that turn the engine's state into
//! accessible HTML.
//!
//! [`Form`] is the whole of it; its parts can be used alone. They draw natively
//! too (feature `ssr`), and touch no browser: what they need of the page around
//! them they ask of [`Page`]. In a browser use `blankett::browser::Document`
//! for it.
//!
//! ```
//! # #[cfg(feature = "ssr")] {
//! use blankett::engine::{definition::Definition, kinds::Context, messages::Locale};
//! use blankett::view::{Form, FormState};
//! use leptos::prelude::*;
//!
//! let definition = Definition::read(r#"{
//!     "id": "kontakt", "version": "1", "title": "Kontakt",
//!     "sections": [{"id": "deg", "title": "Om deg", "fields": [
//!         {"key": "navn", "kind": "text", "label": "Navn", "required": true}
//!     ]}]
//! }"#).unwrap();
//! let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
//! let context = Context { today, accept: Default::default() };
//! let owner = Owner::new();
//! let html = owner.with(|| {
//!     let state = FormState::new(definition.into(), Locale::nb().into(), context);
//!     view! { <Form state on_send=|| () /> }.to_html()
//! });
//! assert!(html.contains("<label") && html.contains("Navn"));
//! # }
//! ```

mod controls;
mod field;
mod form;
mod html;
mod live;
mod order;
mod page;
mod receipt;
mod review;
mod rows;
mod signature;
mod state;
mod steps;
mod summary;

pub use field::Field;
pub use form::{Fields, Form, draw};
pub use html::Drawn;
pub use page::{NoPage, Page};
pub use receipt::{Delivery, Kept, Receipt, ReceiptView};
pub use review::{AnswerList, Review};
pub use state::{Entry, FormState, Phase, Step};
pub use summary::ErrorSummary;
