//! Proposals: what a plan would be, and what a session is as it stands, in the words of the rules.

use crate::db::Conn;
use crate::districts::api;
use crate::districts::model::Studio as StudioRow;
use crate::error::{Error, Result};
use crate::ids::{CohortId, PersonId, RoomId, SessionId, StudioId};
use crate::scheduling::crediting::Crediting;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{Override, OverrideRequest, Person, Proposal, Room, StaffMember, Studio};
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Slot;
use crate::scheduling::staffing::assignments;
use crate::scheduling::types::model::SessionType;
use crate::scheduling::{crediting, intake, overrides, places, types, validation};
use std::collections::HashMap;

/// The proposal that a plan makes in a studio.
pub(crate) fn propose(conn: &mut Conn, studio: &StudioRow, plan: &Plan) -> Result<Proposal> {
    let room = room_of(conn, studio, &plan.room_id)?;
    let kind = types::store::find_type(conn, &studio.id, &plan.type_code)?;
    let kind = kind.ok_or_else(|| Error::field("type", "unknown"))?;
    if let Some(cohort) = &plan.cohort_id {
        let district = intake::store::find_cohort_district(conn, cohort)?;
        let is_near = district.is_some_and(|of| of.is_none_or(|of| of == studio.district_id));
        if !is_near {
            return Err(Error::field("cohort_id", "not_found"));
        }
    }
    if let Some(module) = &plan.phase_module
        && !crediting::store::list_modules(conn, plan.cohort_id.as_ref())?.contains(module)
    {
        return Err(Error::field("phase_module", "unknown"));
    }
    let is_class = kind.is_training || plan.cohort_id.is_some();
    let is_credited =
        !is_class || Crediting::of(conn, plan.cohort_id.as_ref())?.counts(&kind.code, plan.phase_module.as_deref());
    let minutes = plan.minutes.unwrap_or(kind.minutes);
    let slot = Slot::new(&studio.zone, plan.local_date, plan.local_start, minutes)?;
    Ok(Proposal {
        session: None,
        title: kind.own_title(plan.title.as_deref()),
        kind,
        studio: Studio {
            id: studio.id.clone(),
            district_id: studio.district_id.clone(),
            name: studio.name.clone(),
            zone: studio.zone.clone(),
            is_active: studio.is_active,
        },
        room,
        slot,
        people: plan.people,
        staff: seats(conn, &plan.staff)?,
        overrides: asked(&plan.overrides),
        is_credited,
    })
}

/// What somebody sets aside with a change, as the rules read it.
pub(crate) fn asked(overrides: &[OverrideRequest]) -> Vec<Override> {
    overrides
        .iter()
        .map(|asked| Override {
            rule: asked.rule,
            subject_id: asked.subject_id.clone(),
            of: None,
            reason: asked.reason.clone(),
        })
        .collect()
}

/// A room of this studio.
pub(crate) fn room_of(conn: &mut Conn, studio: &StudioRow, id: &RoomId) -> Result<Room> {
    let room = api::room(conn, id)?.filter(|room| room.studio_id == studio.id);
    let room = room.ok_or_else(|| Error::field("room_id", "not_found"))?;
    Ok(Room {
        id: room.id,
        name: room.name,
        capacity: room.capacity,
        is_active: room.is_active,
        is_online: room.is_online,
        parts: room.parts,
    })
}

/// These people with their roles; everybody exists and nobody is there twice.
pub(crate) fn seats(conn: &mut Conn, staff: &[(PersonId, StaffRole)]) -> Result<Vec<StaffMember>> {
    let ids: Vec<PersonId> = staff.iter().map(|(id, _)| id.clone()).collect();
    let people = validation::store::list_people(conn, &ids)?;
    let mut seats: Vec<StaffMember> = Vec::new();
    for (id, role) in staff {
        let person = people.iter().find(|person| person.id == *id);
        let person = person.ok_or_else(|| Error::field("staff", "unknown_person"))?;
        if seats.iter().any(|seat| seat.person.id == *id) {
            return Err(Error::field("staff", "twice"));
        }
        seats.push(StaffMember {
            person: person.clone(),
            role: *role,
        });
    }
    Ok(seats)
}

/// The proposal that a session is as it stands, with those who hold a practice place on it.
pub(crate) fn current_proposal(conn: &mut Conn, session: &Session) -> Result<Proposal> {
    let mut proposals = current_proposals(conn, std::slice::from_ref(session))?;
    proposals
        .pop()
        .ok_or_else(|| Error::internal("no proposal for a session"))
}

