//! What older names in rooms look like: written down once, when a program starts that is newer than they are.

use super::super::events::Change;
use super::super::front::Kit;
use super::super::model::{DisplayName, Seat};
use super::super::{Chat, store};
use super::seats::{free_name, record};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::ChatRoomId;

/// Fills what is missing, a room at a time. Where two people of a room look alike, whoever holds it keeps the name, then whoever
/// came first; the other gets a number behind it, as everybody in the room hears.
pub async fn write_looks(chat: &Chat) -> Result<()> {
    loop {
        let next = chat
            .db
            .read(|conn| Ok::<_, Error>(store::seats::find_room_without_looks(conn)?));
        let Some(room) = next.await? else {
            return Ok(());
        };
        let kit = chat.kit();
        chat.db.write(move |tx| write_room(tx, &kit, &room)).await?;
    }
}

fn write_room(tx: &mut Tx<'_>, kit: &Kit, room: &ChatRoomId) -> Result<()> {
    store::rooms::lock_head(tx.conn(), room)?;
    let mut seats = store::seats::list_without_looks(tx.conn(), room)?;
    seats.sort_by_key(|seat| seat.removed_seq.is_some());
    for seat in seats {
        let name = DisplayName::known(&seat.display_name);
        if seat.removed_seq.is_some() || !store::seats::is_name_taken(tx.conn(), room, &name, &seat.person_id)? {
            store::seats::update_name(tx.conn(), &seat.id, &name)?;
            continue;
        }
        let name = free_name(tx, room, &seat.person_id, &seat.display_name)?;
        store::seats::update_name(tx.conn(), &seat.id, &name)?;
        let head = store::rooms::bump_head(tx.conn(), room, 0)?.ok_or_else(Error::not_found)?;
        let seat = Seat {
            display_name: name.shown.clone(),
            ..seat
        };
        record(tx, kit, head.seq, &seat, Change::Renamed)?;
    }
    Ok(())
}
