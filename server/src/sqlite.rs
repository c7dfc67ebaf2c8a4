//! The ledger in SQLite. All that is SQLite's own stands here; the statements
//! below `MIGRATIONS` are PostgreSQL's too.

mod decisions;
mod rows;

pub use decisions::decide;

use crate::ledger::{Entry, Kept, Submission};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Error, SqliteConnection, SqlitePool};
use std::path::Path;
use std::time::Duration;

/// One step from each version of the file's layout to the next. Steps only add:
/// the program before must be able to read what the one after has written.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE submissions (
        id TEXT PRIMARY KEY NOT NULL,
        received_at TEXT NOT NULL,
        form_id TEXT NOT NULL,
        form_version TEXT NOT NULL,
        body BLOB NOT NULL,
        body_hash BLOB NOT NULL,
        digest TEXT NOT NULL,
        replaces TEXT
    ) STRICT;
    CREATE INDEX submissions_by_time ON submissions (received_at, id);
    PRAGMA user_version = 1;",
    // Who sent it, by which day it was judged and why, when what it corrects was
    // refused; and the office's decisions on which agreement displaces which.
    // Nothing is ever changed or deleted in `decisions`: the last one counts.
    "
    ALTER TABLE submissions ADD COLUMN sender TEXT;
    ALTER TABLE submissions ADD COLUMN judged_on TEXT;
    ALTER TABLE submissions ADD COLUMN judged_by TEXT;
    ALTER TABLE submissions ADD COLUMN refused_before TEXT;
    CREATE TABLE decisions (
        number INTEGER PRIMARY KEY NOT NULL,
        submission TEXT NOT NULL,
        form_id TEXT NOT NULL,
        displaces TEXT NOT NULL,
        confirmed INTEGER NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT;
    PRAGMA user_version = 2;",
];

const INSERT: &str = "
    INSERT INTO submissions (id, received_at, form_id, form_version, body, body_hash, digest, replaces,
        refused_before, sender, judged_on, judged_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (id) DO NOTHING";

const FIND: &str = "SELECT body_hash, received_at, body FROM submissions WHERE id = $1";

const BODY: &str = "SELECT body, received_at FROM submissions WHERE id = $1";

/// In the order in which they were kept, which no clock that is put back can
/// change: SQLite numbers rows so by itself.
const ALL: &str = "
    SELECT rowid AS number, id, received_at, form_id, body, refused_before, sender, judged_on, judged_by
    FROM submissions WHERE rowid > $1 ORDER BY rowid LIMIT 100";

/// The same of a file that only the version before has opened.
const ALL_BEFORE: &str = "
    SELECT rowid AS number, id, received_at, form_id, body,
        NULL AS refused_before, NULL AS sender, NULL AS judged_on, NULL AS judged_by
    FROM submissions WHERE rowid > $1 ORDER BY rowid LIMIT 100";

const NEWEST: &str = "
    SELECT id, received_at, form_id, form_version, digest, replaces, sender, judged_on, judged_by
    FROM submissions
    ORDER BY received_at DESC, id DESC LIMIT $1";

const OLDER: &str = "
    SELECT id, received_at, form_id, form_version, digest, replaces, sender, judged_on, judged_by
    FROM submissions
    WHERE (received_at, id) < (SELECT received_at, id FROM submissions WHERE id = $2)
    ORDER BY received_at DESC, id DESC LIMIT $1";

/// A column that may be empty.
type Text = Option<String>;

/// A submission as it is kept.
pub struct Received {
    /// Its UUID.
    pub id: String,
    /// Of which form.
    pub form_id: String,
    /// The envelope, byte for byte.
    pub body: Vec<u8>,
    /// What the server itself knows of it.
    pub receipt: Receipt,
}

/// What the server knows of a submission, whatever is said in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its place in the order of receipt.
    pub number: i64,
    /// When it was received, RFC 3339.
    pub received_at: String,
    /// When the submission that it corrects was refused here, if that is known.
    pub refused_before: Text,
    /// The organisation whose token it came with.
    pub sender: Text,
    /// By which day it was judged, and why that one; `None` if that was not kept.
    pub judged: Option<(String, String)>,
}

/// How connections are made. FULL: a commit returns when it is on disk, so that
/// a power cut loses nothing that was answered.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging()
}

/// The one connection that writes.
pub struct Writer(SqliteConnection);

