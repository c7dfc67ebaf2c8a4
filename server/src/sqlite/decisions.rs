//! The office's decisions on which agreement displaces which: they are added,
//! never changed or deleted, so that a wrong one is undone by a later one.

use super::{Reader, Received, connect};
use crate::succession::Decision;
use sqlx::{Connection, Error, SqliteConnection};
use std::path::Path;

const DECIDE: &str = "
    INSERT INTO decisions (submission, form_id, displaces, confirmed, decided_by, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

const DECISIONS: &str = "
    SELECT submission, form_id, displaces, confirmed, decided_by, decided_at FROM decisions
    ORDER BY number";

/// The latest time that is kept of anything.
const LATEST: &str = "
    SELECT COALESCE(MAX(at), '') FROM (
        SELECT MAX(received_at) AS at FROM submissions
        UNION ALL SELECT MAX(decided_at) AS at FROM decisions)";

const HEADS: &str = "
    SELECT rowid, id, form_id FROM submissions WHERE rowid > $1 ORDER BY rowid LIMIT 1000";

const ONE: &str = "
    SELECT rowid AS number, id, received_at, form_id, body, refused_before, sender, judged_on, judged_by
    FROM submissions WHERE id = $1";

/// Keeps decisions, all or none of them, on a connection of its own: this is
/// rare, and the one that keeps submissions is not to wait for it. None is ever
/// earlier than what was kept before it, even if a clock is behind: the order of
/// events decides what stands.
pub async fn decide(path: &Path, decisions: &[Decision]) -> Result<(), Error> {
    let mut connection = connect(path).await?;
    let done = insert(&mut connection, decisions).await;
    connection.close().await?;
    done
}

async fn insert(connection: &mut SqliteConnection, decisions: &[Decision]) -> Result<(), Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for it in decisions {
        let latest = sqlx::query_scalar(LATEST).fetch_one(&mut *transaction);
        let latest: String = latest.await?;
        let query = sqlx::query(DECIDE)
            .bind(&it.submission)
            .bind(&it.form)
            .bind(&it.displaces)
            .bind(i64::from(it.confirmed))
            .bind(&it.by)
            .bind(it.at.clone().max(latest));
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

impl Reader {
    /// All decisions, in their order.
    pub async fn decisions(&self) -> Result<Vec<Decision>, Error> {
        if self.layout().await? < 2 {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, String, String, i64, String, String)> =
            sqlx::query_as(DECISIONS).fetch_all(&self.pool()?).await?;
        let decision = |(submission, form, displaces, confirmed, by, at)| Decision {
            submission,
            form,
            displaces,
            confirmed: confirmed != 0,
            by,
            at,
        };
        Ok(rows.into_iter().map(decision).collect())
    }

    /// Numbers, ids and forms of submissions in the order of their receipt, those
    /// after this number; none at the end.
    pub async fn heads(&self, after: i64) -> Result<Vec<(i64, String, String)>, Error> {
        let query = sqlx::query_as(HEADS).bind(after);
        query.fetch_all(&self.pool()?).await
    }

    /// One submission.
    pub async fn received(&self, id: &str) -> Result<Option<Received>, Error> {
        sqlx::query_as(ONE)
            .bind(id)
            .fetch_optional(&self.pool()?)
            .await
    }
}
