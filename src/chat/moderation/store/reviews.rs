//! What waits for a supervisor's look, and what may be seen at it. The lists hold no words.

use crate::accounts::access::Scope;
use crate::chat::messages::store::messages::{COLUMNS, MessageRow};
use crate::chat::moderation::model::{HiddenBy, Reason, Verb};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{
    appeals, chat_rooms, chat_seats, member_rules, message_flags as flags, messages, moderation_acts as acts,
};
use crate::ids::{AppealId, ChatRoomId, MessageId, PersonId, SeatId};
use diesel::prelude::*;

/// Rows of each list at most; the oldest wait longest and come first.
const AT_MOST: i64 = 200;

/// An open flag: message, room, its name, the author's name there, whether it is shown, why, when.
pub type FlagRow = (MessageId, ChatRoomId, String, String, Option<HiddenBy>, Reason, Millis);
/// A held message: its id, room, its name, the author's name there, when.
pub type HeldRow = (MessageId, ChatRoomId, String, String, Millis);
/// An open appeal: its id, room, its name, whose, against what, why that was done, when it was made.
pub type AppealRow = (AppealId, ChatRoomId, String, Option<String>, Verb, Reason, Millis);
/// A silenced author: membership, room, its name, their name there, since when.
pub type SilencedRow = (SeatId, ChatRoomId, String, String, Option<Millis>);

// The seats of the reviewer, beside those of the authors.
diesel::alias! {
    const OWN_SEATS: Alias<OwnSeats> = chat_seats as own_seats;
}

/// Neither the reviewer's own words nor those of an aside in which they sat (safety 40).
macro_rules! is_of_others {
    ($person:expr) => {
        chat_seats::person_id.ne($person).and(
            chat_rooms::parent_id.is_null().or(chat_rooms::id.ne_all(
                OWN_SEATS
                    .filter(OWN_SEATS.field(chat_seats::person_id).eq($person))
                    .select(OWN_SEATS.field(chat_seats::room_id)),
            )),
        )
    };
}

/// The districts of a scope as text, for a filter; none is no filter.
fn districts(scope: &Scope) -> Option<Vec<String>> {
    let districts = scope.districts()?;
    Some(districts.iter().map(ToString::to_string).collect())
}

/// Open flags, oldest first.
pub fn list_flags(conn: &mut Conn, scope: &Scope, own: &PersonId) -> QueryResult<Vec<FlagRow>> {
    let mut query = flags::table
        .inner_join(messages::table.on(messages::id.eq(flags::message_id)))
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(flags::room_id)))
        .filter(flags::settled_at.is_null())
        .filter(is_of_others!(own))
        .select((
            flags::message_id,
            chat_rooms::id,
            chat_rooms::name,
            chat_seats::display_name,
            messages::hidden_by,
            flags::reason,
            flags::at,
        ))
        .order((flags::at, flags::message_id))
        .limit(AT_MOST * 4)
        .into_boxed();
    if let Some(districts) = districts(scope) {
        query = query.filter(chat_rooms::district_id.eq_any(districts));
    }
    query.load(conn)
}

/// Held messages, oldest first.
pub fn list_held(conn: &mut Conn, scope: &Scope, own: &PersonId) -> QueryResult<Vec<HeldRow>> {
    let mut query = messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(messages::room_id)))
        .filter(messages::no.is_null().and(messages::hidden_by.is_null()))
        .filter(messages::deleted_at.is_null())
        .filter(is_of_others!(own))
        .select((
            messages::id,
            chat_rooms::id,
            chat_rooms::name,
            chat_seats::display_name,
            messages::created_at,
        ))
        .order(messages::id)
        .limit(AT_MOST)
        .into_boxed();
    if let Some(districts) = districts(scope) {
        query = query.filter(chat_rooms::district_id.eq_any(districts));
    }
    query.load(conn)
}

