//! Frames about messages: `send`, `edit`, `del`, `react`.

use crate::chat::actions::{delete_message, edit_message, post_message, react};
use crate::chat::events::topic;
use crate::chat::model::{Draft, MessageText, RawDraft};
use crate::error::{Error, Result};
use crate::gateway::frames::{FrameId, Incoming, Outgoing};
use crate::gateway::peer::Peer;
use crate::gateway::server::Gateway;
use crate::ids::MessageId;

/// Events that a room may be ahead of its readers before an author waits for them.
const AHEAD: i64 = 64;

/// `send`: posts a message; the reply `sent` comes after the commit.
pub async fn on_send(gateway: &Gateway, peer: &Peer, id: Option<&FrameId>, incoming: Incoming) -> Result<()> {
    let room = incoming.room()?;
    let reply = incoming.reply.as_deref();
    let reply = reply.map(|reply| MessageId::parse(reply).ok_or_else(|| Error::field("reply", "unknown")));
    let draft = Draft::parse(RawDraft {
        cid: incoming.cid.as_deref().unwrap_or_default(),
        body: incoming.body.as_deref().unwrap_or_default(),
        kind: incoming.kind,
        reply: reply.transpose()?,
        prev: incoming.prev.as_deref(),
    })?;
    let posted = post_message(&gateway.chat, peer.person.clone(), room.clone(), draft).await?;
    // an author who waits for each reply is never far ahead of what readers have got
    gateway.chat.rooms.reached(&topic(&room), posted.seq - AHEAD).await;
    peer.reply(&Outgoing::sent(id, &room, &posted).frame());
    Ok(())
}

/// `edit`, `del` and `react`: the reply `ok` comes after the commit.
pub async fn on_change(gateway: &Gateway, peer: &Peer, id: Option<&FrameId>, incoming: Incoming) -> Result<()> {
    let (chat, person, room) = (&gateway.chat, peer.person.clone(), incoming.room()?);
    let message = incoming.message()?;
    match incoming.t.as_str() {
        "edit" => {
            let text = MessageText::parse(incoming.body.as_deref().unwrap_or_default())?;
            let base = incoming.base_ver.ok_or_else(|| Error::field("base_ver", "required"))?;
            edit_message(chat, person, room, message, text, base).await?;
        }
        "react" => {
            let reaction = incoming.e.ok_or_else(|| Error::field("e", "required"))?;
            react(chat, person, room, message, reaction, incoming.on.unwrap_or(true)).await?;
        }
        _ => {
            delete_message(chat, person, room, message).await?;
        }
    }
    peer.reply(&Outgoing::Ok { id, auth_exp: None }.frame());
    Ok(())
}
