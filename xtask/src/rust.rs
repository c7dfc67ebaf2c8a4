//! What rustup adds to Rust: the browser target, rustfmt and clippy.

use crate::run::{self, Result, say};
use std::path::Path;

/// What the widget is compiled to.
const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that Rust can build for the browser.
pub fn wasm_target() -> Result {
    let sysroot = run::output(run::command("rustc").args(["--print", "sysroot"]))
        .ok_or("`rustc` does not run: install Rust from https://rustup.rs.")?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET);
    if library.is_dir() {
        return Ok(());
    }
    say("Adding Rust's browser target (once; seconds)");
    run::run(run::command("rustup").args(["target", "add", TARGET])).map_err(|_| {
        format!(
            "Install rustup (https://rustup.rs), or the target {TARGET} of your Rust distribution."
        )
    })
}

/// Makes sure that the source of the standard library is there.
pub fn source() -> Result {
    let sysroot = run::output(run::command("rustc").args(["--print", "sysroot"]));
    let source = sysroot.map(|it| Path::new(it.trim()).join("lib/rustlib/src/rust/library"));
    if source.is_some_and(|it| it.is_dir()) {
        return Ok(());
    }
    say("Adding the standard library's source (once; seconds)");
    run::run(run::command("rustup").args(["component", "add", "rust-src"])).map_err(|_| {
        "Install rustup (https://rustup.rs), or rust-src of your Rust distribution.".into()
    })
}

/// Makes sure that a component of Rust (rustfmt, clippy) is there.
pub fn component(name: &str) -> Result {
    let subcommand = if name == "rustfmt" { "fmt" } else { name };
    if run::output(run::command("cargo").args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    say(&format!("Adding {name} to Rust (once; seconds)"));
    run::run(run::command("rustup").args(["component", "add", name])).map_err(|_| {
        format!("Install rustup (https://rustup.rs), or {name} of your Rust distribution.")
    })
}
