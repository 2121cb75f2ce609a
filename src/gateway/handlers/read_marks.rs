//! `read`: read markers, written at most once a second for each room.

use crate::chat::actions::mark_read;
use crate::error::{Error, Result};
use crate::gateway::frames::Incoming;
use crate::gateway::peer::Peer;
use crate::gateway::server::Gateway;
use crate::ids::ChatRoomId;
use std::sync::Arc;

/// `read`: there is no reply.
pub async fn on_read(gateway: &Gateway, peer: &Arc<Peer>, incoming: &Incoming) -> Result<()> {
    let room = incoming.room()?;
    let no = incoming.no.ok_or_else(|| Error::field("no", "required"))?;
    match peer.set_read_mark(&room, no) {
        Some(no) => write_read_mark(gateway, peer, room, no).await,
        None => Ok(()),
    }
}

/// Writes a read marker; the person's other devices get it from the event.
pub async fn write_read_mark(gateway: &Gateway, peer: &Peer, room: ChatRoomId, no: i64) -> Result<()> {
    let (no, _) = mark_read(&gateway.chat, peer.person.clone(), room.clone(), no).await?;
    peer.acknowledge_read_mark(&room, no);
    Ok(())
}
