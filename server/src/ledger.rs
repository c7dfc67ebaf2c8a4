//! What has come in, kept durably and once.
//!
//! One task writes. It takes all submissions that wait, commits them in one
//! transaction and answers each of them after that: the disk is waited for once
//! per batch, and nobody is told «received» before it is on disk.

use crate::calendar::{self, Judged};
use crate::sqlite::{Condition, Reader, Received, Writer};
use crate::succession::Decision;
use chrono::Utc;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// More wait in their connections.
const QUEUE: usize = 1024;
/// At most so many in one transaction.
const BATCH: usize = 256;
/// How long it counts that something could be written, or could not. Whoever asks
/// for the health of this server makes the disk work at most so often.
const FRESH: Duration = Duration::from_secs(1);
/// A disk that takes longer is out of order, for who asks.
const PATIENCE: Duration = Duration::from_secs(3);

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

/// What waits for the task that writes.
enum Job {
    Keep {
        submission: Box<Submission>,
        reply: oneshot::Sender<Result<Kept, Unavailable>>,
    },
    /// Only to see whether it can write.
    Probe(oneshot::Sender<Result<(), Unavailable>>),
}

/// When something was last to be written, and whether it could.
type Latest = Arc<Mutex<Option<(Instant, Result<(), Unavailable>)>>>;

/// All submissions.
pub struct Ledger {
    reader: Arc<Reader>,
    reading: Condition,
    jobs: mpsc::Sender<Job>,
    latest: Latest,
    /// Many who ask at a time share one probe.
    probing: tokio::sync::Mutex<()>,
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
        let (writer, reader) = Writer::open(path).await.map_err(unusable)?;
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let (stop, stopped) = oneshot::channel();
        let latest = Latest::default();
        let task = tokio::spawn(write(writer, waiting, stopped, latest.clone()));
        let ledger = Self {
            reader,
            reading: Condition::new("read"),
            jobs,
            latest,
            probing: tokio::sync::Mutex::default(),
        };
        Ok((ledger, Keeper { stop, task }))
    }

    /// Keeps a submission, unless its id is there already. When this returns
    /// `Kept::Same`, it is on disk.
    pub async fn keep(&self, submission: Submission) -> Result<Kept, Unavailable> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .send(Job::Keep {
                submission: Box::new(submission),
                reply,
            })
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
        let found = self.reader().await.find(id, body_hash, body).await;
        self.reading.note(found)
    }

    /// A submission byte for byte, and when it was received.
    pub async fn body(&self, id: &str) -> Result<Option<(Vec<u8>, String)>, Unavailable> {
        let found = self.reader().await.body(id).await;
        self.reading.note(found)
    }

    /// Submissions, the newest first, those older than `after`.
    pub async fn list(&self, after: Option<&str>, limit: u32) -> Result<Vec<Entry>, Unavailable> {
        let found = self.reader().await.list(after, limit).await;
        self.reading.note(found)
    }

    /// Numbers, ids and forms of some of the submissions received after this
    /// number, in the order of their receipt.
    pub async fn heads(&self, after: i64) -> Result<Vec<(i64, String, String)>, Unavailable> {
        let found = self.reader().await.heads(after).await;
        self.reading.note(found)
    }

    /// A submission, with what the server itself knows of it.
    pub async fn received(&self, id: &str) -> Result<Option<Received>, Unavailable> {
        let found = self.reader().await.received(id).await;
        self.reading.note(found)
    }

    /// The office's decisions on agreements, in their order.
    pub async fn decisions(&self) -> Result<Vec<Decision>, Unavailable> {
        let found = self.reader().await.decisions().await;
        self.reading.note(found)
    }

    /// What reads. Where the file was moved, whoever writes opens it anew.
    async fn reader(&self) -> &Reader {
        if !self.reader.is_current() {
            // If it fails, so does reading.
            let _ = self.ready().await;
        }
        &self.reader
    }

    /// Whether a submission would be kept now: something was written within the
    /// last second, or is written to see it.
    pub async fn ready(&self) -> Result<(), Unavailable> {
        if self.jobs.is_closed() {
            return Err(Unavailable);
        }
        let asked = timeout(PATIENCE, async {
            let _one_at_a_time = self.probing.lock().await;
            match self.latest() {
                Some((at, outcome)) if at.elapsed() < FRESH => outcome,
                _ => self.probe().await,
            }
        });
        asked.await.unwrap_or(Err(Unavailable))
    }

    fn latest(&self) -> Option<(Instant, Result<(), Unavailable>)> {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn probe(&self) -> Result<(), Unavailable> {
        let (reply, answer) = oneshot::channel();
        // A full queue is no health either.
        self.jobs
            .try_send(Job::Probe(reply))
            .map_err(|_| Unavailable)?;
        answer.await.map_err(|_| Unavailable)??;
        self.reading.note(self.reader.ready().await)
    }
}

impl Keeper {
    /// Writes what waits and ends all connections.
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
    latest: Latest,
) {
    let writing = Condition::new("write");
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
        let (kept, mut written) = write_batch(&mut writer, &jobs, &received_at).await;
        let is_probed = jobs.iter().any(|it| matches!(it, Job::Probe(_)));
        if written.is_none() && is_probed {
            written = Some(writer.probe().await);
        }
        let written = written.map(|it| writing.note(it));
        if let Some(outcome) = written {
            *latest.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((Instant::now(), outcome));
        }
        let mut kept = kept.into_iter();
        for job in jobs.drain(..) {
            // Whoever asked may have hung up; it is kept all the same.
            match job {
                Job::Keep { reply, .. } => drop(reply.send(kept.next().ok_or(Unavailable))),
                Job::Probe(reply) => drop(reply.send(written.unwrap_or(Err(Unavailable)))),
            }
        }
    }
    writer.close().await;
}

/// What is kept of the submissions among the jobs, none if it failed; and whether
/// they could be written, if anything was to write. What was there before is told
/// on a full disk, too.
async fn write_batch(
    writer: &mut Writer,
    jobs: &[Job],
    received_at: &str,
) -> (Vec<Kept>, Option<Result<(), sqlx::Error>>) {
    let mut submissions = jobs.iter().filter_map(Job::submission).peekable();
    if submissions.peek().is_none() {
        return (Vec::new(), None);
    }
    match writer.keep(submissions, received_at).await {
        Ok((kept, has_written)) => (kept, has_written.then_some(Ok(()))),
        Err(error) => (Vec::new(), Some(Err(error))),
    }
}

impl Job {
    fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Keep { submission, .. } => Some(submission),
            Self::Probe(_) => None,
        }
    }
}
