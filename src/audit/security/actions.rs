//! Writing lines and forgetting them.

use super::{SecurityEvent, store};
use crate::clock::{DAY, Millis};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use diesel::result::QueryResult;

/// The kind of the recurring job that calls [`forget`].
pub const FORGET: &str = "forget_security_events";

/// Lines are kept so long.
const KEPT: Millis = 183 * DAY;
/// Networks are kept so long.
const KEPT_NETWORK: Millis = 30 * DAY;

/// Writes a line in the transaction of what happened.
pub fn note(tx: &mut Tx<'_>, event: &SecurityEvent) -> QueryResult<()> {
    store::insert_event(tx.conn(), event)
}

/// Writes a line about something that changed nothing itself: a refusal, or a sheet that is handed out once this stands.
pub async fn record(db: &Db, event: SecurityEvent) -> Result<()> {
    db.write(move |tx| Ok::<_, Error>(note(tx, &event)?)).await
}

/// Forgets networks after a month and lines after six; how many lines.
pub async fn forget(db: &Db, now: Millis) -> Result<usize> {
    db.write(move |tx| {
        store::update_without_network(tx.conn(), now - KEPT_NETWORK)?;
        Ok::<_, Error>(store::delete_before(tx.conn(), now - KEPT)?)
    })
    .await
}
