//! Work done later for requests: the next person is asked, and a request ends when its session begins.

use super::actions::ask::{ASK_NEXT, ask_after_silence};
use super::actions::cancel::expire_cover;
use super::actions::request::EXPIRE_COVER;
use crate::db::Db;
use crate::ids::{CoverRequestId, PersonId};
use crate::jobs::{Failure, Job, Registry};
use serde::Deserialize;

#[derive(Deserialize)]
struct OfRequest {
    request_id: CoverRequestId,
}

#[derive(Deserialize)]
struct OfAsk {
    request_id: CoverRequestId,
    person_id: PersonId,
}

#[must_use]
pub(crate) fn register(registry: Registry, db: &Db) -> Registry {
    let (expiring, asking) = (db.clone(), db.clone());
    registry
        .on(EXPIRE_COVER, move |job: Job| {
            let db = expiring.clone();
            async move {
                let OfRequest { request_id } = job.payload()?;
                expire_cover(&db, request_id).await.map_err(Failure::from)
            }
        })
        .on(ASK_NEXT, move |job: Job| {
            let db = asking.clone();
            async move {
                let OfAsk { request_id, person_id } = job.payload()?;
                ask_after_silence(&db, request_id, person_id)
                    .await
                    .map_err(Failure::from)
            }
        })
}
