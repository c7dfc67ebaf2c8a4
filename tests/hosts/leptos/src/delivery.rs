//! Sending: the same bytes until the backend has them.

use blankett::engine::envelope::{self, Envelope, Proof, Subject};
use blankett::engine::json::Json;
use blankett::engine::outbox::{self, Action, Event, Item, Reply, State};
use blankett::engine::problem::Problem;
use blankett::view::{Delivery, FormState, Kept, Receipt};
use gloo_net::http::Request;
use js_sys::{Date, Math, Object};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sha2::{Digest, Sha256};
use std::time::Duration;
use web_sys::{AbortSignal, RequestRedirect};

const BACKEND: &str = "/blankett/api/innsendinger";
/// In milliseconds.
const PATIENCE: u32 = 30_000;

#[derive(Clone, Copy)]
pub struct Outbox {
    state: FormState,
    pending: StoredValue<Option<Submission>>,
    /// The submission that was refused, which the next replaces.
    refused: StoredValue<Option<String>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// Its bytes are made once.
#[derive(Clone)]
struct Submission {
    id: String,
    body: String,
    receipt: Receipt,
    item: Item,
}

impl Outbox {
    pub fn of(state: FormState) -> Self {
        Self {
            state,
            pending: StoredValue::new(None),
            refused: StoredValue::new(None),
            timer: StoredValue::new(None),
        }
    }

    /// Sends, or tries again at once what is not delivered yet.
    pub fn send(self) {
        if self.state.delivery() == Delivery::Sending {
            return;
        }
        if let Some(timer) = self.timer.get_value() {
            timer.clear();
        }
        let mut submission = self.pending.get_value().unwrap_or_else(|| self.seal());
        submission.item.tries += 1;
        self.pending.set_value(Some(submission.clone()));
        self.state.set_delivery(Delivery::Sending);
        spawn_local(async move {
            let lost = (Reply::Nothing, String::new());
            let (reply, text) = post(&submission).await.unwrap_or(lost);
            self.settle(submission, reply, &text);
        });
    }

    /// Gives the answers their identity. `crypto` wants a secure page.
    fn seal(self) -> Submission {
        let id = window().crypto().expect("a browser").random_uuid();
        let (now, locale) = (Date::new_0(), self.state.locale());
        let proof = |it: &Subject| it.proof(&Sha256::digest(&it.text));
        self.state.with_answers(|answers| {
            let subjects = envelope::subjects(answers, || Some(salt()));
            let proofs: Vec<Proof> = subjects.iter().map(proof).collect();
            let time = now.to_iso_string().into();
            let mut envelope = Envelope::new(answers, id.clone(), locale.language(), time, &proofs);
            envelope.replaces = self.refused.get_value();
            let time = now
                .to_locale_string(locale.language(), &Object::new())
                .into();
            let receipt = Receipt {
                reference: id.clone(),
                time,
                digests: proofs.into_iter().map(|it| it.digest).collect(),
            };
            Submission {
                id,
                body: envelope.to_json().canonical(),
                receipt,
                item: Item::stored(now.get_time()),
            }
        })
    }

    /// Tells the person what became of an attempt.
    fn settle(self, mut submission: Submission, reply: Reply, text: &str) {
        let now = Date::now();
        let next = outbox::next(submission.item, Event::Came(reply), now, Math::random());
        // It is nowhere but in this page.
        let kept = Kept::InPage;
        match next.item.state {
            _ if next.action == Action::Deliver => {
                let answer = Json::parse(text).unwrap_or(Json::Null);
                if let Some(reference) = answer.get("reference").and_then(Json::as_text) {
                    submission.receipt.reference = reference.to_owned();
                }
                self.pending.set_value(None);
                self.refused.set_value(None);
                self.state
                    .set_delivery(Delivery::Delivered(submission.receipt));
            }
            State::Waiting(why) => {
                submission.item = next.item;
                self.pending.set_value(Some(submission));
                if let Some(why) = why {
                    self.state.set_delivery(Delivery::Waiting(why, kept));
                }
                let wait = Duration::from_secs_f64((next.item.due - now) / 1000.0);
                self.timer
                    .set_value(set_timeout_with_handle(move || self.send(), wait).ok());
            }
            State::Paused => self.state.set_delivery(Delivery::Paused(kept)),
            State::Parked => {
                self.pending.set_value(None);
                self.refused.set_value(Some(submission.id));
                self.state.reject(&Problem::read(text));
            }
        }
    }
}

/// 128 random bits, so that nobody can guess at the answers by their digest.
fn salt() -> String {
    let mut bytes = [0; 16];
    let crypto = window().crypto().expect("a browser");
    let filled = crypto.get_random_values_with_u8_array(&mut bytes);
    filled.expect("sixteen bytes are never too many");
    envelope::hexadecimal(&bytes)
}

/// One attempt. An answer that is cut off is no answer.
async fn post(submission: &Submission) -> Result<(Reply, String), gloo_net::Error> {
    let response = Request::post(BACKEND)
        .redirect(RequestRedirect::Manual)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE)))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", &format!("\"{}\"", submission.id))
        .body(submission.body.as_str())?
        .send()
        .await?;
    let (status, headers) = (response.status(), response.headers());
    let retry_after = headers.get("Retry-After").and_then(|it| it.parse().ok());
    let text = response.text().await?;
    let json = Json::parse(&text).unwrap_or(Json::Null);
    let echoes = json.get("id").and_then(Json::as_text) == Some(&submission.id);
    Ok((
        Reply::Answer {
            status,
            echoes,
            retry_after,
        },
        text,
    ))
}
