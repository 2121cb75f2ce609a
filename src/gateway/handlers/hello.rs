//! The handshake: the first frame of a client.

use super::subscribe::subscribe;
use crate::error::{Error, Result};
use crate::gateway::close_reason::CloseReason;
use crate::gateway::frames::{Incoming, Limits, Outgoing, PRESENCE, PROTOCOL};
use crate::gateway::peer::Peer;
use crate::gateway::server::Gateway;
use crate::gateway::views;
use crate::ids::ChatRoomId;
use std::sync::Arc;

/// Rooms that `hello` may name; `sub` takes further ones.
const ROOMS_IN_HELLO: usize = 50;

/// `hello`: replies `welcome` and subscribes to the rooms that it names.
pub async fn on_hello(gateway: &Gateway, peer: &Arc<Peer>, incoming: Incoming) -> Result<()> {
    if incoming.v != Some(1) {
        peer.end(CloseReason::Version, None);
        return Ok(());
    }
    if incoming.rooms.len() > ROOMS_IN_HELLO {
        return Err(Error::field("rooms", "too_long"));
    }
    if incoming.caps.iter().any(|cap| cap == PRESENCE) {
        peer.enable_presence();
    }
    let rooms = views::list_welcome_rooms(gateway, &peer.person).await?;
    let welcome = Outgoing::Welcome {
        v: 1,
        sid: format!("{PROTOCOL}/{}", peer.id),
        node: &gateway.node,
        hb_ms: gateway.config.heartbeat_ms,
        now: gateway.chat.db.now(),
        auth_exp: peer.auth_expires_at(),
        limits: Limits::of(&gateway.config, &gateway.chat.config),
        rooms,
    };
    peer.welcome(&welcome.frame());
    let mut left = Some(gateway.config.recovery_events_overall);
    for position in incoming.rooms {
        let answered = match ChatRoomId::parse(&position.r) {
            Some(room) => {
                subscribe(
                    gateway,
                    peer,
                    None,
                    &room,
                    position.seq,
                    position.epoch.as_deref(),
                    &mut left,
                )
                .await
            }
            None => Err(Error::not_found()),
        };
        match answered {
            // the database went away meanwhile: the client reconnects with all of its rooms
            Err(error) if error.code.status() >= 500 => return Err(error),
            Err(error) => peer.reply(&Outgoing::refusal(None, Some(&position.r), &error).frame()),
            Ok(()) => {}
        }
    }
    Ok(())
}
