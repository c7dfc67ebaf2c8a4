//! Trunk, wasm-bindgen and cargo-deny.
//!
//! They are built once per user and version, so that clones share them:
//! `$BLANKETT_TOOLS`, else the user's cache directory, then `<package>-<version>/bin`.

use crate::run::{self, Result, because, say};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The last Trunk that the Rust version of this repository can build.
const TRUNK: &str = "0.21.14";

/// The last cargo-deny.
const DENY: &str = "0.20.2";

/// A program that `cargo install` makes.
struct Tool<'a> {
    /// The first part of its directory's name, and the program whose version counts.
    name: &'a str,
    package: &'a str,
    version: &'a str,
    /// All programs that must be there.
    programs: &'a [&'a str],
    minutes: &'a str,
}

/// Trunk's directory of programs.
pub fn trunk() -> Result<PathBuf> {
    Tool {
        name: "trunk",
        package: "trunk",
        version: TRUNK,
        programs: &["trunk"],
        minutes: "4 to 8",
    }
    .ready()
}

/// The directory of wasm-bindgen and its test runner, in the version that Cargo.lock holds.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let path = run::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|e| because(&path, &e))?;
    let version = locked_version(&lock, "wasm-bindgen")
        .ok_or("Cargo.lock holds no wasm-bindgen, so its version is unknown.")?;
    Tool {
        name: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        minutes: "2 to 4",
    }
    .ready()
}

/// cargo-deny's directory of programs.
pub fn cargo_deny() -> Result<PathBuf> {
    Tool {
        name: "cargo-deny",
        package: "cargo-deny",
        version: DENY,
        programs: &["cargo-deny"],
        minutes: "2 to 3",
    }
    .ready()
}

impl Tool<'_> {
    /// Finds the tool on `PATH` or in the cache, or installs it into the cache.
    fn ready(&self) -> Result<PathBuf> {
        let on_path = run::which(&[self.name]).and_then(|p| Some(p.parent()?.to_owned()));
        if let Some(bin) = on_path.filter(|bin| self.is_in(bin)) {
            return Ok(bin);
        }
        let home = cache(|name| env::var_os(name))?.join(format!("{}-{}", self.name, self.version));
        let bin = home.join("bin");
        if self.is_in(&bin) {
            return Ok(bin);
        }
        let _lock = run::alone(&home, "install")?;
        if !self.is_in(&bin) {
            self.install(&home)?;
        }
        Ok(bin)
    }

    /// Whether the directory has all programs, and in the right version.
    fn is_in(&self, bin: &Path) -> bool {
        let programs = || self.programs.iter().map(|p| bin.join(run::executable(p)));
        programs().all(|program| program.is_file())
            && programs().take(1).all(|program| {
                run::output(run::command(program).arg("--version"))
                    .is_some_and(|text| names_version(&text, self.version))
            })
    }

    /// Builds the tool. An interrupted build goes on where it stopped; programs appear when done.
    fn install(&self, home: &Path) -> Result {
        say(&format!(
            "Installing {} {} for your user (once; {} minutes)",
            self.package, self.version, self.minutes
        ));
        let build = home.join("build");
        run::run(
            run::command("cargo")
                .args(["install", "--force", "--locked"])
                .arg(format!("{}@{}", self.package, self.version))
                .arg("--root")
                .arg(home)
                // Away from this repository's .cargo/config.toml.
                .current_dir(home)
                .env("CARGO_TARGET_DIR", &build)
                // A third of the time, for tools that run for seconds.
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        )?;
        fs::remove_dir_all(&build).map_err(|e| because(&build, &e))
    }
}

/// Where this user's tools are kept.
fn cache(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf> {
    let path = |name: &str| {
        variable(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    if let Some(own) = path("BLANKETT_TOOLS") {
        return Ok(own);
    }
    let base = if cfg!(windows) {
        path("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        path("HOME").map(|home| home.join("Library/Caches"))
    } else {
        path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache")))
    };
    base.map(|base| base.join("blankett/tools")).ok_or_else(|| {
        "Set BLANKETT_TOOLS to a directory (absolute) where tools may be kept.".into()
    })
}

/// Whether what `--version` printed names exactly this version.
fn names_version(text: &str, version: &str) -> bool {
    text.split_whitespace().nth(1) == Some(version)
}

/// The version of a package in the text of a Cargo.lock; of several, none.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut versions = lock.split("[[package]]").filter_map(|entry| {
        let value = |key: &str| {
            entry.lines().find_map(|line| {
                let quoted = line.strip_prefix(key)?.strip_prefix(" = \"")?;
                quoted.strip_suffix('"')
            })
        };
        (value("name")? == package).then(|| value("version"))?
    });
    versions.next().filter(|_| versions.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str =
        "version = 4\n\n[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n
[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\ndependencies = [\n \"serde\",\n]\n
[[package]]\nname = \"hashbrown\"\nversion = \"0.14.5\"\n
[[package]]\nname = \"hashbrown\"\nversion = \"0.15.2\"\n";

    #[test]
    fn the_lock_gives_the_version_of_exactly_that_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(LOCK, "wasm"), None);
        assert_eq!(locked_version(LOCK, "hashbrown"), None, "two versions");
        assert_eq!(locked_version("", "wasm-bindgen"), None);
    }

    #[test]
    fn versions_are_compared_whole() {
        assert!(names_version("trunk 0.21.14\n", "0.21.14"));
        assert!(names_version("wasm-bindgen 0.2.130 (abc)", "0.2.130"));
        assert!(!names_version("wasm-bindgen 0.2.13", "0.2.130"));
        assert!(!names_version("wasm-bindgen 0.2.130", "0.2.13"));
        assert!(!names_version("", "0.2.13"));
    }

    #[test]
    fn own_directory_comes_before_the_user_s_cache() {
        let absolute = env::temp_dir();
        let tools = |name: &str| (name == "BLANKETT_TOOLS").then(|| absolute.clone().into());
        assert_eq!(cache(tools), Ok(absolute.clone()));
        let home = |_: &str| Some(absolute.clone().into());
        assert!(cache(home).is_ok());
        assert!(cache(|_| None).is_err());
        assert!(cache(|_| Some("relative".into())).is_err());
    }
}
