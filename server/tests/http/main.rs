//! The program as it is, over HTTP, with real SQLite files.
// Signals end it.
#![cfg(unix)]

mod access;
mod assets;
mod client;
mod durability;
mod fixture;
mod hostile;
mod intake;
mod logs;
mod start;
