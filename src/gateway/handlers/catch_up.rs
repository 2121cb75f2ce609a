//! Catching up: batches for a connection that has fallen behind.

use crate::chat::RoomView;
use crate::chat::events::topic;
use crate::event::Event;
use crate::gateway::close_reason::CloseReason;
use crate::gateway::frames::{self, Outgoing};
use crate::gateway::peer::Peer;
use crate::gateway::server::Gateway;
use crate::ids::ChatRoomId;
use crate::realtime::{Pull, Reader as _, Topic};
use bytes::Bytes;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long missed events may take to be loaded before the queued frames have their turn.
const LOADED_WITHIN: Duration = Duration::from_secs(2);

/// Sends batches in every room in which the connection has fallen behind.
pub async fn catch_up(gateway: &Gateway, peer: &Arc<Peer>) {
    for (room, subscription) in peer.subscriptions() {
        pull(gateway, peer, &room, &subscription.topic).await;
    }
}

/// Sends batches of a room until the connection is up to date, full or gone.
async fn pull(gateway: &Gateway, peer: &Arc<Peer>, room: &ChatRoomId, topic_of_room: &Topic<RoomView>) {
    let at_once = gateway.config.outbox_bytes / 2;
    let loaded_at_once = i64::try_from(at_once / 1024).unwrap_or(200).clamp(16, 200);
    let size = Cell::new(0);
    let wrap = |from: i64, to: i64, texts: &[Bytes], more: bool| {
        let frame = frames::batch(room, from, to, texts, more);
        size.set(frame.len());
        frame
    };
    let mut loaded: Vec<Event> = vec![];
    loop {
        let step = match topic_of_room.push(peer.id, &loaded, at_once, &wrap) {
            Some(step) => step,
            None => topic_of_room.pull(peer.id, at_once, &wrap),
        };
        peer.send_queue.flush();
        match step {
            Pull::More if peer.owe(room, Some(size.get())) <= gateway.config.recovery_bytes => {}
            Pull::More => return send_too_far(peer, room, topic_of_room),
            Pull::Full => return,
            Pull::Live => {
                peer.owe(room, None);
                return;
            }
            Pull::Ended => return peer.unsubscribe(room),
            Pull::FromLog(after, upto) if upto - after > gateway.config.recovery_events => {
                return peer.end(CloseReason::TooSlow, Some(0));
            }
            Pull::FromLog(after, upto) => {
                let upto = upto.min(after + loaded_at_once);
                let name = topic(room);
                let log = gateway.chat.rooms.log(&name, after, upto);
                loaded = match timeout(LOADED_WITHIN, log).await {
                    Ok(Ok(events)) if !events.is_empty() => events,
                    Ok(Ok(_)) | Err(_) => return retry_later(peer).await,
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "missed events could not be loaded yet");
                        return retry_later(peer).await;
                    }
                };
            }
        }
    }
}

/// Too many bytes were missed: the client loads the room over HTTP and continues from the head.
fn send_too_far(peer: &Peer, room: &ChatRoomId, topic_of_room: &Topic<RoomView>) {
    let gap = topic_of_room.with(|view, head| {
        let (epoch, min_seq) = (view.room.epoch.as_str(), view.room.min_seq);
        let reason = "too_far";
        Outgoing::Gap {
            id: None,
            r: room,
            epoch,
            head,
            min_seq,
            reason,
        }
        .frame()
    });
    if let Some(gap) = gap {
        peer.reply(&gap);
    }
    topic_of_room.skip(peer.id);
    peer.owe(room, None);
}

/// Tries again in 250 ms.
async fn retry_later(peer: &Peer) {
    tokio::time::sleep(Duration::from_millis(250)).await;
    peer.send_queue.fell_behind();
}
