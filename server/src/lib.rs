//! The reference backend and command-line tool of Blankett. `main.rs` runs it.
//!
//! Public is only what reads bytes that anyone may have made, so that `tests/fuzz` can feed it.

mod access;
mod agreements;
mod article30;
mod assets;
mod base64url;
mod calendar;
mod clients;
mod connections;
mod displacements;
mod forms;
mod intake;
pub mod keys;
mod ledger;
mod limits;
mod listener;
mod locked;
mod logs;
pub mod open;
mod posted;
mod problem;
mod protection;
mod readout;
mod refusals;
pub mod sealed;
mod senders;
mod sentences;
mod serve;
mod sqlite;
mod succession;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Receives what `<blankett-form>` sends, checks it by the same rules and keeps it;
/// opens what is sealed; reads data processing agreements out of it.
#[derive(Parser)]
#[command(name = "blankett", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Options),
    Model(agreements::Options),
    Article30(article30::Options),
    Keygen(keys::Options),
    Open(open::Options),
}

/// Does what the command line says.
pub async fn run() -> ExitCode {
    logs::start();
    let done = match Cli::parse().command {
        Command::Serve(options) => serve::run(options).await,
        Command::Model(options) => agreements::run(options).await,
        Command::Article30(options) => article30::run(options).await,
        Command::Keygen(options) => keys::run(options),
        Command::Open(options) => open::run(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        }
    }
}
