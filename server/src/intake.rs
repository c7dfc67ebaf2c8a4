//! `POST /api/innsendinger`: a submission comes in.

use crate::calendar::{self, Basis, Judged};
use crate::forms::Found;
use crate::ledger::{Kept, Submission};
use crate::logs::Note;
use crate::posted::{Posted, read};
use crate::problem::{Problem, object};
use crate::senders::Sender;
use crate::sentences::{self, say};
use crate::serve::App;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blankett::engine::answers::Answers;
use blankett::engine::definition::Definition;
use blankett::engine::envelope::{self, Envelope, Part, Proof, Subject};
use blankett::engine::json::Json;
use blankett::engine::kinds::Context;
use blankett::engine::validation;
use blankett::engine::violation::{Severity, Violation};
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// More complaints than a person can read; keeps answers small, whatever is posted.
const MOST_COMPLAINTS: usize = 100;

/// Receives a submission: 201 when it is on disk, and the same 201 whenever the
/// same bytes come again.
pub async fn post(
    State(app): State<Arc<App>>,
    Extension(Sender(sender)): Extension<Sender>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let posted = match read(&app, &headers, body) {
        Ok(posted) => posted,
        Err(problem) => return problem.into_response(),
    };
    let id = posted.id.clone();
    // Anything could stand there, so the log tells only what is known.
    let form = Some(posted.form_id.clone()).filter(|it| app.forms.has(it));
    let mut response = receive(&app, posted, sender)
        .await
        .unwrap_or_else(Problem::into_response);
    let note = response.extensions_mut().get_or_insert_default::<Note>();
    (note.submission, note.form) = (Some(id), form);
    response
}

/// What the ledger has under the id goes before the rules: bytes that were
/// received once are received, even if the rules have changed since, or the key
/// that opened them is gone. The rules are applied first all the same, because
/// what passes them meets the ledger when it is written, and only the rest needs
/// a look-up of its own.
async fn receive(app: &App, posted: Posted, sender: Option<String>) -> Result<Response, Problem> {
    let now = Utc::now();
    let Posted {
        id, hash, content, ..
    } = posted;
    let language = content.as_ref().map_or("", |it| &it.0.language).to_owned();
    let judged = match content {
        Ok((envelope, body)) => match check(app, &envelope, now) {
            Ok(judged) => Ok((envelope, body, judged)),
            Err(problem) => Err((problem, Some(body))),
        },
        Err(problem) => Err((problem, None)),
    };
    let kept = match judged {
        Ok((envelope, body, judged)) => {
            let refused = envelope.replaces.as_deref();
            let refused = refused.and_then(|id| app.refusals.refused_at(id));
            let submission = Submission {
                id: envelope.id,
                form_id: envelope.form_id,
                form_version: envelope.form_version,
                body,
                body_hash: hash,
                digest: envelope.proof.digest,
                replaces: envelope.replaces,
                refused_before: refused.map(calendar::stamp),
                sender,
                judged,
            };
            app.ledger.keep(submission).await
        }
        Err((problem, body)) => match app.ledger.find(&id, &hash, body.as_deref()).await {
            Ok(None) => {
                if problem.status == StatusCode::UNPROCESSABLE_ENTITY {
                    app.refusals.remember(&id, now);
                }
                return Err(problem);
            }
            Ok(Some(kept)) => Ok(kept),
            Err(unavailable) => Err(unavailable),
        },
    };
    match kept.map_err(|_| Problem::unavailable())? {
        Kept::Same(received_at) => Ok(received(&id, received_at)),
        Kept::Other => Err(refusal(
            "id-reused",
            "Id used before",
            say(sentences::ID_REUSED, &language),
        )),
    }
}

