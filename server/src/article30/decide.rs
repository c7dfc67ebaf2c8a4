//! `blankett article30 pending`, `confirm` and `reject`: the office's decisions
//! on which agreement displaces which, with nothing but the database's file.

use super::standing;
use crate::agreements::{Definitions, Source, Visited, masked, write};
use crate::calendar;
use crate::displacements::signature;
use crate::intake::reference;
use crate::sqlite;
use crate::succession::{Claim, Decision, Displacement, State, Succession, succession};
use chrono::Utc;
use std::collections::HashMap;
use std::io::stdout;
use std::path::PathBuf;

/// What the office can do about displacements.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Lists the agreements that wait for the office, and the office's decisions
    Pending(Kept),
    /// Confirms that an agreement displaces the one it would displace
    Confirm(Decide),
    /// Rejects that an agreement displaces another; undoes a confirmation
    Reject(Decide),
}

/// Where submissions are kept.
#[derive(clap::Args)]
pub struct Kept {
    #[command(flatten)]
    definitions: Definitions,
    /// The database that `serve` keeps
    #[arg(long, value_name = "FILE")]
    database: PathBuf,
}

/// What is decided, and by whom.
#[derive(clap::Args)]
pub struct Decide {
    #[command(flatten)]
    kept: Kept,
    /// Your name; it is kept with the decision
    #[arg(long, value_name = "NAME")]
    by: String,
    /// The id or reference of the one that is displaced, where there are several
    #[arg(long, value_name = "SUBMISSION")]
    displaces: Option<String>,
    /// The id or reference of the agreement that came later, such as B-7F3K-29QD
    #[arg(value_name = "SUBMISSION")]
    submission: String,
}

/// Does what was asked.
///
/// # Errors
/// One sentence.
pub async fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Pending(kept) => pending(kept).await,
        Command::Confirm(options) => decide(options, true).await,
        Command::Reject(options) => decide(options, false).await,
    }
}

async fn pending(kept: Kept) -> Result<(), String> {
    let (claims, found) = look(kept).await?;
    let told = |it: &&Displacement| {
        it.state == State::Pending || it.decision.is_some() || it.state == State::Sender
    };
    let displacements = found.displacements.iter().filter(told).cloned().collect();
    let only = Succession {
        displacements,
        ..Succession::default()
    };
    let lines = standing::notes(&claims, &only);
    let text = lines.iter().map(|it| masked(it) + "\n").collect::<String>();
    write(&mut stdout().lock(), &text)
}

async fn decide(options: Decide, confirmed: bool) -> Result<(), String> {
    let by = signature(&options.by).map_err(|sentence| format!("--by: {sentence}"))?;
    let database = options.kept.database.clone();
    let (claims, found) = look(options.kept).await?;
    let names = |given: &str, it: &Claim| {
        it.id == given.trim().to_lowercase() || reference(&it.id) == given.trim().to_uppercase()
    };
    let mut about: Vec<&Displacement> = found.displacements.iter().collect();
    about.retain(|it| names(&options.submission, &claims[it.by]));
    if let Some(of) = &options.displaces {
        about.retain(|it| names(of, &claims[it.of]));
    }
    let list = |about: &[&Displacement]| {
        let displacements = about.iter().map(|it| (*it).clone()).collect();
        let only = Succession {
            displacements,
            ..Succession::default()
        };
        masked(&standing::notes(&claims, &only).join("\n"))
    };
    let Some(first) = about.first() else {
        let asked = &options.submission;
        return Err(format!(
            "There is nothing to decide: {asked} displaces nothing and would not."
        ));
    };
    let same = |it: &&Displacement| {
        (&claims[it.by].id, &claims[it.of].id) == (&claims[first.by].id, &claims[first.of].id)
    };
    if !about.iter().all(same) {
        let all = list(&about);
        return Err(format!(
            "There are several; say which by the whole id, and with --displaces:\n{all}"
        ));
    }
    let at = calendar::stamp(Utc::now());
    let failed = |error| {
        format!(
            "The database {} cannot be written: {error}.",
            database.display()
        )
    };
    let decision = |it: &&Displacement| Decision {
        submission: claims[it.by].id.clone(),
        form: claims[it.by].form.clone(),
        displaces: claims[it.of].id.clone(),
        confirmed,
        by: by.clone(),
        at: at.clone(),
    };
    let decisions: Vec<Decision> = about.iter().map(decision).collect();
    let kept = sqlite::decide(&database, &decisions).await;
    kept.map_err(failed)?;
    let word = if confirmed { "Confirmed" } else { "Rejected" };
    let lines: Vec<String> = about
        .iter()
        .map(|it| {
            let (later, earlier) = (&claims[it.by], &claims[it.of]);
            format!(
                "{word} by {}: {} displaces {} of \"{}\" in {}.\n",
                standing::plain(&by),
                reference(&later.id),
                reference(&earlier.id),
                standing::plain(&earlier.name),
                later.form
            )
        })
        .collect();
    write(&mut stdout().lock(), &masked(&lines.concat()))
}

/// All agreements and what stands. What cannot be read has been told, and is no
/// reason not to decide on the others.
async fn look(kept: Kept) -> Result<(Vec<Claim>, Succession), String> {
    let source = Source::database(kept.definitions, kept.database);
    let decisions = source.decisions().await?;
    let (mut claims, mut others) = (Vec::new(), HashMap::new());
    let mut keep = |it| {
        match it {
            Visited::Agreement(it) => claims.push(it.claim()),
            Visited::Other(id, form) => drop(others.insert(id, form)),
        }
        Ok(())
    };
    if let Err(sentence) = source.each(&mut keep).await {
        eprintln!("note: {sentence}");
    }
    let found = succession(&claims, &others, &decisions);
    Ok((claims, found))
}
