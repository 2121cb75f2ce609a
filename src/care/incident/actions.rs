//! An incident from its record to its closing (safety 38, 39).

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::holders;
use crate::audit::{AuditSubject, AuditVerb};
use crate::care::access::{OnDuty, call_in_full, incident_in_care, incident_seen, is_staff_of, others};
use crate::care::call::paging::on_duty;
use crate::care::follow_up::actions::plan_follow_up;
use crate::care::model::{Category, Incident, IncidentAccess, IncidentState, Involved, Origin};
use crate::care::notify::notify;
use crate::care::store;
use crate::chat;
use crate::chat::model::{Cid, SeatRole};
use crate::clock::Millis;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, EscalationId, IncidentId, PersonId};
use crate::notifications::api::NoticeKind;
use crate::scheduling;
use serde_json::json;

/// What somebody writes down.
#[derive(Clone, Debug)]
pub struct NewIncident {
    pub cid: Cid,
    /// Exactly one of `call`, `origin` and `district` is given.
    pub call: Option<EscalationId>,
    pub origin: Option<Origin>,
    pub district: Option<DistrictId>,
    pub category: Category,
    /// 1 to 3.
    pub severity: i64,
    pub text: String,
    /// Now if it is not given.
    pub happened_at: Option<Millis>,
}

/// Where an incident comes from, and which of the staff were part of it.
struct IncidentSource {
    district: Option<DistrictId>,
    origin: Option<Origin>,
    assigned_to: Option<PersonId>,
    involved: Vec<PersonId>,
}

/// Writes an incident down, with everything that follows from its severity. A second arrival gives the same incident.
pub async fn report_incident(ctx: &Context, new: NewIncident) -> Result<(Incident, bool)> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        if let Some(known) = store::find_incident_by_cid(tx.conn(), &who.person, new.cid.as_str())? {
            return Ok((known, true));
        }
        let now = tx.now();
        let source = source_of(tx.conn(), who, now, &new)?;
        let id = tx.mint::<IncidentId>();
        let (room_id, session_id) = match source.origin {
            Some(Origin::Room(room)) => (Some(room), None),
            Some(Origin::Session(session)) => (None, Some(session)),
            None => (None, None),
        };
        let is_on_duty = OnDuty::of(tx.conn(), who, now)?.is_in(source.district.as_ref());
        let incident = Incident {
            text: Some(keys.seal("incidents", id.as_str(), new.text.as_bytes())?),
            id,
            cid: new.cid.as_str().to_owned(),
            district_id: source.district,
            escalation_id: new.call.clone(),
            room_id,
            session_id,
            reporter_id: who.person.clone(),
            assigned_to: source.assigned_to.or(is_on_duty.then(|| who.person.clone())),
            category: new.category,
            severity: new.severity,
            state: IncidentState::Open,
            happened_at: new.happened_at.unwrap_or(now),
            recorded_at: now,
            closed_at: None,
            closed_by: None,
            row_version: 1,
        };
        if !store::insert_incident(tx.conn(), &incident)? {
            let known = store::find_incident_by_cid(tx.conn(), &who.person, new.cid.as_str())?;
            return Ok((known.ok_or(Code::Busy)?, true));
        }
        for person in source.involved {
            store::insert_involved(tx.conn(), &involved(&incident.id, person))?;
        }
        plan_follow_up(tx, &incident)?;
        notify_responsible(tx, &incident)?;
        record_audit(tx, who, AuditVerb::ReportIncident, &incident)?;
        Ok((incident, false))
    })
    .await
}

fn involved(incident: &IncidentId, person: PersonId) -> Involved {
    Involved {
        incident_id: incident.clone(),
        person_id: person,
        offered_at: None,
        offer_due_at: None,
        wants_supervision: None,
        answered_at: None,
        debriefed_at: None,
        debriefed_by: None,
        checked_at: None,
        checked_by: None,
    }
}

fn source_of(conn: &mut Conn, who: &Permissions, now: Millis, new: &NewIncident) -> Result<IncidentSource> {
    let (district, origin, assigned_to) = match (&new.call, &new.origin, &new.district) {
        (Some(call), None, None) => {
            let (call, _) = call_in_full(conn, who, now, call)?;
            let origin = match (call.room_id, call.session_id) {
                (Some(room), _) => Some(Origin::Room(room)),
                (None, session) => session.map(Origin::Session),
            };
            (call.district_id, origin, call.seen_by)
        }
        (None, Some(origin), None) => (district_of(conn, who, origin)?, Some(origin.clone()), None),
        (None, None, Some(district)) => {
            who.must_see(district)?;
            if !is_staff_of(who, Some(district)) {
                return Err(Code::NotAllowed.into());
            }
            (Some(district.clone()), None, None)
        }
        _ => return Err(Error::field("district_id", "required")),
    };
    let involved = match &origin {
        Some(Origin::Room(room)) => chat::api::facilitators(conn, room)?,
        Some(Origin::Session(session)) => scheduling::api::staff_of(conn, session)?,
        None => vec![],
    };
    Ok(IncidentSource {
        district,
        origin,
        assigned_to,
        involved,
    })
}

