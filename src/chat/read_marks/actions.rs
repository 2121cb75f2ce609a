//! Read markers: the last one wins, and it only moves forward (I13).

use crate::chat::{Chat, access, events, store};
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, PersonId};

/// Marks messages up to `no` as read; gives back the marker and how many messages by others come after it.
pub async fn mark_read(chat: &Chat, person: PersonId, room: ChatRoomId, no: i64) -> Result<(i64, i64)> {
    chat.db
        .write(move |tx| {
            let mut seat = access::seat_in(tx.conn(), &room, &person)?;
            let head = store::rooms::head(tx.conn(), &room)?.ok_or_else(Error::not_found)?;
            let no = no.min(head.no);
            if no > seat.read_no {
                store::seats::update_read(tx.conn(), &seat.id, no)?;
                seat.read_no = no;
                tx.after_commit(events::read_marked(&person, &room, no));
            }
            let unread = store::messages::count_unread(tx.conn(), &seat)?;
            Ok((seat.read_no, unread))
        })
        .await
}
