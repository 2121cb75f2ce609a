//! Work done later: credit after attendance, enrolment after an invitation.

use super::actions::{Kit, credits, enrolments};
use crate::accounts::api::ENROL_INVITED;
use crate::db::Db;
use crate::ids::{CohortId, PersonId, SessionId};
use crate::jobs::{Failure, Job, Registry};
use crate::scheduling::api::CREDIT_SESSION;
use serde::Deserialize;

#[derive(Deserialize)]
struct CreditSession {
    session_id: SessionId,
}

#[derive(Deserialize)]
struct EnrolInvited {
    person_id: PersonId,
    cohort_id: CohortId,
}

/// Adds this room's handlers.
#[must_use]
pub fn register(registry: Registry, db: &Db, kit: &Kit) -> Registry {
    let crediting = (db.clone(), kit.clone());
    let enrolling = crediting.clone();
    registry
        .on(CREDIT_SESSION, move |job: Job| {
            let (db, kit) = crediting.clone();
            async move {
                let wanted: CreditSession = job.payload()?;
                credits::credit_session(db, kit, wanted.session_id)
                    .await
                    .map_err(Failure::from)
            }
        })
        .on(ENROL_INVITED, move |job: Job| {
            let (db, kit) = enrolling.clone();
            async move {
                let wanted: EnrolInvited = job.payload()?;
                enrolments::enrol_invited(db, kit, wanted.person_id, wanted.cohort_id)
                    .await
                    .map_err(Failure::from)
            }
        })
}
