//! The queue's state machine against a model of everything around it: pages that crash, a
//! network that loses, doubles and reorders, a backend that fails after it has stored, a clock
//! that jumps. Whatever happens, what a person was told is stored has one effect, or stands in
//! the queue.

use blankett::engine::outbox::{Action, Event, Item, LONGEST_WAIT, Reply, State, next};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const PAGES: usize = 2;

/// What becomes of a request on its way.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Fine,
    /// It never arrives.
    LostBefore,
    /// It is stored, and the answer never arrives, or not whole.
    LostAfter,
    /// It is stored, and the backend fails then.
    FailsAfter,
    /// The backend, or a proxy before it, answers this without storing.
    Answers(u16),
    /// The log-in page of a guest network: 200, but not the backend.
    Portal,
    /// The host's token could not be had.
    Unready,
}

#[derive(Clone, Debug)]
enum Step {
    /// A person sends; `told` is whether the page lived to say that it is stored.
    Submit {
        told: bool,
        refused: bool,
    },
    /// Something happens to one of those that are stored, on a page.
    Event(usize, usize, Event),
    /// One of the requests on their way meets its fate. It may be a copy of it only.
    Arrive {
        which: usize,
        fate: Fate,
        copy: bool,
    },
    /// One of the answers on their way arrives.
    Answer(usize),
    Crash(usize),
    Clock(f64),
}

/// A request or an answer on its way to or from a page, as it was when it was opened.
#[derive(Clone, Copy)]
struct Sent<T> {
    id: u32,
    page: usize,
    life: u32,
    what: T,
}

#[derive(Default)]
struct World {
    now: f64,
    /// With locks, one page at a time sends a submission.
    locks: bool,
    disk: BTreeMap<u32, Item>,
    told: BTreeSet<u32>,
    refused: BTreeSet<u32>,
    ledger: BTreeSet<u32>,
    receipts: BTreeSet<u32>,
    lives: [u32; PAGES],
    requests: Vec<Sent<()>>,
    answers: Vec<Sent<Reply>>,
    chance: f64,
}

impl World {
    fn step(&mut self, step: &Step) {
        match *step {
            Step::Submit { told, refused } => {
                let id = self.disk.len() as u32 + self.receipts.len() as u32;
                self.disk.insert(id, Item::stored(self.now));
                if told {
                    self.told.insert(id);
                }
                if refused {
                    self.refused.insert(id);
                }
            }
            Step::Event(page, which, event) => {
                let id = self.disk.keys().nth(which % self.disk.len().max(1));
                if let Some(id) = id.copied() {
                    self.happen(page, id, event);
                }
            }
            Step::Arrive { which, fate, copy } => {
                if self.requests.is_empty() {
                    return;
                }
                let which = which % self.requests.len();
                let request = if copy {
                    self.requests[which]
                } else {
                    self.requests.remove(which)
                };
                let reply = self.receive(request.id, fate);
                let Sent { id, page, life, .. } = request;
                let what = reply;
                self.answers.push(Sent {
                    id,
                    page,
                    life,
                    what,
                });
            }
            Step::Answer(which) => {
                if self.answers.is_empty() {
                    return;
                }
                let answer = self.answers.remove(which % self.answers.len());
                // A page that is gone hears nothing.
                if self.lives[answer.page] == answer.life {
                    self.happen(answer.page, answer.id, Event::Came(answer.what));
                }
            }
            Step::Crash(page) => self.lives[page] += 1,
            Step::Clock(jump) => self.now = (self.now + jump).max(0.0),
        }
        self.check();
    }

    /// One transaction of a page: reads the row, decides, writes.
    fn happen(&mut self, page: usize, id: u32, event: Event) {
        let asked = matches!(event, Event::Ask);
        let is_answer = matches!(event, Event::Came(_));
        let busy = self
            .requests
            .iter()
            .any(|it| it.id == id && it.life == self.lives[it.page]);
        if self.locks && busy && !is_answer {
            return;
        }
        let Some(before) = self.disk.get(&id).copied() else {
            return;
        };
        let found = next(before, event, self.now, self.chance);
        match found.action {
            Action::Deliver => {
                assert!(self.ledger.contains(&id), "removed before it was received");
                self.disk.remove(&id);
                self.receipts.insert(id);
            }
            Action::Send => {
                assert!(
                    asked || before.state != State::Parked,
                    "parked is left alone"
                );
                assert_eq!(found.item.tries, before.tries + 1);
                self.disk.insert(id, found.item);
                let life = self.lives[page];
                let what = ();
                self.requests.push(Sent {
                    id,
                    page,
                    life,
                    what,
                });
            }
            Action::Rest => {
                self.disk.insert(id, found.item);
            }
        }
    }

