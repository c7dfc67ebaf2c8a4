//! `GET` and `POST /api/erstatninger`: which agreement would displace which, and
//! the office's decisions on it, for the token's holder.

use crate::agreements::agreements;
use crate::calendar;
use crate::forms::Forms;
use crate::intake::reference;
use crate::ledger::{Ledger, Unavailable};
use crate::problem::{Problem, object};
use crate::serve::App;
use crate::sqlite;
use crate::succession::{Claim, Decision, Displacement, State as Standing, succession};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use blankett::engine::json::Json;
use blankett::engine::reader::{ReadError, Reader};
use chrono::Utc;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Mutex;

/// So many that wait are listed; all are counted.
const PAGE: usize = 100;

/// A longer name of who decides is refused.
const LONGEST_NAME: usize = 100;

/// The agreements of the database, read once and then as they come in.
pub struct Displacements {
    database: PathBuf,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    claims: Vec<Claim>,
    /// The number of the last submission that has been looked at.
    until: i64,
}

impl Displacements {
    /// Of the database at this path.
    pub fn new(database: PathBuf) -> Self {
        let known = Mutex::default();
        Self { database, known }
    }

    /// All agreements by now, and every displacement.
    async fn now(
        &self,
        forms: &Forms,
        ledger: &Ledger,
    ) -> Result<(Vec<Claim>, Vec<Displacement>), Unavailable> {
        let mut known = self.known.lock().await;
        known.catch_up(forms, ledger).await?;
        let decisions = ledger.decisions().await?;
        let found = succession(&known.claims, &HashMap::new(), &decisions);
        Ok((known.claims.clone(), found.displacements))
    }
}

impl Known {
    async fn catch_up(&mut self, forms: &Forms, ledger: &Ledger) -> Result<(), Unavailable> {
        loop {
            let heads = ledger.heads(self.until).await?;
            if heads.is_empty() {
                return Ok(());
            }
            for (number, id, form) in heads {
                if forms.may_be_agreement(&form)
                    && let Some(it) = ledger.received(&id).await?
                {
                    // What cannot be read is told by `blankett article30`.
                    let found = agreements(&it.body, forms, Some(&it.receipt)).unwrap_or_default();
                    self.claims.extend(found.iter().map(|it| it.claim()));
                }
                // Last: a request that is given up on the way leaves no gap.
                self.until = number;
            }
        }
    }
}

type Parameters = Result<Query<HashMap<String, String>>, QueryRejection>;

/// Those that wait for the office, the newest first; with `submission`, all that
/// this one displaces or would displace.
pub async fn list(State(app): State<Arc<App>>, query: Parameters) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Problem::request("query", "The query cannot be read."))?;
    let found = app.displacements.now(&app.forms, &app.ledger).await;
    let (claims, mut all) = found.map_err(|_| Problem::unavailable())?;
    let waiting = |it: &Displacement| it.state == Standing::Pending;
    let count = all.iter().filter(|it| waiting(it)).count();
    match query.get("submission") {
        Some(id) => all.retain(|it| claims[it.by].id == *id),
        None => all.retain(waiting),
    }
    all.sort_by_key(|it| std::cmp::Reverse(claims[it.by].place));
    let items = all.iter().take(PAGE).map(|it| item(&claims, it)).collect();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let json = object([
        ("items", Json::Array(items)),
        ("waiting", count.try_into().map_or(Json::Null, Json::Number)),
    ]);
    Ok(answer(StatusCode::OK, &json))
}

