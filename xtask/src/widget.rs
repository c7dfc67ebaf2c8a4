//! `dist/`: what a vendor hosts. Trunk makes it; this sets Trunk up and knows when to call it.

use crate::run::{self, Result, because, say};
use crate::{npm, rust, tools};
use blankett::engine::json::Json;
use blankett::engine::packet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

/// How to build: for people who wait for a page, or for the one who waits for the build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Release,
    Debug,
}

impl Profile {
    /// The name of cargo's directory.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Debug => "debug",
        }
    }
}

/// What `dist/` is made from, besides what index.html names.
const INPUTS: [&str; 11] = [
    "src",
    "style",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "rust-toolchain.toml",
    "xtask/finish.mjs",
    "xtask/offline.mjs",
    "xtask/package-lock.json",
];

/// Where `dist/` is.
pub fn dist() -> PathBuf {
    run::root().join("dist")
}

/// Builds `dist/`, unless it is already made from just these files.
pub fn build(profile: Profile) -> Result {
    let _lock = run::alone(&run::kept()?, "build")?;
    let stamp = run::kept()?.join("dist.stamp");
    let made_from = fingerprint(&inputs(run::root()));
    let stamped = |made_from| {
        let made = fingerprint(&[dist().join("index.html"), dist().join("widget_bg.wasm")]);
        format!("{} {made_from:x} {made:x}", profile.name())
    };
    if fs::read_to_string(&stamp).is_ok_and(|text| text == stamped(made_from)) {
        say("dist/ is up to date");
        return Ok(());
    }
    let path = run::path_with(&[
        npm::ready("xtask")?,
        tools::wasm_bindgen()?,
        tools::trunk()?,
    ]);
    rust::wasm_target()?;
    say(match profile {
        Profile::Release => "Building dist/ (2 to 4 minutes the first time, then below one)",
        Profile::Debug => "Building dist/ for debugging (a minute the first time, then seconds)",
    });
    let mut trunk = run::command(run::executable("trunk"));
    trunk.args(["build", "--quiet", "--locked"]);
    trunk.env("BLANKETT_PACKETS", packets()?);
    trunk.env("BLANKETT_TURN", turn()?);
    match profile {
        Profile::Release => trunk.arg("--release"),
        // Instead of the one that Trunk.toml names.
        Profile::Debug => trunk.args(["--cargo-profile", "dev"]),
    };
    if profile == Profile::Release {
        rust::source()?;
        small(&mut trunk);
    }
    run::run(
        trunk
            .env("PATH", path)
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            .env("RUST_BACKTRACE", "0")
            // Trunk reads NO_COLOR=1 as an error.
            .env_remove("NO_COLOR"),
    )?;
    fs::write(&stamp, stamped(made_from)).map_err(|e| because(&stamp, &e))
}

/// The state machine of the queue alone, for the scripts that send: a kilobyte of wasm.
pub fn turn() -> Result<PathBuf> {
    let place = run::kept()?.join("turn.wasm");
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--crate-type", "cdylib"]);
    rustc.args(["--target", "wasm32-unknown-unknown"]);
    rustc.args([
        "-Copt-level=z",
        "-Cpanic=abort",
        "-Clto",
        "-Cstrip=debuginfo",
    ]);
    // It has no stack to speak of, and one page of memory holds all.
    rustc.args(["-Clink-arg=--stack-first", "-Clink-arg=-zstack-size=4096"]);
    rustc.arg(run::root().join("src/browser/turn.rs"));
    run::run(rustc.arg("-o").arg(&place))?;
    Ok(place)
}

