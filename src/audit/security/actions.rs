//! Writes and deletes lines of the security log.

use super::{SecurityEvent, store};
use crate::clock::{DAY, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use diesel::result::QueryResult;

/// The kind of the recurring job that calls [`forget`].
pub const FORGET: &str = "forget_security_events";

const KEPT: Millis = 183 * DAY;
const KEPT_NETWORK: Millis = 30 * DAY;

impl Tx<'_> {
    /// Writes a line of the security log in the transaction of what happened.
    pub fn log_security(&mut self, event: &SecurityEvent) -> QueryResult<()> {
        let (id, at) = (self.mint::<String>(), self.now());
        store::insert_event(self.conn(), &id, at, event)
    }
}

/// Writes a line about something that changes nothing itself: a refusal, or an export that is sent after this commit.
pub async fn record(db: &Db, event: SecurityEvent) -> Result<()> {
    db.write(move |tx| Ok(tx.log_security(&event)?)).await
}

/// Forgets networks after a month and lines after six; how many lines.
pub async fn forget(db: &Db) -> Result<usize> {
    db.write(move |tx| {
        let now = tx.now();
        store::update_without_network(tx.conn(), now - KEPT_NETWORK)?;
        Ok(store::delete_before(tx.conn(), now - KEPT)?)
    })
    .await
}
