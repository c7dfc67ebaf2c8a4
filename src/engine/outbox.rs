//! What becomes of a submission after an attempt to send it: pure, so that it
//! can be tested without network, clock or chance.

/// What came back from one attempt. See [`next`].
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

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The backend has it.
    Delivered,
    /// Send the same bytes again after so many milliseconds.
    Retry {
        /// How long to wait.
        wait: u32,
        /// Why, for the person.
        why: Trouble,
    },
    /// Ask the host for a new token, then send the same bytes again.
    Pause,
    /// The backend refuses it: the person must correct something.
    Park,
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

const FIRST_WAIT: u32 = 2_000;
const LONGEST_WAIT: u32 = 300_000;

/// Decides after an attempt, by the answers table of the envelope's contract.
///
/// `tries` counts the attempts made, from 1. `chance` is from 0 to 1: full
/// jitter, so that a backend coming up again is not met by everybody at once.
///
/// ```
/// use blankett::engine::outbox::{next, Reply, Step};
/// let created = Reply::Answer { status: 201, echoes: false, retry_after: None };
/// assert_eq!(next(created, 1, 0.5), Step::Delivered);
/// ```
pub fn next(reply: Reply, tries: u32, chance: f64) -> Step {
    let retry = |why, retry_after: Option<u32>| {
        let most = FIRST_WAIT
            .saturating_mul(1 << tries.saturating_sub(1).min(16))
            .min(LONGEST_WAIT);
        let jitter = (f64::from(most) * chance.clamp(0.0, 1.0)) as u32;
        // Never sooner than asked for, never hammering.
        let asked = retry_after
            .unwrap_or(0)
            .saturating_mul(1000)
            .min(LONGEST_WAIT);
        Step::Retry {
            wait: jitter.max(asked).max(500),
            why,
        }
    };
    let (status, echoes, retry_after) = match reply {
        Reply::Nothing => return retry(Trouble::Network, None),
        Reply::Unready => return retry(Trouble::Host, None),
        Reply::Answer {
            status,
            echoes,
            retry_after,
        } => (status, echoes, retry_after),
    };
    match status {
        201 | 202 | 204 => Step::Delivered,
        200 if echoes => Step::Delivered,
        401 | 403 => Step::Pause,
        408 | 409 | 425 | 429 | 500..=599 => retry(Trouble::Busy, retry_after),
        400..=499 => Step::Park,
        _ => retry(Trouble::Stranger, retry_after),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WAIT, Reply, Step, Trouble, next};

    fn answer(status: u16) -> Reply {
        Reply::Answer {
            status,
            echoes: false,
            retry_after: None,
        }
    }

    #[test]
    fn every_status_by_the_contract() {
        for status in 0..=999 {
            let step = next(answer(status), 1, 0.0);
            match status {
                201 | 202 | 204 => assert_eq!(step, Step::Delivered),
                401 | 403 => assert_eq!(step, Step::Pause),
                408 | 409 | 425 | 429 | 500..=599 => {
                    assert!(matches!(
                        step,
                        Step::Retry {
                            why: Trouble::Busy,
                            ..
                        }
                    ));
                }
                400..=499 => assert_eq!(step, Step::Park),
                _ => assert!(
                    matches!(
                        step,
                        Step::Retry {
                            why: Trouble::Stranger,
                            ..
                        }
                    ),
                    "{status}"
                ),
            }
        }
        let echo = Reply::Answer {
            status: 200,
            echoes: true,
            retry_after: None,
        };
        assert_eq!(next(echo, 1, 0.0), Step::Delivered);
    }

    #[test]
    fn waits_grow_to_the_cap_and_no_further() {
        for tries in 0..200 {
            for chance in [-1.0, 0.0, 0.5, 1.0, f64::NAN] {
                let Step::Retry { wait, .. } = next(Reply::Nothing, tries, chance) else {
                    panic!()
                };
                assert!((500..=LONGEST_WAIT).contains(&wait));
            }
        }
        assert_eq!(
            next(Reply::Nothing, 1, 1.0),
            Step::Retry {
                wait: 2_000,
                why: Trouble::Network
            }
        );
        let asked = Reply::Answer {
            status: 503,
            echoes: false,
            retry_after: Some(7),
        };
        assert_eq!(
            next(asked, 1, 0.0),
            Step::Retry {
                wait: 7_000,
                why: Trouble::Busy
            }
        );
    }
}
