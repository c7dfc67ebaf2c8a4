//! What the stages of `cargo xtask test` do. Each sets itself up and gets what stood after `--`.

use crate::run::{self, Result};
use crate::widget::{self, Profile};
use crate::{browser, hosts, npm, package, rust, size, tools};
use std::env;
use std::process::Command;

/// `cargo` with arguments and what stood after `--`.
fn cargo(arguments: &[&str], rest: &[String]) -> Result {
    run::run(run::command("cargo").args(arguments).args(rest))
}

/// Is the Rust code formatted?
pub fn fmt(rest: &[String]) -> Result {
    rust::component("rustfmt")?;
    cargo(&["fmt", "--all", "--check"], rest)
}

/// Lints of all Rust code, as it is compiled natively and for the browser.
pub fn clippy(rest: &[String]) -> Result {
    rust::component("clippy")?;
    rust::wasm_target()?;
    let native = "clippy --locked --workspace --all-targets --features blankett/ssr -- -D warnings";
    let browser = format!(
        "clippy --locked {} --lib --bins -- -D warnings",
        hosts::CHOSEN
    );
    for line in [native, &browser] {
        cargo(&line.split_whitespace().collect::<Vec<_>>(), rest)?;
    }
    Ok(())
}

/// Unit and integration tests of the whole workspace.
pub fn native(rest: &[String]) -> Result {
    let line = "test --locked --workspace --features blankett/ssr";
    cargo(&line.split(' ').collect::<Vec<_>>(), rest)
}

/// `tests/browser.rs`, run by wasm-bindgen's test runner through ChromeDriver.
pub fn in_browser(rest: &[String]) -> Result {
    let chromium = browser::chromium()?;
    let driver = browser::driver()?;
    rust::wasm_target()?;
    let bin = tools::wasm_bindgen()?;
    let seconds = |name: &str, default: &str| env::var(name).unwrap_or_else(|_| default.into());
    run::run(
        run::command("cargo")
            .args(["test", "--locked"])
            .args(hosts::CHOSEN.split_whitespace())
            .args(rest)
            // By name: cargo would split a path at its spaces.
            .env("PATH", run::path_with(&[bin]))
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                "wasm-bindgen-test-runner",
            )
            .env("CHROMEDRIVER", driver)
            .env(
                "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
                browser::webdriver_json(&chromium)?,
            )
            // The defaults, 20 and 5, are short on a busy machine.
            .env(
                "WASM_BINDGEN_TEST_TIMEOUT",
                seconds("WASM_BINDGEN_TEST_TIMEOUT", "120"),
            )
            .env(
                "WASM_BINDGEN_TEST_DRIVER_TIMEOUT",
                seconds("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30"),
            ),
    )
}

/// The weight of every form, in every language.
pub fn weigh(_rest: &[String]) -> Result {
    size::task(&["--check".into()])
}

/// Playwright's tests.
pub fn end_to_end(rest: &[String]) -> Result {
    let mut playwright = in_tests("npx")?;
    playwright.args(["--no-install", "playwright", "test"]);
    playwright.env("BLANKETT_LEPTOS", hosts::leptos()?);
    playwright.env("BLANKETT_PACKAGE", package::all()?);
    run::run(playwright.args(rest))
}

/// A command in `tests/`, with its packages, a browser, the server and `dist/` ready.
pub fn in_tests(program: &str) -> Result<Command> {
    npm::ready("tests")?;
    let chromium = browser::chromium()?;
    widget::build(Profile::Release)?;
    let server = widget::server(Profile::Release)?;
    let mut command = npm::program(program);
    command
        .current_dir(run::root().join("tests"))
        .env("CHROMIUM", chromium)
        .env("BLANKETT_BIN", server)
        .env("BLANKETT_DIST", widget::dist());
    Ok(command)
}
