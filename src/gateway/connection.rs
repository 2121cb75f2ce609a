//! The two loops of one connection: frames in, whatever the database does; and what they ask for, one after the other, with batches
//! when the connection has fallen behind.

use super::deframe::{Flaw, Message};
use super::farewell::Farewell;
use super::frames::{Incoming, Mark, Outgoing};
use super::inbox::{Inbox, Waits};
use super::inlet::Messages;
use super::peer::Peer;
use super::{Gateway, actions, changes, listen, moment};
use crate::chat::actions::{mark_read, post_message};
use crate::chat::events::topic;
use crate::chat::model::{Cid, Draft, MessageKind, MessageText};
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId};
use crate::rate_limit::{Limiter, Rate};
use crate::realtime::{Reader as _, frame};
use bytes::Bytes;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{timeout, timeout_at};

/// Frames over the limit that are answered before the socket is ended.
const PATIENCE: u32 = 40;
/// Events by which a room may be ahead of what is handed out before its authors wait for it.
const AHEAD: i64 = 64;
/// How long a farewell may take before the socket is ended under it.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long a frame may wait for its answer before it is told that the server is busy. What it asked for may still be done.
const ANSWER: Duration = Duration::from_secs(5);
/// The largest frames that may wait at the same time.
const FRAMES_WAITING: usize = 4;

/// Serves a connection to its end.
pub async fn run(gate: Gateway, peer: Arc<Peer>, mut messages: Messages) {
    let inbox = Inbox::new(gate.config.frame_bytes * FRAMES_WAITING);
    let goodbye = {
        let hearing = pin!(async {
            let goodbye = read(&gate, &peer, &inbox, &mut messages).await;
            inbox.close();
            goodbye
        });
        let mut working = pin!(work(&gate, &peer, &inbox));
        tokio::select! {
            goodbye = hearing => {
                // what came before the end is done first
                tokio::select! { () = &mut working => {}, () = peer.outbox.send() => {} }
                goodbye
            }
            // it was ended, and nobody waits for what a jammed socket still takes
            () = &mut working => None,
            // nothing can be sent any more
            () = peer.outbox.send() => None,
        }
    };
    peer.close(goodbye);
    gate.connections.remove(&peer);
    // A farewell that is not taken does not hold the socket. What is still on its way in is nobody's business any more, but it
    // is read, or the system would throw away the farewell with it.
    let seen_off = async {
        peer.outbox.send().await;
        peer.outbox.hang_up();
        messages.discard().await;
    };
    if timeout(FAREWELL, seen_off).await.is_err() {
        peer.outbox.kill();
    }
    peer.outbox.hang_up();
}

/// Reads until the end; the answer to a goodbye, if there was one.
async fn read(gate: &Gateway, peer: &Arc<Peer>, inbox: &Inbox, messages: &mut Messages) -> Option<Bytes> {
    let rate = Rate::per_second(gate.config.frames_per_second, gate.config.frame_burst);
    let pace = Limiter::new(rate, gate.chat.db.clock());
    let mut refused = 0;
    while !peer.outbox.has_ended() {
        let message = match messages.next().await? {
            Ok(Message::Close) => return Some(frame::close(1000, "")),
            Ok(message) => message,
            Err(flaw) => {
                let why = match flaw {
                    Flaw::TooBig => Farewell::TooBig,
                    Flaw::Malformed => Farewell::Malformed,
                };
                peer.end(why, None);
                return None;
            }
        };
        // one pace for all that comes, or a flood would only have to be of another kind
        match (pace.acquire(), message) {
            (Err(_), _) if refused >= PATIENCE => peer.end(Farewell::Flood, Some(5_000)),
            (Err(wait), message) => {
                refused += 1;
                if let Message::Text(_) = message {
                    let error = Error::from(Code::Throttled).retry_after(wait);
                    peer.answer(&Outgoing::refusal(None, None, &error).frame());
                }
            }
            (Ok(()), message) => {
                refused = 0;
                match message {
                    Message::Text(text) => take_in(peer, inbox, &text),
                    Message::Binary => peer.end(Farewell::Malformed, None),
                    Message::Ping(payload) => peer.outbox.control(&frame::pong(&payload)),
                    Message::Part | Message::Pong | Message::Close => {}
                }
            }
        }
        peer.outbox.flush();
    }
    None
}

/// One frame, to be done in its turn; an answer to a ping has no turn.
fn take_in(peer: &Peer, inbox: &Inbox, text: &str) {
    let incoming = match serde_json::from_str::<Incoming>(text) {
        Ok(incoming) if !incoming.t.is_empty() => incoming,
        Err(error) if error.is_data() && peer.greeted(false) => {
            let (id, error) = (Mark::of(text), Error::field("frame", "not_allowed"));
            return peer.answer(&Outgoing::refusal(id.as_ref(), None, &error).frame());
        }
        _ => return peer.end(Farewell::Malformed, None),
    };
    if (incoming.t == "hello") == peer.greeted(incoming.t == "hello") {
        // a second hello, or anything before the first
        return peer.end(Farewell::Malformed, None);
    }
    if incoming.t == "pong" {
        return peer.pong(incoming.n.unwrap_or(0));
    }
    if let Err(refused) = inbox.put(incoming, text.len()) {
        let error = Error::from(Code::Busy).retry_after(1_000);
        peer.answer(&Outgoing::refusal(refused.id.as_ref(), refused.r.as_deref(), &error).frame());
    }
}

