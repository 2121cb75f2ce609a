//! `typing`, `focus` and `ack`.

use crate::chat::RoomView;
use crate::error::{Error, Result};
use crate::gateway::frames::Incoming;
use crate::gateway::peer::Peer;
use crate::gateway::presence::broadcast::broadcast_typing;
use crate::gateway::presence::remote_nodes::EphemeralHint;
use crate::gateway::server::Gateway;
use crate::ids::ChatRoomId;

/// `typing`: broadcasts it to the others in a live room. Frames that come too often are dropped. Only a refusal gets a reply.
pub async fn on_typing(gateway: &Gateway, peer: &Peer, incoming: &Incoming) -> Result<()> {
    let room = incoming.room()?;
    let on = incoming.on.ok_or_else(|| Error::field("on", "required"))?;
    let topic_of_room = gateway.chat.topic_for(&room, &peer.person).await?;
    let look = |view: &RoomView, _| {
        let member = view.member(peer.person.as_str())?;
        Some((member.seat.clone(), member.name.clone()))
    };
    let (seat, name) = topic_of_room.with(look).flatten().ok_or_else(Error::not_found)?;
    if !peer.may_broadcast_typing(&room, on) || !gateway.chat.is_live(&room).await? {
        return Ok(());
    }
    broadcast_typing(gateway, &room, &topic_of_room, (&seat, &name), on);
    gateway.remote_nodes.publish(&EphemeralHint::Typing {
        seat: seat.to_string(),
        room,
        on,
    });
    Ok(())
}

/// `focus`: the room on screen, which decides what this socket gets first.
pub fn on_focus(peer: &Peer, incoming: &Incoming) -> Result<()> {
    let on_screen = match incoming.r {
        Some(_) => Some(incoming.room()?),
        None => None,
    };
    peer.focus(on_screen.filter(|_| incoming.visible.unwrap_or(true)));
    Ok(())
}

/// `ack`: the positions that the client has; a ping does not repeat heads that it has.
pub fn on_ack(peer: &Peer, incoming: &Incoming) -> Result<()> {
    for position in &incoming.rooms {
        let room = ChatRoomId::parse(&position.r).ok_or_else(Error::not_found)?;
        let seq = position.seq.ok_or_else(|| Error::field("seq", "required"))?;
        peer.acknowledge(&room, seq);
    }
    Ok(())
}
