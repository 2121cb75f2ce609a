//! Which chat room belongs to a cohort.

use crate::chat::model::OwnerKind;
use crate::db::Conn;
use crate::db::schema::chat_rooms;
use crate::error::Result;
use crate::ids::{ChatRoomId, CohortId};
use diesel::prelude::*;

/// The cohort's chat room.
pub fn find_chat_room(conn: &mut Conn, id: &CohortId) -> Result<Option<ChatRoomId>> {
    Ok(chat_rooms::table
        .filter(chat_rooms::owner_kind.eq(OwnerKind::Cohort))
        .filter(chat_rooms::owner_id.eq(id.as_str()))
        .select(chat_rooms::id)
        .first(conn)
        .optional()?)
}
