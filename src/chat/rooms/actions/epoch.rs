//! The epoch of a room: which numbering its event numbers belong to.

use crate::chance::Chance;
use crate::chat::store;
use crate::db::Db;
use crate::error::Result;
use crate::ids::ChatRoomId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

/// A new random epoch.
pub fn new_epoch(chance: &Chance) -> String {
    BASE64.encode(chance.bytes::<12>())
}

/// Begins a new epoch: the database has lost events that clients got, so their numbers will be used again. The first node that notices
/// wins; `known` is the epoch that it replaces.
pub async fn renew_epoch(db: &Db, room: ChatRoomId, known: String) -> Result<()> {
    let epoch = new_epoch(db.chance());
    db.write(move |tx| {
        store::rooms::update_epoch(tx.conn(), &room, &known, &epoch)?;
        Ok(())
    })
    .await
}