/// Open appeals, oldest first.
pub fn list_appeals(conn: &mut Conn, scope: &Scope, own: &PersonId) -> QueryResult<Vec<AppealRow>> {
    let mut query = appeals::table
        .inner_join(acts::table.on(acts::id.eq(appeals::act_id)))
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(acts::room_id)))
        .left_join(chat_seats::table.on(acts::seat_id.eq(chat_seats::id.nullable())))
        .filter(appeals::decided_at.is_null())
        .filter(acts::person_id.is_null().or(acts::person_id.ne(own)))
        .select((
            appeals::id,
            chat_rooms::id,
            chat_rooms::name,
            chat_seats::display_name.nullable(),
            acts::verb,
            acts::reason,
            appeals::at,
        ))
        .order(appeals::at)
        .limit(AT_MOST)
        .into_boxed();
    if let Some(districts) = districts(scope) {
        query = query.filter(chat_rooms::district_id.eq_any(districts));
    }
    query.load(conn)
}

/// Authors whom flags have silenced, the longest first.
pub fn list_silenced(conn: &mut Conn, scope: &Scope, own: &PersonId) -> QueryResult<Vec<SilencedRow>> {
    let of_person = chat_seats::room_id
        .eq(member_rules::room_id)
        .and(chat_seats::person_id.eq(member_rules::person_id))
        .and(chat_seats::removed_seq.is_null());
    let mut query = member_rules::table
        .inner_join(chat_seats::table.on(of_person))
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(member_rules::room_id)))
        .filter(member_rules::read_only_at.is_not_null())
        .filter(member_rules::person_id.ne(own))
        .select((
            chat_seats::id,
            chat_rooms::id,
            chat_rooms::name,
            chat_seats::display_name,
            member_rules::read_only_at,
        ))
        .order(member_rules::read_only_at)
        .limit(AT_MOST)
        .into_boxed();
    if let Some(districts) = districts(scope) {
        query = query.filter(chat_rooms::district_id.eq_any(districts));
    }
    query.load(conn)
}

/// Whether a message waits for a look: flagged, held, or the matter of an appeal.
pub fn is_waiting(conn: &mut Conn, message: &MessageId) -> QueryResult<bool> {
    use diesel::dsl::exists;
    let flagged = flags::table.filter(flags::message_id.eq(message).and(flags::settled_at.is_null()));
    let held = messages::table
        .filter(messages::id.eq(message).and(messages::no.is_null()))
        .filter(messages::deleted_at.is_null());
    let appealed = appeals::table
        .inner_join(acts::table.on(acts::id.eq(appeals::act_id)))
        .filter(acts::message_id.eq(message).and(appeals::decided_at.is_null()));
    Ok(diesel::select(exists(flagged)).get_result(conn)?
        || diesel::select(exists(held.filter(messages::hidden_by.is_null()))).get_result(conn)?
        || diesel::select(exists(appealed)).get_result(conn)?)
}

/// Why a message was flagged.
pub fn list_reasons(conn: &mut Conn, message: &MessageId) -> QueryResult<Vec<Reason>> {
    flags::table
        .filter(flags::message_id.eq(message).and(flags::settled_at.is_null()))
        .select(flags::reason)
        .order(flags::at)
        .load(conn)
}

/// The messages right before and after a place in a room, in order.
pub fn list_around(conn: &mut Conn, room: &ChatRoomId, no: i64, each: i64) -> QueryResult<Vec<MessageRow>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(messages::room_id.eq(room))
        .filter(messages::no.ge(no - each).and(messages::no.le(no + each)))
        .select(COLUMNS)
        .order(messages::no)
        .load(conn)
}

/// Whose memberships these are.
pub fn list_people(conn: &mut Conn, seats: &[String]) -> QueryResult<Vec<PersonId>> {
    chat_seats::table
        .filter(chat_seats::id.eq_any(seats.to_vec()))
        .select(chat_seats::person_id)
        .distinct()
        .load(conn)
}

/// A membership, also one that has ended: its room and person.
pub fn find_seat(conn: &mut Conn, seat: &SeatId) -> QueryResult<Option<(ChatRoomId, PersonId)>> {
    chat_seats::table
        .find(seat.as_str())
        .select((chat_seats::room_id, chat_seats::person_id))
        .first(conn)
        .optional()
}
