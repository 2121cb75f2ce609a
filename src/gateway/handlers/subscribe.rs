//! `sub`: subscribing to a room and resuming from a position.

use crate::chat::RoomView;
use crate::chat::events::topic;
use crate::error::{Code, Error, Result};
use crate::gateway::frames::{FrameId, Outgoing};
use crate::gateway::peer::Peer;
use crate::gateway::server::Gateway;
use crate::ids::ChatRoomId;
use crate::realtime::Reader as _;
use std::cell::Cell;
use std::sync::Arc;

/// Subscribes to a room from the position of the client. Membership is checked under the lock that orders the room's events, so a removal
/// is either known here or ends the subscription.
pub async fn subscribe(
    gateway: &Gateway,
    peer: &Arc<Peer>,
    id: Option<&FrameId>,
    room: &ChatRoomId,
    seq: Option<i64>,
    epoch: Option<&str>,
    overall: &mut Option<i64>,
) -> Result<()> {
    let topic_of_room = gateway.chat.topic_for(room, &peer.person).await?;
    if seq.is_some_and(|seq| seq > topic_of_room.head()) {
        // the client has got it on another node, whose hint may not have arrived
        gateway.chat.rooms.refresh(&topic(room)).await?;
    }
    let Some(reader) = peer.subscribe(room, &topic_of_room, gateway.config.rooms_per_socket) else {
        return Err(Error::from(Code::Throttled).retry_after(60_000));
    };
    let most = overall.unwrap_or(i64::MAX).min(gateway.config.recovery_events);
    let missed = Cell::new(0);
    let admit = |view: &RoomView, head: i64| {
        let member = view.member(peer.person.as_str())?;
        let (epoch_now, min_seq) = (view.room.epoch.as_str(), view.room.min_seq);
        let begin = seq.map(|seq| seq.max(member.joined_seq - 1));
        let gap = match begin {
            _ if epoch.is_some_and(|epoch| epoch != epoch_now) => Some("epoch"),
            _ if seq.is_some_and(|seq| member.was_elsewhere(seq)) => Some("seat"),
            Some(begin) if begin > head => Some("unknown"),
            Some(begin) if begin + 1 < min_seq => Some("retention"),
            Some(begin) if head - begin > most => Some("too_far"),
            _ => None,
        };
        let begin = if gap.is_some() { head } else { begin.unwrap_or(head) };
        missed.set(head - begin);
        // queued under the lock: no event of this subscription comes before it
        let reply = match gap {
            Some(reason) => Outgoing::Gap {
                id,
                r: room,
                epoch: epoch_now,
                head,
                min_seq,
                reason,
            },
            None => Outgoing::SubOk {
                id,
                r: room,
                epoch: epoch_now,
                from: begin + 1,
                head,
                recovered: seq.is_some(),
            },
        };
        peer.reply(&reply.frame());
        Some((member.seat.clone(), begin))
    };
    if topic_of_room.join(peer.id, reader, admit).is_none() {
        peer.unsubscribe(room);
        return Err(Error::not_found());
    }
    if peer.send_queue.has_ended() {
        // the end came between subscription and joining
        topic_of_room.leave(peer.id);
        return Ok(());
    }
    *overall = overall.map(|left| left - missed.get());
    if missed.get() > 0 {
        // the missed events follow as batches
        peer.send_queue.fell_behind();
    }
    Ok(())
}