/// Does what frames ask for, in their order, until there are no more of them.
async fn work(gate: &Gateway, peer: &Arc<Peer>, inbox: &Inbox) {
    while !peer.outbox.has_ended() {
        tokio::select! {
            // on the heap while it lasts: a socket at rest needs no memory for it
            () = peer.outbox.ready_to_pull() => Box::pin(listen::catch_up(gate, peer)).await,
            next = inbox.next() => match next {
                None => return,
                Some(waits) => Box::pin(hear(gate, peer, waits)).await,
            },
        }
        peer.outbox.flush();
    }
}

/// One frame, answered in time.
async fn hear(gate: &Gateway, peer: &Arc<Peer>, Waits { incoming, since, .. }: Waits) {
    let (id, r) = (incoming.id.clone(), incoming.r.clone());
    let (is_hello, is_sub) = (incoming.t == "hello", incoming.t == "sub");
    let answered = match timeout_at(since + ANSWER, answer(gate, peer, *incoming)).await {
        Ok(answered) => answered,
        Err(_) => Err(Error::from(Code::Unconfirmed).retry_after(1_000)),
    };
    let Err(error) = answered else { return };
    if error.code == Code::Internal {
        tracing::error!(?error, "a frame failed");
    }
    if is_hello {
        // a socket that was not welcomed would be alive and hear nothing
        let is_ours = error.code.status() >= 500;
        return match is_ours {
            true => peer.end(Farewell::Failed, Some(gate.chat.chance.below(4_000) + 1_000)),
            false => peer.end(Farewell::Malformed, None),
        };
    }
    if let (true, Some(room)) = (is_sub, r.as_deref().and_then(ChatRoomId::parse)) {
        // it may have been given up halfway
        peer.forget(&room);
    }
    peer.answer(&Outgoing::refusal(id.as_ref(), r.as_deref(), &error).frame());
}

async fn answer(gate: &Gateway, peer: &Arc<Peer>, incoming: Incoming) -> Result<()> {
    let (id, r) = (incoming.id.clone(), incoming.r.clone());
    match incoming.t.as_str() {
        "hello" => listen::hello(gate, peer, incoming).await,
        "sub" => {
            let (seq, epoch) = (incoming.seq, incoming.epoch.as_deref());
            listen::subscribe(gate, peer, id.as_ref(), &room(&incoming)?, seq, epoch, &mut None).await
        }
        "unsub" => {
            peer.forget(&room(&incoming)?);
            let (id, auth_exp) = (id.as_ref(), None);
            peer.answer(&Outgoing::Ok { id, auth_exp }.frame());
            Ok(())
        }
        "send" => send(gate, peer, id.as_ref(), incoming).await,
        "edit" | "del" | "react" => changes::hear(gate, peer, id.as_ref(), incoming).await,
        "read" => read_up_to(gate, peer, &incoming).await,
        "typing" => moment::typing(gate, peer, &incoming).await,
        "focus" => moment::focus(peer, &incoming),
        "ack" => moment::ack(peer, &incoming),
        "auth" => auth(gate, peer, id.as_ref(), incoming.ticket.as_deref()).await,
        _ => {
            peer.answer(&Outgoing::unknown(id.as_ref(), r.as_deref()).frame());
            Ok(())
        }
    }
}

/// The room that a frame speaks of.
pub fn room(incoming: &Incoming) -> Result<ChatRoomId> {
    let text = incoming.r.as_deref().ok_or_else(|| Error::field("r", "required"))?;
    ChatRoomId::parse(text).ok_or_else(Error::not_found)
}

async fn send(gate: &Gateway, peer: &Peer, id: Option<&Mark>, incoming: Incoming) -> Result<()> {
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

async fn read_up_to(gate: &Gateway, peer: &Arc<Peer>, incoming: &Incoming) -> Result<()> {
    let room = room(incoming)?;
    let no = incoming.no.ok_or_else(|| Error::field("no", "required"))?;
    match peer.mark(&room, no) {
        Some(no) => write_mark(gate, peer, room, no).await,
        None => Ok(()),
    }
}

/// Writes a read marker; the person's other devices hear of it from the event.
pub async fn write_mark(gate: &Gateway, peer: &Peer, room: ChatRoomId, no: i64) -> Result<()> {
    let (no, _) = mark_read(&gate.chat, peer.person.clone(), room.clone(), no).await?;
    peer.knows_mark(&room, no);
    Ok(())
}

async fn auth(gate: &Gateway, peer: &Peer, id: Option<&Mark>, ticket: Option<&str>) -> Result<()> {
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
