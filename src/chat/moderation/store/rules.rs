//! What holds in a room and for a person.

use crate::chat::model::{OwnerKind, Seat, SeatRole};
use crate::chat::moderation::model::{MemberRules, RoomRules, Rung, Verb};
use crate::chat::store::seats;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_rooms, chat_seats, ladder_steps, member_rules, room_heads, room_rules};
use crate::ids::{ChatRoomId, DistrictId, PersonId};
use diesel::prelude::*;

type RoomRow = (i64, bool, bool);
type MemberRow = (Millis, Millis, Millis, Option<Millis>, Millis);

fn of_room(row: Option<RoomRow>) -> RoomRules {
    row.map_or_else(RoomRules::default, |(slow_seconds, is_paused, is_locked)| RoomRules {
        slow_seconds,
        is_paused,
        is_locked,
    })
}

fn of_member(row: Option<MemberRow>) -> MemberRules {
    row.map_or_else(
        MemberRules::default,
        |(muted_until, held_until, last_at, read_only_at, looked_at)| MemberRules {
            muted_until,
            held_until,
            last_at,
            read_only_at,
            looked_at,
        },
    )
}

const MEMBER: (
    member_rules::muted_until,
    member_rules::held_until,
    member_rules::last_at,
    member_rules::read_only_at,
    member_rules::looked_at,
) = (
    member_rules::muted_until,
    member_rules::held_until,
    member_rules::last_at,
    member_rules::read_only_at,
    member_rules::looked_at,
);

/// What holds in a room, and in it for one person: one query, for the path of every message.
pub fn find_rules(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> QueryResult<(RoomRules, MemberRules)> {
    let of_person = member_rules::room_id
        .eq(chat_rooms::id)
        .and(member_rules::person_id.eq(person));
    let (room, member): (Option<RoomRow>, Option<MemberRow>) = chat_rooms::table
        .left_join(room_rules::table.on(room_rules::room_id.eq(chat_rooms::id)))
        .left_join(member_rules::table.on(of_person))
        .filter(chat_rooms::id.eq(room))
        .select((
            (room_rules::slow_seconds, room_rules::is_paused, room_rules::is_locked).nullable(),
            MEMBER.nullable(),
        ))
        .first(conn)?;
    Ok((of_room(room), of_member(member)))
}

/// Sets what holds in a room.
pub fn update_room(conn: &mut Conn, room: &ChatRoomId, rules: RoomRules) -> QueryResult<usize> {
    let values = (
        room_rules::slow_seconds.eq(rules.slow_seconds),
        room_rules::is_paused.eq(rules.is_paused),
        room_rules::is_locked.eq(rules.is_locked),
    );
    crate::native!(conn, |c| diesel::insert_into(room_rules::table)
        .values((room_rules::room_id.eq(room), values))
        .on_conflict(room_rules::room_id)
        .do_update()
        .set(values)
        .execute(c))
}

/// Sets what holds for a person in a room.
pub fn update_member(conn: &mut Conn, room: &ChatRoomId, person: &PersonId, rules: MemberRules) -> QueryResult<usize> {
    let values = (
        member_rules::muted_until.eq(rules.muted_until),
        member_rules::held_until.eq(rules.held_until),
        member_rules::last_at.eq(rules.last_at),
        member_rules::read_only_at.eq(rules.read_only_at),
        member_rules::looked_at.eq(rules.looked_at),
    );
    crate::native!(conn, |c| diesel::insert_into(member_rules::table)
        .values((
            member_rules::room_id.eq(room),
            member_rules::person_id.eq(person),
            values
        ))
        .on_conflict((member_rules::room_id, member_rules::person_id))
        .do_update()
        .set(values)
        .execute(c))
}

/// What holds for whom in a room.
pub fn list_members(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<Vec<(PersonId, MemberRules)>> {
    let rows: Vec<(PersonId, MemberRow)> = member_rules::table
        .filter(member_rules::room_id.eq(room))
        .select((member_rules::person_id, MEMBER))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(person, row)| (person, of_member(Some(row))))
        .collect())
}

/// Gives back a message number that was taken in this transaction.
pub fn give_back_no(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<usize> {
    diesel::update(room_heads::table.find(room.as_str()))
        .set(room_heads::last_no.eq(room_heads::last_no - 1))
        .execute(conn)
}

/// Where somebody stands on the ladder of a district.
pub fn find_rung(conn: &mut Conn, district: &DistrictId, person: &PersonId) -> QueryResult<Rung> {
    let row: Option<(Option<Verb>, Millis)> = ladder_steps::table
        .find((district.as_str(), person.as_str()))
        .select((ladder_steps::step, ladder_steps::away_until))
        .first(conn)
        .optional()?;
    Ok(row.map_or_else(Rung::default, |(step, away_until)| Rung { step, away_until }))
}

/// Where these people stand.
pub fn list_rungs(conn: &mut Conn, district: &DistrictId, people: &[PersonId]) -> QueryResult<Vec<(PersonId, Rung)>> {
    let rows: Vec<(PersonId, Option<Verb>, Millis)> = ladder_steps::table
        .filter(ladder_steps::district_id.eq(district))
        .filter(ladder_steps::person_id.eq_any(people.to_vec()))
        .select((ladder_steps::person_id, ladder_steps::step, ladder_steps::away_until))
        .load(conn)?;
    let rung = |(person, step, away_until)| (person, Rung { step, away_until });
    Ok(rows.into_iter().map(rung).collect())
}

/// Sets where somebody stands.
pub fn update_rung(
    conn: &mut Conn,
    district: &DistrictId,
    person: &PersonId,
    rung: &Rung,
    now: Millis,
) -> QueryResult<usize> {
    let values = (
        ladder_steps::step.eq(rung.step),
        ladder_steps::away_until.eq(rung.away_until),
        ladder_steps::updated_at.eq(now),
    );
    crate::native!(conn, |c| diesel::insert_into(ladder_steps::table)
        .values((
            ladder_steps::district_id.eq(district),
            ladder_steps::person_id.eq(person),
            values
        ))
        .on_conflict((ladder_steps::district_id, ladder_steps::person_id))
        .do_update()
        .set(values)
        .execute(c))
}

/// The places of a person as a participant in the member rooms of a district, in the order in which rooms are locked.
pub fn list_member_seats(conn: &mut Conn, district: &DistrictId, person: &PersonId) -> QueryResult<Vec<Seat>> {
    chat_seats::table
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(chat_seats::room_id)))
        .filter(
            chat_rooms::district_id
                .eq(district)
                .and(chat_rooms::owner_kind.eq(OwnerKind::Series)),
        )
        .filter(chat_rooms::parent_id.is_null())
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .filter(chat_seats::role.eq(SeatRole::Participant))
        .select(seats::COLUMNS)
        .order(chat_seats::room_id)
        .load(conn)
}
