//! Who came to a group is forgotten after a year; how many came stays (safety 28, and what members agree to).

use crate::clock::{DAY, Millis};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::scheduling::store;

/// So long the sheet of a session names its members.
pub const KEPT: Millis = 365 * DAY;
/// Sessions in one round; the next round takes the others.
const SESSIONS: i64 = 200;

/// Turns the names of members on old sheets into numbers, one transaction a session; how many names went. Whoever ever worked
/// here or was trained stays: those sheets are their training record.
pub async fn forget_names(db: &Db, now: Millis) -> Result<usize> {
    let mut gone = 0;
    loop {
        let due = db
            .read(move |conn| Ok::<_, Error>(store::forget::list_sessions_due(conn, now - KEPT, SESSIONS)?))
            .await?;
        if due.is_empty() {
            return Ok(gone);
        }
        for session in due {
            gone += forget_session(db, session).await?;
        }
    }
}

async fn forget_session(db: &Db, id: SessionId) -> Result<usize> {
    db.write(move |tx| {
        let Some(session) = store::sessions::lock_session(tx.conn(), &id)? else {
            return Ok(0);
        };
        let here = store::forget::count_members_here(tx.conn(), &id)?;
        let gone = store::forget::delete_members(tx.conn(), &id)?;
        store::attendance::update_unnamed(tx.conn(), &id, session.unnamed_count + here)?;
        Ok::<_, Error>(gone)
    })
    .await
}