/// The rules, the very ones of the browser, and the day by which they were
/// applied.
fn check(app: &App, envelope: &Envelope, now: DateTime<Utc>) -> Result<Judged, Problem> {
    let language = envelope.language.as_str();
    let unusable = |pointer: &str, code, detail: &str| {
        Err(refusal("unusable", "Not usable here", detail).with(pointer, code, detail))
    };
    let version = say(sentences::VERSION, language);
    let definition = match app.forms.find(envelope) {
        Found::Form(definition) => definition,
        Found::OtherVersion => return unusable("/form/version", "form.version", version),
        Found::OtherPart(at) => {
            let pointer = format!("/parts/{at}/form/version");
            return unusable(&pointer, "form.version", version);
        }
        Found::Nothing => return unusable("/form/id", "form.id", say(sentences::FORM, language)),
    };
    if !is_language(language) {
        return unusable(
            "/language",
            "language",
            "Expected a language tag such as nb or en.",
        );
    }
    let Some(sender_day) = calendar::sender_day(&envelope.submitted_at) else {
        return unusable(
            "/submittedAt",
            "submitted-at",
            "Expected a time as in RFC 3339, such as 2026-11-21T19:00:00Z.",
        );
    };
    let fits = |today| fit(app, envelope, &definition, today);
    let judged = calendar::judged_by(sender_day, now, app.longest_wait);
    let Err(wrong) = fits(judged.on) else {
        return Ok(judged);
    };
    // What was looked over before midnight, or by another clock, is judged by that day.
    let beside = [judged.on.pred_opt(), judged.on.succ_opt()];
    if let Some(on) = beside.into_iter().flatten().find(|day| fits(*day).is_ok()) {
        let by = Basis::Neighbour;
        return Ok(Judged { on, by });
    }
    let problem = match wrong {
        Wrong::Answers(violations) => invalid(app, envelope, &definition, &violations),
        Wrong::Sums(problem) => problem,
    };
    // The reader has made no mistake, and must be told what it is then.
    if judged.by == Basis::SenderOutOfBounds && fits(sender_day).is_ok() {
        return Err(late(problem, language));
    }
    Err(problem)
}

/// What is wrong on a day.
enum Wrong {
    /// The answers.
    Answers(Vec<Violation>),
    /// What follows from them.
    Sums(Problem),
}

/// Whether the answers are right on a day, with all that follows from them.
fn fit(
    app: &App,
    envelope: &Envelope,
    definition: &Arc<Definition>,
    today: NaiveDate,
) -> Result<(), Wrong> {
    let (answers, mut violations) =
        Answers::from_json(definition.clone(), &envelope.answers, today);
    let accept = app.accept;
    violations.extend(validation::validate(&answers, Context { today, accept }));
    violations.retain(|it| it.severity == Severity::Error);
    if violations.is_empty() {
        return agree(envelope, &answers).map_err(Wrong::Sums);
    }
    Err(Wrong::Answers(violations))
}

/// The refusal of answers that are against the rules.
fn invalid(
    app: &App,
    envelope: &Envelope,
    definition: &Definition,
    violations: &[Violation],
) -> Problem {
    let locale = app.forms.locale(&envelope.language);
    let mut problem = refusal(
        "invalid",
        "Answers against the rules",
        locale.text("summary.rejected"),
    );
    for it in violations {
        if problem.errors.len() == MOST_COMPLAINTS {
            break;
        }
        let pointer = ["/answers", &it.path].concat();
        if problem.errors.iter().all(|other| other.pointer != pointer) {
            problem = problem.with(pointer, &it.code, locale.sentence(it, definition));
        }
    }
    problem
}

/// The refusal of what was right on the day when it was filled in.
fn late(problem: Problem, language: &str) -> Problem {
    let sentence = say(sentences::LATE, language);
    let refused = refusal("late", "Too long on its way", sentence);
    if problem.kind == "invalid" {
        let errors = problem.errors;
        return Problem { errors, ..refused };
    }
    // Sums and digests do not agree any more: the prices are others now.
    let places = problem.errors.into_iter().map(|it| it.pointer);
    places.fold(refused, |refused, place| {
        refused.with(place, "late", sentence)
    })
}

