//! `cargo xtask fuzz`: every reader of foreign bytes, fed with what is nearly right (`tests/fuzz`).

use crate::run::{self, Result, say};
use crate::{npm, rust, widget};
use std::path::PathBuf;

/// The readers that are scripts, and so run in Node; all others are in the program.
const SCRIPTS: [&str; 1] = ["queue-file"];

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
        run::run(
            run::command(program()?)
                .args(&options)
                .arg("--out")
                .arg(out())
                .args(&natives),
        )?;
    }
    if named.is_empty() || !scripts.is_empty() {
        in_node(&options)?;
    }
    Ok(())
}

/// Some of each, for the tests: half a minute.
pub fn short(rest: &[String]) -> Result {
    match rest {
        [] => task(&["--inputs".into(), "12000".into()]),
        _ => task(rest),
    }
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

/// `tests/fuzz/queue-file.mjs`.
fn in_node(options: &[String]) -> Result {
    npm::ready("tests")?;
    npm::ready("xtask")?;
    rust::wasm_target()?;
    run::run(
        npm::program("node")
            .arg(run::root().join("tests/fuzz/queue-file.mjs"))
            .args(options)
            .arg("--out")
            .arg(out())
            .env("BLANKETT_TURN", widget::turn()?),
    )
}
