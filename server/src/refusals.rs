//! What was refused lately. A refused submission is not kept, and its correction
//! names it in `replaces`: that it was here is remembered while the server runs,
//! so that such a correction can be told from one that names something unknown.

use chrono::{DateTime, Utc};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many are remembered, the latest; about a megabyte.
const MOST: usize = 10_000;

/// The refused submissions that are remembered.
#[derive(Default)]
pub struct Refusals(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    /// When each was refused first, by id.
    first: HashMap<String, DateTime<Utc>>,
    /// Ids, the oldest first.
    order: VecDeque<String>,
}

impl Refusals {
    /// Remembers a refusal, unless that of this id is remembered already.
    pub fn remember(&self, id: &str, now: DateTime<Utc>) {
        let mut memory = self.memory();
        if memory.first.contains_key(id) {
            return;
        }
        if memory.order.len() == MOST
            && let Some(oldest) = memory.order.pop_front()
        {
            memory.first.remove(&oldest);
        }
        memory.order.push_back(id.to_owned());
        memory.first.insert(id.to_owned(), now);
    }

    /// When a submission of this id was refused.
    pub fn refused_at(&self, id: &str) -> Option<DateTime<Utc>> {
        self.memory().first.get(id).copied()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_time_counts_and_the_oldest_are_forgotten() {
        let refusals = Refusals::default();
        let (first, later) = (DateTime::UNIX_EPOCH, Utc::now());
        refusals.remember("a", first);
        refusals.remember("a", later);
        assert_eq!(refusals.refused_at("a"), Some(first));
        assert_eq!(refusals.refused_at("b"), None);
        for number in 0..MOST {
            refusals.remember(&number.to_string(), later);
        }
        assert_eq!(refusals.refused_at("a"), None);
        assert_eq!(refusals.refused_at("0"), Some(later));
    }
}
