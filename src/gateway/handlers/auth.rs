//! `auth`: a new ticket extends the authorisation of a socket.

use crate::error::{Code, Error, Result};
use crate::gateway::actions;
use crate::gateway::frames::{FrameId, Outgoing};
use crate::gateway::peer::Peer;
use crate::gateway::server::Gateway;

pub async fn on_auth(gateway: &Gateway, peer: &Peer, id: Option<&FrameId>, ticket: Option<&str>) -> Result<()> {
    let ticket = ticket.ok_or_else(|| Error::field("ticket", "required"))?;
    let admission = actions::redeem_ticket(gateway, ticket, peer.origin.as_deref()).await?;
    if admission.person != peer.person || admission.login != peer.login {
        return Err(Code::TicketRefused.into());
    }
    peer.extend(admission.auth_expires_at);
    peer.reply(
        &Outgoing::Ok {
            id,
            auth_exp: Some(admission.auth_expires_at),
        }
        .frame(),
    );
    Ok(())
}
