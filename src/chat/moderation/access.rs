//! Who may: the tools belong to whoever holds the room or coordinates its district, the reviews to its supervisors.

use crate::accounts::access::{Caller, Permissions, Role, Scope};
use crate::chat::model::Room;
use crate::chat::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId, PersonId};

/// The districts in which the caller reviews. For everybody else there is no queue (safety 8, 9).
pub fn reviewed_by(conn: &mut Conn, caller: &Caller) -> Result<Scope> {
    let scope = Permissions::load(conn, caller)?.scope(Role::Supervisor);
    if scope.is_empty() {
        return Err(Error::not_found());
    }
    Ok(scope)
}

/// A room of a district in which the caller reviews, and about somebody else: nobody looks at their own words, nor at what was said
/// in an aside of their own (safety 40).
pub fn must_review(conn: &mut Conn, caller: &Caller, room: &ChatRoomId, author: &PersonId) -> Result<Room> {
    let scope = reviewed_by(conn, caller)?;
    let found = store::rooms::find_room(conn, room)?.ok_or_else(Error::not_found)?;
    let is_here = found
        .district_id
        .as_ref()
        .is_some_and(|district| scope.contains(district));
    let is_own = *author == caller.person || found.is_aside() && store::asides::has_sat(conn, room, &caller.person)?;
    if is_here && !is_own {
        Ok(found)
    } else {
        Err(Error::not_found())
    }
}

/// May decide that somebody is away for a month or longer: whoever coordinates or supervises the district.
pub fn may_send_away_for_long(who: &Permissions, district: &DistrictId) -> bool {
    who.coordinates(district) || who.has_in(Role::Supervisor, district)
}
