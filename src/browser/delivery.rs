//! What the form shows of its sending. The bytes are made once here; storing and sending
//! them is `local/outbox.js`, which goes on when the form is gone.

use crate::browser::shell::{Host, random};
use crate::engine::answers::Answers;
use crate::engine::envelope::{self, Envelope, Proof, Subject};
use crate::engine::json::Json;
use crate::engine::outbox::Trouble;
use crate::engine::problem::Problem;
use crate::view::{Delivery, FormState, Kept, Receipt};
use std::cell::{Cell, RefCell};

/// The sending side of one form.
pub struct Sender {
    state: FormState,
    host: Host,
    pending: RefCell<Option<Pending>>,
    /// The last submission that the backend refused, which the next replaces.
    refused: RefCell<Option<String>>,
    /// The answers that are being given an identity, and what their digests are made of.
    identifying: RefCell<Option<(Answers, Vec<Subject>)>>,
    busy: Cell<bool>,
}

/// One submission that has left the form.
struct Pending {
    id: String,
    receipt: Receipt,
    kept: Kept,
}

/// What `came` tells, in the order of `rest.js`.
const KEPT: u8 = 0;
const WAITING: u8 = 1;
const PAUSED: u8 = 2;
const PARKED: u8 = 3;
const DELIVERED: u8 = 4;

impl Sender {
    /// The sender of a form in this host.
    pub fn new(state: FormState, host: Host) -> Self {
        Self {
            state,
            host,
            pending: RefCell::default(),
            refused: RefCell::default(),
            identifying: RefCell::default(),
            busy: Cell::default(),
        }
    }

    /// Sends, or tries again at once what is not delivered yet.
    pub fn send(&self) {
        if self.busy.get() {
            return;
        }
        if let Some(id) = self.pending_id() {
            self.busy.set(true);
            self.state.set_delivery(Delivery::Sending);
            return self.host.0.hurry(&id);
        }
        self.busy.set(true);
        let answers = self.state.with_answers(Answers::clone);
        let subjects = envelope::subjects(&answers, || Some(salt()));
        // Canonical JSON has no line breaks of its own.
        let texts: Vec<&str> = subjects.iter().map(|it| it.text.as_str()).collect();
        let lines = texts.join("\n");
        *self.identifying.borrow_mut() = Some((answers, subjects));
        if !self.host.0.identify(&lines) {
            self.stop(Delivery::Unsafe);
        }
    }

    /// Makes the submission of what was hashed, and posts it unless the host
    /// stops it.
    pub fn identified(&self, id: String, hashes: &str, time: String, written: String) {
        let Some((answers, subjects)) = self.identifying.take() else {
            return;
        };
        let receipt = receipt(&id, hashes, written);
        let salts = subjects.into_iter().map(|it| it.salt);
        let proofs = salts.zip(receipt.digests.iter().cloned());
        let proofs: Vec<Proof> = proofs
            .map(|(salt, digest)| Proof { salt, digest })
            .collect();
        let locale = self.state.locale();
        let language = locale.language();
        let mut envelope = Envelope::new(&answers, id.clone(), language, time, &proofs);
        let replaces = self.refused.borrow().clone();
        envelope.replaces.clone_from(&replaces);
        let json = envelope.to_json();
        let body = json.canonical();
        if !self.host.emit("blankett-submit", json) {
            return self.stop(Delivery::Idle);
        }
        self.put(id.clone(), receipt);
        match self.host.0.way() {
            2 => {
                self.state.set_delivery(Delivery::Sending);
                self.host.0.post(&id, &body, &replaces.unwrap_or_default());
            }
            // The submit event was all: the host has it now.
            1 => self.settle(None),
            _ => {
                self.pending.take();
                self.stop(Delivery::Unset);
            }
        }
    }

    /// A submission that was made before the form broke.
    pub fn resume(&self, id: String, hashes: &str, written: String) {
        let receipt = receipt(&id, hashes, written);
        self.put(id, receipt);
        self.state.set_delivery(Delivery::Sending);
    }

    /// The answers correct a refused submission.
    pub fn correct(&self, id: String, problem: Option<&str>) {
        *self.refused.borrow_mut() = Some(id);
        if let Some(problem) = problem {
            self.state.reject(&Problem::read(problem));
        }
    }

    /// The host's own `<form>` has it, and may ask for another.
    pub fn handed(&self) {
        self.pending.take();
        self.stop(Delivery::Idle);
    }

    /// What has become of the submission that was posted. `text` is the backend's answer.
    pub fn came(&self, id: &str, what: u8, status: u16, kept: bool, text: &str) {
        if self.pending_id().as_deref() != Some(id) {
            return;
        }
        let kept = if kept { Kept::OnDisk } else { Kept::InPage };
        if let Some(pending) = &mut *self.pending.borrow_mut() {
            pending.kept = kept;
        }
        match what {
            KEPT => {}
            WAITING => self.stop(Delivery::Waiting(trouble(status), kept)),
            PAUSED => {
                let known = matches!(self.state.delivery(), Delivery::Paused(_));
                self.stop(Delivery::Paused(kept));
                if !known {
                    let reason = [("reason", "unauthorised")];
                    self.host.tell("blankett-error", &reason);
                }
            }
            PARKED => self.park(status, text),
            DELIVERED => {
                let answer = Json::parse(text).unwrap_or(Json::Null);
                self.settle(answer.get("reference").and_then(Json::as_text));
            }
            // It was not even stored: there is no key to seal it to.
            _ => {
                self.pending.take();
                self.stop(Delivery::Unsealed);
            }
        }
    }

    /// Whether something is sent, not delivered, and nowhere but in this page.
    pub fn is_unsettled(&self) -> bool {
        self.pending_id().is_some()
            && !matches!(&*self.pending.borrow(), Some(it) if it.kept == Kept::OnDisk)
    }

    /// Whether something is sent and not delivered.
    pub fn is_sending(&self) -> bool {
        self.pending_id().is_some()
    }

    /// What is on its way; nothing once the person has begun anew.
    fn pending_id(&self) -> Option<String> {
        if self.state.delivery() == Delivery::Idle && !self.busy.get() {
            self.pending.take();
        }
        self.pending.borrow().as_ref().map(|it| it.id.clone())
    }

    fn put(&self, id: String, receipt: Receipt) {
        let kept = Kept::InPage;
        self.busy.set(true);
        *self.pending.borrow_mut() = Some(Pending { id, receipt, kept });
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

fn receipt(id: &str, hashes: &str, written: String) -> Receipt {
    let digests = hashes.split('\n').map(|it| ["sha-256=", it].concat());
    Receipt {
        reference: id.to_owned(),
        time: written,
        digests: digests.collect(),
    }
}

/// 128 random bits, which browsers give on every page.
fn salt() -> String {
    let mut bytes = [0; 16];
    random(&mut bytes);
    envelope::hexadecimal(&bytes)
}

/// By the order of `turn.js`.
fn trouble(why: u16) -> Trouble {
    match why {
        2 => Trouble::Busy,
        3 => Trouble::Stranger,
        4 => Trouble::Host,
        _ => Trouble::Network,
    }
}
