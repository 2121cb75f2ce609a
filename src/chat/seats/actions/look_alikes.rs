//! What names in rooms look like. A name that was free when it was taken may later look like that of somebody who begins to work
//! here.

use crate::accounts::api as accounts;
use crate::chat::events::Change;
use crate::chat::model::{DisplayName, Seat};
use crate::chat::seats::actions::seats::record;
use crate::chat::store;
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, SeatId};

/// So many names in one run.
const AT_ONCE: i64 = 100;

/// Whoever sits in a room under a name that looks like that of one of the staff gets a number behind it, as everybody in the room
/// hears: somebody began to work in the district after the name was taken (safety 4).
pub async fn separate_look_alikes(db: &Db) -> Result<()> {
    let alike = db.read(|conn| Ok(store::seats::list_like_staff(conn, AT_ONCE)?));
    for (room, seat) in alike.await? {
        db.write(move |tx| separate_look_alike(tx, &room, &seat)).await?;
    }
    Ok(())
}

fn separate_look_alike(tx: &mut Tx<'_>, room: &ChatRoomId, seat: &SeatId) -> Result<()> {
    store::rooms::lock_head(tx.conn(), room)?;
    let Some(seat) = store::seats::find_seat(tx.conn(), room, seat)? else {
        return Ok(());
    };
    let found = store::rooms::find_room(tx.conn(), room)?.ok_or_else(Error::not_found)?;
    let district = found.district_id.as_ref();
    let is_of_staff =
        |tx: &mut Tx<'_>, look: &str| accounts::is_look_of_staff(tx.conn(), look, district, &seat.person_id);
    if !is_of_staff(tx, &DisplayName::known(&seat.display_name).look)? {
        return Ok(());
    }
    for number in 2..1_000 {
        let name = DisplayName::known(&format!("{} {number}", seat.display_name));
        if is_of_staff(tx, &name.look)? || store::seats::is_name_taken(tx.conn(), room, &name, &seat.person_id)? {
            continue;
        }
        return give_name(tx, seat, name);
    }
    Err(Code::NameTaken.into())
}

/// Somebody has another name from here on, as everybody in the room hears.
fn give_name(tx: &mut Tx<'_>, seat: Seat, name: DisplayName) -> Result<()> {
    store::seats::update_name(tx.conn(), &seat.id, &name)?;
    let head = store::rooms::bump_head(tx.conn(), &seat.room_id, 0)?.ok_or_else(Error::not_found)?;
    let seat = Seat {
        display_name: name.shown,
        ..seat
    };
    record(tx, head.seq, &seat, Change::Renamed)
}
