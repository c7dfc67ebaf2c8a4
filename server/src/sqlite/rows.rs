//! Rows of the table of submissions, by the names of their columns.

use super::{Receipt, Received};
use crate::ledger::Entry;
use sqlx::sqlite::SqliteRow;
use sqlx::{Error, FromRow, Row};

impl FromRow<'_, SqliteRow> for Received {
    fn from_row(row: &SqliteRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.try_get("id")?,
            form_id: row.try_get("form_id")?,
            body: row.try_get("body")?,
            receipt: Receipt {
                number: row.try_get("number")?,
                received_at: row.try_get("received_at")?,
                refused_before: row.try_get("refused_before")?,
                sender: row.try_get("sender")?,
                judged: judged(row)?,
            },
        })
    }
}

impl FromRow<'_, SqliteRow> for Entry {
    fn from_row(row: &SqliteRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.try_get("id")?,
            received_at: row.try_get("received_at")?,
            form_id: row.try_get("form_id")?,
            form_version: row.try_get("form_version")?,
            digest: row.try_get("digest")?,
            replaces: row.try_get("replaces")?,
            sender: row.try_get("sender")?,
            judged: judged(row)?,
        })
    }
}

/// By which day it was judged and why, if that was kept.
fn judged(row: &SqliteRow) -> Result<Option<(String, String)>, Error> {
    Ok(Option::zip(
        row.try_get("judged_on")?,
        row.try_get("judged_by")?,
    ))
}
