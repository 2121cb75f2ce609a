//! Who may no longer sit in a room leaves it in the transaction in which that changed (safety 12, 15; I9).

use super::super::access::may_sit;
use super::super::model::{OwnerKind, Room, Seat, SeatRole};
use super::super::store;
use super::seats::{is_away, remove_from, seat_down};
use crate::accounts::access::Permissions;
use crate::accounts::access_change::AccessChange;
use crate::accounts::model::Purpose;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;

/// What chat does when somebody's access changes. Rooms are taken in the order of their ids.
pub fn follow(tx: &mut Tx<'_>, person: &PersonId, change: &AccessChange) -> Result<()> {
    match change {
        AccessChange::RoleTaken(lost) => {
            let who = Permissions::if_active(tx.conn(), person)?;
            // a seat in a district that is not concerned stays as it is
            let is_concerned =
                |room: &Room| lost.is_none() || room.district_id == *lost || room.district_id.is_none() || !who.works();
            leave(tx, person, |room, seat| {
                is_concerned(room) && !may_sit(&who, room, seat.role)
            })?;
        }
        AccessChange::Deactivated => {
            leave(tx, person, |_, _| true)?;
            store::seats::delete_absences(tx.conn(), person)?;
        }
        AccessChange::ConsentWithdrawn(Purpose::OnlineRooms) => {
            let left = leave(tx, person, |room, _| room.owner_kind != OwnerKind::Team)?;
            for (room, seat) in left.iter().filter(|(room, _)| room.needs_holding()) {
                let now = tx.now();
                store::seats::insert_absence(tx.conn(), &room.id, person, seat.role, now)?;
            }
        }
        AccessChange::ConsentGiven(Purpose::OnlineRooms) => come_back(tx, person)?,
        AccessChange::Activated
        | AccessChange::CameIn(_)
        | AccessChange::OfficerChanged
        | AccessChange::ConsentGiven(_)
        | AccessChange::ConsentWithdrawn(_) => {}
    }
    Ok(())
}

fn leave(tx: &mut Tx<'_>, person: &PersonId, must_go: impl Fn(&Room, &Seat) -> bool) -> Result<Vec<(Room, Seat)>> {
    let mut left = store::seats::list_places_of(tx.conn(), person)?;
    left.retain(|(room, seat)| must_go(room, seat));
    for (_, seat) in &left {
        remove_from(tx, seat)?;
    }
    Ok(left)
}

/// Whoever agrees again sits again in the rooms of series that they left by taking the consent back, if they still may.
/// Rooms of cohorts are seated by their cohorts.
fn come_back(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    let who = Permissions::if_active(tx.conn(), person)?;
    for (room, role) in store::seats::list_absences(tx.conn(), person)? {
        if may_sit(&who, &room, role) && !(role == SeatRole::Participant && is_away(tx, &room, person)?) {
            seat_down(tx, &room.id, person, role)?;
        }
    }
    Ok(store::seats::delete_absences(tx.conn(), person).map(drop)?)
}
