//! The files of a database: whether they are the ones that were opened, and
//! who may read them.
//!
//! SQLite goes on writing into a file that was deleted or moved away, and says
//! nothing. What is acknowledged then is lost, so this is looked at around every
//! transaction.

use sqlx::Error;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The database itself, its write-ahead log, and the log's index.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Which files they are, whatever their names become.
#[cfg(unix)]
type Identity = (u64, u64);
/// Files that are open cannot be moved here.
#[cfg(not(unix))]
type Identity = ();

/// The files of a database as they lay there when it was opened.
#[derive(Debug)]
pub struct Files {
    path: PathBuf,
    opened: [Option<Identity>; 3],
}

impl Files {
    /// As they lie there now.
    pub fn of(path: &Path) -> Self {
        let opened = SUFFIXES.map(|suffix| {
            let metadata = fs::metadata(beside(path, suffix)).ok();
            metadata.as_ref().map(identity)
        });
        Self {
            path: path.to_owned(),
            opened,
        }
    }

    /// Whether the very same files still lie there.
    pub fn are_there(&self) -> bool {
        self.opened[0].is_some() && Self::of(&self.path).opened == self.opened
    }
}

/// A file of the database, by its path and the end of its name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {}

/// What is told where the files that were opened are gone.
pub fn gone() -> Error {
    let sentence = "its file is not where it was, or another lies there";
    Error::Io(io::Error::new(ErrorKind::NotFound, sentence))
}

/// Makes the database's file if there is none, readable for its owner only: it
/// will hold national ids. SQLite gives the files beside it the same permissions.
///
/// # Errors
/// It cannot be made; or there is none, but a log of one, which SQLite would
/// delete although it may hold submissions that were acknowledged.
pub fn create(path: &Path) -> io::Result<()> {
    if is_empty(path) && !is_empty(&beside(path, "-wal")) {
        let sentence = "the file is not there, but its -wal is, and may hold submissions; \
            put the file back beside it, or move the -wal away";
        return Err(io::Error::new(ErrorKind::NotFound, sentence));
    }
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Whether a database that was open lies there again. A new one is never made in
/// its place: that is for who starts the program to decide.
///
/// # Errors
/// It does not.
pub fn find_again(path: &Path) -> Result<(), Error> {
    if is_empty(path) {
        return Err(gone());
    }
    Ok(())
}

fn is_empty(path: &Path) -> bool {
    fs::metadata(path).map_or(0, |it| it.len()) == 0
}

/// Takes the permissions that others have on the files, and says so. Starting is
/// not refused: an update must not stop the intake, and nobody is meant to read
/// these files beside this program. Only of what has proved to be a database of ours.
#[cfg(unix)]
pub fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let is_loose = |file: &PathBuf| {
        fs::metadata(file).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o077 != 0)
    };
    let loose = SUFFIXES.map(|suffix| beside(path, suffix));
    let loose: Vec<_> = loose.into_iter().filter(is_loose).collect();
    if loose.is_empty() {
        return;
    }
    let tightened = loose
        .iter()
        .try_for_each(|file| fs::set_permissions(file, fs::Permissions::from_mode(0o600)));
    let database = path.display();
    match tightened {
        Ok(()) => tracing::warn!(
            %database,
            "others could read the database; now only its owner can (0600)"
        ),
        Err(error) => tracing::warn!(
            %database, %error,
            "others can read the database, and its permissions cannot be changed to 0600"
        ),
    }
}

#[cfg(not(unix))]
pub fn tighten(_: &Path) {}
