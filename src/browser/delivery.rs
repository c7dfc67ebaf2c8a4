//! Sending: one submission at a time, the same bytes until it is delivered.

use crate::browser::shell::{Answer, Host};
use crate::engine::answers::Answers;
use crate::engine::envelope::{self, Envelope};
use crate::engine::json::Json;
use crate::engine::outbox::{self, Reply, Step};
use crate::engine::problem::Problem;
use crate::view::{Delivery, FormState, Phase, Receipt};
use gloo::timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// The sending side of one form.
#[derive(Clone)]
pub struct Sender(Rc<Inner>);

struct Inner {
    state: FormState,
    host: Host,
    pending: RefCell<Option<Rc<Pending>>>,
    /// The last submission that the backend refused, which the next replaces.
    refused: RefCell<Option<String>>,
    timer: RefCell<Option<Timeout>>,
    busy: Cell<bool>,
    tries: Cell<u32>,
    closed: Cell<bool>,
}

/// One submission: its bytes are made once.
struct Pending {
    id: String,
    body: String,
    digest: String,
    time: String,
}

impl Sender {
    /// The sender of a form in this host.
    pub fn new(state: FormState, host: Host) -> Self {
        Self(Rc::new(Inner {
            state,
            host,
            pending: RefCell::default(),
            refused: RefCell::default(),
            timer: RefCell::default(),
            busy: Cell::default(),
            tries: Cell::default(),
            closed: Cell::default(),
        }))
    }

    /// Sends, or tries again at once what is not delivered yet.
    pub fn send(&self) {
        if self.0.busy.replace(true) {
            return;
        }
        let sender = self.clone();
        spawn_local(async move {
            sender.attempt().await;
            sender.0.busy.set(false);
        });
    }

    /// Whether something is sent but not delivered.
    pub fn is_unsettled(&self) -> bool {
        self.0.pending.borrow().is_some()
    }

    /// Stops trying; the form is being removed.
    pub fn close(&self) {
        self.0.closed.set(true);
        self.0.timer.take();
    }

    async fn attempt(&self) {
        let inner = &self.0;
        inner.timer.take();
        let mut pending = inner.pending.borrow().clone();
        if pending.is_none() {
            pending = self.seal().await;
        }
        let Some(pending) = pending else { return };
        if !inner.host.0.has_action() {
            // The submit event was all: the host has it now.
            return self.settle(&pending, &pending.id);
        }
        inner.state.set_delivery(Delivery::Sending);
        inner.tries.set(inner.tries.get() + 1);
        let answer = inner.host.0.post(&pending.id, &pending.body).await.ok();
        if inner.closed.get() {
            return;
        }
        let text = answer.as_ref().map_or_else(String::new, Answer::text);
        let body = Json::parse(&text).unwrap_or(Json::Null);
        let word = |key: &str| body.get(key).and_then(Json::as_text);
        let reply = answer.as_ref().map_or(Reply::Nothing, |it| Reply::Answer {
            status: it.status(),
            echoes: it.json() && word("id") == Some(&pending.id),
            retry_after: it.retry_after(),
        });
        match outbox::next(reply, inner.tries.get(), js_sys::Math::random()) {
            Step::Delivered => self.settle(&pending, word("reference").unwrap_or(&pending.id)),
            Step::Retry { wait, why } => {
                inner.state.set_delivery(Delivery::Waiting(why));
                let sender = self.clone();
                *inner.timer.borrow_mut() = Some(Timeout::new(wait, move || sender.send()));
            }
            Step::Pause => {
                inner.state.set_delivery(Delivery::Paused);
                inner.host.emit("blankett-error", &[("reason", Json::text("unauthorised"))]);
            }
            Step::Park => self.park(&pending, answer.map_or(0, |it| it.status()), &text),
        }
    }

    /// Makes the submission. `None` if it can't be, or the host stops it.
    async fn seal(&self) -> Option<Rc<Pending>> {
        let inner = &self.0;
        let answers: Answers = inner.state.with_answers(Answers::clone);
        let form = answers.definition().clone();
        let subject = envelope::subject(&form.id, &form.version, &answers.to_json());
        let Ok(Some(identity)) = inner.host.0.identify(&subject).await else {
            inner.state.set_delivery(Delivery::Unsafe);
            return None;
        };
        if inner.closed.get() {
            return None;
        }
        let (id, digest) = (identity.id(), ["sha-256=", &identity.hash()].concat());
        let locale = inner.state.locale();
        let mut envelope = Envelope::new(&answers, id.clone(), locale.language(), identity.time(), digest.clone());
        envelope.replaces = inner.refused.borrow().clone();
        let json = envelope.to_json();
        if !inner.host.tell("blankett-submit", &json) {
            return None;
        }
        let pending = Rc::new(Pending { id, body: json.canonical(), digest, time: identity.written() });
        inner.tries.set(0);
        *inner.pending.borrow_mut() = Some(pending.clone());
        Some(pending)
    }

    fn settle(&self, pending: &Pending, reference: &str) {
        let inner = &self.0;
        inner.pending.take();
        inner.refused.take();
        inner.state.set_delivery(Delivery::Delivered(Receipt {
            reference: reference.to_owned(),
            time: pending.time.clone(),
            digest: pending.digest.clone(),
        }));
        let detail = [("id", &*pending.id), ("reference", reference), ("digest", &pending.digest)];
        inner.host.emit("blankett-delivered", &detail.map(|(key, value)| (key, Json::text(value))));
    }

    fn park(&self, pending: &Pending, status: u16, text: &str) {
        let inner = &self.0;
        inner.pending.take();
        *inner.refused.borrow_mut() = Some(pending.id.clone());
        let problem = Problem::read(text);
        let mut others = inner.state.refuse(&problem);
        if problem.errors.is_empty() && !problem.title.is_empty() {
            others.push(problem.title);
        }
        inner.state.set_delivery(Delivery::Parked(others));
        if inner.state.has_errors() {
            inner.state.go(Phase::Filling, "summary");
        }
        let detail = [("id", Json::text(&pending.id)), ("status", Json::Number(u32::from(status).into()))];
        inner.host.emit("blankett-rejected", &detail);
    }
}
