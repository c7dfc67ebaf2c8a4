//! The ledger in SQLite. All that is SQLite's own stands here; the statements
//! below `MIGRATIONS` are PostgreSQL's too.

mod condition;
mod decisions;
mod files;
mod rows;

pub use condition::Condition;
pub use decisions::decide;

use crate::ledger::{Entry, Kept, Submission};
use files::Files;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Error, SqliteConnection, SqlitePool};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// One step from each version of the file's layout to the next. Steps only add, so that
/// a backup can be read by any later program; an earlier one refuses what it does not know.
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

/// Writes a page and changes nothing: `Blan` in the file's header, for tools that
/// tell what a file is.
const PROBE: &str = "PRAGMA application_id = 0x426c616e";

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

/// The one connection that writes. After any failure it is made anew: SQLite may
/// have rolled back by itself, of which sqlx knows nothing, and then no transaction
/// ever begins on it again.
pub struct Writer {
    path: PathBuf,
    connection: Option<SqliteConnection>,
    reader: Arc<Reader>,
}

impl Writer {
    /// Opens the file, makes it if need be, and brings its layout up to date. The
    /// reader is of the same file.
    pub async fn open(path: &Path) -> Result<(Self, Arc<Reader>), Error> {
        files::create(path).map_err(Error::Io)?;
        let writer = Self {
            path: path.to_owned(),
            connection: Some(connect(path).await?),
            reader: Arc::default(),
        };
        writer.reader.open(path).await?;
        let reader = writer.reader.clone();
        Ok((writer, reader))
    }

    /// The connection, if need be a new one, to the files that lie there now.
    async fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        if !self.reader.is_current() {
            // All connections of a program share what SQLite knows of a log: none
            // to the files before may be left.
            self.reader.close().await;
            self.disconnect().await;
            files::find_again(&self.path)?;
            let connection = connect(&self.path).await?;
            self.reader.open(&self.path).await?;
            return Ok(self.connection.insert(connection));
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(&self.path).await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// What was written counts if it is in the files that lie there, and a
    /// connection on which something failed is not used again.
    async fn settle<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        let outcome = outcome.and_then(|it| match self.reader.is_current() {
            true => Ok(it),
            false => Err(files::gone()),
        });
        if outcome.is_err() {
            self.disconnect().await;
        }
        outcome
    }

    /// Keeps all of these in one transaction, and tells for each what is kept
    /// under its id after that; and whether anything was written for it, which it
    /// was not if all were there before.
    pub async fn keep<'a>(
        &mut self,
        submissions: impl Iterator<Item = &'a Submission>,
        received_at: &str,
    ) -> Result<(Vec<Kept>, bool), Error> {
        let outcome = match self.connection().await {
            Ok(connection) => keep(connection, submissions, received_at).await,
            Err(error) => Err(error),
        };
        self.settle(outcome).await
    }

    /// Writes as [`Self::keep`] does, but nothing: it fails if that would.
    pub async fn probe(&mut self) -> Result<(), Error> {
        let outcome = match self.connection().await {
            Ok(connection) => probe(connection).await,
            Err(error) => Err(error),
        };
        self.settle(outcome).await
    }

    /// Ends all connections: the one that writes last, which tidies the file.
    pub async fn close(mut self) {
        self.reader.close().await;
        self.disconnect().await;
    }

    /// Ends the connection, and with it whatever it had begun.
    async fn disconnect(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "database");
        }
    }
}

/// A connection that writes, to a file that is there; its layout is brought up to date.
async fn connect(path: &Path) -> Result<SqliteConnection, Error> {
    let mut connection = options(path).connect().await?;
    migrate(&mut connection).await?;
    files::tighten(path);
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

async fn keep<'a>(
    connection: &mut SqliteConnection,
    submissions: impl Iterator<Item = &'a Submission>,
    received_at: &str,
) -> Result<(Vec<Kept>, bool), Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let (mut kept, mut has_written) = (Vec::new(), false);
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
                has_written = true;
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
    Ok((kept, has_written))
}

async fn probe(connection: &mut SqliteConnection) -> Result<(), Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(PROBE).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// The connections that read.
#[derive(Default)]
pub struct Reader(RwLock<Option<Open>>);

/// Connections to a database whose file lies where it lay.
struct Open {
    pool: SqlitePool,
    /// None where it does not matter whether somebody moves it.
    files: Option<Files>,
}

impl Reader {
    /// Opens the file, which is there and stays where it is.
    async fn open(&self, path: &Path) -> Result<(), Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(5));
        let pool = pool
            .connect_with(options(path).pragma("query_only", "ON"))
            .await?;
        let files = Some(Files::of(path));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Open { pool, files });
        Ok(())
    }

    /// Opens a file only to look at what is in it: it is neither made nor changed.
    pub async fn look(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_with(options).await?;
        Ok(Self(RwLock::new(Some(Open { pool, files: None }))))
    }

    /// The connections, if the file still lies there.
    fn pool(&self) -> Result<SqlitePool, Error> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Some(Open { pool, files }) if files.as_ref().is_none_or(Files::are_there) => {
                Ok(pool.clone())
            }
            _ => Err(files::gone()),
        }
    }

    /// Whether the file that was opened still lies there.
    pub fn is_current(&self) -> bool {
        self.pool().is_ok()
    }

    /// Submissions in the order of their receipt, those after this number; none
    /// at the end.
    pub async fn page(&self, after: i64) -> Result<Vec<Received>, Error> {
        let statement = match self.layout().await? {
            ..2 => ALL_BEFORE,
            _ => ALL,
        };
        let query = sqlx::query_as(statement).bind(after);
        query.fetch_all(&self.pool()?).await
    }

    /// Which version of the layout the file has.
    async fn layout(&self) -> Result<i64, Error> {
        let query = sqlx::query_scalar("PRAGMA user_version");
        query.fetch_one(&self.pool()?).await
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
            .fetch_optional(&self.pool()?)
            .await?;
        Ok(row.map(|row| compare(row, body_hash, body)))
    }

    /// See [`crate::ledger::Ledger::body`].
    pub async fn body(&self, id: &str) -> Result<Option<(Vec<u8>, String)>, Error> {
        let query = sqlx::query_as(BODY).bind(id);
        query.fetch_optional(&self.pool()?).await
    }

    /// See [`crate::ledger::Ledger::list`].
    pub async fn list(&self, after: Option<&str>, limit: u32) -> Result<Vec<Entry>, Error> {
        let limit = i64::from(limit);
        let query = match after {
            None => sqlx::query_as(NEWEST).bind(limit),
            Some(id) => sqlx::query_as(OLDER).bind(limit).bind(id),
        };
        query.fetch_all(&self.pool()?).await
    }

    /// See [`crate::ledger::Ledger::ready`].
    pub async fn ready(&self) -> Result<(), Error> {
        // Of a table, so that the file itself is read.
        sqlx::query("SELECT 1 FROM submissions LIMIT 1")
            .execute(&self.pool()?)
            .await
            .map(drop)
    }

    /// Ends all connections.
    pub async fn close(&self) {
        let open = self
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(Open { pool, .. }) = open {
            pool.close().await;
        }
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
