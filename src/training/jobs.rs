//! Work done later: credit after attendance, enrolment after an invitation.

use crate::accounts::api::ENROL_INVITED;
use crate::db::Db;
use crate::ids::{CohortId, PersonId, SessionId};
use crate::jobs::{Failure, Job, Registry};
use crate::scheduling::api::CREDIT_SESSION;
use crate::training::{enrolments, ledger};
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
pub fn register(registry: Registry, db: &Db) -> Registry {
    let (crediting, enrolling) = (db.clone(), db.clone());
    registry
        .on(CREDIT_SESSION, move |job: Job| {
            let db = crediting.clone();
            async move {
                let wanted: CreditSession = job.payload()?;
                ledger::actions::credit_session(&db, wanted.session_id)
                    .await
                    .map_err(Failure::from)
            }
        })
        .on(ENROL_INVITED, move |job: Job| {
            let db = enrolling.clone();
            async move {
                let wanted: EnrolInvited = job.payload()?;
                enrolments::actions::enrol_invited(&db, wanted.person_id, wanted.cohort_id)
                    .await
                    .map_err(Failure::from)
            }
        })
}