/// Keeps a decision of the office: `{"submission", "form", "displaces",
/// "decision": "confirm" or "reject", "by"}`. It must be on what stands at this
/// moment, so that nobody confirms what they have not seen.
pub async fn decide(
    State(app): State<Arc<App>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body.map_err(|_| Problem::request("body", "The body did not arrive whole."))?;
    let decision = read(&body)?;
    let unavailable = |_| Problem::unavailable();
    let now = || app.displacements.now(&app.forms, &app.ledger);
    let (claims, all) = now().await.map_err(unavailable)?;
    if !all.iter().any(|it| is_about(&claims, it, &decision)) {
        let detail = "This submission does not displace that one, or no longer. Look at it anew.";
        let title = "Not what stands now";
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "outdated",
            title,
            detail,
        ));
    }
    let kept = std::slice::from_ref(&decision);
    if let Err(error) = sqlite::decide(&app.displacements.database, kept).await {
        tracing::error!(%error, "database");
        return Err(Problem::unavailable());
    }
    tracing::info!(
        submission = decision.submission,
        form = decision.form,
        displaces = decision.displaces,
        confirmed = decision.confirmed,
        "decision"
    );
    let (claims, all) = now().await.map_err(unavailable)?;
    let own = all.iter().filter(|it| {
        claims[it.by].id == decision.submission && claims[it.by].form == decision.form
    });
    let items = Json::Array(own.map(|it| item(&claims, it)).collect());
    Ok(answer(StatusCode::CREATED, &object([("items", items)])))
}

/// Reads what was posted.
fn read(body: &[u8]) -> Result<Decision, Problem> {
    let shape = |it: &ReadError| Problem::shape(&it.pointer, &it.sentence);
    let json = str::from_utf8(body).ok().map(Json::parse);
    let Some(Ok(json)) = json else {
        return Err(Problem::request("shape", "The body is not usable JSON."));
    };
    let root = Reader::new(&json);
    let read = || {
        root.only(&[&["submission", "form", "displaces", "decision", "by"]])?;
        let text = |key| root.must(key)?.text().map(str::to_owned);
        let decision = root.must("decision")?;
        let confirmed = match decision.text()? {
            "confirm" => true,
            "reject" => false,
            _ => return Err(decision.error("Expected confirm or reject.")),
        };
        let by = root.must("by")?;
        Ok(Decision {
            submission: text("submission")?,
            form: text("form")?,
            displaces: text("displaces")?,
            confirmed,
            by: signature(by.text()?).map_err(|sentence| by.error(sentence))?,
            at: calendar::stamp(Utc::now()),
        })
    };
    read().map_err(|it: Box<ReadError>| shape(&it))
}

/// Whether a decision is about this.
fn is_about(claims: &[Claim], it: &Displacement, decision: &Decision) -> bool {
    let (by, of) = (&claims[it.by], &claims[it.of]);
    by.id == decision.submission && by.form == decision.form && of.id == decision.displaces
}

/// The name of the one who decides.
///
/// # Errors
/// A sentence.
pub fn signature(by: &str) -> Result<String, &'static str> {
    let by = by.trim();
    if by.is_empty() || by.chars().count() > LONGEST_NAME || by.chars().any(char::is_control) {
        return Err("Expected the name of who decides, of at most 100 characters.");
    }
    Ok(by.to_owned())
}

fn item(claims: &[Claim], it: &Displacement) -> Json {
    let (by, of) = (&claims[it.by], &claims[it.of]);
    let state = match it.state {
        Standing::Pending => "pending",
        Standing::Confirmed => "confirmed",
        Standing::Rejected => "rejected",
        Standing::Sender => "sender",
        Standing::Unproved => "unproved",
    };
    let decided = it.decision.as_ref().map_or(Json::Null, |it| {
        object([("by", Json::text(&it.by)), ("at", Json::text(&it.at))])
    });
    object([
        ("submission", side(by)),
        ("form", Json::text(&by.form)),
        ("displaces", side(of)),
        ("state", Json::text(state)),
        ("decided", decided),
    ])
}

fn side(it: &Claim) -> Json {
    let controller = object([
        ("name", Json::text(&it.name)),
        ("number", Json::text(&it.number)),
    ]);
    object([
        ("id", Json::text(&it.id)),
        ("reference", Json::Text(reference(&it.id))),
        ("receivedAt", Json::text(&it.received_at)),
        ("controller", controller),
    ])
}

fn answer(status: StatusCode, json: &Json) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (status, headers, json.canonical()).into_response()
}
