//! `cargo xtask bench` and `screenshots`: measurements and pictures, from scripts in `tests/`.

use crate::run::{self, Result, say};
use crate::stages;

/// Times the engine natively and the widget in a browser; a name says which alone.
pub fn task(names: &[String]) -> Result {
    let scripts = run::root().join("tests/bench");
    let (in_browser, native): (Vec<&String>, Vec<&String>) = names
        .iter()
        .partition(|name| scripts.join(format!("{name}.mjs")).is_file());
    if names.is_empty() {
        say("Native benches (3 minutes the first time)");
        run::cargo(&[
            "bench",
            "--workspace",
            "--benches",
            "--features",
            "blankett/ssr",
        ])?;
    }
    for name in native {
        run::cargo(&["bench", "--bench", name, "--features", "blankett/ssr"])?;
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
