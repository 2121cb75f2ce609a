//! Rate limits: governor's token buckets on our clock. They are kept in memory, of this node, and forgotten when they are full again.

use crate::clock::{Clock, Millis};
use governor::clock::{Clock as GovernorClock, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::{DashMapStateStore, ShrinkableKeyedStateStore};
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{NotUntil, Quota, RateLimiter};
use std::convert::Infallible;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// A full bucket, and how fast it fills.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    burst: NonZeroU32,
    every: Duration,
}

impl Rate {
    /// `burst` at once, then one in each `every`.
    pub fn new(burst: u32, every: Duration) -> Self {
        Rate {
            burst: NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN),
            every: every.max(Duration::from_nanos(1)),
        }
    }

    /// `burst` at once, then so many a second.
    pub fn per_second(per_second: u32, burst: u32) -> Self {
        Rate::new(burst, Duration::from_secs(1) / per_second.max(1))
    }

    fn quota(self) -> Quota {
        let quota = Quota::with_period(self.every).unwrap_or(Quota::per_second(NonZeroU32::MIN));
        quota.allow_burst(self.burst)
    }
}

pub struct Limiter(RateLimiter<NotKeyed, InMemoryState, SteadyClock, NoOpMiddleware<Duration>>);

impl Limiter {
    pub fn new(rate: Rate, clock: &Clock) -> Self {
        Limiter(RateLimiter::direct_with_clock(rate.quota(), SteadyClock(clock.clone())))
    }

    /// Takes one, or says in how many milliseconds there is one.
    pub fn acquire(&self) -> Result<(), Millis> {
        self.0.check().map_err(|not_until| wait(&not_until, self.0.clock()))
    }
}

/// A bucket for each key.
pub struct KeyedLimiter<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, Buckets<K>, SteadyClock, NoOpMiddleware<Duration>>,
    buckets: Buckets<K>,
    every: Duration,
}

impl<K: Hash + Eq + Clone> KeyedLimiter<K> {
    pub fn new(rate: Rate, clock: &Clock) -> Self {
        let buckets = Buckets(Arc::default());
        KeyedLimiter {
            limiter: RateLimiter::new(rate.quota(), buckets.clone(), SteadyClock(clock.clone())),
            buckets,
            every: rate.every,
        }
    }

    /// Takes one of a key, or says in how many milliseconds there is one.
    pub fn acquire(&self, key: &K) -> Result<(), Millis> {
        let taken = self.limiter.check_key(key);
        taken.map_err(|not_until| wait(&not_until, self.limiter.clock()))
    }

    /// Puts one back that was taken. A bucket is never more than full.
    pub fn give_back(&self, key: &K) {
        // governor stores the time at which a bucket is full again
        let earlier = |full_at: Option<Nanos>| {
            let full_at = full_at.unwrap_or_default();
            Ok::<_, Infallible>(((), full_at.saturating_sub(self.every.into())))
        };
        let Ok(()) = self.buckets.measure_and_replace(key, earlier);
    }

    /// Forgets keys whose bucket is full.
    pub fn forget_full(&self) {
        self.limiter.retain_recent();
    }
}

/// In how many milliseconds there is one, rounded up.
fn wait(not_until: &NotUntil<Duration>, clock: &SteadyClock) -> Millis {
    let left: Duration = not_until.earliest_possible().duration_since(clock.now()).into();
    Millis::try_from(left.as_nanos().div_ceil(1_000_000))
        .unwrap_or(Millis::MAX)
        .max(1)
}

/// The steady time of our clock, as governor asks for it.
#[derive(Clone)]
struct SteadyClock(Clock);

impl GovernorClock for SteadyClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.steady()
    }
}

/// governor's buckets, shared so that one can be put back.
struct Buckets<K: Hash + Eq + Clone>(Arc<DashMapStateStore<K>>);

impl<K: Hash + Eq + Clone> Clone for Buckets<K> {
    fn clone(&self) -> Self {
        Buckets(self.0.clone())
    }
}

impl<K: Hash + Eq + Clone> StateStore for Buckets<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.measure_and_replace(key, f)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for Buckets<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&*self.0, drop_below);
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        // I21
        let clock = Clock::fixed(0);
        let limiter = Limiter::new(Rate::per_second(10, 3), &clock);
        for _ in 0..3 {
            assert_eq!(limiter.acquire(), Ok(()));
        }
        assert_eq!(limiter.acquire(), Err(100));
        clock.advance(100);
        assert_eq!(limiter.acquire(), Ok(()));
        clock.advance(50);
        assert_eq!(limiter.acquire(), Err(50));
    }

    #[test]
    fn each_key_has_its_own_bucket_and_a_full_one_is_forgotten() {
        // I21
        let clock = Clock::fixed(0);
        let limiter = KeyedLimiter::new(Rate::per_second(2, 3), &clock);
        for _ in 0..3 {
            assert_eq!(limiter.acquire(&"ann"), Ok(()));
        }
        assert_eq!(limiter.acquire(&"ann"), Err(500));
        assert_eq!(limiter.acquire(&"bob"), Ok(()));
        clock.advance(499);
        assert_eq!(limiter.acquire(&"ann"), Err(1));
        clock.advance(1);
        assert_eq!(limiter.acquire(&"ann"), Ok(()));
        clock.advance(SECOND);
        limiter.forget_full();
        assert_eq!(limiter.buckets.len(), 1, "bob is full again, ann is not");
    }

    #[test]
    fn what_is_given_back_is_there_again_and_never_more() {
        // I21
        let limiter = KeyedLimiter::new(Rate::per_second(1, 2), &Clock::fixed(0));
        for _ in 0..10 {
            limiter.acquire(&"ann").unwrap();
            limiter.give_back(&"ann");
        }
        limiter.acquire(&"ann").unwrap();
        limiter.acquire(&"ann").unwrap();
        assert_eq!(limiter.acquire(&"ann"), Err(1_000));
        limiter.give_back(&"ann");
        limiter.acquire(&"ann").unwrap();
        assert!(limiter.acquire(&"ann").is_err());
    }
}
