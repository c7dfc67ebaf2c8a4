//! The office's decisions on which agreement displaces which: they are added,
//! never changed or deleted, so that a wrong one is undone by a later one.

use super::{Reader, Received, Writer};
use crate::succession::Decision;
use sqlx::{Connection, Error};

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

impl Writer {
    /// Keeps a decision. It is never earlier than anything that was kept before
    /// it, even if a clock is behind: the order of events decides what stands.
    pub async fn decide(&mut self, it: &Decision) -> Result<(), Error> {
        let mut transaction = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let latest: String = sqlx::query_scalar(LATEST)
            .fetch_one(&mut *transaction)
            .await?;
        let query = sqlx::query(DECIDE)
            .bind(&it.submission)
            .bind(&it.form)
            .bind(&it.displaces)
            .bind(i64::from(it.confirmed))
            .bind(&it.by)
            .bind(it.at.clone().max(latest));
        query.execute(&mut *transaction).await?;
        transaction.commit().await
    }
}

impl Reader {
    /// All decisions, in their order.
    pub async fn decisions(&self) -> Result<Vec<Decision>, Error> {
        if self.layout().await? < 2 {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, String, String, i64, String, String)> =
            sqlx::query_as(DECISIONS).fetch_all(&self.0).await?;
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
        query.fetch_all(&self.0).await
    }

    /// One submission.
    pub async fn received(&self, id: &str) -> Result<Option<Received>, Error> {
        sqlx::query_as(ONE).bind(id).fetch_optional(&self.0).await
    }
}
