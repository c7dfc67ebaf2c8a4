//! One form, and what the application knows of it.

use crate::delivery::Outbox;
use blankett::browser::Document;
use blankett::engine::definition::{Definition, Period};
use blankett::engine::identifiers::Accept;
use blankett::engine::kinds::Context;
use blankett::engine::messages::Locale;
use blankett::engine::price;
use blankett::view::{FormState, Page};
use leptos::prelude::*;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Clone, Copy)]
pub struct Order {
    pub state: FormState,
    pub outbox: Outbox,
    /// Follows every key.
    pub known: ReadSignal<Known>,
}

/// The answers that the pages show. Any may be missing while somebody types.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Known {
    pub virksomhet: Virksomhet,
    /// Øre, VAT included.
    #[serde(skip)]
    pub sum: u64,
}

#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Virksomhet {
    pub organisasjonsnummer: String,
}

impl Order {
    /// Lives as long as the owner that is current here: open it where it shall
    /// outlive a page, not in one.
    pub fn open(definition: &str, prefix: &str, locale: Arc<Locale>) -> Result<Self, String> {
        let definition = Definition::read(definition).map_err(|errors| errors[0].to_string())?;
        let page = Document::around(document().body().ok_or("no body")?);
        let context = Context {
            today: page.today().unwrap_or_default(),
            accept: Accept { test_numbers: true },
        };
        let state = FormState::new(definition.into(), locale, context)
            .on_page(page)
            .with_prefix(prefix);
        let known = state.signal(Known::of);
        Ok(Self {
            state,
            outbox: Outbox::of(state),
            known,
        })
    }
}

impl Known {
    fn of(state: FormState) -> Self {
        let answers = state.answers().canonical();
        let sum = price::sum(&state.order(), Period::Once).unwrap_or_default();
        Self {
            sum: sum.gross(),
            ..serde_json::from_str(&answers).unwrap_or_default()
        }
    }
}
