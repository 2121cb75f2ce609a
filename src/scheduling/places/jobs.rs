//! Fills places again after what freed one elsewhere, and every five minutes: offers run out, and people come and go.

use super::actions::fill::{fill_session, forget_lists};
use super::store;
use crate::clock::{DAY, MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::SessionId;
use crate::jobs;
use crate::jobs::{Failure, Job, NewJob, Registry};
use serde::Deserialize;
use serde_json::json;

/// Fills one session; `{session_id}`.
pub const FILL_PLACES: &str = "scheduling.fill_places";
/// Fills every session for which somebody waits.
pub const SWEEP_PLACES: &str = "scheduling.sweep_places";

const EVERY: Millis = 5 * MINUTE;
/// How long after a session it is known who waited for it.
const KEPT: Millis = DAY;

#[derive(Deserialize)]
struct OfSession {
    session_id: SessionId,
}

/// A place of this session may be free: looked at when this transaction has been committed.
pub(crate) fn fill_later(tx: &mut Tx<'_>, session: &SessionId) -> Result<()> {
    if store::list_waiting(tx.conn(), session)?.is_empty() {
        return Ok(());
    }
    jobs::enqueue(tx, &NewJob::new(FILL_PLACES, json!({ "session_id": session })))?;
    Ok(())
}

#[must_use]
pub(crate) fn register(registry: Registry, db: &Db) -> Registry {
    let (filling, sweeping) = (db.clone(), db.clone());
    registry
        .on(FILL_PLACES, move |job: Job| {
            let db = filling.clone();
            async move {
                let OfSession { session_id } = job.payload()?;
                fill_session(&db, session_id).await.map_err(Failure::from)
            }
        })
        .every(SWEEP_PLACES, EVERY, move |_| {
            let db = sweeping.clone();
            async move { sweep(&db).await.map_err(Failure::from) }
        })
}

async fn sweep(db: &Db) -> Result<()> {
    let waiting = db.read(|conn| Ok(store::list_sessions_with_list(conn)?)).await?;
    for id in waiting {
        fill_session(db, id).await?;
    }
    forget_lists(db, KEPT).await
}
