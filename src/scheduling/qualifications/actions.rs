//! Give a qualification an end, or take the end away.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::accounts::api as accounts;
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::{Db, Tx};
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::jobs;
use crate::jobs::NewJob;
use crate::local_time::{add_days, start_of};
use crate::scheduling::availability::access::planned_person;
use crate::scheduling::problems::people::{lock_with_sessions, refresh_person};
use crate::scheduling::problems::views::{ChangeHit, hit_of};
use jiff::civil::Date;
use serde_json::json;

/// Judges the sessions ahead of somebody anew whose qualifications changed; its payload is `{person_id}`.
pub const REFRESH_PERSON: &str = "scheduling.refresh_person";

/// Says until which day, included, a qualification holds; none is for good. Sessions after it stay and are named; what was before
/// stays true of its time (S12, case 18).
pub async fn limit_qualification(ctx: &Context, id: String, last: Option<Date>) -> Result<ChangeHit> {
    ctx.write(move |tx, who| {
        let (person, from_at) = accounts::qualification_owner(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let planned = planned_person(tx.conn(), who, &person)?;
        allowed(planned.coordinates)?;
        let zone = districts::zone_of(tx.conn(), planned.person.home_district.as_ref())?;
        let to_at = last.map(|last| start_of(&zone, add_days(last, 1)?)).transpose()?;
        if to_at.is_some_and(|to_at| to_at <= from_at) {
            return Err(Error::field("last_date", "out_of_range"));
        }
        lock_with_sessions(tx, &person, None)?;
        accounts::limit_qualification_in(tx, &id, to_at)?;
        let detail = json!({ "last_date": last.map(|last| last.to_string()) });
        let entry = who.entry(AuditVerb::LimitQualification, AuditSubject::Person, &person);
        tx.audit(&entry.detail(detail))?;
        let hit = refresh_person(tx, &person, None)?;
        hit_of(tx.conn(), who, false, hit)
    })
    .await
}

/// Somebody became qualified for something, or lost it: their sessions ahead are judged anew, by a job, because the sessions are
/// locked in another order than what comes before this.
pub fn qualification_changed(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    let payload = json!({ "person_id": person });
    jobs::enqueue(tx, &NewJob::new(REFRESH_PERSON, payload))?;
    Ok(())
}

/// What the job does, in one transaction a person.
pub(crate) async fn refresh_sessions_of(db: &Db, person: PersonId) -> Result<()> {
    db.write(move |tx| {
        lock_with_sessions(tx, &person, None)?;
        refresh_person(tx, &person, None).map(drop)
    })
    .await
}
