//! Messages whose time is over lose their text (safety 28, I24). The rows stay, so that numbers stay dense; what a room shows
//! begins after them.

use crate::chat::events;
use crate::chat::moderation::model::APPEALS_KEPT;
use crate::chat::moderation::store::appeals;
use crate::chat::store;
use crate::clock::Millis;
use crate::db::Db;
use crate::error::Result;
use crate::ids::ChatRoomId;

/// Rooms in one round; the next round takes the others.
const ROOMS: i64 = 200;

/// Blanks everything that is due by `now`, one transaction a room; how many messages lost their text.
pub async fn expire_messages(db: &Db) -> Result<usize> {
    let now = db.now();
    let mut blanked = 0;
    loop {
        let rooms = db
            .read(move |conn| Ok(store::expiry::list_rooms_due(conn, now, ROOMS)?))
            .await?;
        if rooms.is_empty() {
            return Ok(blanked + expire_kept(db, now).await? + expire_appeals(db, now).await?);
        }
        for room in rooms {
            blanked += expire_room(db, room, now).await?;
        }
    }
}

/// Texts that belonged to a call for help which was closed long enough ago.
async fn expire_kept(db: &Db, now: Millis) -> Result<usize> {
    let over = db
        .read(move |conn| Ok(store::kept::count_due(conn, now)?.count))
        .await?;
    if over == 0 {
        return Ok(0);
    }
    db.write(move |tx| Ok(store::kept::delete_over(tx.conn(), now)?)).await
}

/// Words of appeals that nobody has decided for too long.
async fn expire_appeals(db: &Db, now: Millis) -> Result<usize> {
    let then = now - APPEALS_KEPT;
    let over = db.read(move |conn| Ok(appeals::count_due(conn, then)?.count)).await?;
    if over == 0 {
        return Ok(0);
    }
    db.write(move |tx| Ok(appeals::delete_words(tx.conn(), then)?)).await
}

async fn expire_room(db: &Db, room: ChatRoomId, now: Millis) -> Result<usize> {
    db.write(move |tx| {
        let Some(begin) = store::expiry::find_begin(tx.conn(), &room, now)? else {
            return Ok(0);
        };
        let blanked = store::expiry::update_expired(tx.conn(), &room, now)?;
        store::expiry::update_min_seq(tx.conn(), &room, begin)?;
        tx.after_commit(events::expired(&room, begin));
        Ok(blanked)
    })
    .await
}
