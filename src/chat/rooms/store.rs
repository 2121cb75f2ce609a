//! Rooms and their number rows.

use crate::chat::model::{Head, NewRoom, OwnerKind, Room, SeatRole};
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{chat_rooms, chat_seats, districts, room_heads};
use crate::ids::{ChatRoomId, DistrictId, PersonId};
use diesel::backend::Backend;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Text};

/// The columns of a [`Room`].
pub type Columns = (
    chat_rooms::id,
    chat_rooms::owner_kind,
    chat_rooms::owner_id,
    chat_rooms::district_id,
    chat_rooms::name,
    chat_rooms::epoch,
    chat_rooms::min_seq,
    chat_rooms::keep_ms,
    chat_rooms::parent_id,
    chat_rooms::open_until,
);
/// The columns of a [`Room`].
pub const COLUMNS: Columns = (
    chat_rooms::id,
    chat_rooms::owner_kind,
    chat_rooms::owner_id,
    chat_rooms::district_id,
    chat_rooms::name,
    chat_rooms::epoch,
    chat_rooms::min_seq,
    chat_rooms::keep_ms,
    chat_rooms::parent_id,
    chat_rooms::open_until,
);

/// Takes the next event number, and with `messages` 1 the next message number, and holds the room until the commit.
/// Written by hand because diesel keeps no prepared statement of an UPDATE.
#[derive(QueryId)]
struct BumpHead {
    room: String,
    messages: i64,
}

impl<DB: Backend> QueryFragment<DB> for BumpHead
where
    String: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE room_heads SET last_seq = last_seq + 1, last_no = last_no + ");
        out.push_bind_param::<BigInt, _>(&self.messages)?;
        out.push_sql(" WHERE room_id = ");
        out.push_bind_param::<Text, _>(&self.room)?;
        out.push_sql(" RETURNING last_seq, last_no");
        Ok(())
    }
}

impl Query for BumpHead {
    type SqlType = (BigInt, BigInt);
}

impl<C> RunQueryDsl<C> for BumpHead {}

/// The next event number (and message number), under the room's lock; none if there is no such room.
pub fn bump_head(conn: &mut Conn, room: &ChatRoomId, messages: i64) -> QueryResult<Option<Head>> {
    let bump = BumpHead {
        room: room.to_string(),
        messages,
    };
    bump.get_result::<Head>(conn).optional()
}

