//! The two loops of one connection. One reads frames, whatever the database does; the other handles them in order, and sends batches when
//! the connection has fallen behind.

use super::close_reason::CloseReason;
use super::decoder::{DecodeError, Message};
use super::frames::{FrameId, Incoming, Outgoing};
use super::handlers;
use super::inbound::Messages;
use super::peer::Peer;
use super::request_queue::{QueuedFrame, RequestQueue};
use super::server::Gateway;
use crate::error::{Code, Error};
use crate::ids::ChatRoomId;
use crate::rate_limit::{Limiter, Rate};
use crate::realtime::{Reader as _, frame};
use bytes::Bytes;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{timeout, timeout_at};

/// Refusals for frames over the rate limit before the socket is closed.
const REFUSALS_AT_MOST: u32 = 40;
/// How long the close handshake may take before the TCP connection is killed.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// How long a frame may wait for its reply before the reply is `server_busy`. The request may still be done.
const REPLY_WITHIN: Duration = Duration::from_secs(5);
/// Frames of the largest size that may be queued.
const FRAMES_WAITING: usize = 4;

/// Serves a connection to its end.
pub async fn run(gateway: Gateway, peer: Arc<Peer>, mut messages: Messages) {
    let requests = RequestQueue::new(gateway.config.frame_bytes * FRAMES_WAITING);
    let close_answer = {
        let reading = pin!(async {
            let close_answer = read(&gateway, &peer, &requests, &mut messages).await;
            requests.close();
            close_answer
        });
        let mut processing = pin!(process(&gateway, &peer, &requests));
        tokio::select! {
            close_answer = reading => {
                // frames that came before the end are handled first
                tokio::select! { () = &mut processing => {}, () = peer.send_queue.send() => {} }
                close_answer
            }
            // the connection was ended; nobody waits for a jammed socket
            () = &mut processing => None,
            // nothing can be sent any more
            () = peer.send_queue.send() => None,
        }
    };
    peer.close(close_answer);
    gateway.registry.remove(&peer);
    // What still comes in is read and discarded: otherwise the system would reset the connection and lose the close frame.
    let closing = async {
        peer.send_queue.send().await;
        peer.send_queue.shut_down();
        messages.discard().await;
    };
    if timeout(CLOSE_WITHIN, closing).await.is_err() {
        peer.send_queue.kill();
    }
    peer.send_queue.shut_down();
}

/// Reads until the end; returns the reply to the close frame, if the client sent one.
async fn read(gateway: &Gateway, peer: &Arc<Peer>, requests: &RequestQueue, messages: &mut Messages) -> Option<Bytes> {
    let rate = Rate::per_second(gateway.config.frames_per_second, gateway.config.frame_burst);
    let pace = Limiter::new(rate, gateway.chat.db.clock());
    let mut refused = 0;
    while !peer.send_queue.has_ended() {
        let message = match messages.next().await? {
            Ok(Message::Close) => return Some(frame::close(1000, "")),
            Ok(message) => message,
            Err(error) => {
                let why = match error {
                    DecodeError::TooBig => CloseReason::TooBig,
                    DecodeError::Malformed => CloseReason::Malformed,
                };
                peer.end(why, None);
                return None;
            }
        };
        // one limit for every kind of message, or a flood would use another kind
        match (pace.acquire(), message) {
            (Err(_), _) if refused >= REFUSALS_AT_MOST => peer.end(CloseReason::Flood, Some(5_000)),
            (Err(wait), message) => {
                refused += 1;
                if let Message::Text(_) = message {
                    let error = Error::from(Code::Throttled).retry_after(wait);
                    peer.reply(&Outgoing::refusal(None, None, &error).frame());
                }
            }
            (Ok(()), message) => {
                refused = 0;
                match message {
                    Message::Text(text) => enqueue(peer, requests, &text),
                    Message::Binary => peer.end(CloseReason::Malformed, None),
                    Message::Ping(payload) => peer.send_queue.send_control(&frame::pong(&payload)),
                    Message::Part | Message::Pong | Message::Close => {}
                }
            }
        }
        peer.send_queue.flush();
    }
    None
}

/// Queues one frame; a pong is handled at once.
fn enqueue(peer: &Peer, requests: &RequestQueue, text: &str) {
    let incoming = match serde_json::from_str::<Incoming>(text) {
        Ok(incoming) if !incoming.t.is_empty() => incoming,
        Err(error) if error.is_data() && peer.greeted(false) => {
            let (id, error) = (FrameId::of(text), Error::field("frame", "not_allowed"));
            return peer.reply(&Outgoing::refusal(id.as_ref(), None, &error).frame());
        }
        _ => return peer.end(CloseReason::Malformed, None),
    };
    if (incoming.t == "hello") == peer.greeted(incoming.t == "hello") {
        // a second hello, or anything before the first
        return peer.end(CloseReason::Malformed, None);
    }
    if incoming.t == "pong" {
        return peer.pong(incoming.n.unwrap_or(0));
    }
    if let Err(refused) = requests.push(incoming, text.len()) {
        let error = Error::from(Code::Busy).retry_after(1_000);
        peer.reply(&Outgoing::refusal(refused.id.as_ref(), refused.r.as_deref(), &error).frame());
    }
}

/// Handles the queued frames in order until there are no more.
async fn process(gateway: &Gateway, peer: &Arc<Peer>, requests: &RequestQueue) {
    while !peer.send_queue.has_ended() {
        tokio::select! {
            // on the heap while it lasts: a socket at rest needs no memory for it
            () = peer.send_queue.ready_to_pull() => Box::pin(handlers::catch_up(gateway, peer)).await,
            next = requests.next() => match next {
                None => return,
                Some(queued) => Box::pin(handle(gateway, peer, queued)).await,
            },
        }
        peer.send_queue.flush();
    }
}

/// Handles one frame within [`REPLY_WITHIN`].
async fn handle(gateway: &Gateway, peer: &Arc<Peer>, QueuedFrame { incoming, since, .. }: QueuedFrame) {
    let (id, r) = (incoming.id.clone(), incoming.r.clone());
    let (is_hello, is_sub) = (incoming.t == "hello", incoming.t == "sub");
    let answered = match timeout_at(since + REPLY_WITHIN, handlers::dispatch(gateway, peer, *incoming)).await {
        Ok(answered) => answered,
        Err(_) => Err(Error::from(Code::Unconfirmed).retry_after(1_000)),
    };
    let Err(error) = answered else { return };
    if error.code == Code::Internal {
        tracing::error!(?error, "a frame failed");
    }
    if is_hello {
        // a socket without a welcome would stay open and get nothing
        let is_ours = error.code.status() >= 500;
        return match is_ours {
            true => peer.end(CloseReason::Failed, Some(gateway.chat.db.chance().below(4_000) + 1_000)),
            false => peer.end(CloseReason::Malformed, None),
        };
    }
    if let (true, Some(room)) = (is_sub, r.as_deref().and_then(ChatRoomId::parse)) {
        // the subscription may be half made
        peer.unsubscribe(&room);
    }
    peer.reply(&Outgoing::refusal(id.as_ref(), r.as_deref(), &error).frame());
}