impl Writer {
    /// Opens the file, makes it if need be, and brings its layout up to date.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        create(path).map_err(Error::Io)?;
        connect(path).await.map(Self)
    }

    /// Keeps all of these in one transaction, and tells for each what is kept
    /// under its id after that.
    pub async fn keep<'a>(
        &mut self,
        submissions: impl Iterator<Item = &'a Submission>,
        received_at: &str,
    ) -> Result<Vec<Kept>, Error> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let mut kept = Vec::new();
        for it in submissions {
            let insert = sqlx::query(INSERT)
                .bind(&it.id)
                .bind(received_at)
                .bind(&it.form_id)
                .bind(&it.form_version)
                .bind(&it.body[..])
                .bind(&it.body_hash[..])
                .bind(&it.digest)
                .bind(&it.replaces)
                .bind(&it.refused_before)
                .bind(&it.sender)
                .bind(it.judged.on.to_string())
                .bind(it.judged.by.code());
            kept.push(
                if insert.execute(&mut *transaction).await?.rows_affected() == 1 {
                    Kept::Same(received_at.to_owned())
                } else {
                    let row = sqlx::query_as(FIND)
                        .bind(&it.id)
                        .fetch_one(&mut *transaction)
                        .await?;
                    compare(row, &it.body_hash, Some(&it.body))
                },
            );
        }
        transaction.commit().await?;
        Ok(kept)
    }

    /// Ends the connection.
    pub async fn close(self) {
        if let Err(error) = self.0.close().await {
            tracing::warn!(%error, "database");
        }
    }
}

/// A connection that writes, to a file that is there; its layout is brought up to date.
async fn connect(path: &Path) -> Result<SqliteConnection, Error> {
    let mut connection = options(path).connect().await?;
    migrate(&mut connection).await?;
    Ok(connection)
}

async fn migrate(connection: &mut SqliteConnection) -> Result<(), Error> {
    // Two programs may start at once.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let version = sqlx::query_scalar::<_, i64>("PRAGMA user_version")
        .fetch_one(&mut *transaction)
        .await?;
    let Some(missing) = usize::try_from(version)
        .ok()
        .and_then(|version| MIGRATIONS.get(version..))
    else {
        return Err(Error::Configuration(
            "it was written by a later version of this program".into(),
        ));
    };
    for step in missing {
        sqlx::raw_sql(*step).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// The connections that read.
pub struct Reader(SqlitePool);

impl Reader {
    /// Opens the file, which is there.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(5));
        pool.connect_with(options(path).pragma("query_only", "ON"))
            .await
            .map(Self)
    }

    /// Opens a file only to look at what is in it: it is neither made nor changed.
    pub async fn look(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(1);
        pool.connect_with(options).await.map(Self)
    }

    /// Submissions in the order of their receipt, those after this number; none
    /// at the end.
    pub async fn page(&self, after: i64) -> Result<Vec<Received>, Error> {
        let statement = match self.layout().await? {
            ..2 => ALL_BEFORE,
            _ => ALL,
        };
        let query = sqlx::query_as(statement).bind(after);
        query.fetch_all(&self.0).await
    }

    /// Which version of the layout the file has.
    async fn layout(&self) -> Result<i64, Error> {
        let query = sqlx::query_scalar("PRAGMA user_version");
        query.fetch_one(&self.0).await
    }

    /// See [`crate::ledger::Ledger::find`].
    pub async fn find(
        &self,
        id: &str,
        body_hash: &[u8; 32],
        body: Option<&[u8]>,
    ) -> Result<Option<Kept>, Error> {
        let row = sqlx::query_as(FIND)
            .bind(id)
            .fetch_optional(&self.0)
            .await?;
        Ok(row.map(|row| compare(row, body_hash, body)))
    }

    /// See [`crate::ledger::Ledger::body`].
    pub async fn body(&self, id: &str) -> Result<Option<(Vec<u8>, String)>, Error> {
        sqlx::query_as(BODY).bind(id).fetch_optional(&self.0).await
    }

    /// See [`crate::ledger::Ledger::list`].
    pub async fn list(&self, after: Option<&str>, limit: u32) -> Result<Vec<Entry>, Error> {
        let limit = i64::from(limit);
        let query = match after {
            None => sqlx::query_as(NEWEST).bind(limit),
            Some(id) => sqlx::query_as(OLDER).bind(limit).bind(id),
        };
        query.fetch_all(&self.0).await
    }

    /// See [`crate::ledger::Ledger::ready`].
    pub async fn ready(&self) -> Result<(), Error> {
        // Of a table, so that the file itself is read.
        sqlx::query("SELECT 1 FROM submissions LIMIT 1")
            .execute(&self.0)
            .await
            .map(drop)
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

fn compare(
    (hash, received_at, kept): (Vec<u8>, String, Vec<u8>),
    body_hash: &[u8; 32],
    body: Option<&[u8]>,
) -> Kept {
    if hash == body_hash || body == Some(&kept[..]) {
        Kept::Same(received_at)
    } else {
        Kept::Other
    }
}

/// Makes the file, readable for its owner only: it will hold national ids.
/// SQLite gives the files beside it the same permissions.
fn create(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
