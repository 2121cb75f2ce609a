//! Frames that change what was said.

use super::Gateway;
use super::connection::room;
use super::frames::{Incoming, Mark, Outgoing};
use super::peer::Peer;
use crate::chat::actions::{delete_message, edit_message, react};
use crate::chat::model::MessageText;
use crate::error::{Error, Result};
use crate::ids::MessageId;

/// `edit`, `del` and `react`; all are answered `ok` after the commit.
pub async fn hear(gate: &Gateway, peer: &Peer, id: Option<&Mark>, incoming: Incoming) -> Result<()> {
    let (chat, person, room) = (&gate.chat, peer.person.clone(), room(&incoming)?);
    let message = message(&incoming)?;
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
    peer.answer(&Outgoing::Ok { id, auth_exp: None }.frame());
    Ok(())
}

fn message(incoming: &Incoming) -> Result<MessageId> {
    let text = incoming.m.as_deref().ok_or_else(|| Error::field("m", "required"))?;
    MessageId::parse(text).ok_or_else(|| Error::not_found().and_field("m", "unknown"))
}
