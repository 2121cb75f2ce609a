//! Who may: the tools belong to whoever holds the room or coordinates its district, the reviews to its supervisors.

use crate::accounts::access::{Caller, Role, Scope, Standing};
use crate::chat::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId};

/// The districts in which the caller reviews. For everybody else there is no queue (safety 8, 9).
pub fn reviewed_by(conn: &mut Conn, caller: &Caller) -> Result<Scope> {
    let scope = Standing::load(conn, caller)?.scope(Role::Supervisor);
    if scope.is_empty() {
        return Err(Error::not_found());
    }
    Ok(scope)
}

/// The district of a room in which the caller reviews.
pub fn must_review(conn: &mut Conn, caller: &Caller, room: &ChatRoomId) -> Result<DistrictId> {
    let scope = reviewed_by(conn, caller)?;
    let found = store::rooms::find_room(conn, room)?.ok_or_else(Error::not_found)?;
    found
        .district_id
        .filter(|district| scope.contains(district))
        .ok_or_else(Error::not_found)
}

/// May decide that somebody is away for a month or longer: whoever coordinates or supervises the district.
pub fn may_send_away_for_long(standing: &Standing, district: &DistrictId) -> bool {
    standing.coordinates(district) || standing.has_in(Role::Supervisor, district)
}