/// Whoever holds the room or conducts the session writes about it, and the staff of its district.
fn district_of(conn: &mut Conn, who: &Permissions, origin: &Origin) -> Result<Option<DistrictId>> {
    let (district, has_part) = match origin {
        Origin::Room(room) => {
            let seat = chat::api::seat_of(conn, room, &who.person)?;
            let room = chat::api::room(conn, room)?.ok_or_else(Error::not_found)?;
            if seat.is_none() && !is_staff_of(who, room.district_id.as_ref()) {
                return Err(Error::not_found());
            }
            (
                room.district_id,
                seat.is_some_and(|seat| seat.role == SeatRole::Facilitator),
            )
        }
        Origin::Session(session) => {
            let seen = scheduling::access::look(conn, who, session)?;
            (
                Some(seen.session.district_id),
                seen.role.is_some_and(|role| role.conducts()),
            )
        }
    };
    if has_part || is_staff_of(who, district.as_ref()) {
        Ok(district)
    } else {
        Err(Code::NotAllowed.into())
    }
}

fn link(incident: &Incident) -> String {
    format!("/duty/incidents/{}", incident.id)
}

/// Notifies those on duty and the coordinators of the district.
fn notify_responsible(tx: &mut Tx<'_>, incident: &Incident) -> Result<()> {
    let district = incident.district_id.as_ref();
    let now = tx.now();
    let mut people = on_duty(tx.conn(), district, now)?;
    if district.is_some() {
        let leads = holders(tx.conn(), &[Role::Coordinator], district)?;
        people.extend(leads.into_iter().map(|(person, _)| person));
    }
    for person in others(people, &incident.reporter_id) {
        notify(tx, &person, NoticeKind::IncidentRecorded, &link(incident))?;
    }
    Ok(())
}

fn record_audit(tx: &mut Tx<'_>, who: &Permissions, verb: AuditVerb, incident: &Incident) -> Result<()> {
    let detail = json!({ "severity": incident.severity, "category": incident.category });
    let entry = who.entry(verb, AuditSubject::Incident, &incident.id).detail(detail);
    Ok(tx.audit(&entry)?)
}

/// Reads an incident as far as somebody sees it; whoever gets the text is in the audit (safety 16).
pub async fn read_incident(
    ctx: &Context,
    id: IncidentId,
) -> Result<(Incident, IncidentAccess, Option<String>, Vec<Involved>)> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        let now = tx.now();
        let (incident, sight) = incident_seen(tx.conn(), who, now, &id)?;
        let text = match (&incident.text, sight) {
            (Some(text), IncidentAccess::All | IncidentAccess::Own) => {
                let detail = json!({ "role": who.highest_role() });
                let entry = who
                    .entry(AuditVerb::IncidentRead, AuditSubject::Incident, &id)
                    .detail(detail);
                tx.audit(&entry)?;
                Some(keys.open_text("incidents", id.as_str(), text)?)
            }
            _ => None,
        };
        let people = store::list_involved(tx.conn(), &id)?;
        Ok((incident, sight, text, people))
    })
    .await
}

/// Somebody on duty looks after it from now on.
pub async fn take_incident(ctx: &Context, id: IncidentId) -> Result<()> {
    change(ctx, id, None, AuditVerb::TakeIncident, |_, who, incident| {
        incident.assigned_to = Some(who.person.clone());
        Ok(())
    })
    .await
}

/// Another category or severity. What was severity 1 is not made less by the one who reported it.
pub async fn change_incident(
    ctx: &Context,
    id: IncidentId,
    row_version: i64,
    (category, severity): (Option<Category>, Option<i64>),
) -> Result<()> {
    change(
        ctx,
        id,
        Some(row_version),
        AuditVerb::ChangeIncident,
        move |tx, who, incident| {
            let severity = severity.unwrap_or(incident.severity);
            if incident.severity == 1 && severity > 1 && incident.reporter_id == who.person {
                return Err(Code::SecondPersonNeeded.into());
            }
            incident.severity = severity;
            incident.category = category.unwrap_or(incident.category);
            plan_follow_up(tx, incident)
        },
    )
    .await
}

