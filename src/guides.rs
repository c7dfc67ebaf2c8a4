//! Guides for those who embed, theme, prefill, receive and go without a network. Every snippet
//! in them is run by `tests/e2e/guides*.spec.mjs`.

#[doc = include_str!("guides/embed.md")]
pub mod embed {}

#[doc = include_str!("guides/theme.md")]
pub mod theme {}

#[doc = include_str!("guides/prefill.md")]
pub mod prefill {}

#[doc = include_str!("guides/receive.md")]
pub mod receive {}

#[doc = include_str!("guides/offline.md")]
pub mod offline {}
