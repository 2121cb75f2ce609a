//! Which logins were revoked or have ended, known to this node without asking the database for every request.
//!
//! Fed at once by what ends a login on this node, by the bus for other nodes, and by a sweep that makes up for a lost hint.
//! An entry is kept for as long as an access token of its login could still be valid.

use crate::accounts::events::AccessChanged;
use crate::accounts::store;
use crate::clock::{Clock, MINUTE, Millis};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::ids::LoginId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The set. Cloning shares it.
#[derive(Clone)]
pub struct RevokedLogins {
    set: Arc<RwLock<HashMap<LoginId, Millis>>>,
    clock: Clock,
    keep: Millis,
}

impl RevokedLogins {
    /// Remembers for the life of an access token and a minute more, for clocks that differ.
    pub fn new(clock: &Clock, access_ms: Millis) -> Self {
        RevokedLogins {
            set: Arc::default(),
            clock: clock.clone(),
            keep: access_ms + MINUTE,
        }
    }

    /// Whether a login has ended.
    pub fn contains(&self, login: &LoginId) -> bool {
        self.set
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(login)
    }

    pub fn add(&self, logins: &[LoginId]) {
        let now = self.clock.now();
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        set.extend(logins.iter().map(|login| (login.clone(), now)));
    }

    /// Adds what a committed event names. True if the event only hints at a change on another node: sweep then.
    pub fn on_event(&self, event: &Event) -> bool {
        let Some(change) = AccessChanged::read(event) else {
            return false;
        };
        self.add(&change.ended);
        event.body.is_empty()
    }

    /// Reads what ended lately and forgets what no token can refer to any more. Returns what was new, so that sockets of
    /// these logins can be closed. Every 4 seconds, and when [`RevokedLogins::on_event`] returns true.
    pub async fn sweep(&self, db: &Db) -> Result<Vec<LoginId>> {
        let since = self.clock.now() - self.keep;
        let ended = db
            .read(move |conn| store::logins::list_ended_since(conn, since).map_err(Error::from))
            .await?;
        let mut set = self.set.write().unwrap_or_else(PoisonError::into_inner);
        set.retain(|_, at| *at >= since);
        Ok(ended
            .into_iter()
            .filter_map(|(login, at)| set.insert(login.clone(), at).is_none().then_some(login))
            .collect())
    }
}
