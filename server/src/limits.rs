//! How often a client may do a thing: the generic cell rate algorithm, which
//! remembers one moment for each client.
//!
//! Of our own, because the memory must be bounded whoever sends, and because a
//! guess at the token must be able to wait for its time, which libraries for rate
//! limits (governor, tower_governor) do not offer.

use crate::clients::Client;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Clients that are remembered, in a few megabytes. If there are more, the new
/// ones are not limited: that nobody is locked out is worth more.
const MOST_CLIENTS: usize = 50_000;
/// Those who have all their turns again are forgotten at most so often.
const TIDY: Duration = Duration::from_secs(1);

/// So many at once, and one more each interval.
#[derive(Debug)]
pub struct Limit {
    interval: Duration,
    burst: Duration,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    /// When each will have all its turns again.
    whole: HashMap<Client, Instant>,
    tidied: Instant,
}

impl Limit {
    /// `at_once` (at least one), and one more each `interval`.
    pub fn new(interval: Duration, at_once: u32) -> Self {
        Self {
            interval,
            burst: interval * at_once.saturating_sub(1),
            seen: Mutex::new(Seen {
                whole: HashMap::new(),
                tidied: Instant::now(),
            }),
        }
    }

    /// So many a minute; none is no limit.
    pub fn per_minute(count: u32, at_once: u32) -> Option<Self> {
        let interval = Duration::from_secs(60).checked_div(count)?;
        Some(Self::new(interval, at_once))
    }

    /// Takes a turn.
    ///
    /// # Errors
    /// There is none; how long until there is.
    pub fn take(&self, client: Client) -> Result<(), Duration> {
        let now = Instant::now();
        self.advance(client, now, self.burst, true).map(drop)
    }

    /// Whether there is a turn to take.
    ///
    /// # Errors
    /// There is none; how long until there is.
    pub fn check(&self, client: Client) -> Result<(), Duration> {
        let now = Instant::now();
        self.advance(client, now, self.burst, false).map(drop)
    }

    /// Takes a turn that may lie so far ahead; how long until it has come.
    ///
    /// # Errors
    /// It lies farther ahead; how far.
    pub fn reserve(&self, client: Client, longest: Duration) -> Result<Duration, Duration> {
        self.advance(client, Instant::now(), longest, true)
    }

    fn advance(
        &self,
        client: Client,
        now: Instant,
        slack: Duration,
        takes: bool,
    ) -> Result<Duration, Duration> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seen.whole.get(&client).copied();
        let whole = known.unwrap_or(now).max(now);
        let ahead = whole - now;
        if ahead > slack {
            return Err(ahead - slack);
        }
        if takes && (known.is_some() || seen.has_room(now)) {
            seen.whole.insert(client, whole + self.interval);
        }
        Ok(ahead)
    }
}

impl Seen {
    fn has_room(&mut self, now: Instant) -> bool {
        if self.whole.len() >= MOST_CLIENTS && now >= self.tidied + TIDY {
            self.whole.retain(|_, whole| *whole > now);
            self.tidied = now;
        }
        self.whole.len() < MOST_CLIENTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::{IpAddr, Ipv4Addr};

    fn client(number: u32) -> Client {
        Client::at(IpAddr::V4(Ipv4Addr::from_bits(number)))
    }

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn so_many_at_once_then_one_by_one() {
        let limit = Limit::new(seconds(2), 3);
        let start = Instant::now();
        let take =
            |number, at| limit.advance(client(number), start + seconds(at), limit.burst, true);
        let taken = [0, 0, 0, 0, 1, 2, 2].map(|at| take(1, at).map(drop));
        let none = |wait| Err(seconds(wait));
        assert_eq!(
            taken,
            [Ok(()), Ok(()), Ok(()), none(2), none(1), Ok(()), none(2)]
        );
        assert!(take(2, 2).is_ok(), "another client");
        let later = [100, 100, 100, 100].map(|at| take(1, at).is_ok());
        assert_eq!(later, [true, true, true, false]);
    }

    #[test]
    fn one_after_the_other_in_time() {
        let limit = Limit::new(seconds(1), 1);
        let start = Instant::now();
        let reserve = || limit.advance(client(1), start, seconds(3), true);
        let waits = [(); 5].map(|()| reserve());
        assert_eq!(
            waits,
            [
                Ok(seconds(0)),
                Ok(seconds(1)),
                Ok(seconds(2)),
                Ok(seconds(3)),
                Err(seconds(1))
            ]
        );
    }

    #[test]
    fn none_is_no_limit() {
        assert!(Limit::per_minute(0, 10).is_none());
        let limit = Limit::per_minute(60, 0).unwrap();
        assert!(limit.take(client(1)).is_ok(), "one at least");
        assert!(limit.check(client(1)).is_err() && limit.take(client(1)).is_err());
    }

    #[test]
    fn its_memory_is_bounded_and_nobody_is_locked_out() {
        let limit = Limit::new(seconds(60), 1);
        let start = Instant::now();
        let take =
            |number, at| limit.advance(client(number), start + seconds(at), limit.burst, true);
        for number in 0..200_000 {
            assert!(take(number, 0).is_ok());
        }
        assert_eq!(limit.seen.lock().unwrap().whole.len(), MOST_CLIENTS);
        assert!(take(0, 1).is_err(), "who is remembered is limited");
        assert!(take(300_000, 61).is_ok());
        assert_eq!(
            limit.seen.lock().unwrap().whole.len(),
            1,
            "the others have all turns again"
        );
        assert!(take(300_000, 62).is_err());
    }

    proptest! {
        /// However one asks: never more than are due, and always the next in time.
        #[test]
        fn no_more_than_are_due(steps in prop::collection::vec(0_u64..5, 1..200), at_once in 1_u32..5) {
            let limit = Limit::new(seconds(3), at_once);
            let start = Instant::now();
            let (mut at, mut taken) = (0, 0_u64);
            for step in steps {
                at += step;
                match limit.advance(client(1), start + seconds(at), limit.burst, true) {
                    Ok(_) => taken += 1,
                    Err(wait) => {
                        let due = start + seconds(at) + wait;
                        prop_assert!(wait > Duration::ZERO);
                        prop_assert!(limit.advance(client(1), due, limit.burst, false).is_ok());
                    }
                }
                prop_assert!(taken <= u64::from(at_once) + at / 3);
            }
        }
    }
}