/// The proposal that a session would be with exactly these people on its staff: those on practice places stay and keep
/// their claims. What the staffing door judges, and the list of candidates with it.
pub(crate) fn staffed_proposal(conn: &mut Conn, session: &Session, staff: &[StaffMember]) -> Result<Proposal> {
    let mut proposal = current_proposal(conn, session)?;
    let ids: Vec<(PersonId, StaffRole)> = places::store::list_bookings(conn, std::slice::from_ref(&session.id))?
        .into_iter()
        .filter(|(booking, _)| booking.place.claims())
        .map(|(booking, _)| (booking.person_id, StaffRole::Observer))
        .filter(|(id, _)| !staff.iter().any(|seat| seat.person.id == *id))
        .collect();
    let kept = seats(conn, &ids)?;
    proposal.staff = staff.iter().cloned().chain(kept).collect();
    Ok(proposal)
}

/// The same for many sessions, in their order and with few queries.
pub(crate) fn current_proposals(conn: &mut Conn, sessions: &[Session]) -> Result<Vec<Proposal>> {
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let who = who(conn, &ids)?;
    let mut people: Vec<PersonId> = who.values().flatten().map(|(person, _)| person.clone()).collect();
    people.sort();
    people.dedup();
    let people: HashMap<PersonId, Person> = validation::store::list_people(conn, &people)?
        .into_iter()
        .map(|person| (person.id.clone(), person))
        .collect();
    let rooms: Vec<RoomId> = sessions.iter().map(|session| session.room_id.clone()).collect();
    let places: HashMap<RoomId, (Room, Studio)> = validation::store::list_places(conn, &rooms)?
        .into_iter()
        .map(|(room, studio)| (room.id.clone(), (room, studio)))
        .collect();
    let studios: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
    let types = types::store::types_of(conn, &studios)?;
    let mut overrides: HashMap<SessionId, Vec<Override>> = HashMap::new();
    for (session, given) in overrides::store::in_force(conn, &ids)? {
        overrides.entry(session).or_default().push(given);
    }
    let crediting = crediting_of(conn, &types, sessions)?;
    let lost = || Error::internal("a session points nowhere");
    sessions
        .iter()
        .map(|session| {
            let (room, studio) = places.get(&session.room_id).cloned().ok_or_else(lost)?;
            let staff = who.get(&session.id).map_or(&[][..], Vec::as_slice);
            let seats = staff.iter().map(|(id, role)| {
                let person = people.get(id).cloned().ok_or_else(lost)?;
                Ok(StaffMember { person, role: *role })
            });
            Ok(Proposal {
                session: Some(session.id.clone()),
                title: session.title.clone(),
                kind: kind_of(&types, session).ok_or_else(lost)?.clone(),
                studio: Studio {
                    district_id: session.district_id.clone(),
                    ..studio
                },
                room,
                slot: session.slot(),
                people: session.people,
                staff: seats.collect::<Result<_>>()?,
                overrides: overrides.get(&session.id).cloned().unwrap_or_default(),
                is_credited: !is_class(&types, session)
                    || crediting
                        .get(&session.cohort_id)
                        .is_none_or(|all| all.counts(&session.type_code, session.phase_module.as_deref())),
            })
        })
        .collect()
}

/// What the classes among these sessions could be credited for, by their intake.
fn crediting_of(
    conn: &mut Conn,
    types: &HashMap<StudioId, Vec<SessionType>>,
    sessions: &[Session],
) -> Result<HashMap<Option<CohortId>, Crediting>> {
    let mut crediting = HashMap::new();
    for session in sessions.iter().filter(|session| is_class(types, session)) {
        if !crediting.contains_key(&session.cohort_id) {
            let all = Crediting::of(conn, session.cohort_id.as_ref())?;
            crediting.insert(session.cohort_id.clone(), all);
        }
    }
    Ok(crediting)
}

/// Whether somebody is to learn something by it, so that it should count.
fn is_class(types: &HashMap<StudioId, Vec<SessionType>>, session: &Session) -> bool {
    session.cohort_id.is_some() || kind_of(types, session).is_some_and(|kind| kind.is_training)
}

/// The type of a session as its studio has it.
pub(crate) fn kind_of<'a>(
    types: &'a HashMap<StudioId, Vec<SessionType>>,
    session: &Session,
) -> Option<&'a SessionType> {
    let of_studio = types.get(&session.studio_id)?;
    of_studio.iter().find(|kind| kind.code == session.type_code)
}

/// Everybody whose time each session claims: the staff, and practice places as observers.
fn who(conn: &mut Conn, ids: &[SessionId]) -> Result<HashMap<SessionId, Vec<(PersonId, StaffRole)>>> {
    let mut who: HashMap<SessionId, Vec<(PersonId, StaffRole)>> = HashMap::new();
    for (seat, _) in assignments::store::list_assignments(conn, ids)? {
        if seat.state.is_active() {
            let of_session = who.entry(seat.session_id).or_default();
            of_session.push((seat.person_id, seat.role));
        }
    }
    for (booking, _) in places::store::list_bookings(conn, ids)? {
        let of_session = who.entry(booking.session_id).or_default();
        if booking.place.claims() && !of_session.iter().any(|(person, _)| *person == booking.person_id) {
            of_session.push((booking.person_id, StaffRole::Observer));
        }
    }
    Ok(who)
}
