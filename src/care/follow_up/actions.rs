//! What follows from an incident: the offer of supervision, and looking whether all of it was done.

use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::holders;
use crate::care::call::paging::on_duty;
use crate::care::model::{DEBRIEF_DUE, Incident, IncidentState, OFFER_DUE};
use crate::care::notify::{enqueue_once, notify};
use crate::care::store;
use crate::clock::{DAY, Millis};
use crate::db::{Conn, Db, Tx};
use crate::error::Result;
use crate::ids::{DistrictId, IncidentId, PersonId};
use crate::notifications::api::NoticeKind;
use serde_json::json;

/// The kind of job that offers a talk to counsellors.
pub(in crate::care) const OFFER: &str = "offer_supervision";
/// The kind of job that checks whether what is due was done.
pub(in crate::care) const FOLLOW_UP: &str = "follow_up_incident";

/// Notes of calls are kept for so long after the call was closed (safety 28).
const KEEP_NOTES: i64 = 365 * DAY;
/// Texts of incidents are kept for so long after the incident was closed (safety 28).
const KEEP_TEXTS: i64 = 3 * 365 * DAY;

/// Plans what the severity asks for; each thing once, also if the severity changes back and forth.
pub(in crate::care) fn plan_follow_up(tx: &mut Tx<'_>, incident: &Incident) -> Result<()> {
    let (id, now) = (&incident.id, tx.now());
    if incident.severity <= 2 {
        for mut part in store::list_involved(tx.conn(), id)? {
            if part.offer_due_at.is_none() && is_counsellor(tx.conn(), &part.person_id, incident.district_id.as_ref())?
            {
                part.offer_due_at = Some(now + OFFER_DUE);
                store::update_involved(tx.conn(), &part)?;
            }
        }
        enqueue_once(tx, OFFER, json!({ "incident_id": id }), now, format!("{OFFER}/{id}"))?;
        plan(tx, id, NoticeKind::SupervisionOpen, now + OFFER_DUE)?;
    }
    if incident.severity == 1 {
        plan(tx, id, NoticeKind::DebriefMissing, now + DEBRIEF_DUE)?;
    }
    Ok(())
}

/// Leaves a job that checks whether something was done by `at`; if it was not, the notice is `about` it.
fn plan(tx: &mut Tx<'_>, id: &IncidentId, about: NoticeKind, at: Millis) -> Result<()> {
    let payload = json!({ "incident_id": id, "about": about });
    enqueue_once(tx, FOLLOW_UP, payload, at, format!("{FOLLOW_UP}/{id}/{about}"))
}

fn is_counsellor(conn: &mut Conn, person: &PersonId, district: Option<&DistrictId>) -> Result<bool> {
    let who = Permissions::of_person(conn, person);
    Ok(who.is_ok_and(|who| match district {
        Some(district) => who.has_in(Role::Counsellor, district),
        None => who.has(Role::Counsellor),
    }))
}

/// Notifies the counsellors involved that a talk with a supervisor is offered to them.
pub(in crate::care) async fn offer_supervision(db: &Db, id: IncidentId) -> Result<()> {
    db.write(move |tx| {
        store::lock_incident(tx.conn(), &id)?;
        for mut part in store::list_involved(tx.conn(), &id)? {
            if part.offer_due_at.is_some() && part.offered_at.is_none() {
                part.offered_at = Some(tx.now());
                store::update_involved(tx.conn(), &part)?;
                let link = format!("/duty/incidents/{id}");
                notify(tx, &part.person_id, NoticeKind::SupervisionOffered, &link)?;
            }
        }
        Ok(())
    })
    .await
}

/// Notifies those responsible for the incident if something is due and not done.
pub(in crate::care) async fn follow_up(db: &Db, id: IncidentId, about: NoticeKind) -> Result<()> {
    db.write(move |tx| {
        let now = tx.now();
        let Some(incident) = store::lock_incident(tx.conn(), &id)? else {
            return Ok(());
        };
        let people = store::list_involved(tx.conn(), &id)?;
        let is_due = match about {
            NoticeKind::DebriefMissing => {
                incident.severity == 1
                    && incident.state == IncidentState::Open
                    && people.iter().any(|part| part.debriefed_at.is_none())
            }
            // an unanswered offer, or one that was taken up and is not written down as given
            _ => people.iter().any(|part| {
                part.offer_due_at.is_some_and(|due| due <= now)
                    && part.wants_supervision != Some(false)
                    && part.debriefed_at.is_none()
            }),
        };
        if is_due {
            for person in responsible(tx, &incident)? {
                notify(tx, &person, about, &format!("/duty/incidents/{id}"))?;
            }
        }
        Ok(())
    })
    .await
}

/// Who is assigned, who is on duty, and the leads of the district; with none of them, headquarters.
fn responsible(tx: &mut Tx<'_>, incident: &Incident) -> Result<Vec<PersonId>> {
    let district = incident.district_id.as_ref();
    let mut people: Vec<PersonId> = incident.assigned_to.iter().cloned().collect();
    let now = tx.now();
    people.extend(on_duty(tx.conn(), district, now)?);
    if district.is_some() {
        let leads = holders(tx.conn(), &[Role::Coordinator], district)?;
        people.extend(leads.into_iter().map(|(person, _)| person));
    }
    if people.is_empty() {
        let all = holders(tx.conn(), &[Role::Headquarters], None)?;
        people.extend(all.into_iter().map(|(person, _)| person));
    }
    people.sort();
    people.dedup();
    Ok(people)
}

/// Deletes notes and texts that have been kept long enough.
pub(in crate::care) async fn forget_old(db: &Db) -> Result<()> {
    db.write(move |tx| {
        let now = tx.now();
        let notes = store::update_notes_forgotten(tx.conn(), now - KEEP_NOTES)?;
        let texts = store::update_texts_forgotten(tx.conn(), now - KEEP_TEXTS)?;
        if notes + texts > 0 {
            tracing::info!(notes, texts, "old notes and texts were deleted");
        }
        Ok(())
    })
    .await
}
