//! Memberships.

use crate::accounts::model::Role;
use crate::chat::model::{DisplayName, Room, Seat, SeatRole};
use crate::chat::rooms::store as rooms;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_absences, chat_rooms, chat_seats, people, role_grants};
use crate::ids::{ChatRoomId, PersonId, SeatId};
use diesel::dsl::exists;
use diesel::prelude::*;

/// The columns of a [`Seat`].
pub type Columns = (
    chat_seats::id,
    chat_seats::room_id,
    chat_seats::person_id,
    chat_seats::display_name,
    chat_seats::role,
    chat_seats::joined_seq,
    chat_seats::joined_no,
    chat_seats::removed_seq,
    chat_seats::read_no,
);
/// The columns of a [`Seat`].
pub const COLUMNS: Columns = (
    chat_seats::id,
    chat_seats::room_id,
    chat_seats::person_id,
    chat_seats::display_name,
    chat_seats::role,
    chat_seats::joined_seq,
    chat_seats::joined_no,
    chat_seats::removed_seq,
    chat_seats::read_no,
);

/// The place that somebody has in a room now.
pub fn find_seat_of(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> QueryResult<Option<Seat>> {
    chat_seats::table
        .filter(chat_seats::room_id.eq(room).and(chat_seats::person_id.eq(person)))
        .filter(chat_seats::removed_seq.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()
}

/// A membership that has not ended.
pub fn find_seat(conn: &mut Conn, room: &ChatRoomId, seat: &SeatId) -> QueryResult<Option<Seat>> {
    chat_seats::table
        .filter(chat_seats::room_id.eq(room).and(chat_seats::id.eq(seat)))
        .filter(chat_seats::removed_seq.is_null())
        .select(COLUMNS)
        .first(conn)
        .optional()
}

/// Who sat in a room right after an event.
pub fn list_seats_at(conn: &mut Conn, room: &ChatRoomId, seq: i64) -> QueryResult<Vec<Seat>> {
    chat_seats::table
        .filter(chat_seats::room_id.eq(room).and(chat_seats::joined_seq.le(seq)))
        .filter(chat_seats::removed_seq.is_null().or(chat_seats::removed_seq.gt(seq)))
        .select(COLUMNS)
        .order(chat_seats::joined_seq)
        .load(conn)
}

/// Who sits in a room now, in the order in which they came; those behind `after` alone.
pub fn page_seats(
    conn: &mut Conn,
    room: &ChatRoomId,
    after: Option<(i64, SeatId)>,
    limit: i64,
) -> QueryResult<Vec<Seat>> {
    let mut query = chat_seats::table
        .filter(chat_seats::room_id.eq(room).and(chat_seats::removed_seq.is_null()))
        .select(COLUMNS)
        .order((chat_seats::joined_seq, chat_seats::id))
        .limit(limit)
        .into_boxed();
    if let Some((seq, id)) = after {
        let same_seq = chat_seats::joined_seq.eq(seq).and(chat_seats::id.gt(id));
        query = query.filter(chat_seats::joined_seq.gt(seq).or(same_seq));
    }
    query.load(conn)
}

/// Memberships by id, ended ones too.
pub fn list_by_id(conn: &mut Conn, ids: &[String]) -> QueryResult<Vec<Seat>> {
    chat_seats::table
        .filter(chat_seats::id.eq_any(ids.to_vec()))
        .select(COLUMNS)
        .load(conn)
}

/// Every room in which somebody sits, in the order of the rooms' ids.
pub fn list_places_of(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<(Room, Seat)>> {
    chat_rooms::table
        .inner_join(chat_seats::table.on(chat_seats::room_id.eq(chat_rooms::id)))
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .select((rooms::COLUMNS, COLUMNS))
        .order(chat_rooms::id)
        .load(conn)
}

/// Remembers that somebody left a room by taking their consent back.
pub fn insert_absence(
    conn: &mut Conn,
    room: &ChatRoomId,
    person: &PersonId,
    role: SeatRole,
    now: Millis,
) -> QueryResult<usize> {
    diesel::delete(chat_absences::table.find((room.as_str(), person.as_str()))).execute(conn)?;
    diesel::insert_into(chat_absences::table)
        .values((
            chat_absences::room_id.eq(room),
            chat_absences::person_id.eq(person),
            chat_absences::role.eq(role),
            chat_absences::since.eq(now),
        ))
        .execute(conn)
}

/// The rooms that somebody left by taking their consent back.
pub fn list_absences(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<(Room, SeatRole)>> {
    chat_rooms::table
        .inner_join(chat_absences::table.on(chat_absences::room_id.eq(chat_rooms::id)))
        .filter(chat_absences::person_id.eq(person))
        .select((rooms::COLUMNS, chat_absences::role))
        .order(chat_rooms::id)
        .load(conn)
}

/// Forgets what somebody left.
pub fn delete_absences(conn: &mut Conn, person: &PersonId) -> QueryResult<usize> {
    diesel::delete(chat_absences::table.filter(chat_absences::person_id.eq(person))).execute(conn)
}

/// Whether somebody else in this room has, or had, a name that looks so: an old name is not given to another person.
pub fn is_name_taken(conn: &mut Conn, room: &ChatRoomId, name: &DisplayName, by: &PersonId) -> QueryResult<bool> {
    let others = chat_seats::table
        .filter(chat_seats::room_id.eq(room).and(chat_seats::name_look.eq(&name.look)))
        .filter(chat_seats::person_id.ne(by));
    diesel::select(exists(others)).get_result(conn)
}

/// Whose membership this is, ended or not.
pub fn find_person(conn: &mut Conn, seat: &SeatId) -> QueryResult<Option<PersonId>> {
    chat_seats::table
        .find(seat.as_str())
        .select(chat_seats::person_id)
        .first(conn)
        .optional()
}

/// The nickname of an active person.
pub fn find_nickname(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<String>> {
    people::table
        .filter(people::id.eq(person).and(people::is_active.eq(true)))
        .select(people::nickname)
        .first(conn)
        .optional()
}

pub fn insert_seat(conn: &mut Conn, seat: &Seat, name: &DisplayName) -> QueryResult<usize> {
    diesel::insert_into(chat_seats::table)
        .values((
            chat_seats::id.eq(&seat.id),
            chat_seats::room_id.eq(&seat.room_id),
            chat_seats::person_id.eq(&seat.person_id),
            chat_seats::display_name.eq(&name.shown),
            chat_seats::name_key.eq(&name.key),
            chat_seats::name_look.eq(&name.look),
            chat_seats::role.eq(seat.role),
            chat_seats::joined_seq.eq(seat.joined_seq),
            chat_seats::joined_no.eq(seat.joined_no),
            chat_seats::removed_seq.eq(None::<i64>),
            chat_seats::read_no.eq(seat.read_no),
        ))
        .execute(conn)
}

/// Ends a membership with this event.
pub fn update_removed(conn: &mut Conn, seat: &SeatId, seq: i64) -> QueryResult<usize> {
    diesel::update(chat_seats::table.find(seat.as_str()))
        .set(chat_seats::removed_seq.eq(seq))
        .execute(conn)
}

pub fn update_role(conn: &mut Conn, seat: &SeatId, role: SeatRole) -> QueryResult<usize> {
    diesel::update(chat_seats::table.find(seat.as_str()))
        .set(chat_seats::role.eq(role))
        .execute(conn)
}

pub fn update_name(conn: &mut Conn, seat: &SeatId, name: &DisplayName) -> QueryResult<usize> {
    diesel::update(chat_seats::table.find(seat.as_str()))
        .set((
            chat_seats::display_name.eq(&name.shown),
            chat_seats::name_key.eq(&name.key),
            chat_seats::name_look.eq(&name.look),
        ))
        .execute(conn)
}

/// Who sits in a room under a name that looks like that of somebody else who works in its district. The staff are few, so they
/// lead to the names.
pub fn list_like_staff(conn: &mut Conn, limit: i64) -> QueryResult<Vec<(ChatRoomId, SeatId)>> {
    let is_here = role_grants::district_id
        .is_null()
        .or(chat_rooms::district_id.is_null())
        .or(role_grants::district_id.eq(chat_rooms::district_id));
    people::table
        .inner_join(role_grants::table.on(role_grants::person_id.eq(people::id)))
        .inner_join(chat_seats::table.on(chat_seats::name_look.eq(people::nickname_look)))
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(chat_seats::room_id)))
        .filter(people::is_active.eq(true).and(people::id.ne(chat_seats::person_id)))
        .filter(
            role_grants::ended_at
                .is_null()
                .and(role_grants::role.eq_any(Role::KNOWN_BY_NAME)),
        )
        .filter(chat_seats::removed_seq.is_null())
        .filter(is_here.assume_not_null())
        .select((chat_seats::room_id, chat_seats::id))
        .distinct()
        .limit(limit)
        .load(conn)
}

/// Moves a read marker forward, never back.
pub fn update_read(conn: &mut Conn, seat: &SeatId, no: i64) -> QueryResult<usize> {
    diesel::update(chat_seats::table.filter(chat_seats::id.eq(seat).and(chat_seats::read_no.lt(no))))
        .set(chat_seats::read_no.eq(no))
        .execute(conn)
}
