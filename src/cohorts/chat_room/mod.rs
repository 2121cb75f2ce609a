//! The chat room of a cohort.

pub(crate) mod actions;

use crate::chat::api as chat;
use crate::chat::model::OwnerKind;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ChatRoomId, CohortId};

/// The cohort's chat room, if it has one.
pub(crate) fn find_chat_room(conn: &mut Conn, id: &CohortId) -> Result<Option<ChatRoomId>> {
    Ok(chat::find_room_of(conn, OwnerKind::Cohort, id.as_str())?.map(|room| room.id))
}
