//! How often one address may try, and one person look for others: kept in memory only, for minutes (safety 26).

use crate::clock::{Clock, Millis};
use crate::error::{Code, Error, Result};
use crate::ids::PersonId;
use crate::rate_limit::{KeyedLimiter, Rate};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

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
    secret: KeyedLimiter<IpAddr>,
    light: KeyedLimiter<IpAddr>,
    searches: KeyedLimiter<PersonId>,
    devices: KeyedLimiter<String>,
}

impl AddressLimits {
    /// Limits by our clock.
    pub fn new(clock: &Clock) -> Self {
        AddressLimits(Arc::new(Inner {
            secret: KeyedLimiter::new(Rate::new(30, Duration::from_secs(2)), clock),
            light: KeyedLimiter::new(Rate::new(120, Duration::from_millis(500)), clock),
            searches: KeyedLimiter::new(Rate::new(40, Duration::from_secs(5)), clock),
            devices: KeyedLimiter::new(Rate::new(10, Duration::from_secs(6)), clock),
        }))
    }

    /// Counts one attempt of an address; over the limit it says when to come back.
    pub fn acquire(&self, attempt: Attempt, address: IpAddr) -> Result<()> {
        let limiter = match attempt {
            Attempt::Secret => &self.0.secret,
            Attempt::Light => &self.0.light,
        };
        limiter.acquire(&network(address)).map_err(throttled)
    }

    /// Counts one search of a person for others (safety 13): 40 in a row, then one in five seconds.
    pub fn acquire_search(&self, person: &PersonId) -> Result<()> {
        self.0.searches.acquire(person).map_err(throttled)
    }

    /// Counts one secret of somebody on a device that they have signed in on, by the hash of its mark: ten in a row, then one in six
    /// seconds. Whoever floods from the same address does not hold them up.
    pub fn acquire_on_device(&self, mark: &str) -> Result<()> {
        self.0.devices.acquire(&mark.to_owned()).map_err(throttled)
    }

    /// Forgets addresses that have been quiet.
    pub fn forget(&self) {
        self.0.secret.forget_full();
        self.0.light.forget_full();
        self.0.searches.forget_full();
        self.0.devices.forget_full();
    }
}

fn throttled(wait: Millis) -> Error {
    Error::from(Code::Throttled).retry_after(wait)
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
            limits.acquire(Attempt::Secret, here).unwrap();
        }
        let error = limits.acquire(Attempt::Secret, here).unwrap_err();
        assert_eq!(error.code, Code::Throttled);
        assert!(error.retry_after_ms.is_some_and(|wait| wait > 0 && wait <= 2 * SECOND));
        limits.acquire(Attempt::Secret, there).unwrap();
        limits.acquire(Attempt::Light, here).unwrap();
        clock.advance(2 * SECOND);
        limits.acquire(Attempt::Secret, here).unwrap();
        assert!(limits.acquire(Attempt::Secret, here).is_err());
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
