//! How an aside ends.

use crate::chat::model::{EventKind, Room, Seat};
use crate::chat::{events, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Error, Result};

/// Ends the asides of a person who has lost the seat in the parent room, or the role of facilitator there. The seats of the asides stay: both
/// read what was said there, and may flag it.
pub(in crate::chat) fn end_beside(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let now = tx.now();
    for room in store::asides::list_open(tx.conn(), &seat.room_id, &seat.person_id, now)? {
        end(tx, &room, now)?;
    }
    Ok(())
}

/// Ends an aside at `now`.
pub(in crate::chat) fn end(tx: &mut Tx<'_>, room: &Room, now: Millis) -> Result<()> {
    store::asides::update_end(tx.conn(), &room.id, now)?;
    let head = store::rooms::bump_head(tx.conn(), &room.id, 0)?.ok_or_else(Error::not_found)?;
    let json = serde_json::json!({ "name": room.name, "owner_kind": room.owner_kind, "open_until": now }).to_string();
    store::log::insert_event(tx.conn(), &room.id, head.seq, EventKind::Room, None, Some(&json), now)?;
    tx.after_commit(events::room(&room.id, head.seq, &json));
    Ok(())
}
