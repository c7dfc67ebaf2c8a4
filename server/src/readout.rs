//! `GET /api/innsendinger`: what has come in, for the token's holder; and the
//! key to seal to, and health, for all.

use crate::intake::reference;
use crate::ledger::Entry;
use crate::problem::{Problem, object};
use crate::serve::App;
use crate::sqlite::Received;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blankett::engine::envelope::Envelope;
use blankett::engine::json::Json;
use std::collections::HashMap;
use std::sync::Arc;

const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 500;

type Parameters = Result<Query<HashMap<String, String>>, QueryRejection>;

/// The list, the newest first: `limit` of them, those older than `after`.
pub async fn list(State(app): State<Arc<App>>, query: Parameters) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Problem::request("query", "The query cannot be read."))?;
    let limit = query
        .get("limit")
        .map_or(Some(PAGE), |text| text.parse().ok());
    let limit = limit.filter(|it| (1..=LARGEST_PAGE).contains(it));
    let limit = limit
        .ok_or_else(|| Problem::request("query", "limit must be a whole number from 1 to 500."))?;
    let after = query.get("after").map(String::as_str);
    if let Some(id) = after {
        // Else a slip in the id would look like the end of the list.
        let known = app
            .ledger
            .body(id)
            .await
            .map_err(|_| Problem::unavailable())?;
        known.ok_or_else(|| {
            Problem::request(
                "query",
                "after must be the id of a submission that is here.",
            )
        })?;
    }
    // One more tells whether there are more.
    let entries = app
        .ledger
        .list(after, limit + 1)
        .await
        .map_err(|_| Problem::unavailable())?;
    let page = entries.get(..limit as usize).unwrap_or(&entries);
    let more = page.last().filter(|_| entries.len() > page.len());
    let json = object([
        ("items", Json::Array(page.iter().map(entry).collect())),
        ("next", more.map_or(Json::Null, |last| Json::text(&last.id))),
    ]);
    Ok((
        [(header::CONTENT_TYPE, "application/json")],
        json.canonical(),
    )
        .into_response())
}

fn entry(it: &Entry) -> Json {
    let judged = |which: fn(&(String, String)) -> &String| {
        it.judged
            .as_ref()
            .map_or(Json::Null, |it| Json::text(which(it)))
    };
    object([
        ("id", Json::text(&it.id)),
        ("reference", Json::Text(reference(&it.id))),
        ("receivedAt", Json::text(&it.received_at)),
        ("form", form_json(&it.form_id, &it.form_version)),
        ("digest", Json::text(&it.digest)),
        (
            "replaces",
            it.replaces.as_ref().map_or(Json::Null, Json::text),
        ),
        ("sender", it.sender.as_ref().map_or(Json::Null, Json::text)),
        ("judgedOn", judged(|(on, _)| on)),
        ("judgedBy", judged(|(_, by)| by)),
    ])
}

/// One submission, byte for byte as it came in or was sealed; the header
/// `Received-At` says when, `Judged-On` and `Judged-By` by which day it was
/// judged and why, `Sender` whose token it came with.
pub async fn one(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let found = app.ledger.received(&id).await;
    let found = found.map_err(|_| Problem::unavailable())?;
    let Received { body, receipt, .. } = found.ok_or_else(Problem::not_found)?;
    let (judged_on, judged_by) = receipt.judged.unzip();
    let mut headers = HeaderMap::new();
    for (name, text) in [
        ("content-type", Some("application/json".to_owned())),
        ("received-at", Some(receipt.received_at)),
        ("judged-on", judged_on),
        ("judged-by", judged_by),
        ("sender", receipt.sender),
    ] {
        if let Some(value) = text.and_then(|it| HeaderValue::from_str(&it).ok()) {
            headers.insert(name, value);
        }
    }
    Ok((headers, body).into_response())
}

/// One form of a packet as a submission of its own, to be filed by itself.
pub async fn part(
    State(app): State<Arc<App>>,
    place: Result<Path<(String, String)>, PathRejection>,
) -> Result<Response, Problem> {
    let Path((id, form)) = place.map_err(|_| Problem::not_found())?;
    let found = app
        .ledger
        .body(&id)
        .await
        .map_err(|_| Problem::unavailable())?;
    let (body, received_at) = found.ok_or_else(Problem::not_found)?;
    let envelope = str::from_utf8(&body).ok().map(Envelope::read);
    let Some(Ok(envelope)) = envelope else {
        // What is kept was read when it came.
        return Err(Problem::internal());
    };
    let part = envelope.parts.iter().find(|it| it.form_id == form);
    let part = part.ok_or_else(Problem::not_found)?;
    let answers = envelope.answers.get(&form).cloned();
    let mut json = object([
        ("id", Json::text(&envelope.id)),
        ("form", form_json(&part.form_id, &part.form_version)),
        (
            "answers",
            answers.unwrap_or_else(|| Json::Object(Vec::new())),
        ),
        ("totals", part.totals.clone()),
    ]);
    part.proof.put_into(&mut json);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (HeaderName::from_static("received-at"), received_at),
    ];
    Ok((headers, json.canonical()).into_response())
}

fn form_json(id: &str, version: &str) -> Json {
    object([("id", Json::text(id)), ("version", Json::text(version))])
}

/// The key to seal submissions to. A new one is used within minutes.
pub async fn keys(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let keys = app.keys.as_ref().ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/jwk-set+json"),
        (header::CACHE_CONTROL, "max-age=300"),
    ];
    Ok((headers, keys.public().canonical()).into_response())
}

/// Whether this server can do its work: tries to write to the database.
pub async fn ready(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    app.ledger
        .ready()
        .await
        .map_err(|_| Problem::unavailable())?;
    Ok(live().await)
}

/// Whether this program answers at all. To start it anew mends no full disk.
pub async fn live() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::OK, headers, r#"{"status":"ok"}"#).into_response()
}
