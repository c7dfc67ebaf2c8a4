//! `cargo xtask bench` and `screenshots`: measurements and pictures, from scripts in `tests/`.

use crate::run::{self, Result, say};
use crate::stages;

/// Where cargo's benches are. Every other name is one of `tests/bench/run.mjs`.
const NATIVE: [&str; 2] = ["tests/bench", "server/benches"];

/// Times the engine natively and the widget in a browser; a name says which alone.
pub fn task(names: &[String]) -> Result {
    let is_native = |name: &&String| {
        let files = NATIVE.map(|directory| run::root().join(directory).join(format!("{name}.rs")));
        files.iter().any(|file| file.is_file())
    };
    let (native, in_browser): (Vec<&String>, Vec<&String>) = names.iter().partition(is_native);
    if names.is_empty() || !native.is_empty() {
        say("Native benches (2 to 5 minutes the first time)");
        let mut cargo = run::command("cargo");
        cargo.args([
            "bench",
            "--locked",
            "--workspace",
            "--features",
            "blankett/ssr",
        ]);
        match native.as_slice() {
            [] => cargo.arg("--benches"),
            some => cargo.args(some.iter().flat_map(|name| ["--bench", name.as_str()])),
        };
        run::run(&mut cargo)?;
    }
    if names.is_empty() || !in_browser.is_empty() {
        say("Benches in a browser (minutes)");
        let mut npm = stages::in_tests("npm")?;
        npm.args(["run", "bench", "--"]).args(in_browser);
        run::run(&mut npm)?;
    }
    Ok(())
}

/// Draws every form as pictures.
pub fn screenshots(arguments: &[String]) -> Result {
    let mut node = stages::in_tests("node")?;
    say("Drawing the forms (a minute)");
    run::run(node.arg("screenshots.mjs").args(arguments))
}
