//! What follows in cohorts when somebody's access changes.

use crate::accounts::access::{Permissions, Role};
use crate::accounts::access_change::{AccessChange, AccessChangeHook};
use crate::accounts::model::Purpose;
use crate::chat::api as chat;
use crate::cohorts::{chat_room, membership, places};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use std::sync::Arc;

/// What cohorts do when somebody's access changes: places in cohorts end with the right to hold them, and whoever agrees
/// to online rooms, or is active again, sits where they belong. Leaving a room is chat's own.
pub fn access_change_hook() -> AccessChangeHook {
    Arc::new(|tx, person, change| match change {
        AccessChange::RoleTaken(_) => {
            let who = Permissions::if_active(tx.conn(), person)?;
            end_places(tx, person, |district| match district {
                Some(district) => who.works_in(district),
                None => who.is_staff() || who.has(Role::Counsellor),
            })
        }
        AccessChange::Deactivated => end_places(tx, person, |_| false),
        AccessChange::ConsentGiven(Purpose::OnlineRooms) | AccessChange::Activated => seat_again(tx, person),
        _ => Ok(()),
    })
}

fn end_places(tx: &mut Tx<'_>, person: &PersonId, may_keep: impl Fn(Option<&DistrictId>) -> bool) -> Result<()> {
    for (cohort, district, place) in places::store::list_places_of(tx.conn(), person)? {
        if !may_keep(district.as_ref()) {
            let now = tx.now();
            places::store::update_place_ended(tx.conn(), &cohort, person, place, now)?;
        }
    }
    Ok(())
}

fn seat_again(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    for (cohort, ..) in places::store::list_places_of(tx.conn(), person)? {
        chat_room::actions::seat_staff_in(tx, &cohort, person)?;
    }
    for enrolment in membership::store::list_of_person(tx.conn(), person)? {
        let room = chat_room::find_chat_room(tx.conn(), &enrolment.cohort_id)?;
        let Some(room) = room.filter(|_| enrolment.state.is_going_on()) else {
            continue;
        };
        // whoever holds a place there too has been seated with it
        if !chat::is_seated(tx.conn(), &room, person)? {
            chat_room::actions::seat_trainee_in(tx, &enrolment.cohort_id, person)?;
        }
    }
    Ok(())
}
