//! `cargo xtask package`: what a vendor gets, for any static host and for npm.

use crate::run::{self, Result, say};
use crate::widget::{self, Profile};
use crate::{npm, rust};
use std::path::PathBuf;

/// Builds `dist/` and packs it; `--versioned` puts all but the entry into a folder of the version.
pub fn task(arguments: &[String]) -> Result {
    let versioned = match arguments {
        [] => false,
        [flag] if flag == "--versioned" => true,
        _ => return Err("`package` takes --versioned or nothing.".into()),
    };
    widget::build(Profile::Release)?;
    pack(versioned)
}

/// Both kinds of folder and the tarball of a `dist/` that is built, for the tests. Gives their place.
pub fn all() -> Result<PathBuf> {
    pack(false)?;
    pack(true)?;
    Ok(place())
}

fn place() -> PathBuf {
    run::target().join("package")
}

fn pack(versioned: bool) -> Result {
    npm::ready("xtask")?;
    // Its licences are part of the package.
    rust::source()?;
    let _lock = run::alone(&run::kept()?, "package")?;
    say("Packing (seconds)");
    let mut node = npm::program("node");
    node.arg("xtask/package/main.mjs");
    node.args([widget::dist(), place()]);
    if versioned {
        node.arg("--versioned");
    }
    run::run(&mut node)
}
