//! Work done later: asking the next step, offers, and looking whether everything was done.

use super::actions::{self, Kit};
use crate::clock::DAY;
use crate::ids::{EscalationId, IncidentId};
use crate::jobs::{Failure, Job, Registry};
use crate::notifications::api::NoticeKind;
use serde::Deserialize;

/// The kind of job that asks one step of a chain.
pub const PAGE: &str = "page_people";
/// The kind of job that offers a talk to counsellors.
pub const OFFER: &str = "offer_supervision";
/// The kind of job that looks whether what is due was done.
pub const FOLLOW_UP: &str = "follow_up_incident";
/// The kind of job that takes away what was kept long enough.
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
pub fn register(registry: Registry, kit: &Kit) -> Registry {
    let (paging, offering, following, forgetting) = (kit.clone(), kit.clone(), kit.clone(), kit.clone());
    registry
        .on(PAGE, move |job: Job| {
            let kit = paging.clone();
            async move {
                let Turn { escalation_id, turn } = job.payload()?;
                actions::page(&kit, escalation_id, turn).await.map_err(Failure::from)
            }
        })
        .on(OFFER, move |job: Job| {
            let kit = offering.clone();
            async move {
                let Of { incident_id } = job.payload()?;
                actions::offer_supervision(&kit, incident_id)
                    .await
                    .map_err(Failure::from)
            }
        })
        .on(FOLLOW_UP, move |job: Job| {
            let kit = following.clone();
            async move {
                let Due { incident_id, about } = job.payload()?;
                actions::follow_up(&kit, incident_id, about)
                    .await
                    .map_err(Failure::from)
            }
        })
        .every(FORGET, DAY, move |_| {
            let kit = forgetting.clone();
            async move { actions::forget_old(&kit).await.map_err(Failure::from) }
        })
}
