//! How often one address may try, and one person look for others: kept in memory only, for minutes (safety 26).

use crate::clock::{Clock, Millis};
use crate::error::{Code, Error, Result};
use crate::ids::PersonId;
use governor::clock::{Clock as GovernorClock, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// A passphrase, a second factor or a code: 30 in a row, then one every two seconds. A studio shares one address.
    Secret,
    /// A refresh or a list of nicknames: 120 in a row, then two a second.
    Light,
}

/// The limits of this node. Cloning shares them.
#[derive(Clone)]
pub struct AddressLimits(Arc<Inner>);

struct Inner {
    secret: Limiter<IpAddr>,
    light: Limiter<IpAddr>,
    searches: Limiter<PersonId>,
    devices: Limiter<String>,
    clock: OurClock,
}

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, OurClock, NoOpMiddleware<Duration>>;

/// governor's view of our clock.
#[derive(Clone)]
struct OurClock(Clock);

impl GovernorClock for OurClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now()).unwrap_or(0))
    }
}

impl AddressLimits {
    /// Limits by our clock.
    pub fn new(clock: &Clock) -> Self {
        let quota = |burst: u32, every: Duration| {
            let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
            Quota::with_period(every)
                .unwrap_or(Quota::per_second(NonZeroU32::MIN))
                .allow_burst(burst)
        };
        let clock = OurClock(clock.clone());
        AddressLimits(Arc::new(Inner {
            secret: RateLimiter::dashmap_with_clock(quota(30, Duration::from_secs(2)), clock.clone()),
            light: RateLimiter::dashmap_with_clock(quota(120, Duration::from_millis(500)), clock.clone()),
            searches: RateLimiter::dashmap_with_clock(quota(40, Duration::from_secs(5)), clock.clone()),
            devices: RateLimiter::dashmap_with_clock(quota(10, Duration::from_secs(6)), clock.clone()),
            clock,
        }))
    }

    /// Counts one attempt of an address; over the limit it says when to come back.
    pub fn take(&self, attempt: Attempt, address: IpAddr) -> Result<()> {
        let limiter = match attempt {
            Attempt::Secret => &self.0.secret,
            Attempt::Light => &self.0.light,
        };
        self.count(limiter, &network(address))
    }

    /// Counts one search of a person for others (safety 13): 40 in a row, then one in five seconds.
    pub fn take_search(&self, person: &PersonId) -> Result<()> {
        self.count(&self.0.searches, person)
    }

    /// Counts one secret of somebody on a device that they have signed in on, by the hash of its mark: ten in a row, then one in six
    /// seconds. Whoever floods from the same address does not hold them up.
    pub fn take_on_device(&self, mark: &str) -> Result<()> {
        self.count(&self.0.devices, &mark.to_owned())
    }

    fn count<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<()> {
        limiter.check_key(key).map(drop).map_err(|not_until| {
            let wait: Duration = not_until.earliest_possible().duration_since(self.0.clock.now()).into();
            let wait = Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX);
            Error::from(Code::Throttled).retry_after(wait.max(1))
        })
    }

    /// Forgets addresses that have been quiet.
    pub fn forget(&self) {
        self.0.secret.retain_recent();
        self.0.light.retain_recent();
        self.0.searches.retain_recent();
        self.0.devices.retain_recent();
    }
}

/// One household has one IPv4 address or one /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn an_address_is_held_up_by_our_clock_and_another_is_not() {
        let clock = Clock::fixed(1_000_000);
        let limits = AddressLimits::new(&clock);
        let (here, there): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        for _ in 0..30 {
            limits.take(Attempt::Secret, here).unwrap();
        }
        let error = limits.take(Attempt::Secret, here).unwrap_err();
        assert_eq!(error.code, Code::Throttled);
        assert!(error.retry_after_ms.is_some_and(|wait| wait > 0 && wait <= 2 * SECOND));
        limits.take(Attempt::Secret, there).unwrap();
        limits.take(Attempt::Light, here).unwrap();
        clock.advance(2 * SECOND);
        limits.take(Attempt::Secret, here).unwrap();
        assert!(limits.take(Attempt::Secret, here).is_err());
    }

    #[test]
    fn one_ipv6_household_is_one_address() {
        let a: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let b: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(network(a), network(b));
        assert_eq!(
            network("::ffff:10.0.0.1".parse().unwrap()),
            network([10, 0, 0, 1].into())
        );
    }
}
