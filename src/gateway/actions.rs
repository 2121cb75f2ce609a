//! Issuing and taking tickets.

use super::Gateway;
use super::store;
use super::tickets::{Admission, Ticket};
use crate::accounts::access::Caller;
use crate::error::{Code, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

/// A ticket for one socket, bound to the person, the login and the page's origin.
pub async fn issue_ticket(gate: &Gateway, caller: Caller, origin: Option<String>) -> Result<Ticket> {
    let ticket = BASE64.encode(gate.chat.chance.bytes::<32>());
    let hash = gate.chat.keys.token("ws_ticket", &ticket);
    let now = gate.chat.clock.now();
    let expires_at = now + gate.config.ticket_ms;
    let row = (caller.person, caller.login, origin, caller.expires_at, expires_at);
    gate.chat
        .db
        .write(move |tx| Ok(store::insert_ticket(tx.conn(), &hash, &row, now)?))
        .await?;
    Ok(Ticket { ticket, expires_at })
}

/// Takes a ticket, whatever comes of it: it was good for one try. It must have been issued for this origin, not be too old,
/// and its login must still stand, with its screen not locked.
pub async fn redeem_ticket(gate: &Gateway, ticket: &str, origin: Option<&str>) -> Result<Admission> {
    let hash = gate.chat.keys.tokens("ws_ticket", ticket);
    let now = gate.chat.clock.now();
    let taken = gate
        .chat
        .db
        .write(move |tx| {
            let Some(row) = store::take_ticket(tx.conn(), &hash)? else {
                return Ok(None);
            };
            let stands = store::list_standing(tx.conn(), &[row.1.to_string()], now)?;
            let is_welcome = stands.iter().any(|(_, is_locked)| !is_locked);
            Ok(is_welcome.then_some(row))
        })
        .await?;
    match taken {
        Some((person, login, issued_to, auth_expires_at, expires_at))
            if expires_at > now && auth_expires_at > now && issued_to.as_deref() == origin =>
        {
            Ok(Admission {
                person,
                login,
                origin: issued_to,
                auth_expires_at,
            })
        }
        _ => Err(Code::TicketRefused.into()),
    }
}
