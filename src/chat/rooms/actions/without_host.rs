//! Rooms that nobody holds.

use crate::accounts::access::{Caller, Permissions};
use crate::chat::model::Room;
use crate::chat::{Chat, store};
use crate::error::Result;
use crate::ids::ChatRoomId;

/// The rooms that nobody holds, of districts that the caller coordinates: they name somebody. What is said there is not theirs to read.
pub async fn list_unheld(chat: &Chat, caller: Caller, after: Option<ChatRoomId>, limit: i64) -> Result<Vec<Room>> {
    let read = chat.db.read(move |conn| {
        let who = Permissions::load(conn, &caller)?;
        let districts = who.coordinated();
        Ok(store::rooms::page_unheld(
            conn,
            districts.districts(),
            after.as_ref(),
            limit,
        )?)
    });
    read.await
}
