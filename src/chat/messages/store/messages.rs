//! Messages.

use crate::chat::events::{Said, with_cid};
use crate::chat::model::{Marks, MessageKind, Seat, UNREAD_AT_MOST};
use crate::chat::moderation::model::HiddenBy;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_rooms, chat_seats, messages};
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId, SeatId};
use crate::keys::Keys;
use diesel::dsl::exists;
use diesel::prelude::*;

/// The first event that a room still shows, as a subquery.
macro_rules! begin_of {
    ($room:expr) => {
        chat_rooms::table
            .filter(chat_rooms::id.eq($room))
            .select(chat_rooms::min_seq)
            .single_value()
    };
}

/// A stored message with its author's present name.
#[derive(Clone, Debug, diesel::Queryable)]
pub struct MessageRow {
    pub id: MessageId,
    pub seq: i64,
    /// Its place among the messages.
    pub no: Option<i64>,
    pub seat_id: SeatId,
    /// The client's id of it.
    pub cid: String,
    /// The sealed text; none when it was taken back.
    pub body: Option<Vec<u8>>,
    /// Which version of the text.
    pub version: i64,
    pub reply_to: Option<MessageId>,
    pub created_at: Millis,
    /// When it was last changed.
    pub edited_at: Option<Millis>,
    /// When it was taken back.
    pub deleted_at: Option<Millis>,
    /// How it is meant.
    pub kind: MessageKind,
    /// The author's name in the room.
    pub author: String,
    /// Why it is not shown.
    pub hidden: Option<HiddenBy>,
}

/// The columns of a [`MessageRow`].
pub type Columns = (
    messages::id,
    messages::seq,
    messages::no,
    messages::seat_id,
    messages::cid,
    messages::body,
    messages::version,
    messages::reply_to,
    messages::created_at,
    messages::edited_at,
    messages::deleted_at,
    messages::kind,
    chat_seats::display_name,
    messages::hidden_by,
);
/// The columns of a [`MessageRow`].
pub const COLUMNS: Columns = (
    messages::id,
    messages::seq,
    messages::no,
    messages::seat_id,
    messages::cid,
    messages::body,
    messages::version,
    messages::reply_to,
    messages::created_at,
    messages::edited_at,
    messages::deleted_at,
    messages::kind,
    chat_seats::display_name,
    messages::hidden_by,
);

impl MessageRow {
    /// The text, as far as it is shown.
    pub fn text(&self, keys: &Keys) -> Result<Option<String>> {
        if self.hidden.is_some() {
            return Ok(None);
        }
        self.whole_text(keys)
    }

    /// The text, whether it is shown or not: for a review.
    pub fn whole_text(&self, keys: &Keys) -> Result<Option<String>> {
        let Some(sealed) = &self.body else { return Ok(None) };
        let opened = keys.open("messages", self.id.as_str(), sealed)?;
        String::from_utf8(opened).map(Some).map_err(Error::internal)
    }

    /// The message as the room sees it.
    pub fn said<'a>(&'a self, body: &'a str, marks: &'a Marks) -> Said<'a> {
        Said {
            m: &self.id,
            seq: self.seq,
            no: self.no,
            seat: &self.seat_id,
            name: &self.author,
            cid: &self.cid,
            body,
            at: self.created_at,
            version: self.version,
            reply_to: self.reply_to.as_ref(),
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            kind: self.kind,
            marks,
            hidden: self.hidden,
        }
    }

    /// The text as JSON.
    pub fn body_json(&self, keys: &Keys) -> Result<String> {
        Ok(serde_json::to_string(&self.text(keys)?)?)
    }

    /// The message as JSON, without the client's id.
    pub fn json(&self, keys: &Keys, marks: &Marks) -> Result<String> {
        Ok(self.said(&self.body_json(keys)?, marks).json())
    }

    /// The message as JSON for one member: the author sees the client's id.
    pub fn json_for(&self, keys: &Keys, marks: &Marks, seat: &str) -> Result<Vec<u8>> {
        let json = self.json(keys, marks)?;
        if self.seat_id.as_str() == seat {
            Ok(with_cid(json.as_bytes(), &self.cid, 1).to_vec())
        } else {
            Ok(json.into_bytes())
        }
    }
}

