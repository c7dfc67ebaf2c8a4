//! What has come in, kept durably and once.
//!
//! One task writes. It takes all submissions that wait, commits them in one
//! transaction and answers each of them after that: the disk is waited for once
//! per batch, and nobody is told «received» before it is on disk.

use crate::calendar::{self, Judged};
use crate::sqlite::{Reader, Received, Writer};
use crate::succession::Decision;
use chrono::Utc;
use std::path::Path;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// More wait in their connections.
const QUEUE: usize = 1024;
/// At most so many in one transaction.
const BATCH: usize = 256;

/// A submission that has been checked, on its way into the ledger.
pub struct Submission {
    /// Its UUID.
    pub id: String,
    /// Of which form.
    pub form_id: String,
    /// Which edition of it.
    pub form_version: String,
    /// The envelope, byte for byte; of a sealed submission, as it was sealed.
    pub body: Vec<u8>,
    /// SHA-256 of the bytes as they came, which are others if it was sealed.
    pub body_hash: [u8; 32],
    /// The envelope's digest.
    pub digest: String,
    /// The submission that it corrects.
    pub replaces: Option<String>,
    /// When that one was refused here, if it was and is remembered.
    pub refused_before: Option<String>,
    /// The organisation whose token it came with.
    pub sender: Option<String>,
    /// By which day it was judged.
    pub judged: Judged,
}

/// What the ledger has under an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The same, received then: the bytes as they came, or the envelope, which
    /// may have come sealed, open, or sealed anew.
    Same(String),
    /// Something else.
    Other,
}

/// A submission in the list.
pub struct Entry {
    /// Its UUID.
    pub id: String,
    /// When it was received, RFC 3339.
    pub received_at: String,
    /// Of which form.
    pub form_id: String,
    /// Which edition of it.
    pub form_version: String,
    /// The envelope's digest.
    pub digest: String,
    /// The submission that it corrects.
    pub replaces: Option<String>,
    /// The organisation whose token it came with.
    pub sender: Option<String>,
    /// By which day it was judged, and why that one; `None` if that was not kept.
    pub judged: Option<(String, String)>,
}

/// The database did not do what it was asked; the log tells why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

struct Job {
    submission: Submission,
    reply: oneshot::Sender<Result<Kept, Unavailable>>,
}

/// All submissions.
pub struct Ledger {
    reader: Reader,
    jobs: mpsc::Sender<Job>,
}

/// The task that writes, to be stopped at the end.
pub struct Keeper {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Ledger {
    /// Opens the database file, which is made if it is not there.
    ///
    /// # Errors
    /// A sentence.
    pub async fn open(path: &Path) -> Result<(Self, Keeper), String> {
        let unusable =
            |error| format!("The database {} cannot be opened: {error}.", path.display());
        let writer = Writer::open(path).await.map_err(unusable)?;
        let reader = Reader::open(path).await.map_err(unusable)?;
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(write(writer, waiting, stopped));
        Ok((Self { reader, jobs }, Keeper { stop, task }))
    }

    /// Keeps a submission, unless its id is there already. When this returns
    /// `Kept::Same`, it is on disk.
    pub async fn keep(&self, submission: Submission) -> Result<Kept, Unavailable> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .send(Job { submission, reply })
            .await
            .map_err(|_| Unavailable)?;
        answer.await.map_err(|_| Unavailable)?
    }

    /// What is kept under an id, beside the bytes as they came now and the
    /// envelope, if that is known.
    pub async fn find(
        &self,
        id: &str,
        body_hash: &[u8; 32],
        body: Option<&[u8]>,
    ) -> Result<Option<Kept>, Unavailable> {
        let found = self.reader.find(id, body_hash, body).await;
        found.map_err(failed)
    }

    /// A submission byte for byte, and when it was received.
    pub async fn body(&self, id: &str) -> Result<Option<(Vec<u8>, String)>, Unavailable> {
        self.reader.body(id).await.map_err(failed)
    }

    /// Submissions, the newest first, those older than `after`.
    pub async fn list(&self, after: Option<&str>, limit: u32) -> Result<Vec<Entry>, Unavailable> {
        self.reader.list(after, limit).await.map_err(failed)
    }

    /// Numbers, ids and forms of some of the submissions received after this
    /// number, in the order of their receipt.
    pub async fn heads(&self, after: i64) -> Result<Vec<(i64, String, String)>, Unavailable> {
        self.reader.heads(after).await.map_err(failed)
    }

    /// A submission, with what the server itself knows of it.
    pub async fn received(&self, id: &str) -> Result<Option<Received>, Unavailable> {
        self.reader.received(id).await.map_err(failed)
    }

    /// The office's decisions on agreements, in their order.
    pub async fn decisions(&self) -> Result<Vec<Decision>, Unavailable> {
        self.reader.decisions().await.map_err(failed)
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), Unavailable> {
        if self.jobs.is_closed() {
            return Err(Unavailable);
        }
        self.reader.ready().await.map_err(failed)
    }

    /// Ends reading. The keeper is stopped after this, so that it closes the
    /// last connection, which tidies the file.
    pub async fn close(&self) {
        self.reader.close().await;
    }
}

impl Keeper {
    /// Writes what waits and ends.
    pub async fn stop(self) {
        // An error says that it has ended.
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}

async fn write(
    mut writer: Writer,
    mut waiting: mpsc::Receiver<Job>,
    mut stopped: oneshot::Receiver<()>,
) {
    let mut jobs = Vec::with_capacity(BATCH);
    let mut received_at = String::new();
    loop {
        let count = tokio::select! {
            biased;
            count = waiting.recv_many(&mut jobs, BATCH) => count,
            _ = &mut stopped => 0,
        };
        if count == 0 {
            break;
        }
        // Never before the last one, even if the clock is put back: whoever reads
        // the list from its newest end must not miss one.
        received_at = received_at.max(calendar::stamp(Utc::now()));
        let outcome = writer
            .keep(jobs.iter().map(|job| &job.submission), &received_at)
            .await;
        let mut outcome = outcome.map(Vec::into_iter).map_err(failed);
        for job in jobs.drain(..) {
            let answer = match &mut outcome {
                Ok(kept) => kept.next().ok_or(Unavailable),
                Err(unavailable) => Err(*unavailable),
            };
            // Whoever asked may have hung up; it is kept all the same.
            let _ = job.reply.send(answer);
        }
    }
    writer.close().await;
}

/// SQLite's messages name tables and files, never values.
fn failed(error: sqlx::Error) -> Unavailable {
    tracing::error!(%error, "database");
    Unavailable
}
