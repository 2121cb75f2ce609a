//! What follows from an incident: the offer of supervision, and looking whether all of it was done.

use super::Kit;
use super::paging::on_duty;
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::holders;
use crate::care::jobs::{FOLLOW_UP, OFFER};
use crate::care::model::{DEBRIEF_DUE, Incident, IncidentState, OFFER_DUE};
use crate::care::store;
use crate::clock::{DAY, Millis};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{DistrictId, IncidentId, PersonId};
use crate::notifications::api::NoticeKind;
use serde_json::json;

/// Notes of calls are kept so long after the closing, texts of incidents so long (safety 28).
const KEEP_NOTES: i64 = 365 * DAY;
const KEEP_TEXTS: i64 = 3 * 365 * DAY;

/// Plans what the severity asks for; each thing once, also if the severity changes back and forth.
pub fn plan_follow_up(tx: &mut Tx<'_>, kit: &Kit, incident: &Incident) -> Result<()> {
    let (id, now) = (&incident.id, tx.now());
    if incident.severity <= 2 {
        for mut part in store::list_involved(tx.conn(), id)? {
            if part.offer_due_at.is_none() && is_counsellor(tx.conn(), &part.person_id, incident.district_id.as_ref())?
            {
                part.offer_due_at = Some(now + OFFER_DUE);
                store::update_involved(tx.conn(), &part)?;
            }
        }
        kit.enqueue(tx, OFFER, json!({ "incident_id": id }), now, format!("{OFFER}/{id}"))?;
        plan(tx, kit, id, NoticeKind::SupervisionOpen, now + OFFER_DUE)?;
    }
    if incident.severity == 1 {
        plan(tx, kit, id, NoticeKind::DebriefMissing, now + DEBRIEF_DUE)?;
    }
    Ok(())
}

/// A look at whether something was done by its time; `about` is what is told if it was not.
fn plan(tx: &mut Tx<'_>, kit: &Kit, id: &IncidentId, about: NoticeKind, at: Millis) -> Result<()> {
    let payload = json!({ "incident_id": id, "about": about });
    kit.enqueue(tx, FOLLOW_UP, payload, at, format!("{FOLLOW_UP}/{id}/{about}"))
}

fn is_counsellor(conn: &mut Conn, person: &PersonId, district: Option<&DistrictId>) -> Result<bool> {
    let who = Permissions::of_person(conn, person);
    Ok(who.is_ok_and(|who| match district {
        Some(district) => who.has_in(Role::Counsellor, district),
        None => who.has(Role::Counsellor),
    }))
}

/// Tells the counsellors involved that a talk with a supervisor is kept for them.
pub async fn offer_supervision(kit: &Kit, id: IncidentId) -> Result<()> {
    let inside = kit.clone();
    kit.db
        .write(move |tx| {
            let kit = &inside;
            store::lock_incident(tx.conn(), &id)?;
            for mut part in store::list_involved(tx.conn(), &id)? {
                if part.offer_due_at.is_some() && part.offered_at.is_none() {
                    part.offered_at = Some(tx.now());
                    store::update_involved(tx.conn(), &part)?;
                    let link = format!("/duty/incidents/{id}");
                    kit.notify(tx, &part.person_id, NoticeKind::SupervisionOffered, &link, false)?;
                }
            }
            Ok(())
        })
        .await
}

/// When something is due and not done, those who look after the incident are told.
pub async fn follow_up(kit: &Kit, id: IncidentId, about: NoticeKind) -> Result<()> {
    let inside = kit.clone();
    kit.db
        .write(move |tx| {
            let (kit, now) = (&inside, inside.now());
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
                // an unanswered offer, or one that was taken up and is not written down as held
                _ => people.iter().any(|part| {
                    part.offer_due_at.is_some_and(|due| due <= now)
                        && part.wants_supervision != Some(false)
                        && part.debriefed_at.is_none()
                }),
            };
            if is_due {
                for person in those_in_charge(tx, kit, &incident)? {
                    kit.notify(tx, &person, about, &format!("/duty/incidents/{id}"), false)?;
                }
            }
            Ok(())
        })
        .await
}

/// Who is assigned, who is on duty, and the leads of the district; with none of them, headquarters.
fn those_in_charge(tx: &mut Tx<'_>, _kit: &Kit, incident: &Incident) -> Result<Vec<PersonId>> {
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

/// Takes away what has been kept long enough.
pub async fn forget_old(kit: &Kit) -> Result<()> {
    let now = kit.now();
    kit.db
        .write(move |tx| {
            let notes = store::update_notes_forgotten(tx.conn(), now - KEEP_NOTES)?;
            let texts = store::update_texts_forgotten(tx.conn(), now - KEEP_TEXTS)?;
            if notes + texts > 0 {
                tracing::info!(notes, texts, "old notes and texts were taken away");
            }
            Ok(())
        })
        .await
}
