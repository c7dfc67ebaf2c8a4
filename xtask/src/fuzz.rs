//! `cargo xtask fuzz`: every reader of foreign bytes, fed with what is nearly right (`tests/fuzz`).

use crate::run::{self, Result, say};
use crate::{npm, rust, widget};
use std::path::PathBuf;

/// The readers that are scripts, and so run in Node; all others are in the program.
const SCRIPTS: [&str; 2] = ["queue-file", "queue-row"];

/// Feeds the readers that are named, or all.
pub fn task(arguments: &[String]) -> Result {
    let is_script = |name: &String| SCRIPTS.contains(&name.as_str());
    // A name is what is neither an option nor an option's value.
    let mut named = Vec::new();
    let mut options = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--seed" | "--from" | "--inputs" => {
                options.push(argument.clone());
                options.extend(rest.next().cloned());
            }
            _ => named.push(argument.clone()),
        }
    }
    let (scripts, natives): (Vec<_>, Vec<_>) = named.iter().cloned().partition(is_script);
    if named.is_empty() || !natives.is_empty() {
        native(&options, &natives)?;
    }
    if named.is_empty() || !scripts.is_empty() {
        in_node(&options, &scripts)?;
    }
    Ok(())
}

/// Some of each, for the tests: half a minute. Fewer of what takes a transaction each.
pub fn short(rest: &[String]) -> Result {
    if !rest.is_empty() {
        return task(rest);
    }
    let inputs = |count: &str| ["--inputs".to_owned(), count.to_owned()];
    native(&inputs("12000"), &[])?;
    in_node(&inputs("3000"), &[])
}

/// The program `blankett-fuzz`.
fn native(options: &[String], readers: &[String]) -> Result {
    run::run(
        run::command(program()?)
            .args(options)
            .arg("--out")
            .arg(out())
            .args(readers),
    )
}

fn out() -> PathBuf {
    run::target().join("fuzz")
}

/// As what is released is built: readers must be quick there.
fn program() -> Result<PathBuf> {
    say("Building the readers as they are released (1 to 3 minutes the first time, then seconds)");
    run::cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "blankett-fuzz",
    ])?;
    Ok(run::target()
        .join("release")
        .join(run::executable("blankett-fuzz")))
}

/// `tests/fuzz/queue.mjs`.
fn in_node(options: &[String], scripts: &[String]) -> Result {
    npm::ready("tests")?;
    npm::ready("xtask")?;
    rust::wasm_target()?;
    run::run(
        npm::program("node")
            .arg(run::root().join("tests/fuzz/queue.mjs"))
            .args(options)
            .arg("--out")
            .arg(out())
            .args(scripts)
            .env("BLANKETT_TURN", widget::turn()?),
    )
}
