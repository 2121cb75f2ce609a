//! The loop of one connection: frames in, answers out, batches when it has fallen behind.

use super::farewell::Farewell;
use super::frames::{Incoming, Mark, Outgoing};
use super::inlet::Messages;
use super::pace::Bucket;
use super::peer::Peer;
use super::{Gate, actions, changes, listen, moment};
use crate::chat::actions::{mark_read, post_message};
use crate::chat::events::topic;
use crate::chat::model::{Cid, Draft, MessageKind, MessageText};
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId};
use crate::realtime::{Reader as _, frame};
use actix_ws::{AggregatedMessage, ProtocolError};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Frames over the limit that are answered before the socket is ended.
const PATIENCE: u32 = 40;
/// Events by which a room may be ahead of what is handed out before its authors wait for it.
const AHEAD: i64 = 64;
/// How long a farewell may take before the socket is ended under it.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves a connection to its end.
pub async fn run(gate: Gate, peer: Arc<Peer>, mut messages: Messages) {
    tokio::select! {
        () = listen(&gate, &peer, &mut messages) => {}
        // nothing can be sent any more
        () = peer.outbox.send() => {}
    }
    peer.close(None);
    gate.connections.remove(&peer);
    // A farewell that is not taken does not hold the socket. What is still on its way in is nobody's business any more, but it
    // is read, or the system would throw away the farewell with it.
    let seen_off = async {
        peer.outbox.send().await;
        peer.outbox.hang_up();
        while let Some(Ok(_)) = messages.next().await {}
    };
    if timeout(FAREWELL, seen_off).await.is_err() {
        peer.outbox.kill();
    }
    peer.outbox.hang_up();
}

async fn listen(gate: &Gate, peer: &Arc<Peer>, messages: &mut Messages) {
    let mut pace = Bucket::new(gate.config.frames_per_second, gate.config.frame_burst);
    let mut refused = 0;
    while !peer.outbox.has_ended() {
        tokio::select! {
            // on the heap while it lasts: a socket at rest needs no memory for it
            () = peer.outbox.ready_to_pull() => Box::pin(listen::catch_up(gate, peer)).await,
            next = messages.next() => match next {
                None => break,
                Some(Ok(AggregatedMessage::Text(text))) => match pace.take() {
                    Ok(()) => {
                        refused = 0;
                        Box::pin(hear(gate, peer, &text)).await;
                    }
                    Err(_) if refused >= PATIENCE => peer.end(Farewell::Flood, Some(5_000)),
                    Err(wait) => {
                        refused += 1;
                        let error = Error::from(Code::Throttled).retry_after(wait);
                        peer.answer(&Outgoing::refusal(None, None, &error).frame());
                    }
                },
                Some(Ok(AggregatedMessage::Binary(_))) => peer.end(Farewell::Malformed, None),
                Some(Ok(AggregatedMessage::Ping(payload))) => peer.outbox.control(&frame::pong(&payload)),
                Some(Ok(AggregatedMessage::Pong(_))) => {}
                Some(Ok(AggregatedMessage::Close(_))) => peer.close(Some(frame::close(1000, ""))),
                Some(Err(error)) => match why(&error) {
                    Some(farewell) => peer.end(farewell, None),
                    None => break,
                },
            },
        }
        peer.outbox.flush();
    }
}

fn why(error: &ProtocolError) -> Option<Farewell> {
    match error {
        ProtocolError::Overflow => Some(Farewell::TooBig),
        ProtocolError::Io(error) if error.kind() != std::io::ErrorKind::InvalidData => None,
        _ => Some(Farewell::Malformed),
    }
}

