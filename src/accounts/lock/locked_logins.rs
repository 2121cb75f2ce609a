//! Which logins were locked lately, known to this node without asking the database for every request.
//!
//! Each lock of a login has a number, and an access token carries the number of the last lock before it was made. A token with
//! a smaller number is of before the lock and refused, also after the screen was opened again: the page has a new one then.
//! Numbers only grow, so it does not matter in which order they arrive at this node.

use crate::accounts::store;
use crate::clock::{Clock, MINUTE, Millis};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::LoginId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The set. Cloning shares it.
#[derive(Clone)]
pub struct LockedLogins {
    set: Arc<RwLock<HashMap<LoginId, (i64, Millis)>>>,
    clock: Clock,
    keep: Millis,
}

impl LockedLogins {
    /// Remembers for the life of an access token and a minute more, for clocks that differ.
    pub fn new(clock: &Clock, access_ms: Millis) -> Self {
        LockedLogins {
            set: Arc::default(),
            clock: clock.clone(),
            keep: access_ms + MINUTE,
        }
    }

    /// Whether a token with this number is of before a lock of its login.
    pub fn is_before(&self, login: &LoginId, number: i64) -> bool {
        let set = self.set.read().unwrap_or_else(PoisonError::into_inner);
        set.get(login).is_some_and(|(lock, _)| number < *lock)
    }

    pub fn add(&self, login: &LoginId, number: i64, at: Millis) {
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        let known = set.entry(login.clone()).or_insert((number, at));
        *known = (number.max(known.0), at.max(known.1));
    }

    /// Reads what was locked lately and forgets what no token can be older than.
    pub async fn sweep(&self, db: &Db) -> Result<()> {
        let since = self.clock.now() - self.keep;
        let locked = db
            .read(move |conn| store::lock::list_locked_since(conn, since).map_err(Error::from))
            .await?;
        for (login, number, at) in locked {
            self.add(&login, number, at);
        }
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        set.retain(|_, (_, at)| *at >= since);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    // safety 55
    #[test]
    fn a_token_of_before_the_lock_stays_refused_in_whatever_order_locks_are_heard_of() {
        let clock = Clock::fixed(1_000);
        let login = LoginId::mint(&clock, &Chance::seeded(1));
        let other = LoginId::mint(&clock, &Chance::seeded(2));
        let locked = LockedLogins::new(&clock, MINUTE);
        assert!(!locked.is_before(&login, 0));
        locked.add(&login, 2, 900);
        locked.add(&login, 1, 800);
        assert!(locked.is_before(&login, 0) && locked.is_before(&login, 1));
        assert!(!locked.is_before(&login, 2) && !locked.is_before(&other, 0));
    }
}
