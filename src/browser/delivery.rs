//! Sending: one submission at a time, the same bytes until it is delivered.

use crate::browser::shell::Host;
use crate::engine::answers::Answers;
use crate::engine::envelope::{self, Envelope};
use crate::engine::json::Json;
use crate::engine::outbox::{self, Reply, Step, Trouble};
use crate::engine::problem::Problem;
use crate::view::{Delivery, FormState, Receipt};
use std::cell::{Cell, RefCell};

/// The sending side of one form.
pub struct Sender {
    state: FormState,
    host: Host,
    pending: RefCell<Option<Pending>>,
    /// The last submission that the backend refused, which the next replaces.
    refused: RefCell<Option<String>>,
    /// The answers that are being given an identity.
    sealing: RefCell<Option<Answers>>,
    busy: Cell<bool>,
    tries: Cell<u32>,
}

/// Told for a status when the host's `getHeaders` has failed.
const UNREADY: u16 = u16::MAX;

/// One submission: its bytes are made once.
#[derive(Clone)]
struct Pending {
    id: String,
    body: String,
    receipt: Receipt,
}

impl Sender {
    /// The sender of a form in this host.
    pub fn new(state: FormState, host: Host) -> Self {
        Self {
            state,
            host,
            pending: RefCell::default(),
            refused: RefCell::default(),
            sealing: RefCell::default(),
            busy: Cell::default(),
            tries: Cell::default(),
        }
    }

    /// Sends, or tries again at once what is not delivered yet.
    pub fn send(&self) {
        if self.busy.replace(true) {
            return;
        }
        self.host.0.later(0);
        if self.pending.borrow().is_some() {
            return self.post();
        }
        let answers = self.state.with_answers(Answers::clone);
        let subjects = envelope::subjects(&answers);
        *self.sealing.borrow_mut() = Some(answers);
        // Canonical JSON has no line breaks of its own.
        if !self.host.0.identify(&subjects.join("\n")) {
            self.stop(Delivery::Unsafe);
        }
    }

    /// Makes the submission of what was hashed, and posts it unless the host
    /// stops it.
    pub fn identified(&self, id: String, hashes: &str, time: String, written: String) {
        let Some(answers) = self.sealing.take() else {
            return;
        };
        let digests: Vec<String> = hashes
            .split('\n')
            .map(|it| ["sha-256=", it].concat())
            .collect();
        let locale = self.state.locale();
        let mut envelope = Envelope::new(&answers, id.clone(), locale.language(), time, &digests);
        envelope.replaces = self.refused.borrow().clone();
        let json = envelope.to_json();
        let body = json.canonical();
        if !self.host.emit("blankett-submit", json) {
            return self.stop(Delivery::Idle);
        }
        let receipt = Receipt {
            reference: id.clone(),
            time: written,
            digests,
        };
        self.tries.set(0);
        *self.pending.borrow_mut() = Some(Pending { id, body, receipt });
        match self.host.0.way() {
            2 => self.post(),
            // The submit event was all: the host has it now.
            1 => self.settle(None),
            _ => {
                self.pending.take();
                self.stop(Delivery::Unset);
            }
        }
    }

    /// The host's own `<form>` has it, and may ask for another.
    pub fn handed(&self) {
        self.pending.take();
        self.stop(Delivery::Idle);
    }

    /// Tries again by itself: what was told stands until something else comes of it.
    pub fn retry(&self) {
        if self.is_unsettled() && !self.busy.replace(true) {
            self.host.0.later(0);
            self.attempt();
        }
    }

    fn post(&self) {
        self.state.set_delivery(Delivery::Sending);
        self.attempt();
    }

    fn attempt(&self) {
        self.tries.set(self.tries.get() + 1);
        let pending = self.pending.borrow().clone();
        if let Some(Pending { id, body, .. }) = pending {
            self.host.0.post(&id, &body);
        }
    }

    /// What came back from an attempt. `status` is `None` if nothing did, and
    /// [`UNREADY`] if the host could not make ready for it.
    pub fn answered(&self, status: Option<u16>, json: bool, retry_after: Option<u32>, text: &str) {
        let Some(id) = self.pending.borrow().as_ref().map(|it| it.id.clone()) else {
            return;
        };
        let body = Json::parse(text).unwrap_or(Json::Null);
        let word = |key: &str| body.get(key).and_then(Json::as_text);
        let reply = match status {
            None => Reply::Nothing,
            Some(UNREADY) => Reply::Unready,
            Some(status) => Reply::Answer {
                status,
                echoes: json && word("id") == Some(&id),
                retry_after,
            },
        };
        match outbox::next(reply, self.tries.get(), js_sys::Math::random()) {
            Step::Delivered => self.settle(word("reference")),
            Step::Retry { wait, why } => {
                self.stop(Delivery::Waiting(why));
                self.host.0.later(wait);
            }
            Step::Pause => {
                self.stop(Delivery::Paused);
                self.host
                    .tell("blankett-error", &[("reason", "unauthorised")]);
            }
            Step::Park => self.park(status.unwrap_or(0), text),
        }
    }

    /// Whether something is sent but not delivered.
    pub fn is_unsettled(&self) -> bool {
        self.pending.borrow().is_some()
    }

    /// Whether a better network is all that is missing: then a return of it, or
    /// of the person, is a reason to try at once. A backend that asks for time
    /// or for a new token is not hurried.
    pub fn wants_network(&self) -> bool {
        matches!(
            self.state.delivery(),
            Delivery::Waiting(Trouble::Network | Trouble::Stranger | Trouble::Host)
        )
    }

    fn stop(&self, delivery: Delivery) {
        self.busy.set(false);
        self.state.set_delivery(delivery);
    }

    fn settle(&self, reference: Option<&str>) {
        self.refused.take();
        let Some(Pending {
            id, mut receipt, ..
        }) = self.pending.take()
        else {
            return;
        };
        if let Some(reference) = reference {
            receipt.reference = reference.to_owned();
        }
        let detail = [
            ("id", &*id),
            ("reference", &receipt.reference),
            ("digest", receipt.digests.first().map_or("", |it| it)),
        ];
        self.stop(Delivery::Delivered(receipt.clone()));
        self.host.tell("blankett-delivered", &detail);
    }

    fn park(&self, status: u16, text: &str) {
        let Some(Pending { id, .. }) = self.pending.take() else {
            return;
        };
        self.busy.set(false);
        self.state.reject(&Problem::read(text));
        self.host.tell(
            "blankett-rejected",
            &[("id", &id), ("status", &status.to_string())],
        );
        *self.refused.borrow_mut() = Some(id);
    }
}