/// What stands of a message that came before under the same client id.
#[derive(Clone, Debug, diesel::Queryable)]
pub struct Twin {
    pub id: MessageId,
    pub seq: i64,
    /// Its place among the messages.
    pub no: Option<i64>,
    pub body: Option<Vec<u8>>,
    /// Which version of the text.
    pub version: i64,
    /// How it is meant.
    pub kind: MessageKind,
    pub reply_to: Option<MessageId>,
    pub created_at: Millis,
}

/// What somebody has sent in a room before under this client id, from whatever place they had there. The lock of the room's head keeps
/// two of them from standing side by side.
pub fn find_twin(conn: &mut Conn, room: &ChatRoomId, person: &PersonId, cid: &str) -> QueryResult<Option<Twin>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(chat_seats::room_id.eq(room).and(chat_seats::person_id.eq(person)))
        .filter(messages::cid.eq(cid))
        .select((
            messages::id,
            messages::seq,
            messages::no,
            messages::body,
            messages::version,
            messages::kind,
            messages::reply_to,
            messages::created_at,
        ))
        .first(conn)
        .optional()
}

/// A message of this room that came after a member joined.
pub fn find_message(
    conn: &mut Conn,
    room: &ChatRoomId,
    id: &MessageId,
    joined_no: i64,
) -> QueryResult<Option<MessageRow>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(messages::id.eq(id).and(messages::room_id.eq(room)))
        .filter(messages::no.gt(joined_no))
        .filter(messages::seq.nullable().ge(begin_of!(room)))
        .select(COLUMNS)
        .first(conn)
        .optional()
}

/// Whether a message of this room exists that came after a member joined.
pub fn is_visible(conn: &mut Conn, room: &ChatRoomId, id: &MessageId, joined_no: i64) -> QueryResult<bool> {
    let there = messages::table.filter(
        messages::id
            .eq(id)
            .and(messages::room_id.eq(room))
            .and(messages::no.gt(joined_no)),
    );
    diesel::select(exists(there)).get_result(conn)
}

pub fn insert_message(
    conn: &mut Conn,
    room: &ChatRoomId,
    said: &Said<'_>,
    sealed: &[u8],
    expires_at: Millis,
) -> QueryResult<usize> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(said.m),
            messages::room_id.eq(room),
            messages::seq.eq(said.seq),
            messages::no.eq(said.no),
            messages::seat_id.eq(said.seat),
            messages::cid.eq(said.cid),
            messages::body.eq(sealed),
            messages::version.eq(said.version),
            messages::reply_to.eq(said.reply_to),
            messages::created_at.eq(said.at),
            messages::expires_at.eq(expires_at),
            messages::kind.eq(said.kind),
        ))
        .execute(conn)
}

/// Messages before one number and after another, newest first, as far back as the room still shows.
pub fn newest_before(
    conn: &mut Conn,
    room: &ChatRoomId,
    before: i64,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<MessageRow>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(
            messages::room_id
                .eq(room)
                .and(messages::no.lt(before))
                .and(messages::no.gt(after)),
        )
        .filter(messages::seq.nullable().ge(begin_of!(room)))
        .select(COLUMNS)
        .order(messages::no.desc())
        .limit(limit)
        .load(conn)
}

/// Messages by id, of whatever member.
pub fn list_by_id(conn: &mut Conn, ids: &[String]) -> QueryResult<Vec<MessageRow>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(messages::id.eq_any(ids.to_vec()))
        .select(COLUMNS)
        .load(conn)
}

/// Messages by others after a member's read marker that can be read, at most [`UNREAD_AT_MOST`] (I12): what was taken back or hidden
/// is nothing to come back for.
pub fn count_unread(conn: &mut Conn, seat: &Seat) -> QueryResult<i64> {
    let unread: Vec<i64> = messages::table
        .filter(messages::room_id.eq(&seat.room_id).and(messages::no.gt(seat.read_no)))
        .filter(messages::seat_id.ne(&seat.id).and(messages::no.is_not_null()))
        .filter(messages::deleted_at.is_null().and(messages::hidden_by.is_null()))
        .filter(messages::seq.nullable().ge(begin_of!(&seat.room_id)))
        .select(messages::no.assume_not_null())
        .order(messages::no)
        .limit(UNREAD_AT_MOST)
        .load(conn)?;
    Ok(unread.len() as i64)
}
