//! The epoch of a room: which numbering its event numbers belong to.

use super::super::store;
use crate::chance::Chance;
use crate::db::Db;
use crate::error::Result;
use crate::ids::ChatRoomId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

/// A name that no epoch has had.
pub fn new_epoch(chance: &Chance) -> String {
    BASE64.encode(chance.bytes::<12>())
}

/// The room's numbers will be given out a second time, because the database has lost some that were heard already: clients
/// must not take the new ones for the old. Of several nodes that notice, the first one's epoch stands.
pub async fn renew_epoch(db: &Db, chance: &Chance, room: ChatRoomId, known: String) -> Result<()> {
    let epoch = new_epoch(chance);
    db.write(move |tx| {
        store::rooms::update_epoch(tx.conn(), &room, &known, &epoch)?;
        Ok(())
    })
    .await
}
