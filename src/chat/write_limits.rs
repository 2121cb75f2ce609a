//! How fast a member may write, on whatever device and by whatever road. An allowance is spent by what changes something: what is
//! refused, or came before, gives it back.

use crate::clock::Clock;
use crate::config::ChatConfig;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, PersonId};
use crate::rate_limit::{KeyedLimiter, Rate};
use std::hash::Hash;

/// The limits of this node.
pub struct WriteLimits {
    in_room: KeyedLimiter<(PersonId, ChatRoomId)>,
    overall: KeyedLimiter<PersonId>,
    changes: KeyedLimiter<PersonId>,
}

impl WriteLimits {
    /// As the settings say.
    pub fn new(config: &ChatConfig, clock: &Clock) -> Self {
        let in_room = Rate::per_second(config.messages_per_second, config.message_burst);
        let overall = Rate::per_second(
            config.messages_per_second_overall,
            config.message_burst.saturating_mul(3),
        );
        let changes = Rate::per_second(config.changes_per_second, config.change_burst);
        WriteLimits {
            in_room: KeyedLimiter::new(in_room, clock),
            overall: KeyedLimiter::new(overall, clock),
            changes: KeyedLimiter::new(changes, clock),
        }
    }

    /// One more text, held until it is known whether it stands.
    pub fn message(&self, person: &PersonId, room: &ChatRoomId) -> Result<(Allowance<'_>, Allowance<'_>)> {
        let in_room = acquire(&self.in_room, (person.clone(), room.clone()))?;
        Ok((in_room, acquire(&self.overall, person.clone())?))
    }

    /// One more change that brings no new text, held until it is known whether it stands.
    pub fn change(&self, person: &PersonId) -> Result<Allowance<'_>> {
        acquire(&self.changes, person.clone())
    }

    /// Forgets who has been quiet.
    pub fn forget_quiet(&self) {
        self.in_room.forget_full();
        self.overall.forget_full();
        self.changes.forget_full();
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

fn acquire<K>(limiter: &KeyedLimiter<K>, key: K) -> Result<Allowance<'_>>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    let throttled = |wait| Error::from(Code::Throttled).retry_after(wait);
    limiter.acquire(&key).map_err(throttled)?;
    Ok(Allowance(Some(Box::new(move || limiter.give_back(&key)))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn what_was_not_spent_is_given_back_and_never_more() {
        // I21
        let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
        let config = ChatConfig {
            changes_per_second: 1,
            change_burst: 2,
            ..ChatConfig::default()
        };
        let limits = WriteLimits::new(&config, &clock);
        let ann = PersonId::mint(&clock, &chance);
        for _ in 0..10 {
            drop(limits.change(&ann).unwrap());
        }
        limits.change(&ann).unwrap().spend();
        let held = limits.change(&ann).unwrap();
        let refused = limits.change(&ann).map(|_| ()).unwrap_err();
        assert_eq!(refused.retry_after_ms, Some(1_000), "what is held is nobody else's");
        drop(held);
        limits.change(&ann).unwrap().spend();
        assert!(limits.change(&ann).is_err());
    }
}
