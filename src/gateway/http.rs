//! The two doors: a ticket over the API, and the upgrade itself.

use super::connection;
use super::frames::PROTOCOL;
use super::inlet::{Inlet, Messages};
use super::outbox::Outbox;
use super::peer::Peer;
use super::socket::Wire;
use super::tickets::Ticket;
use super::{Farewell, Gateway, actions};
use crate::accounts::access::Caller;
use crate::error::{Code, Result};
use crate::web::admission::slots_of;
use crate::web::json;
use crate::web::upgrade::Upgrade;
use actix_web::http::header::{HeaderName, ORIGIN, SEC_WEBSOCKET_PROTOCOL};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, rt};
use std::sync::Arc;
use std::time::Duration;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(ws_ticket))]
pub struct Doc;

/// A ticket for one socket, good for half a minute.
#[utoipa::path(post, path = "/api/v1/ws-ticket", tag = "gateway", responses((status = 201, body = Ticket)))]
pub async fn ws_ticket(request: HttpRequest, gate: Data<Gateway>, caller: Caller) -> Result<HttpResponse> {
    let origin = allowed_origin(&request, &gate)?;
    Ok(json::created(&actions::issue_ticket(&gate, caller, origin).await?))
}

/// The upgrade. Whatever is refused is refused here, in plain HTTP: no socket exists without a person.
pub async fn socket(request: HttpRequest, gate: Data<Gateway>) -> Result<HttpResponse> {
    let origin = allowed_origin(&request, &gate)?;
    gate.admit_one()?;
    let (inlet, door) = Inlet::new();
    let (mut response, messages) = Messages::upgrade(&request, inlet, gate.config.frame_bytes)?;
    let ticket = offered_ticket(&request).ok_or(Code::TicketRefused)?;
    let admission = actions::redeem_ticket(&gate, &ticket, origin.as_deref()).await?;
    let (gate, places) = (gate.get_ref().clone(), slots_of(&request));
    Upgrade::follow(&mut response, move |io, early| {
        let (incoming, outgoing) = io.into_split();
        let outbox = Outbox::new(gate.config.outbox_bytes);
        outbox.attach(Wire::new(outgoing));
        let first_ping = Duration::from_millis(gate.heartbeat());
        let id = gate.connections.next_id();
        let peer = Arc::new(Peer::new(id, admission, outbox, first_ping, gate.presence.clone()));
        for oldest in gate.connections.add(&peer, gate.config.sockets_per_person) {
            oldest.end(Farewell::Replaced, None);
        }
        if gate.is_closed() {
            peer.end(Farewell::Draining, Some(0));
        }
        if door.send((incoming, early)).is_ok() {
            let open = gate.open.clone();
            rt::spawn(open.track_future(async move {
                connection::run(gate, peer, messages).await;
                drop(places);
            }));
        }
    });
    Ok(response)
}

/// The page's origin if it is ours; none where no page asks.
fn allowed_origin(request: &HttpRequest, gate: &Gateway) -> Result<Option<String>> {
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
