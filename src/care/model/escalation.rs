//! A call for help.

use super::chain::Step;
use crate::chat::model::Cid;
use crate::clock::Millis;
use crate::ids::{ChatRoomId, DistrictId, EscalationId, PersonId, SessionId};
use crate::text_enum;

/// The longest note.
pub const NOTE_CHARACTERS: usize = 500;

text_enum! {
    /// Where a call stands.
    pub EscalationState {
        /// People are being asked.
        Asked = "asked",
        /// Somebody is coming.
        Seen = "seen",
        /// Somebody was there.
        Closed = "closed",
    }
}

/// From where somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A chat room.
    Room(ChatRoomId),
    /// A session.
    Session(SessionId),
}

/// What somebody sends.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The client's id of this tap.
    pub cid: Cid,
    /// From where.
    pub place: Place,
    /// What they want to say about it.
    pub note: Option<String>,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::escalations)]
pub struct Escalation {
    /// Its id.
    pub id: EscalationId,
    /// The client's id.
    pub cid: String,
    /// Who asked.
    pub person_id: PersonId,
    /// Whose chain it follows.
    pub district_id: Option<DistrictId>,
    /// The chat room from which it came,
    pub room_id: Option<ChatRoomId>,
    /// or the session.
    pub session_id: Option<SessionId>,
    /// What was said, sealed.
    pub note: Option<Vec<u8>>,
    /// Where it stands.
    pub state: EscalationState,
    /// Who was asked last.
    pub step: Option<Step>,
    /// How often people were asked.
    pub turn: i64,
    /// When the next are asked.
    pub due_at: Option<Millis>,
    /// When.
    pub asked_at: Millis,
    /// When somebody said that they are coming.
    pub seen_at: Option<Millis>,
    /// Who.
    pub seen_by: Option<PersonId>,
    /// As what they were asked.
    pub seen_step: Option<Step>,
    /// They got a seat in the room for it.
    pub is_seat_given: bool,
    /// When it was over.
    pub closed_at: Option<Millis>,
    /// Who said so.
    pub closed_by: Option<PersonId>,
}

impl Escalation {
    /// From where it came.
    pub fn is_from(&self, place: &Place) -> bool {
        match place {
            Place::Room(room) => self.room_id.as_ref() == Some(room),
            Place::Session(session) => self.session_id.as_ref() == Some(session),
        }
    }
}
