//! The chat room of a cohort: opened with it, and its people seated as they come and go.

use super::enrolments;
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api as accounts;
use crate::accounts::consequences::{AccessChange, Consequence};
use crate::accounts::model::Purpose;
use crate::chat::api::{self as chat};
use crate::chat::model::{NewRoom, OwnerKind, SeatRole};
use crate::config::ChatConfig;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, PersonId};
use crate::training::model::Cohort;
use crate::training::store;
use std::sync::Arc;

/// Opens the cohort's room.
pub(super) fn open_in(tx: &mut Tx<'_>, settings: &ChatConfig, cohort: &Cohort) -> Result<()> {
    let new = NewRoom {
        owner_kind: OwnerKind::Cohort,
        owner_id: Some(cohort.id.to_string()),
        district_id: cohort.district_id.clone(),
        name: cohort.name.clone(),
    };
    chat::open_room_in(tx, settings, &new).map(drop)
}

/// Seats somebody who holds a place in the cohort, unless they have taken back their consent to online rooms (safety 15).
pub(super) fn seat_staff_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId) -> Result<()> {
    let Some(room) = store::find_chat_room(tx.conn(), cohort)? else {
        return Ok(());
    };
    accounts::hold_person_in(tx, person)?;
    if accounts::has_withdrawn(tx.conn(), person, Purpose::OnlineRooms)? {
        return Ok(());
    }
    chat::add_seat_in(tx, &room, person, SeatRole::Facilitator).map(drop)
}

/// Seats a trainee, if they have agreed to online rooms (safety 14).
pub(super) fn seat_trainee_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId) -> Result<()> {
    let Some(room) = store::find_chat_room(tx.conn(), cohort)? else {
        return Ok(());
    };
    accounts::hold_person_in(tx, person)?;
    if !accounts::has_consent(tx.conn(), person, Purpose::OnlineRooms)? {
        return Ok(());
    }
    chat::add_seat_in(tx, &room, person, SeatRole::Participant).map(drop)
}

/// Takes somebody out of the cohort's room; at once, also from open sockets.
pub(super) fn unseat_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId) -> Result<()> {
    match store::find_chat_room(tx.conn(), cohort)? {
        Some(room) => chat::remove_seat_in(tx, &room, person),
        None => Ok(()),
    }
}

/// What training does when somebody's access changes: places in cohorts end with the right to hold them, and whoever agrees
/// to online rooms, or is active again, sits where they belong. Leaving a room is chat's own.
pub fn consequence() -> Consequence {
    Arc::new(|tx, person, change| match change {
        AccessChange::RoleTaken(_) => {
            let who = Permissions::if_active(tx.conn(), person)?;
            end_places(tx, person, |district| match district {
                Some(district) => who.works_in(district),
                None => who.is_staff() || who.has(Role::Counsellor),
            })
        }
        AccessChange::CameIn(cohort) => enrolments::enrol_invited_in(tx, person, cohort),
        AccessChange::Deactivated => end_places(tx, person, |_| false),
        AccessChange::ConsentGiven(Purpose::OnlineRooms) | AccessChange::Activated => seat_again(tx, person),
        _ => Ok(()),
    })
}

fn end_places(tx: &mut Tx<'_>, person: &PersonId, may_keep: impl Fn(Option<&DistrictId>) -> bool) -> Result<()> {
    for (cohort, district, place) in store::list_places_of(tx.conn(), person)? {
        if !may_keep(district.as_ref()) {
            let now = tx.now();
            store::update_place_ended(tx.conn(), &cohort, person, place, now)?;
        }
    }
    Ok(())
}

fn seat_again(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    for (cohort, ..) in store::list_places_of(tx.conn(), person)? {
        seat_staff_in(tx, &cohort, person)?;
    }
    for enrolment in store::list_of_person(tx.conn(), person)? {
        let room = store::find_chat_room(tx.conn(), &enrolment.cohort_id)?;
        let Some(room) = room.filter(|_| enrolment.state.is_going_on()) else {
            continue;
        };
        // whoever holds a place there too has been seated with it
        if !chat::is_seated(tx.conn(), &room, person)? {
            seat_trainee_in(tx, &enrolment.cohort_id, person)?;
        }
    }
    Ok(())
}
