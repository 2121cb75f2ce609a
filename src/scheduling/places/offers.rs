//! Which places on a coming session somebody could take: one rule for the offer and for the booking, so that nothing is offered that
//! would be refused, and nothing is hidden that would be taken.

use crate::accounts::access::Role;
use crate::accounts::api as accounts;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::scheduling::keep_apart::views::meets_somebody;
use crate::scheduling::places::model::{BookingMode, BookingRule};
use crate::scheduling::places::phases;
use crate::scheduling::places::phases::PhasePlaces;
use crate::scheduling::planning_rules::model::PlanningRules;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::rules::{Person, PersonFacts, Reason, StaffMember, Studio, blocks, judge_person};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Slot;
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::facts::GatheredFacts;
use crate::scheduling::validation::proposals::seats;
use crate::scheduling::{crediting, intake, keep_apart, places, sessions};
use serde::Deserialize;
use std::collections::HashMap;

/// Whether there is room for one more.
fn has_room(wish: &Wish<'_>) -> bool {
    let places = wish.rule.limit(wish.place, wish.session.capacity);
    wish.taken < usize::try_from(places).unwrap_or(0)
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
    pub rule: &'a BookingRule,
    pub place: Place,
    /// Who, as the rules need them.
    pub person: &'a Person,
    /// Whether they are on its staff.
    pub is_staff: bool,
    /// Whoever finds none waits, so that it is never full.
    pub has_list: bool,
    /// How many have such a place.
    pub taken: usize,
    /// Whether they would meet somebody from whom they are kept apart: then it is full, and no more is said (M17).
    pub is_apart: bool,
    /// What their phase allows (T12).
    pub phases: &'a PhasePlaces,
    /// What is true of them around it.
    pub around: &'a PersonFacts,
    /// The rules of planning that hold for its studio and kind.
    pub planning: &'a PlanningRules,
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
    if !wish.has_list && (!has_room(wish) || wish.is_apart) {
        return Some(Refusal::Full);
    }
    if !place.claims() {
        return None;
    }
    let own = Some(&session.id);
    let mut reasons = vec![];
    if !wish.phases.allows(&wish.person.id, place) {
        reasons.push(phases::refusal(&wish.person.id, &wish.person.nickname));
    }
    let seat = StaffMember {
        person: wish.person.clone(),
        role: seat_of(place),
    };
    let studio = studio_of(session);
    reasons.extend(judge_person(
        &seat,
        &session.slot(),
        &studio,
        own,
        wish.around,
        wish.planning,
    ));
    blocks(&reasons).then_some(Refusal::Unfit(reasons))
}

/// The studio of a session as far as people are judged by it.
fn studio_of(session: &Session) -> Studio {
    Studio {
        id: session.studio_id.clone(),
        district_id: session.district_id.clone(),
        name: String::new(),
        zone: session.zone.clone(),
        is_active: true,
    }
}

/// What is true of somebody around a session, and the rules, as a wish needs them. The person is locked already where it decides.
pub(crate) fn around(conn: &mut Conn, session: &Session, person: &PersonId) -> Result<(PersonFacts, PlanningRules)> {
    let slot = session.slot();
    let around = GatheredFacts::of_people(conn, &[&slot], std::slice::from_ref(person))?;
    let facts = around.person(person, Some(&session.id), &slot)?;
    Ok((facts, around.rules(&studio_of(session), &session.type_code)))
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
    let rules = places::store::rules_of(conn, &sessions)?;
    let phases = PhasePlaces::of(conn, &trainees)?;
    let waiting = places::store::list_offered(conn, ids)?;
    let slots: Vec<Slot> = sessions.iter().map(Session::slot).collect();
    let slots: Vec<&Slot> = slots.iter().collect();
    let around = GatheredFacts::of_people(conn, &slots, &trainees)?;
    let wanted: Vec<(PersonId, StaffRole)> = trainees.into_iter().map(|id| (id, StaffRole::Observer)).collect();
    for seat in seats(conn, &wanted)? {
        let person = seat.person.id.clone();
        let apart = keep_apart::store::list_apart_from(conn, &person)?;
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
            let is_apart = !apart.is_empty() && meets_somebody(conn, session, &person)?;
            let rule = rules.get(&session.id).unwrap_or(&BookingRule::UNSET);
            let kept = waiting
                .iter()
                .filter(|(id, other)| *id == session.id && *other != person)
                .count();
            let facts = around.person(&person, Some(&session.id), &session.slot())?;
            let planning = around.rules(&studio_of(session), &session.type_code);
            let fits = |place: &Place| {
                let is_by_list = *place == Place::Participant && rule.mode == BookingMode::Waitlist;
                let kept = if place.claims() { 0 } else { kept };
                let wish = Wish {
                    session,
                    rule,
                    place: *place,
                    person: &seat.person,
                    is_staff,
                    taken: of_session().filter(|(booking, _)| booking.place == *place).count() + kept,
                    has_list: false,
                    is_apart,
                    phases: &phases,
                    around: &facts,
                    planning: &planning,
                };
                !is_by_list && refusal(&wish, now).is_none()
            };
            let places: Vec<Place> = Place::ALL.iter().copied().filter(fits).collect();
            found.insert((person.clone(), session.id.clone()), places);
        }
    }
    Ok(found)
}
