//! Which places on a coming session somebody could take: one rule for the offer and for the booking, so that nothing is offered that
//! would be refused, and nothing is hidden that would be taken.

use crate::accounts::access::Role;
use crate::accounts::api as accounts;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::rules::{Busy, Person, Reason, StaffMember, blocks, judge_person};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Slot;
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::facts::GatheredFacts;
use crate::scheduling::validation::proposals::seats;
use crate::scheduling::{crediting, intake, places, sessions};
use serde::Deserialize;
use std::collections::HashMap;

/// Of each practice place on a host session.
const PRACTICE_PLACES: usize = 2;

/// Whether there is room for one more.
fn has_room(session: &Session, place: Place, taken: usize) -> bool {
    let places = if place.claims() {
        PRACTICE_PLACES
    } else {
        usize::try_from(session.capacity).unwrap_or(0)
    };
    taken < places
}

/// The staff role by whose rules a place is judged.
fn seat_of(place: Place) -> StaffRole {
    match place {
        Place::Lead => StaffRole::Lead,
        Place::CoLead => StaffRole::CoLead,
        Place::Observer | Place::Participant => StaffRole::Observer,
    }
}

/// Somebody wants a place on a session.
pub(crate) struct Wish<'a> {
    pub session: &'a Session,
    pub place: Place,
    /// Who, as the rules need them.
    pub person: &'a Person,
    /// Whether they are on its staff.
    pub is_staff: bool,
    /// How many have such a place.
    pub taken: usize,
    /// What claims their time near it.
    pub busy: &'a [Busy],
}

/// Why a place is not to be had.
pub(crate) enum Refusal {
    /// Nobody books it now.
    WrongState,
    /// They are on its staff already.
    IsStaff,
    /// All such places are taken.
    Full,
    /// What speaks against them.
    Unfit(Vec<Reason>),
}

/// Why somebody cannot have the place; nothing when they can. The offer and the booking both ask this and nothing else. A place
/// to take part claims nothing, so other sessions and qualifications have no say in it.
pub(crate) fn refusal(wish: &Wish<'_>, now: Millis) -> Option<Refusal> {
    let Wish { session, place, .. } = *wish;
    let is_time = session.state.claims()
        && session
            .state
            .allows(SessionVerb::Book, session.span(), session.cancelled_at, now);
    if !is_time {
        return Some(Refusal::WrongState);
    }
    if wish.is_staff {
        return Some(Refusal::IsStaff);
    }
    if !has_room(session, place, wish.taken) {
        return Some(Refusal::Full);
    }
    if !place.claims() {
        return None;
    }
    let seat = StaffMember {
        person: wish.person.clone(),
        role: seat_of(place),
    };
    let own = Some(&session.id);
    let reasons = judge_person(&seat, &session.slot(), &session.studio_id, own, wish.busy, 0);
    blocks(&reasons).then_some(Refusal::Unfit(reasons))
}

/// The sessions that claim somebody near a session, as a wish needs them. The person is locked already where it decides.
pub(crate) fn busy_near(conn: &mut Conn, session: &Session, person: &PersonId) -> Result<Vec<Busy>> {
    let slot = session.slot();
    let around = GatheredFacts::of_people(conn, &[&slot], std::slice::from_ref(person))?;
    Ok(around.busy_person(person))
}

/// What a requirement of the open phase takes: the part of its `gives` that decides about a booking.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asks {
    types: Vec<String>,
    places: Vec<Place>,
    is_elsewhere: bool,
}

impl Asks {
    fn fits(&self, session: &Session, place: Place) -> bool {
        let of_type = self.types.is_empty() || self.types.contains(&session.type_code);
        of_type && self.places.contains(&place)
    }
}

fn asks(conn: &mut Conn, person: &PersonId) -> Result<Vec<Asks>> {
    let rows = crediting::store::list_gives(conn, person)?;
    rows.iter().map(|row| Ok(serde_json::from_str(row)?)).collect()
}

/// Whether the open phase asks for such a place in another district.
pub(crate) fn is_asked_elsewhere(conn: &mut Conn, person: &PersonId, session: &Session, place: Place) -> Result<bool> {
    let mut all = asks(conn, person)?.into_iter();
    Ok(place.claims() && all.any(|one| one.is_elsewhere && one.fits(session, place)))
}

/// The places on each session that each of these people could book at this moment, where they may look for one.
pub fn bookable(
    conn: &mut Conn,
    people: &[PersonId],
    ids: &[SessionId],
    now: Millis,
) -> Result<HashMap<(PersonId, SessionId), Vec<Place>>> {
    let mut found = HashMap::new();
    let trainees = accounts::holding(conn, people, Role::Trainee)?;
    if trainees.is_empty() || ids.is_empty() {
        return Ok(found);
    }
    let sessions = sessions::store::list_sessions(conn, ids)?;
    let bookings = places::store::list_bookings(conn, ids)?;
    let staff = assignments::store::list_assignments(conn, ids)?;
    let members = intake::store::list_cohorts_of(conn, &trainees)?;
    let slots: Vec<Slot> = sessions.iter().map(Session::slot).collect();
    let slots: Vec<&Slot> = slots.iter().collect();
    let around = GatheredFacts::of_people(conn, &slots, &trainees)?;
    let wanted: Vec<(PersonId, StaffRole)> = trainees.into_iter().map(|id| (id, StaffRole::Observer)).collect();
    for seat in seats(conn, &wanted)? {
        let person = seat.person.id.clone();
        let busy = around.busy_person(&person);
        for session in &sessions {
            let of_session = || bookings.iter().filter(|(booking, _)| booking.session_id == session.id);
            let is_staff = staff
                .iter()
                .any(|(row, _)| row.session_id == session.id && row.person_id == person && row.state.is_active());
            let has_place = of_session().any(|(booking, _)| booking.person_id == person);
            let is_strange = session
                .cohort_id
                .as_ref()
                .is_some_and(|cohort| !members.iter().any(|(of, who)| of == cohort && *who == person));
            if has_place || is_strange {
                continue;
            }
            let fits = |place: &Place| {
                let wish = Wish {
                    session,
                    place: *place,
                    person: &seat.person,
                    is_staff,
                    taken: of_session().filter(|(booking, _)| booking.place == *place).count(),
                    busy: &busy,
                };
                refusal(&wish, now).is_none()
            };
            let places: Vec<Place> = Place::ALL.iter().copied().filter(fits).collect();
            found.insert((person.clone(), session.id.clone()), places);
        }
    }
    Ok(found)
}
