//! What becomes of a stored submission: a state machine without network, clock, chance or
//! storage, so that crashes, duplicates and two tabs can be tested natively.
//!
//! The build also compiles this file alone, for the page's and the worker's scripts that send
//! (`src/browser/turn.rs`): it names nothing but the core library.

/// What is known of the sending of one submission. Its row holds this beside the bytes.
///
/// ```
/// use blankett::engine::outbox::{Action, Event, Item, Reply, next};
/// let stored = Item::stored(1_000.0);
/// let sending = next(stored, Event::Look, 1_000.0, 0.5);
/// assert_eq!(sending.action, Action::Send);
/// let created = Event::Came(Reply::Answer { status: 201, echoes: false, retry_after: None });
/// assert_eq!(next(sending.item, created, 1_200.0, 0.5).action, Action::Deliver);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// How it stands.
    pub state: State,
    /// Attempts begun, also those that a crash cut off.
    pub tries: u32,
    /// When it is looked at again, in milliseconds since 1970; infinite while parked.
    pub due: f64,
}

/// How a submission stands that is not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not sent yet, or to be sent again by itself.
    Waiting(Option<Trouble>),
    /// The backend wants a log-in.
    Paused,
    /// The backend refuses it: a person must do something. It stays until then.
    Parked,
}

/// What happens to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is looked at, because some time has passed.
    Look,
    /// The network, or the person, is back.
    Wake,
    /// A page begins, or its host has another token.
    Login,
    /// A person wants it sent now.
    Ask,
    /// An attempt is over.
    Came(Reply),
}

/// What came back from one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// No network, a time-out, or an answer that was cut off.
    Nothing,
    /// The host could not make what an attempt needs, such as a token.
    Unready,
    /// An HTTP answer.
    Answer {
        /// Its status; 0 for a redirect, which is not followed.
        status: u16,
        /// Whether the body is JSON that repeats the submission's id.
        echoes: bool,
        /// `Retry-After` in seconds.
        retry_after: Option<u32>,
    },
}

/// Why a submission is not delivered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody answers.
    Network,
    /// The backend cannot take it now.
    Busy,
    /// Something answers that is not the backend, such as the log-in page of
    /// a guest network.
    Stranger,
    /// The page around the form could not make ready to send.
    Host,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Write the item down, then send its bytes, the same as ever.
    Send,
    /// Write the item down; nothing else.
    Rest,
    /// The backend has it: write the receipt and remove it, in one.
    Deliver,
}

/// What follows from an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// How the submission stands now.
    pub item: Item,
    /// What to do with it.
    pub action: Action,
    /// Whether others to the same address would fare no better before it is due.
    pub hold: bool,
}

const FIRST_WAIT: f64 = 2_000.0;

/// The longest that anything waits, in milliseconds.
pub const LONGEST_WAIT: f64 = 300_000.0;

/// How long an attempt may take, and a little; milliseconds. If a crash cuts it off, the next
/// look comes after this.
pub const ATTEMPT: f64 = 35_000.0;

impl Item {
    /// One that has just been stored.
    pub const fn stored(now: f64) -> Self {
        Self {
            state: State::Waiting(None),
            tries: 0,
            due: now,
        }
    }

    /// Whether its time has come. A time further ahead than anything waits is a clock that was
    /// set back meanwhile, and what is no number a row that was damaged.
    fn is_due(self, now: f64) -> bool {
        let is_ahead = self.due > now && self.due <= now + LONGEST_WAIT;
        !is_ahead
    }
}

/// Decides, by the answers table of the envelope's contract.
///
/// `now` is in milliseconds since 1970. `chance` is from 0 to 1: full jitter, so that a backend
/// coming up again is not met by everybody at once. Nothing expires, and nothing but
/// [`Action::Deliver`] removes a submission.
pub fn next(item: Item, event: Event, now: f64, chance: f64) -> Next {
    if let Event::Came(reply) = event {
        return came(item, reply, now, chance);
    }
    let goes = match (item.state, event) {
        (_, Event::Ask) => true,
        (State::Parked, _) => false,
        (State::Paused, Event::Login) => true,
        // A backend that asks for time, or for a new token, is not hurried.
        (State::Paused | State::Waiting(Some(Trouble::Busy)), _) => item.is_due(now),
        (_, Event::Look) => item.is_due(now),
        _ => true,
    };
    if !goes {
        return Next {
            item,
            action: Action::Rest,
            hold: false,
        };
    }
    let sending = Item {
        tries: item.tries.saturating_add(1),
        due: now + ATTEMPT,
        // What was refused is being tried again.
        state: match item.state {
            State::Parked => State::Waiting(None),
            state => state,
        },
    };
    Next {
        item: sending,
        action: Action::Send,
        hold: false,
    }
}

