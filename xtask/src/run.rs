//! Running other programs: where they are, what they get, and one sentence when they fail.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What every task returns: nothing, or one sentence for the person at the terminal.
pub type Result<T = ()> = std::result::Result<T, String>;

/// Prints a line of progress.
pub fn say(line: &str) {
    println!("==> {line}");
}

static NOTES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says what was not done, now and at the end of the run.
pub fn note(sentence: &str) {
    say(sentence);
    notes().push(sentence.to_owned());
}

/// What was not done so far.
pub fn notes() -> MutexGuard<'static, Vec<String>> {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The repository's root.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Cargo's target directory.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// What xtask itself keeps between runs, made if absent: stamps, a token, a database.
pub fn kept() -> Result<PathBuf> {
    let directory = target().join("blankett");
    fs::create_dir_all(&directory).map_err(|e| because(&directory, &e))?;
    Ok(directory)
}

/// A sentence for an error with a file.
pub fn because(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}

/// A command that starts in the root, without what `cargo run` told xtask about itself:
/// build scripts that watch `CARGO_PKG_*` would otherwise run again each time.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Result {
    let mut shown = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        shown.push(' ');
        shown.push_str(&argument.to_string_lossy());
    }
    match command.status() {
        Err(error) => Err(format!("`{shown}` could not be started: {error}.")),
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status}).")),
    }
}

/// `cargo` with these arguments, run to its end.
pub fn cargo(arguments: &[&str]) -> Result {
    run(command("cargo").args(arguments))
}

/// What a command prints, or nothing if it cannot be started or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    let text = output.status.success().then_some(output.stdout)?;
    String::from_utf8(text).ok()
}

/// The first file on `PATH` that has one of these names.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| directories.iter().map(|d| d.join(executable(name))))
        .find(|file| file.is_file())
}

/// A program's file name on this system.
pub fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

/// `PATH` with these directories first.
pub fn path_with(first: &[PathBuf]) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(env::split_paths(&path));
    env::join_paths(all).unwrap_or(path)
}

/// Waits until no other xtask does the same, and keeps others out until the answer is dropped.
pub fn alone(directory: &Path, what: &str) -> Result<File> {
    fs::create_dir_all(directory).map_err(|e| because(directory, &e))?;
    let path = directory.join(format!("{what}.lock"));
    let file = File::create(&path).map_err(|e| because(&path, &e))?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        say(&format!("Waiting for another xtask ({what})"));
        file.lock().map_err(|e| because(&path, &e))?;
    }
    Ok(file)
}
