//! The program as it is, over HTTP, with real SQLite files.
// Signals end it.
#![cfg(unix)]

mod access;
mod agreements;
mod article30;
mod assets;
mod attack;
mod cases;
mod client;
mod days;
mod displacements;
mod durability;
mod fixture;
mod hostile;
mod intake;
mod keys;
mod logs;
mod outage;
mod packet;
mod sealed;
mod sealing;
mod senders;
mod start;
