//! Rooms of members in which offices sit from before the rule, and rooms that nobody holds.

use super::super::model::{Room, SeatRole};
use super::super::{Chat, access, store};
use super::seats::remove_from;
use crate::accounts::access::{Caller, Permissions};
use crate::error::{Error, Result};
use crate::ids::ChatRoomId;

/// Ends the seats of people who coordinate or work at headquarters and lead nothing, in rooms where members meet: they were given
/// before the rule (safety 8). Whoever opened a room keeps it while nobody else sits there.
pub async fn end_seats_of_office(chat: &Chat) -> Result<()> {
    let rooms = chat.db.read(|conn| Ok(store::seats::list_rooms_with_office(conn)?));
    for room in rooms.await? {
        let in_room = room.clone();
        let write = chat.db.write(move |tx| {
            store::rooms::lock_head(tx.conn(), &in_room)?;
            let found = store::rooms::find_room(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            let (mut guests, mut has_others) = (vec![], false);
            for seat in store::seats::list_seats_at(tx.conn(), &in_room, i64::MAX)? {
                let who = Permissions::if_active(tx.conn(), &seat.person_id)?;
                match access::may_sit(&who, &found, SeatRole::Participant) {
                    true => has_others = true,
                    false => guests.push(seat),
                }
            }
            guests.retain(|seat| has_others || seat.role == SeatRole::Participant);
            for seat in &guests {
                remove_from(tx, seat)?;
            }
            Ok(guests.len())
        });
        let ended = write.await?;
        if ended > 0 {
            tracing::info!(room = %room, seats = ended, "seats in a room of members were ended: their holders lead nothing there");
        }
    }
    Ok(())
}

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
