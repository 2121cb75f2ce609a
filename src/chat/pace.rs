//! How fast a member may write, on whatever device and by whatever road.

use crate::clock::Millis;
use crate::config::ChatConfig;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, PersonId};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::num::NonZeroU32;

/// The limits of this node.
pub struct Pace {
    in_room: DefaultKeyedRateLimiter<(PersonId, ChatRoomId)>,
    overall: DefaultKeyedRateLimiter<PersonId>,
    changes: DefaultKeyedRateLimiter<PersonId>,
    clock: DefaultClock,
}

impl Pace {
    /// As the settings say.
    pub fn new(config: &ChatConfig) -> Self {
        let quota = |per_second: u32, burst: u32| {
            let least = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
            Quota::per_second(least(per_second)).allow_burst(least(burst))
        };
        Pace {
            in_room: RateLimiter::keyed(quota(config.messages_per_second, config.message_burst)),
            overall: RateLimiter::keyed(quota(
                config.messages_per_second_overall,
                config.message_burst.saturating_mul(3),
            )),
            changes: RateLimiter::keyed(quota(config.changes_per_second, config.change_burst)),
            clock: DefaultClock::default(),
        }
    }

    /// One more message.
    pub fn check(&self, person: &PersonId, room: &ChatRoomId) -> Result<()> {
        self.take(&self.in_room, &(person.clone(), room.clone()))?;
        self.take(&self.overall, person)
    }

    /// One more change that brings no new text.
    pub fn check_change(&self, person: &PersonId) -> Result<()> {
        self.take(&self.changes, person)
    }

    /// Forgets who has been quiet.
    pub fn forget_quiet(&self) {
        self.in_room.retain_recent();
        self.overall.retain_recent();
        self.changes.retain_recent();
    }

    fn take<K: Clone + Hash + Eq>(&self, limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<()> {
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now()).as_millis();
            Error::from(Code::Throttled).retry_after(Millis::try_from(wait).unwrap_or(Millis::MAX).max(1))
        })
    }
}
