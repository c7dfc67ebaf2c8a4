//! Packages from npm: one directory with a lock each (`xtask/`, `tests/`).

use crate::run::{self, Result, because, say};
use std::fs;
use std::path::{Path, PathBuf};

/// The oldest Node.js that runs all tools.
const NODE: u32 = 20;

/// A copy of the lock that `node_modules` was installed from.
const STAMP: &str = "node_modules/.blankett-lock.json";

/// Makes sure that a directory's locked packages are installed; answers their programs' directory.
pub fn ready(directory: &str) -> Result<PathBuf> {
    node()?;
    let directory = run::root().join(directory);
    let lock = directory.join("package-lock.json");
    let locked = fs::read_to_string(&lock).map_err(|e| because(&lock, &e))?;
    let bin = directory.join("node_modules/.bin");
    if is_installed(&directory, &locked) {
        return Ok(bin);
    }
    let _lock = run::alone(&run::kept()?, "npm")?;
    if !is_installed(&directory, &locked) {
        say(&format!(
            "Installing the npm packages of {} (again only when its lock changes; seconds)",
            directory.display()
        ));
        run::run(
            program("npm")
                .arg("ci")
                .current_dir(&directory)
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
        )?;
        let stamp = directory.join(STAMP);
        fs::write(&stamp, locked).map_err(|e| because(&stamp, &e))?;
    }
    Ok(bin)
}

/// A command for `npm`, `npx` or `node`; on Windows the first two are scripts.
pub fn program(name: &str) -> std::process::Command {
    if cfg!(windows) && name != "node" {
        run::command(format!("{name}.cmd"))
    } else {
        run::command(name)
    }
}

/// Whether the stamp, written after all else, holds this lock.
fn is_installed(directory: &Path, locked: &str) -> bool {
    fs::read_to_string(directory.join(STAMP)).is_ok_and(|stamp| stamp == locked)
}

/// Makes sure that Node.js and npm are there and new enough.
fn node() -> Result {
    let version = run::output(program("node").arg("--version"));
    let recent = version.is_some_and(|text| major(&text) >= Some(NODE));
    if recent && run::output(program("npm").arg("--version")).is_some() {
        return Ok(());
    }
    Err(format!(
        "Install Node.js {NODE} or newer with npm, from https://nodejs.org or your package manager, and run this again."
    ))
}

/// The first number of `v20.19.5`.
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        assert_eq!(major("v20.19.5\n"), Some(20));
        assert!(major("v9.9.9") < Some(NODE));
        assert!(major("v100.0.0") > Some(NODE));
        assert_eq!(major("what"), None);
    }

    #[test]
    fn packages_count_as_installed_only_from_the_same_lock() {
        let directory = std::env::temp_dir().join(format!("xtask-npm-{}", std::process::id()));
        fs::create_dir_all(directory.join("node_modules")).unwrap();
        assert!(!is_installed(&directory, "{}"), "interrupted: no stamp");
        fs::write(directory.join(STAMP), "{}").unwrap();
        assert!(is_installed(&directory, "{}"));
        assert!(!is_installed(&directory, "{\"changed\":1}"));
        fs::remove_dir_all(&directory).unwrap();
    }
}
