//! Flags. A flag counts while it is open: until somebody has decided.

use crate::accounts::model::Role;
use crate::chat::moderation::model::Reason;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{message_flags as flags, role_grants};
use crate::ids::{ChatRoomId, DistrictId, MessageId, PersonId};
use diesel::prelude::*;

/// Adds a flag; false if this person has flagged this message before.
pub fn insert_flag(
    conn: &mut Conn,
    room: &ChatRoomId,
    message: &MessageId,
    author: &PersonId,
    by: &PersonId,
    reason: Reason,
    now: Millis,
) -> QueryResult<bool> {
    let values = (
        flags::message_id.eq(message),
        flags::person_id.eq(by),
        flags::room_id.eq(room),
        flags::author_id.eq(author),
        flags::reason.eq(reason),
        flags::at.eq(now),
    );
    let added = crate::native!(conn, |c| diesel::insert_into(flags::table)
        .values(values)
        .on_conflict((flags::message_id, flags::person_id))
        .do_nothing()
        .execute(c))?;
    Ok(added > 0)
}

/// People whose flag on a message is open.
pub fn count_on_message(conn: &mut Conn, message: &MessageId) -> QueryResult<i64> {
    flags::table
        .filter(flags::message_id.eq(message).and(flags::settled_at.is_null()))
        .count()
        .get_result(conn)
}

/// People with an open flag on anything of an author in a room, since somebody last looked.
pub fn count_on_author(conn: &mut Conn, room: &ChatRoomId, author: &PersonId, since: Millis) -> QueryResult<i64> {
    let people: Vec<PersonId> = flags::table
        .filter(flags::room_id.eq(room).and(flags::author_id.eq(author)))
        .filter(flags::settled_at.is_null().and(flags::at.gt(since)))
        .select(flags::person_id)
        .distinct()
        .load(conn)?;
    Ok(people.len() as i64)
}

/// Nobody has to look at these flags any more.
pub fn settle(conn: &mut Conn, message: &MessageId, now: Millis) -> QueryResult<usize> {
    diesel::update(flags::table.filter(flags::message_id.eq(message).and(flags::settled_at.is_null())))
        .set(flags::settled_at.eq(now))
        .execute(conn)
}

/// Who reviews in a district.
pub fn list_supervisors(conn: &mut Conn, district: &DistrictId) -> QueryResult<Vec<PersonId>> {
    role_grants::table
        .filter(
            role_grants::role
                .eq(Role::Supervisor)
                .and(role_grants::district_id.eq(district)),
        )
        .filter(role_grants::ended_at.is_null())
        .select(role_grants::person_id)
        .distinct()
        .load(conn)
}
