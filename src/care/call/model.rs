//! A call for help.

use crate::care::duty::chain::Step;
use crate::chat::model::Cid;
use crate::clock::Millis;
use crate::ids::{ChatRoomId, DistrictId, EscalationId, PersonId, SessionId};
use crate::text_enum;

pub const NOTE_CHARACTERS: usize = 500;

text_enum! {
    /// Where a call stands.
    pub EscalationState {
        /// People are being asked.
        Asked = "asked",
        Seen = "seen",
        Closed = "closed",
    }
}

/// Where a call or an incident comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Room(ChatRoomId),
    Session(SessionId),
}

/// What somebody sends who asks for help.
#[derive(Clone, Debug)]
pub struct HelpRequest {
    /// The client's id of this tap.
    pub cid: Cid,
    pub origin: Origin,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::escalations)]
pub struct Escalation {
    pub id: EscalationId,
    pub cid: String,
    pub person_id: PersonId,
    /// Whose chain it follows.
    pub district_id: Option<DistrictId>,
    /// One of this and `session_id` is set.
    pub room_id: Option<ChatRoomId>,
    pub session_id: Option<SessionId>,
    /// What was said, sealed.
    pub note: Option<Vec<u8>>,
    pub state: EscalationState,
    /// Who was asked last.
    pub step: Option<Step>,
    /// How often people were asked.
    pub turn: i64,
    /// When the next step is asked.
    pub due_at: Option<Millis>,
    pub asked_at: Millis,
    /// When somebody said that they are coming.
    pub seen_at: Option<Millis>,
    pub seen_by: Option<PersonId>,
    /// As what they were asked.
    pub seen_step: Option<Step>,
    /// They got a seat in the room for it.
    pub is_seat_given: bool,
    /// When it was over.
    pub closed_at: Option<Millis>,
    pub closed_by: Option<PersonId>,
}

impl Escalation {
    /// From where it came.
    pub fn is_from(&self, origin: &Origin) -> bool {
        match origin {
            Origin::Room(room) => self.room_id.as_ref() == Some(room),
            Origin::Session(session) => self.session_id.as_ref() == Some(session),
        }
    }
}
