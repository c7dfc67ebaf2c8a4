//! What must be compiled of `tests/hosts`: the Leptos application.

use crate::run::{self, Result, because, say};
use crate::{rust, tools};
use std::fs;
use std::path::PathBuf;

/// What is compiled for a browser and not shipped. Chosen together wherever one of it is
/// compiled: the features of a shared crate, and so its artifact, are those of all that is chosen.
pub const CHOSEN: &str = "--package blankett --package leptos-host --features blankett/csr \
    --test browser --target wasm32-unknown-unknown";

/// The folder of the application, built if need be, for any static host.
pub fn leptos() -> Result<PathBuf> {
    rust::wasm_target()?;
    let bin = tools::wasm_bindgen()?;
    say("Building the Leptos application (2 to 4 minutes the first time, then seconds)");
    run::run(
        run::command("cargo")
            .args(["build", "--locked", "--bin", "leptos-host"])
            .args(CHOSEN.split_whitespace()),
    )?;
    let folder = run::kept()?.join("leptos");
    let _ = fs::remove_dir_all(&folder);
    run::run(
        run::command(bin.join(run::executable("wasm-bindgen")))
            .args(["--target", "web", "--no-typescript", "--out-dir"])
            .arg(&folder)
            .arg(run::target().join("wasm32-unknown-unknown/debug/leptos-host.wasm")),
    )?;
    for name in ["index.html", "start.js", "host.css"] {
        let from = run::root().join("tests/hosts/leptos").join(name);
        fs::copy(&from, folder.join(name)).map_err(|e| because(&from, &e))?;
    }
    Ok(folder)
}
