//! The ticket and the upgrade.

use super::actions;
use super::close_reason::CloseReason;
use super::connection;
use super::frames::PROTOCOL;
use super::inbound::{Inbound, Messages};
use super::peer::Peer;
use super::send_queue::SendQueue;
use super::server::Gateway;
use super::socket::SocketWriter;
use super::tickets::Ticket;
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

#[derive(utoipa::OpenApi)]
#[openapi(paths(ws_ticket))]
pub struct Doc;

/// A ticket for one socket, good for half a minute.
#[utoipa::path(post, path = "/api/v1/ws-ticket", tag = "gateway", responses((status = 201, body = Ticket)))]
pub async fn ws_ticket(request: HttpRequest, gateway: Data<Gateway>, caller: Caller) -> Result<HttpResponse> {
    let origin = allowed_origin(&request, &gateway)?;
    Ok(json::created(&actions::issue_ticket(&gateway, caller, origin).await?))
}

/// The upgrade. Every refusal is a plain HTTP response: no socket exists without a person.
pub async fn socket(request: HttpRequest, gateway: Data<Gateway>) -> Result<HttpResponse> {
    let origin = allowed_origin(&request, &gateway)?;
    gateway.check_admission()?;
    let (inbound, inbound_sender) = Inbound::new();
    let (mut response, messages) = Messages::upgrade(&request, inbound, gateway.config.frame_bytes)?;
    let ticket = offered_ticket(&request).ok_or(Code::TicketRefused)?;
    let admission = actions::redeem_ticket(&gateway, &ticket, origin.as_deref()).await?;
    let (gateway, slots) = (gateway.get_ref().clone(), slots_of(&request));
    Upgrade::follow(&mut response, move |io, early| {
        let (incoming, outgoing) = io.into_split();
        let send_queue = SendQueue::new(gateway.config.outbox_bytes);
        send_queue.attach(SocketWriter::new(outgoing));
        let first_ping = Duration::from_millis(gateway.next_heartbeat_ms());
        let id = gateway.registry.next_id();
        let peer = Arc::new(Peer::new(
            id,
            admission,
            send_queue,
            first_ping,
            gateway.presence.clone(),
        ));
        for oldest in gateway.registry.add(&peer, gateway.config.sockets_per_person) {
            oldest.end(CloseReason::Replaced, None);
        }
        if gateway.is_closed() {
            peer.end(CloseReason::Draining, Some(0));
        }
        if inbound_sender.send((incoming, early)).is_ok() {
            let open = gateway.open.clone();
            rt::spawn(open.track_future(async move {
                connection::run(gateway, peer, messages).await;
                drop(slots);
            }));
        }
    });
    Ok(response)
}

/// The origin of the page if it is ours; none for a native client.
fn allowed_origin(request: &HttpRequest, gateway: &Gateway) -> Result<Option<String>> {
    match header(request, ORIGIN) {
        None => Ok(None),
        Some(origin) if origin == gateway.public_url => Ok(Some(origin)),
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
