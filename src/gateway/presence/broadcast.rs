//! Broadcasts typing and presence to the sockets of this node and publishes them to the other nodes.

use super::remote_nodes::EphemeralHint;
use crate::chat::RoomView;
use crate::chat::events::topic;
use crate::gateway::frames::Outgoing;
use crate::gateway::server::Gateway;
use crate::ids::ChatRoomId;
use crate::realtime::Topic;
use bytes::Bytes;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Changes within this time are broadcast together.
const INTERVAL: Duration = Duration::from_millis(250);
/// How long a client shows typing without a further frame.
const TYPING_MS: u64 = 6_000;
/// How long a client shows a count without a further frame.
const PRESENCE_MS: u64 = 90_000;

/// Broadcasts presence until the task is aborted.
pub async fn run(gateway: Gateway) {
    let mut tick = interval(INTERVAL);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        broadcast_presence(&gateway).await;
    }
}

/// Broadcasts how many people are connected, to each room in which that has changed.
async fn broadcast_presence(gateway: &Gateway) {
    for room in gateway.presence.due() {
        let topic_of_room = gateway
            .chat
            .rooms
            .find(&topic(&room))
            .filter(|found| found.has_reader(|_, _| true));
        let is_live = match &topic_of_room {
            Some(_) => gateway.chat.is_live(&room).await.unwrap_or(false),
            None => false,
        };
        let here = match &topic_of_room {
            Some(found) if is_live => found.count_tags(),
            _ => 0,
        };
        if here > 0 || gateway.presence.was_announced(&room) {
            let (room, node) = (room.clone(), gateway.node.clone());
            gateway.remote_nodes.publish(&EphemeralHint::Presence {
                room,
                node,
                count: here,
            });
        }
        gateway.presence.set_announced(&room, is_live);
        if let (Some(topic_of_room), true) = (topic_of_room, is_live) {
            let count = here + gateway.remote_nodes.count(&room);
            let ttl_ms = PRESENCE_MS;
            let frame = Outgoing::Presence {
                r: &room,
                count,
                ttl_ms,
            };
            send_ephemeral(gateway, &room, &topic_of_room, None, &frame.frame());
        }
    }
}

/// Sends typing of a seat to the other sockets of a room on this node.
pub(in crate::gateway) fn broadcast_typing(
    gateway: &Gateway,
    room: &ChatRoomId,
    topic_of_room: &Topic<RoomView>,
    (seat, name): (&str, &str),
    on: bool,
) {
    let ttl_ms = if on { TYPING_MS } else { 0 };
    let frame = Outgoing::Typing {
        r: room,
        who: [name],
        ttl_ms,
    };
    send_ephemeral(gateway, room, topic_of_room, Some(seat), &frame.frame());
}

/// Applies a hint of another node, which has checked that the room is live.
pub(in crate::gateway) fn on_remote_hint(gateway: &Gateway, hint: EphemeralHint) {
    match hint {
        EphemeralHint::Presence { room, node, count } => {
            if node != gateway.node && gateway.remote_nodes.record_count(&room, node, count) {
                gateway.presence.mark_changed([room]);
            }
        }
        EphemeralHint::Typing { room, seat, on } => {
            let Some(topic_of_room) = gateway.chat.rooms.find(&topic(&room)) else {
                return;
            };
            let name_of = |view: &RoomView, _| {
                let mut members = view.members();
                members
                    .find(|member| *member.seat == seat)
                    .map(|member| member.name.clone())
            };
            if let Some(name) = topic_of_room.with(name_of).flatten() {
                broadcast_typing(gateway, &room, &topic_of_room, (&seat, &name), on);
            }
        }
    }
}

fn send_ephemeral(
    gateway: &Gateway,
    room: &ChatRoomId,
    topic_of_room: &Topic<RoomView>,
    except: Option<&str>,
    frame: &Bytes,
) {
    topic_of_room.deliver_ephemeral(frame, |id, tag| {
        Some(tag) != except
            && gateway
                .registry
                .find(id)
                .is_some_and(|peer| peer.wants_presence_in(room))
    });
}
