//! Work done later: whoever lost a role comes off the sessions that lie ahead, people are notified of a change when its undo time is
//! over, whoever is on a session of tomorrow is asked whether they come, and old sheets forget who came.

use crate::accounts::access_change::{AccessChange, AccessChangeHook};
use crate::clock::{DAY, HOUR};
use crate::db::Db;
use crate::ids::{DistrictId, PersonId, SessionId, SwapId};
use crate::jobs;
use crate::jobs::{Failure, Job, NewJob, Registry};
use crate::scheduling::attendance::actions::forget::{Forgotten, forget};
use crate::scheduling::availability::actions::forget_old;
use crate::scheduling::confirmations::actions::{ASK_TO_CONFIRM, ask_to_confirm};
use crate::scheduling::cover;
use crate::scheduling::notices::actions::{SEND_NOTICES, send_due_notices};
use crate::scheduling::problems::actions::find_problems;
use crate::scheduling::qualifications::actions::{REFRESH_PERSON, refresh_sessions_of};
use crate::scheduling::staffing::assignments::actions::withdraw::withdraw_from_work;
use crate::scheduling::staffing::swaps::actions::{EXPIRE_SWAP, expire_swap};
use crate::scheduling::{places, reminders};
use serde::Deserialize;
use std::sync::Arc;

/// Takes somebody off the sessions ahead; its payload is `{person_id, district_id}`, the district in which a role ended.
pub const WITHDRAW_FROM_WORK: &str = "scheduling.withdraw_from_work";

#[derive(Deserialize)]
struct Withdraw {
    person_id: PersonId,
    district_id: Option<DistrictId>,
}

/// Validates every session ahead again; every hour.
pub const FIND_PROBLEMS: &str = "scheduling.find_problems";

#[derive(Deserialize)]
struct OfPerson {
    person_id: PersonId,
}

#[derive(Deserialize)]
struct OfSession {
    session_id: SessionId,
}

#[derive(Deserialize)]
struct OfSwap {
    swap_id: SwapId,
}

/// Forgets leave, dates and standby that are long over; every day.
pub const FORGET_AVAILABILITY: &str = "scheduling.forget_availability";

/// Forgets what is past its time, such as the names of members on old sheets; every hour.
pub const FORGET_NAMES: &str = "scheduling.forget_names";

/// Adds this room's handlers; `count` receives how much was forgotten.
#[must_use]
pub fn register(registry: Registry, db: &Db, count: impl Fn(Forgotten) + Clone + Send + Sync + 'static) -> Registry {
    let (withdrawing, forgetting, telling, finding) = (db.clone(), db.clone(), db.clone(), db.clone());
    let registry = registry
        .on(SEND_NOTICES, move |job: Job| {
            let db = telling.clone();
            async move {
                let OfSession { session_id } = job.payload()?;
                send_due_notices(&db, session_id).await.map_err(Failure::from)
            }
        })
        .every(FIND_PROBLEMS, HOUR, move |_| {
            let db = finding.clone();
            async move { Ok(find_problems(&db).await?) }
        });
    let registry = places::jobs::register(registry, db);
    let registry = reminders::actions::register(registry, db);
    let (refreshing, tidying) = (db.clone(), db.clone());
    let registry = registry
        .on(REFRESH_PERSON, move |job: Job| {
            let db = refreshing.clone();
            async move {
                let OfPerson { person_id } = job.payload()?;
                refresh_sessions_of(&db, person_id).await.map_err(Failure::from)
            }
        })
        .every(FORGET_AVAILABILITY, DAY, move |_| {
            let db = tidying.clone();
            async move { Ok(forget_old(&db).await?) }
        });
    let registry = registry.every(FORGET_NAMES, HOUR, move |_| {
        let (db, count) = (forgetting.clone(), count.clone());
        async move {
            count(forget(&db).await?);
            Ok(())
        }
    });
    let (asking, swapping) = (db.clone(), db.clone());
    let registry = cover::jobs::register(registry, db)
        .every(ASK_TO_CONFIRM, HOUR, move |_| {
            let db = asking.clone();
            async move { Ok(ask_to_confirm(&db).await?) }
        })
        .on(EXPIRE_SWAP, move |job: Job| {
            let db = swapping.clone();
            async move {
                let OfSwap { swap_id } = job.payload()?;
                expire_swap(&db, swap_id).await.map_err(Failure::from)
            }
        });
    registry.on(WITHDRAW_FROM_WORK, move |job: Job| {
        let db = withdrawing.clone();
        async move {
            let wanted: Withdraw = job.payload()?;
            withdraw_from_work(&db, wanted.person_id, wanted.district_id)
                .await
                .map_err(Failure::from)
        }
    })
}

/// What follows when somebody's access changes: the job is written in the transaction of the change. The sessions are many
/// and are locked one by one, so they are not changed in it; until the job has run nobody can use the assignment (see `access`).
pub fn access_change_hook() -> AccessChangeHook {
    Arc::new(move |tx, person, change| {
        let district = match change {
            AccessChange::RoleTaken(district) => district.as_ref(),
            AccessChange::Deactivated => None,
            _ => return Ok(()),
        };
        let payload = serde_json::json!({ "person_id": person, "district_id": district });
        jobs::enqueue(tx, &NewJob::new(WITHDRAW_FROM_WORK, payload))?;
        Ok(())
    })
}
