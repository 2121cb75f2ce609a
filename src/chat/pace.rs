//! How fast a member may write, on whatever device and by whatever road. An allowance is spent by what changes something: what is
//! refused, or came before, gives it back.

use crate::clock::Millis;
use crate::config::ChatConfig;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, PersonId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The limits of this node.
pub struct Pace {
    in_room: Buckets<(PersonId, ChatRoomId)>,
    overall: Buckets<PersonId>,
    changes: Buckets<PersonId>,
}

impl Pace {
    /// As the settings say.
    pub fn new(config: &ChatConfig) -> Self {
        Pace {
            in_room: Buckets::new(config.messages_per_second, config.message_burst),
            overall: Buckets::new(
                config.messages_per_second_overall,
                config.message_burst.saturating_mul(3),
            ),
            changes: Buckets::new(config.changes_per_second, config.change_burst),
        }
    }

    /// One more text, held until it is known whether it stands.
    pub fn message(&self, person: &PersonId, room: &ChatRoomId) -> Result<(Allowance<'_>, Allowance<'_>)> {
        let in_room = self.in_room.take((person.clone(), room.clone()))?;
        Ok((in_room, self.overall.take(person.clone())?))
    }

    /// One more change that brings no new text, held until it is known whether it stands.
    pub fn change(&self, person: &PersonId) -> Result<Allowance<'_>> {
        self.changes.take(person.clone())
    }

    /// Forgets who has been quiet.
    pub fn forget_quiet(&self) {
        let now = Instant::now();
        self.in_room.forget_full(now);
        self.overall.forget_full(now);
        self.changes.forget_full(now);
    }
}

/// A place in a bucket: given back when it is dropped, unless it was spent.
pub struct Allowance<'a>(Option<Box<dyn FnOnce() + Send + 'a>>);

impl Allowance<'_> {
    /// What it was asked for stands.
    pub fn spend(mut self) {
        self.0 = None;
    }
}

impl Drop for Allowance<'_> {
    fn drop(&mut self) {
        if let Some(give_back) = self.0.take() {
            give_back();
        }
    }
}

/// Buckets that fill with time.
struct Buckets<K> {
    per_second: f64,
    burst: f64,
    all: Mutex<HashMap<K, Level>>,
}

#[derive(Clone, Copy)]
struct Level {
    left: f64,
    at: Instant,
}

impl<K: Clone + Eq + Hash + Send + 'static> Buckets<K> {
    fn new(per_second: u32, burst: u32) -> Self {
        Buckets {
            per_second: f64::from(per_second.max(1)),
            burst: f64::from(burst.max(1)),
            all: Mutex::default(),
        }
    }

    fn take(&self, key: K) -> Result<Allowance<'_>> {
        self.take_at(&key, Instant::now())?;
        Ok(Allowance(Some(Box::new(move || self.give_back(&key)))))
    }

    fn take_at(&self, key: &K, now: Instant) -> Result<()> {
        let mut all = self.lock();
        let left = all.get(key).map_or(self.burst, |level| self.level(*level, now));
        if left < 1.0 {
            let wait = (1.0 - left) / self.per_second * 1_000.0;
            return Err(Error::from(Code::Throttled).retry_after((wait.ceil() as Millis).max(1)));
        }
        let left = left - 1.0;
        all.insert(key.clone(), Level { left, at: now });
        Ok(())
    }

    fn give_back(&self, key: &K) {
        if let Some(level) = self.lock().get_mut(key) {
            level.left = (level.left + 1.0).min(self.burst);
        }
    }

    fn level(&self, level: Level, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(level.at).as_secs_f64();
        (level.left + passed * self.per_second).min(self.burst)
    }

    fn forget_full(&self, now: Instant) {
        self.lock().retain(|_, level| self.level(*level, now) < self.burst);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Level>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        // I21
        let buckets = Buckets::new(2, 3);
        let start = Instant::now();
        for _ in 0..3 {
            assert!(buckets.take_at(&"ann", start).is_ok());
        }
        let refused = buckets.take_at(&"ann", start).unwrap_err();
        assert_eq!(refused.retry_after_ms, Some(500));
        assert!(buckets.take_at(&"bob", start).is_ok(), "each has their own");
        assert!(buckets.take_at(&"ann", start + Duration::from_millis(499)).is_err());
        assert!(buckets.take_at(&"ann", start + Duration::from_millis(500)).is_ok());
        buckets.forget_full(start + Duration::from_secs(1));
        assert_eq!(buckets.lock().len(), 1, "bob is full again, ann is not");
    }

    #[test]
    fn what_was_not_spent_is_given_back_and_never_more() {
        // I21
        let buckets = Buckets::new(1, 2);
        for _ in 0..10 {
            drop(buckets.take("ann").unwrap());
        }
        buckets.take("ann").unwrap().spend();
        let held = buckets.take("ann").unwrap();
        assert!(buckets.take("ann").is_err(), "what is held is nobody else's");
        drop(held);
        buckets.take("ann").unwrap().spend();
        assert!(buckets.take("ann").is_err());
    }
}