/// Puts every packet of `src/forms` together with its forms. Gives the folder they are in.
fn packets() -> Result<PathBuf> {
    let folder = run::kept()?.join("packets");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| because(&folder, &e))?;
    let forms = run::root().join("src/forms");
    let read = |id: &str| -> Result<Json> {
        let path = forms.join(id).with_extension("json");
        let text = fs::read_to_string(&path).map_err(|e| because(&path, &e))?;
        Json::parse(&text).map_err(|sentence| format!("{}: {sentence}.", path.display()))
    };
    let entries = fs::read_dir(&forms).map_err(|e| because(&forms, &e))?;
    for path in entries.flatten().map(|it| it.path()) {
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        let packet = read(&id)?;
        let parts = packet::forms(&packet);
        if parts.is_empty() {
            continue;
        }
        let parts = parts
            .iter()
            .map(|it| read(it))
            .collect::<Result<Vec<_>>>()?;
        let whole = packet::assemble(&packet, &parts)
            .map_err(|errors| format!("{}: {}", path.display(), errors[0]))?;
        let place = folder.join(path.file_name().unwrap_or_default());
        fs::write(&place, whole.canonical()).map_err(|e| because(&place, &e))?;
    }
    Ok(folder)
}

/// Builds the standard library along with the widget, for size and without the words of
/// panics: 73 kB instead of 84 (brotli). Stable Rust calls that unstable, so it must be told
/// that we know; only the browser's code is made so, and a panic there ends as a trap anyway.
fn small(trunk: &mut Command) {
    let flags = "-Zunstable-options -Cpanic=immediate-abort";
    trunk
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
}

/// The reference server's program, built if need be.
pub fn server(profile: Profile) -> Result<PathBuf> {
    say("Building the server (1 to 3 minutes the first time, then seconds)");
    let mut arguments = vec!["build", "--locked", "--package", "blankett-server"];
    if profile == Profile::Release {
        arguments.push("--release");
    }
    run::cargo(&arguments)?;
    let program = run::executable("blankett");
    Ok(run::target().join(profile.name()).join(program))
}

/// All files and directories that `dist/` is made from.
fn inputs(root: &Path) -> Vec<PathBuf> {
    let html = fs::read_to_string(root.join("index.html")).unwrap_or_default();
    let named = hrefs(&html).map(str::to_owned);
    let known = INPUTS.iter().map(|name| (*name).to_owned());
    known.chain(named).map(|name| root.join(name)).collect()
}

/// What a page's links name.
fn hrefs(html: &str) -> impl Iterator<Item = &str> {
    let after = html.split("href=\"").skip(1);
    let values = after.filter_map(|rest| rest.split('"').next());
    values.filter(|value| !value.is_empty() && !value.contains(':') && !value.starts_with('/'))
}

/// A number that changes when a file is changed, added, removed or renamed.
fn fingerprint(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        hash_tree(path, &mut hasher);
    }
    hasher.finish()
}

fn hash_tree(path: &Path, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    let Ok(about) = fs::metadata(path) else {
        return false.hash(hasher);
    };
    if about.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut children: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        children.sort();
        children.iter().for_each(|child| hash_tree(child, hasher));
    } else {
        let modified = about.modified().ok();
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        (about.len(), since).hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_own_files() {
        let html = r#"<link data-trunk rel="copy-file" href="style/app.css"/>
            <link rel="canonical" href="https://vendor.example/"><a href="/innsendinger">"#;
        assert_eq!(hrefs(html).collect::<Vec<_>>(), ["style/app.css"]);
    }

    #[test]
    fn every_kind_of_change_changes_the_fingerprint() {
        let root = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let (one, two) = (root.join("src/one"), root.join("src/two"));
        fs::create_dir_all(root.join("src")).unwrap();
        fs::write(&one, "1").unwrap();
        let mut seen = Vec::new();
        let mut changed = |what: &str| {
            let now = fingerprint(&inputs(&root));
            assert_eq!(now, fingerprint(&inputs(&root)), "the same twice");
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        changed("at first");
        fs::write(&one, "11").unwrap();
        changed("edited");
        fs::write(&two, "2").unwrap();
        changed("added");
        fs::rename(&one, root.join("src/renamed")).unwrap();
        changed("renamed");
        fs::File::open(&two)
            .and_then(|file| file.set_modified(UNIX_EPOCH))
            .unwrap();
        changed("older, as after a checkout");
        fs::remove_dir_all(&root).unwrap();
    }
}