    /// The backend: one unique id, the same verdict whenever the same bytes come.
    fn receive(&mut self, id: u32, fate: Fate) -> Reply {
        let answer = |status, echoes| Reply::Answer {
            status,
            echoes,
            retry_after: (status == 429).then_some(1),
        };
        let stores = matches!(fate, Fate::Fine | Fate::LostAfter | Fate::FailsAfter);
        let refused = self.refused.contains(&id);
        if stores && !refused {
            self.ledger.insert(id);
        }
        match fate {
            Fate::Fine if refused => answer(422, false),
            Fate::Fine if self.chance > 0.5 => answer(200, true),
            Fate::Fine => answer(201, false),
            Fate::LostBefore | Fate::LostAfter => Reply::Nothing,
            Fate::FailsAfter => answer(500, false),
            Fate::Answers(status) => answer(status, false),
            Fate::Portal => answer(200, false),
            Fate::Unready => Reply::Unready,
        }
    }

    fn check(&self) {
        for id in &self.told {
            let stands = self.disk.contains_key(id) || self.ledger.contains(id);
            assert!(stands, "{id} was told to be stored and is nowhere");
        }
        for (id, item) in &self.disk {
            if item.state != State::Parked {
                assert!(item.due.is_finite(), "{id} would wait for ever");
            }
        }
    }

    /// All troubles over: time passes, and one page looks now and then.
    fn settle(&mut self) {
        self.lives.iter_mut().for_each(|it| *it += 1);
        self.requests.clear();
        self.answers.clear();
        for round in 0..4 {
            for id in self.disk.keys().copied().collect::<Vec<_>>() {
                self.happen(
                    0,
                    id,
                    if round == 0 {
                        Event::Login
                    } else {
                        Event::Look
                    },
                );
            }
            while let Some(request) = self.requests.pop() {
                let reply = self.receive(request.id, Fate::Fine);
                self.happen(0, request.id, Event::Came(reply));
            }
            self.check();
            self.now += LONGEST_WAIT;
        }
        for id in &self.told {
            let item = self.disk.get(id);
            if self.refused.contains(id) {
                assert_eq!(item.map(|it| it.state), Some(State::Parked));
            } else if item.is_some_and(|it| it.state == State::Parked) {
                // Some 4xx on the way: it stands there until a person asks.
            } else {
                assert!(item.is_none() && self.ledger.contains(id), "{id} is stuck");
            }
        }
    }
}

fn fate() -> impl Strategy<Value = Fate> {
    let status = prop::sample::select(vec![
        0, 203, 205, 302, 400, 401, 403, 404, 408, 409, 413, 425, 429, 500, 502, 503, 504,
    ]);
    prop_oneof![
        3 => Just(Fate::Fine),
        1 => Just(Fate::LostBefore),
        1 => Just(Fate::LostAfter),
        1 => Just(Fate::FailsAfter),
        2 => status.prop_map(Fate::Answers),
        1 => Just(Fate::Portal),
        1 => Just(Fate::Unready),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let event = prop::sample::select(vec![Event::Look, Event::Wake, Event::Login, Event::Ask]);
    let any = || any::<prop::sample::Index>().prop_map(|it| it.index(1 << 16));
    let jump = prop_oneof![
        4 => 0.0..60_000.0,
        1 => 0.0..LONGEST_WAIT * 4.0,
        1 => -4e10..4e10,
    ];
    prop_oneof![
        2 => (prop::bool::weighted(0.8), prop::bool::weighted(0.2))
            .prop_map(|(told, refused)| Step::Submit { told, refused }),
        6 => (0..PAGES, any(), event).prop_map(|(page, which, event)| Step::Event(page, which, event)),
        5 => (any(), fate(), prop::bool::weighted(0.2))
            .prop_map(|(which, fate, copy)| Step::Arrive { which, fate, copy }),
        5 => any().prop_map(Step::Answer),
        1 => (0..PAGES).prop_map(Step::Crash),
        2 => jump.prop_map(Step::Clock),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn what_was_told_to_be_stored_has_one_effect_or_stands_in_the_queue(
        steps in prop::collection::vec(step(), 0..120),
        locks: bool,
        chance in 0.0..1.0,
    ) {
        let mut world = World { now: 1.7e12, locks, chance, ..World::default() };
        for step in &steps {
            world.step(step);
        }
        world.settle();
    }

    #[test]
    fn whatever_stands_in_a_row_its_turn_comes(
        tries: u32,
        due in prop_oneof![any::<f64>(), Just(f64::NAN), -1e15..1e15],
        now in 0.0..1e13,
        chance: f64,
        status: u16,
        retry_after: Option<u32>,
    ) {
        let item = Item { state: State::Waiting(None), tries, due };
        let look = next(item, Event::Look, now, chance);
        prop_assert!(look.action == Action::Send || due <= now + LONGEST_WAIT);
        let reply = Reply::Answer { status, echoes: false, retry_after };
        let after = next(item, Event::Came(reply), now, chance);
        if after.action != Action::Deliver && after.item.state != State::Parked {
            prop_assert!((now..=now + LONGEST_WAIT).contains(&after.item.due));
            let look = next(after.item, Event::Look, now + LONGEST_WAIT, chance);
            prop_assert_eq!(look.action, Action::Send);
        }
    }
}
