//! Work done later: credit after attendance.

use crate::db::Db;
use crate::ids::SessionId;
use crate::jobs::{Failure, Job, Registry};
use crate::scheduling::api::CREDIT_SESSION;
use crate::training::ledger;
use serde::Deserialize;

#[derive(Deserialize)]
struct CreditSession {
    session_id: SessionId,
}

/// Adds this room's handlers.
#[must_use]
pub fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry.on(CREDIT_SESSION, move |job: Job| {
        let db = db.clone();
        async move {
            let wanted: CreditSession = job.payload()?;
            ledger::actions::credit_session(&db, wanted.session_id)
                .await
                .map_err(Failure::from)
        }
    })
}
