//! Who may: who is on duty where, whose call somebody sees, and how much of an incident (safety 8, 9).

use super::model::{Escalation, Incident, IncidentAccess, Step};
use super::store;
use crate::accounts::access::{Permissions, Role, Scope};
use crate::chat;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, EscalationId, IncidentId, PersonId};

/// Staff of a district: its supervisors and coordinators, and headquarters.
pub(super) const STAFF: &[Role] = &[Role::Supervisor, Role::Coordinator];

/// Where somebody is on duty now; none among them is headquarters' own duty. A shift counts only while the role is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OnDuty(Vec<Option<DistrictId>>);

impl OnDuty {
    pub fn of(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<Self> {
        let mut duties = store::list_duties(conn, &who.person, now)?;
        duties.retain(|district| is_staff_of(who, district.as_ref()));
        Ok(OnDuty(duties))
    }

    /// Whether it is there.
    pub fn is_in(&self, district: Option<&DistrictId>) -> bool {
        self.0.iter().any(|duty| duty.as_ref() == district)
    }

    pub fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    pub fn districts(&self) -> impl Iterator<Item = &DistrictId> {
        self.0.iter().flatten()
    }
}

/// Whether somebody may be put on duty there: supervisor or coordinator of the district, or headquarters.
pub(super) fn is_staff_of(who: &Permissions, district: Option<&DistrictId>) -> bool {
    who.is_headquarters() || district.is_some_and(|district| STAFF.iter().any(|role| who.has_in(*role, district)))
}

/// The staff of a district keep its rota; that of headquarters is kept there.
pub(super) fn must_manage_rota(who: &Permissions, district: Option<&DistrictId>) -> Result<()> {
    match district {
        Some(district) => who.must_see(district)?,
        None if who.is_headquarters() => {}
        None => return Err(Error::not_found()),
    }
    if is_staff_of(who, district) {
        Ok(())
    } else {
        Err(Code::NotAllowed.into())
    }
}

/// How much of a call somebody sees who did not make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallSight {
    /// Everything: they were asked as this, or are on duty there.
    All(Step),
    /// That there is one, and how long it waits.
    State,
}

/// How much of a call somebody sees; nothing of their own, for which there is another way.
pub(super) fn sight_of_call(
    conn: &mut Conn,
    who: &Permissions,
    duty: &OnDuty,
    call: &Escalation,
) -> Result<Option<CallSight>> {
    if call.person_id == who.person {
        return Ok(None);
    }
    let district = call.district_id.as_ref();
    let paged = store::find_page(conn, &call.id, &who.person)?;
    if let Some(step) = paged
        && still_belongs(conn, who, call)?
    {
        return Ok(Some(CallSight::All(step)));
    }
    if duty.is_in(district) {
        return Ok(Some(CallSight::All(Step::Duty)));
    }
    let leads = district.is_some_and(|district| who.coordinates(district)) || who.is_headquarters();
    Ok(leads.then_some(CallSight::State))
}

/// Whoever was asked and has since lost their role or seat is asked no more.
fn still_belongs(conn: &mut Conn, who: &Permissions, call: &Escalation) -> Result<bool> {
    if call
        .district_id
        .as_ref()
        .is_some_and(|district| who.must_see(district).is_ok())
        || who.is_headquarters()
    {
        return Ok(true);
    }
    Ok(match &call.room_id {
        Some(room) => chat::api::seat_of(conn, room, &who.person)?.is_some(),
        None => false,
    })
}

/// A call, locked, that somebody sees in full.
pub(super) fn call_in_full(
    conn: &mut Conn,
    who: &Permissions,
    now: Millis,
    id: &EscalationId,
) -> Result<(Escalation, Step)> {
    match call_seen(conn, who, now, id)? {
        (call, CallSight::All(step)) => Ok((call, step)),
        (_, CallSight::State) => Err(Code::NotAllowed.into()),
    }
}

/// A call, locked, that somebody may come to, and as what: the leads of a district and headquarters also before it is
/// their turn.
pub(super) fn call_to_answer(
    conn: &mut Conn,
    who: &Permissions,
    now: Millis,
    id: &EscalationId,
) -> Result<(Escalation, Step)> {
    let (call, sight) = call_seen(conn, who, now, id)?;
    let leads = |district| who.has_in(Role::Coordinator, district);
    let step = match sight {
        CallSight::All(step) => step,
        CallSight::State if call.district_id.as_ref().is_some_and(leads) => Step::Lead,
        CallSight::State => Step::Headquarters,
    };
    Ok((call, step))
}

fn call_seen(conn: &mut Conn, who: &Permissions, now: Millis, id: &EscalationId) -> Result<(Escalation, CallSight)> {
    let call = store::lock_escalation(conn, id)?.ok_or_else(Error::not_found)?;
    let duty = OnDuty::of(conn, who, now)?;
    let sight = sight_of_call(conn, who, &duty, &call)?.ok_or_else(Error::not_found)?;
    Ok((call, sight))
}

/// How much of an incident somebody sees; nothing is not found.
pub(super) fn sight_of(
    conn: &mut Conn,
    who: &Permissions,
    duty: &OnDuty,
    incident: &Incident,
) -> Result<IncidentAccess> {
    let (me, district) = (&who.person, incident.district_id.as_ref());
    let still_here = district.is_none_or(|district| who.must_see(district).is_ok());
    if duty.is_in(district) || (still_here && incident.assigned_to.as_ref() == Some(me)) {
        return Ok(IncidentAccess::All);
    }
    if still_here && incident.reporter_id == *me {
        return Ok(IncidentAccess::Own);
    }
    if who.is_headquarters() && incident.severity <= 2 {
        return Ok(IncidentAccess::Outline);
    }
    if district.is_some_and(|district| who.has_in(Role::Coordinator, district)) {
        return Ok(IncidentAccess::State);
    }
    if store::find_involved(conn, &incident.id, me)?.is_some_and(|part| part.offer_due_at.is_some()) {
        return Ok(IncidentAccess::Offer);
    }
    Err(Error::not_found())
}

/// An incident, locked, and how much of it somebody sees.
pub(super) fn incident_seen(
    conn: &mut Conn,
    who: &Permissions,
    now: Millis,
    id: &IncidentId,
) -> Result<(Incident, IncidentAccess)> {
    let incident = store::lock_incident(conn, id)?.ok_or_else(Error::not_found)?;
    let duty = OnDuty::of(conn, who, now)?;
    let sight = sight_of(conn, who, &duty, &incident)?;
    Ok((incident, sight))
}

/// An incident that somebody looks after.
pub(super) fn incident_in_care(conn: &mut Conn, who: &Permissions, now: Millis, id: &IncidentId) -> Result<Incident> {
    match incident_seen(conn, who, now, id)? {
        (incident, IncidentAccess::All) => Ok(incident),
        _ => Err(Code::NotAllowed.into()),
    }
}

/// Without the one who asked: nobody is called to help themselves.
pub(super) fn others(people: Vec<PersonId>, asker: &PersonId) -> Vec<PersonId> {
    let mut others: Vec<_> = people.into_iter().filter(|person| person != asker).collect();
    others.sort();
    others.dedup();
    others
}

/// The districts whose incidents somebody knows of: those that they coordinate, and where they are on duty.
pub(super) fn known_districts(who: &Permissions, duty: &OnDuty) -> Vec<DistrictId> {
    let known = Scope::Districts(duty.districts().cloned().collect()).or(who.scope(Role::Coordinator));
    known.districts().unwrap_or_default().to_vec()
}
