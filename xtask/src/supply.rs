//! `cargo xtask test supply`: licences, sources and known holes of everything that others wrote.
//!
//! What may be in is `xtask/deny.toml`'s to say; of npm's packages, [`IGNORED`] here. Where a database
//! of advisories cannot be reached, that is said at the end of the run: nothing was looked for then.

use crate::run::{self, Result, because, say};
use crate::{npm, tools};
use blankett::engine::json::Json;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// The folders with packages from npm.
const PACKAGES: [&str; 2] = ["xtask", "tests"];

/// Advisories on npm's packages that do not concern us: the last part of the address, such as
/// `GHSA-xxxx-xxxx-xxxx`, and why not, with the day it was looked at.
const IGNORED: [(&str, &str); 0] = [];

/// The longest that a database is waited for.
const PATIENCE: Duration = Duration::from_secs(90);

/// All of it. `rest` goes to cargo-deny's check of licences, sources and bans.
pub fn check(rest: &[String]) -> Result {
    for directory in PACKAGES {
        locked(directory)?;
    }
    let deny = tools::cargo_deny()?.join(run::executable("cargo-deny"));
    let deny = || {
        let mut command = run::command(&deny);
        command.args(["--workspace", "--locked", "--config", "xtask/deny.toml"]);
        command
    };
    say("Licences, sources and bans of crates");
    run::run(
        deny()
            .args(["check", "licenses", "sources", "bans"])
            .args(rest),
    )?;
    say("Known holes in crates");
    if is_fetched(deny().args(["fetch", "db"])) {
        // What was fetched just now, and no more.
        run::run(deny().args(["--offline", "check", "advisories"]))?;
    } else {
        run::note(
            "Known holes in crates were NOT looked for: RustSec's database cannot be reached from here.",
        );
    }
    for directory in PACKAGES {
        audit(directory)?;
    }
    Ok(())
}

/// Whether a command that fetches something succeeds in time.
fn is_fetched(command: &mut Command) -> bool {
    // Asks nobody for a password, and gives up where nothing comes.
    command.env("GIT_TERMINAL_PROMPT", "0");
    command.env("GIT_HTTP_LOW_SPEED_LIMIT", "1000");
    command.env("GIT_HTTP_LOW_SPEED_TIME", "20");
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
            Err(_) => return false,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Known holes in the packages of a folder.
fn audit(directory: &str) -> Result {
    npm::ready(directory)?;
    say(&format!("Known holes in the npm packages of {directory}/"));
    let seconds = PATIENCE.as_secs() * 1000;
    let mut npm = npm::program("npm");
    npm.args(["audit", "--json", "--fetch-retries", "1"]);
    npm.args(["--fetch-timeout", &seconds.to_string()]);
    npm.current_dir(run::root().join(directory));
    // It fails where it finds something, and where it cannot look.
    let output = npm
        .output()
        .map_err(|e| format!("`npm audit` could not be started: {e}."))?;
    match holes(&String::from_utf8_lossy(&output.stdout)) {
        None => {
            run::note(&format!(
                "Known holes in the npm packages of {directory}/ were NOT looked for: npm's database gives no answer here."
            ));
            Ok(())
        }
        Some(found) if found.is_empty() => {
            println!("none found");
            Ok(())
        }
        Some(found) => Err(format!(
            "{directory}/package-lock.json: {}.",
            found.join("; ")
        )),
    }
}

/// What `npm audit --json` has found and nobody has excused; nothing if it could not look.
fn holes(told: &str) -> Option<Vec<String>> {
    let json = Json::parse(told).ok()?;
    let Some(Json::Object(packages)) = json.get("vulnerabilities") else {
        return None;
    };
    let mut found = Vec::new();
    for (name, package) in packages {
        let Some(Json::Array(via)) = package.get("via") else {
            continue;
        };
        for advisory in via {
            let text = |key| {
                advisory
                    .get(key)
                    .and_then(Json::as_text)
                    .unwrap_or_default()
            };
            // Texts are the packages through which a hole of another comes in: that one is listed, too.
            let id = text("url").rsplit('/').next().unwrap_or_default();
            if advisory.as_text().is_none() && IGNORED.iter().all(|it| it.0 != id) {
                found.push(format!("{name}: {} ({})", text("title"), text("url")));
            }
        }
    }
    Some(found)
}

/// Makes sure that a lock file holds a hash of each package, and names no source but the registry.
fn locked(directory: &str) -> Result {
    let path = run::root().join(directory).join("package-lock.json");
    let text = fs::read_to_string(&path).map_err(|e| because(&path, &e))?;
    match unlocked(&text) {
        wrong if wrong.is_empty() => Ok(()),
        wrong => Err(format!(
            "{}: no hash, or a source of its own: {}.",
            path.display(),
            wrong.join(", ")
        )),
    }
}

fn unlocked(lock: &str) -> Vec<String> {
    let json = Json::parse(lock).unwrap_or(Json::Null);
    let Some(Json::Object(packages)) = json.get("packages") else {
        return vec!["all of it".to_owned()];
    };
    let is_locked = |package: &Json| {
        let hash = package.get("integrity").and_then(Json::as_text);
        hash.is_some_and(|it| it.starts_with("sha512-")) && package.get("resolved").is_none()
    };
    let others = packages.iter().filter(|(name, _)| !name.is_empty());
    others
        .filter(|(_, it)| !is_locked(it))
        .map(|(name, _)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_npm_found_is_told_once_and_no_answer_is_none() {
        let found = r#"{"auditReportVersion": 2, "vulnerabilities": {
            "a": {"name": "a", "via": ["b"]},
            "b": {"name": "b", "via": [{"source": 1, "title": "Reads files", "url": "https://example.org/GHSA-1", "cvss": {"score": 7.5}}]}
        }}"#;
        assert_eq!(
            holes(found),
            Some(vec![
                "b: Reads files (https://example.org/GHSA-1)".to_owned()
            ])
        );
        assert_eq!(
            holes(r#"{"vulnerabilities": {}, "metadata": {}}"#),
            Some(Vec::new())
        );
        for silence in [
            "",
            r#"{"message": "405 Method Not Allowed", "error": {"summary": ""}}"#,
            "npm error",
        ] {
            assert_eq!(holes(silence), None, "{silence}");
        }
    }

    #[test]
    fn a_package_without_a_hash_or_from_elsewhere_is_told() {
        let lock = r#"{"packages": {"": {"name": "x"},
            "node_modules/right": {"version": "1.0.0", "integrity": "sha512-AA=="},
            "node_modules/bare": {"version": "1.0.0"},
            "node_modules/old": {"version": "1.0.0", "integrity": "sha1-AA=="},
            "node_modules/git": {"integrity": "sha512-AA==", "resolved": "git+ssh://example.org/a.git"}}}"#;
        assert_eq!(
            unlocked(lock),
            ["node_modules/bare", "node_modules/old", "node_modules/git"]
        );
        assert_eq!(unlocked("{}"), ["all of it"]);
        for directory in PACKAGES {
            assert_eq!(locked(directory), Ok(()));
        }
    }
}
