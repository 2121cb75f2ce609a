//! The seats of a room as its members see them.

use crate::accounts::access::Caller;
use crate::chat::model::{Seat, SeatRole};
use crate::chat::{Chat, access, store};
use crate::error::Result;
use crate::ids::{ChatRoomId, SeatId};
use serde::Serialize;

/// Somebody in a room, as the room sees them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SeatView {
    pub membership_id: String,
    pub name: String,
    pub role: SeatRole,
}

impl From<&Seat> for SeatView {
    fn from(seat: &Seat) -> Self {
        SeatView {
            membership_id: seat.id.to_string(),
            name: seat.display_name.clone(),
            role: seat.role,
        }
    }
}

/// The seats of a room of the caller, in the order of joining, after a cursor.
pub async fn list_seats(
    chat: &Chat,
    caller: Caller,
    room: ChatRoomId,
    after: Option<(i64, SeatId)>,
    at_most: i64,
) -> Result<Vec<Seat>> {
    chat.db
        .read(move |conn| {
            access::seat_in(conn, &room, &caller.person)?;
            Ok(store::seats::page_seats(conn, &room, after, at_most)?)
        })
        .await
}
