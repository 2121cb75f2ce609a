//! Seats end in the transaction that takes away the right to them (safety 12, 15; I9).

use crate::accounts::access::Permissions;
use crate::accounts::access_change::AccessChange;
use crate::accounts::model::Purpose;
use crate::chat::access::may_sit;
use crate::chat::model::{OwnerKind, Room, Seat, SeatRole};
use crate::chat::seats::actions::seats::{end_seat, give_seat, is_away};
use crate::chat::store;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;

/// Ends and restores seats when the access of a person changes. Rooms are locked in the order of their ids.
pub fn on_access_change(tx: &mut Tx<'_>, person: &PersonId, change: &AccessChange) -> Result<()> {
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
            for (room, seat) in left.iter().filter(|(room, _)| room.needs_staffing()) {
                let now = tx.now();
                store::seats::insert_absence(tx.conn(), &room.id, person, seat.role, now)?;
            }
        }
        AccessChange::ConsentGiven(Purpose::OnlineRooms) => restore_seats(tx, person)?,
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
        end_seat(tx, seat)?;
    }
    Ok(left)
}

/// A person who consents again gets back the seats in rooms of series that they lost by withdrawing, if they still may have them.
/// Cohorts give the seats in their rooms themselves.
fn restore_seats(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    let who = Permissions::if_active(tx.conn(), person)?;
    for (room, role) in store::seats::list_absences(tx.conn(), person)? {
        if may_sit(&who, &room, role) && !(role == SeatRole::Participant && is_away(tx, &room, person)?) {
            give_seat(tx, &room.id, person, role)?;
        }
    }
    Ok(store::seats::delete_absences(tx.conn(), person).map(drop)?)
}
