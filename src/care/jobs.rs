//! Work done later: asking the next step, offers, checks, and forgetting.

use super::call::paging::{PAGE, page};
use super::follow_up::actions::{FOLLOW_UP, OFFER, follow_up, forget_old, offer_supervision};
use crate::clock::DAY;
use crate::db::Db;
use crate::ids::{EscalationId, IncidentId};
use crate::jobs::{Failure, Job, Registry};
use crate::notifications::api::NoticeKind;
use serde::Deserialize;

/// The kind of job that deletes what was kept long enough.
const FORGET: &str = "forget_notes";

#[derive(Deserialize)]
struct Turn {
    escalation_id: EscalationId,
    turn: i64,
}

#[derive(Deserialize)]
struct Due {
    incident_id: IncidentId,
    about: NoticeKind,
}

#[derive(Deserialize)]
struct Of {
    incident_id: IncidentId,
}

/// Adds this room's handlers.
#[must_use]
pub fn register(registry: Registry, db: &Db) -> Registry {
    let (paging, offering, following, forgetting) = (db.clone(), db.clone(), db.clone(), db.clone());
    registry
        .on(PAGE, move |job: Job| {
            let db = paging.clone();
            async move {
                let Turn { escalation_id, turn } = job.payload()?;
                page(&db, escalation_id, turn).await.map_err(Failure::from)
            }
        })
        .on(OFFER, move |job: Job| {
            let db = offering.clone();
            async move {
                let Of { incident_id } = job.payload()?;
                offer_supervision(&db, incident_id).await.map_err(Failure::from)
            }
        })
        .on(FOLLOW_UP, move |job: Job| {
            let db = following.clone();
            async move {
                let Due { incident_id, about } = job.payload()?;
                follow_up(&db, incident_id, about).await.map_err(Failure::from)
            }
        })
        .every(FORGET, DAY, move |_| {
            let db = forgetting.clone();
            async move { forget_old(&db).await.map_err(Failure::from) }
        })
}