/// Whether what follows from the answers was sent as it follows: sums, digests,
/// and those of each form of a packet.
fn agree(envelope: &Envelope, answers: &Answers) -> Result<(), Problem> {
    let mut salts = envelope.proofs().map(|it| it.salt.clone());
    let subjects = envelope::subjects(answers, || salts.next().flatten());
    let proofs: Vec<Proof> = subjects.iter().map(proof).collect();
    let own = Envelope::new(answers, String::new(), "", String::new(), &proofs);
    // The order of an object's members says nothing.
    let same = |ours: &Json, theirs: &Json| ours.canonical() == theirs.canonical();
    let mut wrong: Vec<(String, &str)> = Vec::new();
    if !same(&own.totals, &envelope.totals) {
        wrong.push(("/totals".to_owned(), "totals"));
    }
    if own.proof != envelope.proof {
        wrong.push(("/digest".to_owned(), "digest"));
    }
    let form = |it: &Part| (it.form_id.clone(), it.form_version.clone());
    if own
        .parts
        .iter()
        .map(form)
        .ne(envelope.parts.iter().map(form))
    {
        wrong.push(("/parts".to_owned(), "parts"));
    } else {
        for (at, (ours, theirs)) in own.parts.iter().zip(&envelope.parts).enumerate() {
            if !same(&ours.totals, &theirs.totals) {
                wrong.push((format!("/parts/{at}/totals"), "totals"));
            }
            if ours.proof != theirs.proof {
                wrong.push((format!("/parts/{at}/digest"), "digest"));
            }
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let sentence = say(sentences::DAMAGED, &envelope.language);
    let problem = refusal("damaged", "Not in agreement with itself", sentence);
    Err(wrong.into_iter().fold(problem, |problem, (pointer, code)| {
        problem.with(pointer, code, sentence)
    }))
}

/// Of a subject with the salt that it was sent with.
pub fn proof(subject: &Subject) -> Proof {
    subject.proof(&Sha256::digest(&subject.text))
}

fn refusal(kind: &'static str, title: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title, detail)
}

fn received(id: &str, received_at: String) -> Response {
    let members = [
        ("id", Json::text(id)),
        ("reference", Json::Text(reference(id))),
        ("receivedAt", Json::Text(received_at)),
    ];
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::LOCATION, format!("/api/innsendinger/{id}")),
    ];
    (StatusCode::CREATED, headers, object(members).canonical()).into_response()
}

/// A language tag by its letters, such as `nb` or `nb-NO` (RFC 5646).
fn is_language(text: &str) -> bool {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    text.len() <= 35
        && text.split('-').all(part)
        && text.starts_with(|it: char| it.is_ascii_lowercase())
}

/// A reference to say on the telephone, such as `B-7F3K-29QD`: the first 40 bits
/// of the id, in Crockford's alphabet, which has no I, L, O or U.
pub fn reference(id: &str) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let digits = id.chars().filter_map(|it| it.to_digit(16)).take(10);
    let bits = digits.fold(0_u64, |bits, digit| bits << 4 | u64::from(digit));
    let mut out = String::from("B");
    for place in (0..8).rev() {
        if place % 4 == 3 {
            out.push('-');
        }
        out.push(char::from(ALPHABET[(bits >> (5 * place) & 31) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert_eq!(
            reference("00000000-0000-4000-8000-000000000000"),
            "B-0000-0000"
        );
        assert_eq!(
            reference("ffffffff-ff00-4000-8000-000000000000"),
            "B-ZZZZ-ZZZZ"
        );
        assert_eq!(
            reference("6f1f1b2e-8a55-4b8e-9a0e-3f6f0d1c2b3a"),
            "B-DWFH-PBMA"
        );
    }

    #[test]
    fn languages() {
        for right in ["nb", "nn", "en", "nb-NO", "se"] {
            assert!(is_language(right), "{right}");
        }
        for wrong in [
            "",
            "-",
            "nb-",
            "nb NO",
            "NB",
            "æø",
            "klingonsk-og-mere-til-av-det-samme-slag",
        ] {
            assert!(!is_language(wrong), "{wrong}");
        }
    }
}