async fn change(
    ctx: &Context,
    id: IncidentId,
    row_version: Option<i64>,
    verb: AuditVerb,
    work: impl Fn(&mut Tx<'_>, &Permissions, &mut Incident) -> Result<()> + Send + 'static,
) -> Result<()> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        let mut incident = incident_in_care(tx.conn(), who, now, &id)?;
        if incident.state != IncidentState::Open {
            return Err(Code::WrongState.into());
        }
        if row_version.is_some_and(|seen| seen != incident.row_version) {
            return Err(Code::RowChanged.into());
        }
        incident.row_version += 1;
        work(tx, who, &mut incident)?;
        store::update_incident(tx.conn(), &incident)?;
        record_audit(tx, who, verb, &incident)
    })
    .await
}

/// Somebody who looks after it has talked it through with one of those involved; nobody does that with themselves.
pub async fn record_debrief(ctx: &Context, id: IncidentId, person: PersonId) -> Result<()> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        let incident = incident_in_care(tx.conn(), who, now, &id)?;
        let mut part = store::find_involved(tx.conn(), &id, &person)?.ok_or_else(Error::not_found)?;
        if person == who.person {
            return Err(Code::SecondPersonNeeded.into());
        }
        if part.debriefed_at.is_none() {
            part.debriefed_at = Some(now);
            part.debriefed_by = Some(who.person.clone());
            store::update_involved(tx.conn(), &part)?;
            record_audit(tx, who, AuditVerb::DebriefIncident, &incident)?;
        }
        Ok(())
    })
    .await
}

/// A coordinator of the district has looked at somebody's next sessions (safety 39).
pub async fn check_sessions(ctx: &Context, id: IncidentId, person: PersonId) -> Result<()> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        let (incident, _) = incident_seen(tx.conn(), who, now, &id)?;
        let is_lead = |district| who.has_in(Role::Coordinator, district);
        if !incident.district_id.as_ref().is_some_and(is_lead) {
            return Err(Code::NotAllowed.into());
        }
        let part = store::find_involved(tx.conn(), &id, &person)?;
        let mut part = part
            .filter(|part| part.offer_due_at.is_some())
            .ok_or_else(Error::not_found)?;
        if part.checked_at.is_none() {
            part.checked_at = Some(now);
            part.checked_by = Some(who.person.clone());
            store::update_involved(tx.conn(), &part)?;
            record_audit(tx, who, AuditVerb::CheckSessions, &incident)?;
        }
        Ok(())
    })
    .await
}

/// Somebody involved says whether they want the talk that is offered.
pub async fn answer_offer(ctx: &Context, id: IncidentId, wants: bool) -> Result<()> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        incident_seen(tx.conn(), who, now, &id)?;
        let part = store::find_involved(tx.conn(), &id, &who.person)?;
        let mut part = part
            .filter(|part| part.offer_due_at.is_some())
            .ok_or_else(Error::not_found)?;
        part.wants_supervision = Some(wants);
        part.answered_at = Some(now);
        store::update_involved(tx.conn(), &part)?;
        Ok(tx.audit(&who.entry(AuditVerb::AnswerOffer, AuditSubject::Incident, &id))?)
    })
    .await
}

/// Done with it. Severity 1 needs another person than the reporter, and a talk with everybody involved (safety 38).
pub async fn close_incident(ctx: &Context, id: IncidentId) -> Result<()> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        let (mut incident, sight) = incident_seen(tx.conn(), who, now, &id)?;
        if !matches!(sight, IncidentAccess::All | IncidentAccess::Own) {
            return Err(Code::NotAllowed.into());
        }
        if incident.state != IncidentState::Open {
            return Err(Code::WrongState.into());
        }
        if incident.severity == 1 {
            if incident.reporter_id == who.person {
                return Err(Code::SecondPersonNeeded.into());
            }
            let people = store::list_involved(tx.conn(), &id)?;
            let missing = people.iter().filter(|part| part.debriefed_at.is_none()).count();
            if missing > 0 {
                return Err(Error::from(Code::DebriefNeeded).with("missing", missing));
            }
        }
        incident.state = IncidentState::Closed;
        incident.closed_at = Some(now);
        incident.closed_by = Some(who.person.clone());
        incident.row_version += 1;
        store::update_incident(tx.conn(), &incident)?;
        record_audit(tx, who, AuditVerb::CloseIncident, &incident)
    })
    .await
}
