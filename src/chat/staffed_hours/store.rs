//! Staffed hours as they were set.

use crate::chat::staffed_hours::model::Hours;
use crate::db::Conn;
use crate::db::schema::staffed_hours;
use crate::ids::{ChatRoomId, DistrictId};
use diesel::prelude::*;

const COLUMNS: (
    staffed_hours::weekday,
    staffed_hours::from_minute,
    staffed_hours::to_minute,
) = (
    staffed_hours::weekday,
    staffed_hours::from_minute,
    staffed_hours::to_minute,
);

/// The hours of a district.
pub fn list_of_district(conn: &mut Conn, district: &DistrictId) -> QueryResult<Vec<Hours>> {
    staffed_hours::table
        .filter(staffed_hours::district_id.eq(district))
        .select(COLUMNS)
        .load(conn)
}

/// A room's own hours.
pub fn list_of_room(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<Vec<Hours>> {
    staffed_hours::table
        .filter(staffed_hours::room_id.eq(room))
        .select(COLUMNS)
        .load(conn)
}

/// Replaces a room's own hours.
pub fn replace_of_room(conn: &mut Conn, room: &ChatRoomId, hours: &[(String, Hours)]) -> QueryResult<()> {
    diesel::delete(staffed_hours::table.filter(staffed_hours::room_id.eq(room))).execute(conn)?;
    for (id, (weekday, from, to)) in hours {
        diesel::insert_into(staffed_hours::table)
            .values((
                staffed_hours::id.eq(id),
                staffed_hours::room_id.eq(room),
                staffed_hours::weekday.eq(weekday),
                staffed_hours::from_minute.eq(from),
                staffed_hours::to_minute.eq(to),
            ))
            .execute(conn)?;
    }
    Ok(())
}
