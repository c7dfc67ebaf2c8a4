//! Whether the database does its work: told once when that changes, not once for
//! every request that meets it.

use crate::ledger::Unavailable;
use sqlx::Error;
use std::io::ErrorKind;
use std::sync::{Mutex, PoisonError};

/// What the database was last seen to do, of one sort of work.
#[derive(Debug)]
pub struct Condition {
    work: &'static str,
    trouble: Mutex<Option<&'static str>>,
}

impl Condition {
    /// It is well; `work` is told in the log, such as `write`.
    pub const fn new(work: &'static str) -> Self {
        Self {
            work,
            trouble: Mutex::new(None),
        }
    }

    /// Writes a line if this is another outcome than the one before. SQLite's
    /// messages name tables and files, never values.
    pub fn note<T>(&self, outcome: Result<T, Error>) -> Result<T, Unavailable> {
        let now = outcome.as_ref().err().map(kind);
        let mut before = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if *before != now {
            let work = self.work;
            match &outcome {
                Ok(_) => tracing::info!(work, after = *before, "database works again"),
                Err(error) => tracing::error!(work, kind = now, %error, "database"),
            }
            *before = now;
        }
        outcome.map_err(|_| Unavailable)
    }
}

/// What sort of failure it is, by SQLite's primary result code
/// (<https://www.sqlite.org/rescode.html>).
fn kind(error: &Error) -> &'static str {
    match error {
        Error::Io(error) if error.kind() == ErrorKind::NotFound => "missing",
        Error::Database(error) => {
            let code = error.code().and_then(|it| it.parse::<u32>().ok());
            match code.map(|it| it & 0xff) {
                Some(5 | 6) => "locked",
                Some(8) => "read-only",
                Some(10) => "input-output",
                Some(11 | 26) => "damaged",
                Some(13) => "full",
                Some(14) => "cannot-open",
                _ => "other",
            }
        }
        Error::PoolTimedOut => "busy",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_kind_is_another_condition() {
        let condition = Condition::new("write");
        let told = || *condition.trouble.lock().unwrap();
        assert_eq!(condition.note(Ok(1)), Ok(1));
        assert_eq!(told(), None);
        assert_eq!(
            condition.note::<()>(Err(super::super::files::gone())),
            Err(Unavailable)
        );
        assert_eq!(told(), Some("missing"));
        assert_eq!(
            condition.note::<()>(Err(Error::PoolTimedOut)),
            Err(Unavailable)
        );
        assert_eq!(told(), Some("busy"));
        assert_eq!(condition.note(Ok(())), Ok(()));
        assert_eq!(told(), None);
    }
}