fn came(item: Item, reply: Reply, now: f64, chance: f64) -> Next {
    let rest = |state, wait: f64, hold| Next {
        item: Item {
            state,
            due: now + wait,
            ..item
        },
        action: Action::Rest,
        hold,
    };
    let retry = |why, retry_after: Option<u32>, hold| {
        // An attempt of a tab that knew less.
        if item.state == State::Parked {
            return Next {
                item,
                action: Action::Rest,
                hold,
            };
        }
        let exponent = if item.tries > 9 { 9 } else { item.tries.max(1) };
        let most = (FIRST_WAIT * f64::from(1_u32 << (exponent - 1))).min(LONGEST_WAIT);
        let chance = if chance > 0.0 { chance.min(1.0) } else { 0.0 };
        // Never sooner than asked for, never hammering.
        let asked = (f64::from(retry_after.unwrap_or(0)) * 1000.0).min(LONGEST_WAIT);
        let wait = (most * chance).max(asked).max(500.0);
        rest(State::Waiting(Some(why)), wait, hold)
    };
    let (status, echoes, retry_after) = match reply {
        Reply::Nothing => return retry(Trouble::Network, None, true),
        Reply::Unready => return retry(Trouble::Host, None, true),
        Reply::Answer {
            status,
            echoes,
            retry_after,
        } => (status, echoes, retry_after),
    };
    match status {
        201 | 202 | 204 => deliver(item),
        200 if echoes => deliver(item),
        401 | 403 => rest(State::Paused, LONGEST_WAIT, true),
        // About the whole backend, not about this submission.
        429 | 502..=504 => retry(Trouble::Busy, retry_after, true),
        408 | 409 | 425 | 500..=599 => retry(Trouble::Busy, retry_after, false),
        400..=499 => rest(State::Parked, f64::INFINITY, false),
        _ => retry(Trouble::Stranger, retry_after, true),
    }
}

fn deliver(item: Item) -> Next {
    Next {
        item,
        action: Action::Deliver,
        hold: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Event {
        Event::Came(Reply::Answer {
            status,
            echoes: false,
            retry_after: None,
        })
    }

    fn sent(tries: u32) -> Item {
        Item {
            tries,
            ..Item::stored(0.0)
        }
    }

    #[test]
    fn every_status_by_the_contract() {
        for status in 0..=999 {
            let next = next(sent(1), answer(status), 0.0, 0.0);
            let state = next.item.state;
            match status {
                201 | 202 | 204 => assert_eq!(next.action, Action::Deliver),
                401 | 403 => assert_eq!(state, State::Paused),
                408 | 409 | 425 | 429 | 500..=599 => {
                    assert_eq!(state, State::Waiting(Some(Trouble::Busy)));
                }
                400..=499 => assert_eq!(state, State::Parked),
                _ => assert_eq!(state, State::Waiting(Some(Trouble::Stranger)), "{status}"),
            }
        }
        let echo = Event::Came(Reply::Answer {
            status: 200,
            echoes: true,
            retry_after: None,
        });
        assert_eq!(next(sent(1), echo, 0.0, 0.0).action, Action::Deliver);
    }

    #[test]
    fn waits_grow_to_the_cap_and_no_further() {
        for tries in 0..200 {
            for chance in [-1.0, 0.0, 0.5, 1.0, f64::NAN] {
                let next = next(sent(tries), Event::Came(Reply::Nothing), 0.0, chance);
                assert!((500.0..=LONGEST_WAIT).contains(&next.item.due));
            }
        }
        let first = next(sent(1), Event::Came(Reply::Nothing), 0.0, 1.0).item;
        assert_eq!(first.due, 2_000.0);
        assert_eq!(first.state, State::Waiting(Some(Trouble::Network)));
        let asked = Event::Came(Reply::Answer {
            status: 503,
            echoes: false,
            retry_after: Some(7),
        });
        assert_eq!(next(sent(1), asked, 0.0, 0.0).item.due, 7_000.0);
    }

    #[test]
    fn each_event_moves_what_it_should() {
        let far = |state| Item {
            state,
            tries: 1,
            due: 60_000.0,
        };
        let goes = |state, event| next(far(state), event, 0.0, 0.0).action == Action::Send;
        use State::{Parked, Paused, Waiting};
        for (state, look, wake, login, ask) in [
            (Waiting(None), false, true, true, true),
            (Waiting(Some(Trouble::Network)), false, true, true, true),
            (Waiting(Some(Trouble::Busy)), false, false, false, true),
            (Paused, false, false, true, true),
            (Parked, false, false, false, true),
        ] {
            assert_eq!(goes(state, Event::Look), look, "{state:?}");
            assert_eq!(goes(state, Event::Wake), wake, "{state:?}");
            assert_eq!(goes(state, Event::Login), login, "{state:?}");
            assert_eq!(goes(state, Event::Ask), ask, "{state:?}");
        }
    }

    #[test]
    fn a_clock_set_back_holds_nothing_up() {
        let later = Item::stored(1e12);
        assert_eq!(next(later, Event::Look, 0.0, 0.0).action, Action::Send);
    }

    #[test]
    fn a_late_failure_does_not_unpark() {
        let parked = next(sent(1), answer(422), 0.0, 0.0).item;
        assert_eq!(next(parked, answer(503), 0.0, 0.0).item, parked);
        assert_eq!(next(parked, answer(201), 0.0, 0.0).action, Action::Deliver);
    }
}
