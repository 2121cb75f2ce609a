//! Work done later: credit after attendance.

use super::actions::{Kit, credits};
use crate::db::Db;
use crate::ids::SessionId;
use crate::jobs::{Failure, Job, Registry};
use crate::scheduling::api::CREDIT_SESSION;
use serde::Deserialize;

#[derive(Deserialize)]
struct CreditSession {
    session_id: SessionId,
}

/// Adds this room's handlers.
#[must_use]
pub fn register(registry: Registry, db: &Db, kit: &Kit) -> Registry {
    let crediting = (db.clone(), kit.clone());
    registry.on(CREDIT_SESSION, move |job: Job| {
        let (db, kit) = crediting.clone();
        async move {
            let wanted: CreditSession = job.payload()?;
            credits::credit_session(db, kit, wanted.session_id)
                .await
                .map_err(Failure::from)
        }
    })
}
