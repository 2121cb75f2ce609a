//! Issuing and redeeming tickets.

use super::server::Gateway;
use super::store;
use super::tickets::{Admission, Ticket};
use crate::accounts::access::Caller;
use crate::error::{Code, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

/// A ticket for one socket, bound to the person, the login and the page's origin.
pub async fn issue_ticket(gateway: &Gateway, caller: Caller, origin: Option<String>) -> Result<Ticket> {
    let ticket = BASE64.encode(gateway.chat.db.chance().bytes::<32>());
    let hash = gateway.chat.keys.token("ws_ticket", &ticket);
    let now = gateway.chat.db.now();
    let expires_at = now + gateway.config.ticket_ms;
    let row = (caller.person, caller.login, origin, caller.expires_at, expires_at);
    gateway
        .chat
        .db
        .write(move |tx| Ok(store::insert_ticket(tx.conn(), &hash, &row, now)?))
        .await?;
    Ok(Ticket { ticket, expires_at })
}

/// Redeems a ticket, which is good for one try. It must have been issued for this origin and not be expired, and its login must be
/// active with its screen not locked.
pub async fn redeem_ticket(gateway: &Gateway, ticket: &str, origin: Option<&str>) -> Result<Admission> {
    let hash = gateway.chat.keys.tokens("ws_ticket", ticket);
    let now = gateway.chat.db.now();
    let taken = gateway
        .chat
        .db
        .write(move |tx| {
            let Some(row) = store::delete_ticket(tx.conn(), &hash)? else {
                return Ok(None);
            };
            let active = store::list_active_logins(tx.conn(), &[row.1.to_string()], now)?;
            let is_admitted = active.iter().any(|(_, is_locked)| !is_locked);
            Ok(is_admitted.then_some(row))
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
