//! The two doors: a ticket over the API, and the upgrade itself.

use super::connection;
use super::frames::PROTOCOL;
use super::outbox::Outbox;
use super::peer::Peer;
use super::socket::SocketHandle;
use super::tickets::Ticket;
use super::{Farewell, Gate, actions};
use crate::accounts::access::Caller;
use crate::error::{Code, Error, Result};
use crate::web::json;
use actix_web::body::BoxBody;
use actix_web::http::header::{HeaderName, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;
use std::time::Duration;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(ws_ticket))]
pub struct Doc;

/// A ticket for one socket, good for half a minute.
#[utoipa::path(post, path = "/api/v1/ws-ticket", tag = "gateway", responses((status = 201, body = Ticket)))]
pub async fn ws_ticket(request: HttpRequest, gate: Data<Gate>, caller: Caller) -> Result<HttpResponse> {
    let origin = allowed_origin(&request, &gate)?;
    Ok(json::created(&actions::issue_ticket(&gate, caller, origin).await?))
}

/// The upgrade. Whatever is refused is refused here, in plain HTTP: no socket exists without a person.
pub async fn socket(request: HttpRequest, body: Payload, gate: Data<Gate>) -> Result<HttpResponse> {
    let origin = allowed_origin(&request, &gate)?;
    gate.admit_one()?;
    let (response, session, stream) = actix_ws::handle_with_protocols(&request, body, &[PROTOCOL])
        .map_err(|_| Error::new(Code::BadQuery, "This address takes websocket upgrades only."))?;
    let ticket = offered_ticket(&request).ok_or(Code::TicketRefused)?;
    let admission = actions::redeem_ticket(&gate, &ticket, origin.as_deref()).await?;

    let outbox = Outbox::new(gate.config.outbox_bytes);
    let handle = request.conn_data::<SocketHandle>().cloned();
    let first_ping = Duration::from_millis(gate.heartbeat());
    let peer = Arc::new(Peer::new(
        gate.connections.next_id(),
        admission,
        outbox.clone(),
        handle,
        first_ping,
        gate.presence.clone(),
    ));
    for oldest in gate.connections.add(&peer, gate.config.sockets_per_person) {
        oldest.end(Farewell::Replaced, None);
    }
    actix_web::rt::spawn(connection::run(gate.get_ref().clone(), peer, stream, session));
    Ok(response.map_body(|_, inner| BoxBody::new(outbox.body(inner))))
}

/// The page's origin if it is ours; none where no page asks.
fn allowed_origin(request: &HttpRequest, gate: &Gate) -> Result<Option<String>> {
    match header(request, ORIGIN) {
        None => Ok(None),
        Some(origin) if origin == gate.public_url => Ok(Some(origin)),
        Some(_) => Err(Code::OriginRefused.into()),
    }
}

/// The second value in the list of subprotocols; the first must be ours.
fn offered_ticket(request: &HttpRequest) -> Option<String> {
    let offered = header(request, SEC_WEBSOCKET_PROTOCOL)?;
    let mut offered = offered.split(',').map(str::trim);
    let is_ours = offered.next() == Some(PROTOCOL);
    offered
        .next()
        .filter(|ticket| is_ours && (16..=128).contains(&ticket.len()))
        .map(str::to_owned)
}

fn header(request: &HttpRequest, name: HeaderName) -> Option<String> {
    Some(request.headers().get(name)?.to_str().unwrap_or("\u{fffd}").to_owned())
}