/// One frame.
async fn hear(gate: &Gate, peer: &Arc<Peer>, text: &str) {
    let incoming = match serde_json::from_str::<Incoming>(text) {
        Ok(incoming) if !incoming.t.is_empty() => incoming,
        Err(error) if error.is_data() && peer.greeted(false) => {
            return peer.answer(&Outgoing::refusal(None, None, &Error::field("frame", "not_allowed")).frame());
        }
        _ => return peer.end(Farewell::Malformed, None),
    };
    if (incoming.t == "hello") == peer.greeted(incoming.t == "hello") {
        // a second hello, or anything before the first
        return peer.end(Farewell::Malformed, None);
    }
    let (id, r) = (incoming.id.clone(), incoming.r.clone());
    let answered = match incoming.t.as_str() {
        "hello" => listen::hello(gate, peer, incoming).await,
        "sub" => match room(&incoming) {
            Ok(room) => {
                listen::subscribe(
                    gate,
                    peer,
                    id.as_ref(),
                    &room,
                    incoming.seq,
                    incoming.epoch.as_deref(),
                    &mut None,
                )
                .await
            }
            Err(error) => Err(error),
        },
        "unsub" => room(&incoming).map(|room| {
            peer.forget(&room);
            peer.answer(
                &Outgoing::Ok {
                    id: id.as_ref(),
                    auth_exp: None,
                }
                .frame(),
            );
        }),
        "send" => send(gate, peer, id.as_ref(), incoming).await,
        "edit" | "del" | "react" => changes::hear(gate, peer, id.as_ref(), incoming).await,
        "read" => read(gate, peer, &incoming).await,
        "typing" => moment::typing(gate, peer, &incoming).await,
        "focus" => moment::focus(peer, &incoming),
        "ack" => moment::ack(peer, &incoming),
        "pong" => {
            peer.pong(incoming.n.unwrap_or(0));
            Ok(())
        }
        "auth" => auth(gate, peer, id.as_ref(), incoming.ticket.as_deref()).await,
        _ => {
            let unknown = Outgoing::Err {
                id: id.as_ref(),
                r: r.as_deref(),
                code: "unknown_type",
                msg: "This server does not know such a frame.",
                retry_ms: None,
                field: None,
                why: None,
                until: None,
            };
            peer.answer(&unknown.frame());
            Ok(())
        }
    };
    if let Err(error) = answered {
        if error.code == Code::Internal {
            tracing::error!(?error, "a frame failed");
        }
        peer.answer(&Outgoing::refusal(id.as_ref(), r.as_deref(), &error).frame());
    }
}

/// The room that a frame speaks of.
pub fn room(incoming: &Incoming) -> Result<ChatRoomId> {
    let text = incoming.r.as_deref().ok_or_else(|| Error::field("r", "required"))?;
    ChatRoomId::parse(text).ok_or_else(Error::not_found)
}

async fn send(gate: &Gate, peer: &Peer, id: Option<&Mark>, incoming: Incoming) -> Result<()> {
    let room = room(&incoming)?;
    let reply = match incoming.reply.as_deref() {
        Some(reply) => Some(MessageId::parse(reply).ok_or_else(|| Error::field("reply", "unknown"))?),
        None => None,
    };
    let draft = Draft {
        cid: Cid::parse("cid", incoming.cid.as_deref().unwrap_or_default())?,
        text: MessageText::parse(incoming.body.as_deref().unwrap_or_default())?,
        kind: incoming.kind.unwrap_or(MessageKind::Message),
        reply,
        prev: incoming
            .prev
            .as_deref()
            .map(|prev| Cid::parse("prev", prev))
            .transpose()?,
    };
    let posted = post_message(&gate.chat, peer.person.clone(), room.clone(), draft).await?;
    // whoever waits for their answers before they say more is never far ahead of what this node hands out
    gate.chat.rooms.reached(&topic(&room), posted.seq - AHEAD).await;
    peer.answer(&Outgoing::sent(id, &room, &posted).frame());
    Ok(())
}

async fn read(gate: &Gate, peer: &Arc<Peer>, incoming: &Incoming) -> Result<()> {
    let room = room(incoming)?;
    let no = incoming.no.ok_or_else(|| Error::field("no", "required"))?;
    match peer.mark(&room, no) {
        Some(no) => write_mark(gate, peer, room, no).await,
        None => Ok(()),
    }
}

/// Writes a read marker; the person's other devices hear of it from the event.
pub async fn write_mark(gate: &Gate, peer: &Peer, room: ChatRoomId, no: i64) -> Result<()> {
    let (no, _) = mark_read(&gate.chat, peer.person.clone(), room.clone(), no).await?;
    peer.knows_mark(&room, no);
    Ok(())
}

async fn auth(gate: &Gate, peer: &Peer, id: Option<&Mark>, ticket: Option<&str>) -> Result<()> {
    let ticket = ticket.ok_or_else(|| Error::field("ticket", "required"))?;
    let admission = actions::redeem_ticket(gate, ticket, peer.origin.as_deref()).await?;
    if admission.person != peer.person || admission.login != peer.login {
        return Err(Code::TicketRefused.into());
    }
    peer.extend(admission.auth_expires_at);
    peer.answer(
        &Outgoing::Ok {
            id,
            auth_exp: Some(admission.auth_expires_at),
        }
        .frame(),
    );
    Ok(())
}
