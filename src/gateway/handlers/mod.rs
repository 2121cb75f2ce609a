//! What each frame of a client does. `dispatch` is the table; a handler replies itself, and an error becomes the reply `err`.

mod auth;
mod catch_up;
mod ephemeral;
mod hello;
mod messages;
mod read_marks;
mod subscribe;

use super::frames::{Incoming, Outgoing};
use super::peer::Peer;
use super::server::Gateway;
use crate::error::Result;
use std::sync::Arc;

pub use catch_up::catch_up;
pub use read_marks::write_read_mark;
use subscribe::subscribe;

pub async fn dispatch(gateway: &Gateway, peer: &Arc<Peer>, incoming: Incoming) -> Result<()> {
    let (id, r) = (incoming.id.clone(), incoming.r.clone());
    match incoming.t.as_str() {
        "hello" => hello::on_hello(gateway, peer, incoming).await,
        "sub" => {
            let (seq, epoch) = (incoming.seq, incoming.epoch.as_deref());
            subscribe(gateway, peer, id.as_ref(), &incoming.room()?, seq, epoch, &mut None).await
        }
        "unsub" => {
            peer.unsubscribe(&incoming.room()?);
            let (id, auth_exp) = (id.as_ref(), None);
            peer.reply(&Outgoing::Ok { id, auth_exp }.frame());
            Ok(())
        }
        "send" => messages::on_send(gateway, peer, id.as_ref(), incoming).await,
        "edit" | "del" | "react" => messages::on_change(gateway, peer, id.as_ref(), incoming).await,
        "read" => read_marks::on_read(gateway, peer, &incoming).await,
        "typing" => ephemeral::on_typing(gateway, peer, &incoming).await,
        "focus" => ephemeral::on_focus(peer, &incoming),
        "ack" => ephemeral::on_ack(peer, &incoming),
        "auth" => auth::on_auth(gateway, peer, id.as_ref(), incoming.ticket.as_deref()).await,
        _ => {
            peer.reply(&Outgoing::unknown(id.as_ref(), r.as_deref()).frame());
            Ok(())
        }
    }
}
