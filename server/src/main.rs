//! `blankett`: the reference backend and command-line tool of Blankett.

mod access;
mod agreements;
mod article30;
mod assets;
mod base64url;
mod calendar;
mod forms;
mod intake;
mod keys;
mod ledger;
mod locked;
mod logs;
mod open;
mod posted;
mod problem;
mod readout;
mod sealed;
mod sentences;
mod serve;
mod sqlite;

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

#[tokio::main]
async fn main() -> ExitCode {
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