/// Holds a room until the commit without taking a number.
pub fn lock_head(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<usize> {
    diesel::update(room_heads::table.find(room.as_str()))
        .set(room_heads::last_no.eq(room_heads::last_no))
        .execute(conn)
}

/// The numbers of a room.
pub fn head(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<Option<Head>> {
    room_heads::table
        .find(room.as_str())
        .select((room_heads::last_seq, room_heads::last_no))
        .first(conn)
        .optional()
}

/// Where these rooms stand: the newest event and its epoch.
pub fn list_heads(conn: &mut Conn, rooms: &[ChatRoomId]) -> QueryResult<Vec<(ChatRoomId, i64, String)>> {
    let mut heads = vec![];
    for some in rooms.chunks(500) {
        let some: Vec<&str> = some.iter().map(ChatRoomId::as_str).collect();
        let found: Vec<(ChatRoomId, i64, String)> = room_heads::table
            .inner_join(chat_rooms::table.on(chat_rooms::id.eq(room_heads::room_id)))
            .filter(room_heads::room_id.eq_any(some))
            .select((chat_rooms::id, room_heads::last_seq, chat_rooms::epoch))
            .load(conn)?;
        heads.extend(found);
    }
    Ok(heads)
}

/// Another epoch, if the room still has the known one.
pub fn update_epoch(conn: &mut Conn, room: &ChatRoomId, known: &str, epoch: &str) -> QueryResult<usize> {
    let still = chat_rooms::id.eq(room).and(chat_rooms::epoch.eq(known));
    diesel::update(chat_rooms::table.filter(still))
        .set(chat_rooms::epoch.eq(epoch))
        .execute(conn)
}

pub fn find_room(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<Option<Room>> {
    chat_rooms::table
        .find(room.as_str())
        .select(COLUMNS)
        .first(conn)
        .optional()
}

/// The room of an owner.
pub fn find_room_of(conn: &mut Conn, kind: OwnerKind, owner: &str) -> QueryResult<Option<Room>> {
    chat_rooms::table
        .filter(chat_rooms::owner_kind.eq(kind).and(chat_rooms::owner_id.eq(owner)))
        .select(COLUMNS)
        .first(conn)
        .optional()
}

/// Whether there is such a district.
pub fn has_district(conn: &mut Conn, id: &DistrictId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(districts::table.find(id))).get_result(conn)
}

/// Whether a room is in anybody's list: an aside until a day after its end.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn is_listed(now: Millis) -> _ {
    let since: Millis = now - DAY;
    chat_rooms::open_until.is_null().or(chat_rooms::open_until.gt(since))
}

/// The rooms in which somebody sits, by name, after a place in that order; asides until a day after their end.
pub fn page_rooms_of(
    conn: &mut Conn,
    person: &PersonId,
    now: Millis,
    after: Option<&(String, String)>,
    limit: i64,
) -> QueryResult<Vec<Room>> {
    let mut query = chat_rooms::table
        .inner_join(chat_seats::table.on(chat_seats::room_id.eq(chat_rooms::id)))
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .filter(is_listed(now))
        .select(COLUMNS)
        .order((chat_rooms::name, chat_rooms::id))
        .limit(limit)
        .into_boxed();
    if let Some((name, id)) = after {
        query = query.filter(
            chat_rooms::name
                .gt(name.clone())
                .or(chat_rooms::name.eq(name.clone()).and(chat_rooms::id.gt(id.clone()))),
        );
    }
    query.load(conn)
}

/// A new room with its number row.
pub fn insert_room(
    conn: &mut Conn,
    id: &ChatRoomId,
    new: &NewRoom,
    epoch: &str,
    keep_ms: Millis,
    now: Millis,
) -> QueryResult<()> {
    diesel::insert_into(chat_rooms::table)
        .values((
            chat_rooms::id.eq(id),
            chat_rooms::owner_kind.eq(new.owner_kind),
            chat_rooms::owner_id.eq(new.owner_id.as_deref().unwrap_or(id.as_str())),
            chat_rooms::district_id.eq(new.district_id.as_ref()),
            chat_rooms::name.eq(&new.name),
            chat_rooms::epoch.eq(epoch),
            chat_rooms::min_seq.eq(1),
            chat_rooms::keep_ms.eq(keep_ms),
            chat_rooms::created_at.eq(now),
        ))
        .execute(conn)?;
    diesel::insert_into(room_heads::table)
        .values((
            room_heads::room_id.eq(id),
            room_heads::last_seq.eq(0),
            room_heads::last_no.eq(0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Rooms in which nobody sits who holds them, of these districts (none: of all and of none), after `after`.
pub fn page_rooms_without_host(
    conn: &mut Conn,
    districts: Option<&[DistrictId]>,
    after: Option<&ChatRoomId>,
    limit: i64,
) -> QueryResult<Vec<Room>> {
    let held = chat_seats::table
        .filter(chat_seats::room_id.eq(chat_rooms::id))
        .filter(chat_seats::role.eq(SeatRole::Facilitator))
        .filter(chat_seats::removed_seq.is_null());
    let mut query = chat_rooms::table
        .filter(chat_rooms::parent_id.is_null())
        .filter(not(exists(held)))
        .order(chat_rooms::id)
        .limit(limit)
        .select(COLUMNS)
        .into_boxed();
    if let Some(districts) = districts {
        query = query.filter(chat_rooms::district_id.eq_any(districts));
    }
    if let Some(after) = after {
        query = query.filter(chat_rooms::id.gt(after));
    }
    query.load(conn)
}
