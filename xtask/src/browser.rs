//! The browser that tests drive: Chromium or Chrome, and ChromeDriver.

use crate::run::{self, Result, because, say};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where systems put Chrome without putting it on `PATH`.
const ELSEWHERE: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const MISSING_BROWSER: &str =
    "Install Chromium or Chrome, or set CHROMIUM to its program, and run this again.";
const MISSING_DRIVER: &str = "Install ChromeDriver in your browser's version (Debian and Ubuntu: chromium-driver), or set CHROMEDRIVER to its program, and run this again.";

/// The browser: `$CHROMIUM`, one on this machine, or a freshly installed one.
pub fn chromium() -> Result<PathBuf> {
    find("CHROMIUM", || {
        let elsewhere = ELSEWHERE.iter().map(PathBuf::from);
        run::which(&BROWSERS).or_else(|| elsewhere.into_iter().find(|path| path.is_file()))
    })
    .and_then(|found| found.ok_or_else(|| MISSING_BROWSER.into()))
}

/// ChromeDriver: `$CHROMEDRIVER`, one on `PATH`, or a freshly installed one.
pub fn driver() -> Result<PathBuf> {
    find("CHROMEDRIVER", || run::which(&["chromedriver"]))
        .and_then(|found| found.ok_or_else(|| MISSING_DRIVER.into()))
}

/// Writes what wasm-bindgen's test runner tells ChromeDriver. It adds headless and no-sandbox.
pub fn webdriver_json(chromium: &Path) -> Result<PathBuf> {
    let path = run::kept()?.join("webdriver.json");
    fs::write(&path, capabilities(&chromium.to_string_lossy()))
        .map_err(|e| because(&path, &e))
        .map(|()| path)
}

fn capabilities(chromium: &str) -> String {
    let binary = chromium.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "{{\"goog:chromeOptions\": {{\"binary\": \"{binary}\", \"args\": [\"disable-gpu\", \"lang=nb\"]}}}}\n"
    )
}

/// A program from an environment variable or by looking, if need be after installing.
fn find(variable: &str, look: impl Fn() -> Option<PathBuf>) -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(variable).map(PathBuf::from) {
        return if path.is_file() {
            Ok(Some(path))
        } else {
            Err(format!(
                "{variable} names {}, which is not a file.",
                path.display()
            ))
        };
    }
    if let Some(path) = look() {
        return Ok(Some(path));
    }
    install()?;
    Ok(look())
}

/// Installs browser and driver where that needs no password: Debian or Ubuntu, as root.
fn install() -> Result {
    let root = run::output(run::command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !root || run::which(&["apt-get"]).is_none() {
        return Ok(());
    }
    say("Installing Chromium and ChromeDriver (once; 1 to 3 minutes)");
    let apt = || {
        let mut apt = run::command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("-q");
        apt
    };
    let packages = ["chromium", "chromium-driver"];
    run::run(apt().arg("update"))
        .and_then(|()| {
            run::run(
                apt()
                    .args(["install", "--yes", "--no-install-recommends"])
                    .args(packages),
            )
        })
        .map_err(|_| format!("{MISSING_BROWSER} (apt-get could not install it.)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_windows_path_stays_a_path_in_json() {
        assert!(capabilities("C:\\Chrome\\chrome.exe").contains("\"C:\\\\Chrome\\\\chrome.exe\""));
    }
}
