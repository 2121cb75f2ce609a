//! Subscribing, resuming and catching up.

use super::farewell::Farewell;
use super::frames::{self, Greeted, Incoming, Limits, Mark, Outgoing, PROTOCOL};
use super::peer::Peer;
use super::{Gateway, moment, store};
use crate::chat::RoomView;
use crate::chat::events::topic;
use crate::chat::model::UNREAD_AT_MOST;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::ids::ChatRoomId;
use crate::realtime::{Pull, Reader as _, Topic};
use bytes::Bytes;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long what was missed may take to be loaded before the frames that wait have their turn.
const LOADED_WITHIN: Duration = Duration::from_secs(2);

/// Rooms that may be named in `hello`; further ones by `sub`.
const ROOMS_IN_HELLO: usize = 50;

/// The first frame of a client: welcome, then its rooms.
pub async fn hello(gate: &Gateway, peer: &Arc<Peer>, incoming: Incoming) -> Result<()> {
    if incoming.v != Some(1) {
        peer.end(Farewell::Version, None);
        return Ok(());
    }
    if incoming.rooms.len() > ROOMS_IN_HELLO {
        return Err(Error::field("rooms", "too_long"));
    }
    if incoming.caps.iter().any(|cap| cap == moment::CAP) {
        peer.ask_for_moments();
    }
    let (person, at_most) = (peer.person.clone(), gate.config.rooms_per_socket as i64);
    let now = gate.chat.clock.now();
    let look = move |conn: &mut Conn| {
        let rooms = store::list_rooms(conn, &person, now, at_most)?;
        Ok((rooms, store::count_mentions(conn, &person)?))
    };
    let (rows, mentions) = gate.chat.db.read(look).await?;
    let rooms = rows.into_iter().map(
        |(r, epoch, head, last_no, read_no, role, min_seq, muted_until, slow_seconds)| Greeted {
            mentions: mentions.get(&r).copied().unwrap_or(0).min(UNREAD_AT_MOST),
            r,
            epoch,
            head,
            last_no,
            read_no,
            role,
            min_seq,
            muted_until: muted_until.unwrap_or(0),
            slow_ms: slow_seconds.unwrap_or(0) * 1_000,
        },
    );
    let welcome = Outgoing::Welcome {
        v: 1,
        sid: format!("{PROTOCOL}/{}", peer.id),
        node: &gate.node,
        hb_ms: gate.config.heartbeat_ms,
        now: gate.chat.clock.now(),
        auth_exp: peer.auth_expires_at(),
        limits: Limits::of(&gate.config, &gate.chat.config),
        rooms: rooms.collect(),
    };
    peer.welcome(&welcome.frame());
    let mut left = Some(gate.config.recovery_events_overall);
    for position in incoming.rooms {
        let answered = match ChatRoomId::parse(&position.r) {
            Some(room) => {
                subscribe(
                    gate,
                    peer,
                    None,
                    &room,
                    position.seq,
                    position.epoch.as_deref(),
                    &mut left,
                )
                .await
            }
            None => Err(Error::not_found()),
        };
        match answered {
            // the database went away in the middle of it: the client comes back with all of its rooms
            Err(error) if error.code.status() >= 500 => return Err(error),
            Err(error) => peer.answer(&Outgoing::refusal(None, Some(&position.r), &error).frame()),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// Listens to a room from where the client stands. The membership is looked up under the lock that orders the room's
/// events, so a removal is either known here or ends the subscription.
pub async fn subscribe(
    gate: &Gateway,
    peer: &Arc<Peer>,
    id: Option<&Mark>,
    room: &ChatRoomId,
    seq: Option<i64>,
    epoch: Option<&str>,
    overall: &mut Option<i64>,
) -> Result<()> {
    let in_memory = gate.chat.topic_for(room, &peer.person).await?;
    if seq.is_some_and(|seq| seq > in_memory.head()) {
        // heard on another node, which told this one a moment ago or not yet
        gate.chat.rooms.refresh(&topic(room)).await?;
    }
    let Some(ear) = peer.listen(room, &in_memory, gate.config.rooms_per_socket) else {
        return Err(Error::from(Code::Throttled).retry_after(60_000));
    };
    let most = overall.unwrap_or(i64::MAX).min(gate.config.recovery_events);
    let missed = Cell::new(0);
    let admit = |view: &RoomView, head: i64| {
        let sitter = view.sitter(peer.person.as_str())?;
        let (epoch_now, min_seq) = (view.room.epoch.as_str(), view.room.min_seq);
        let begin = seq.map(|seq| seq.max(sitter.joined_seq - 1));
        let gap = match begin {
            _ if epoch.is_some_and(|epoch| epoch != epoch_now) => Some("epoch"),
            _ if seq.is_some_and(|seq| sitter.was_elsewhere(seq)) => Some("seat"),
            Some(begin) if begin > head => Some("unknown"),
            Some(begin) if begin + 1 < min_seq => Some("retention"),
            Some(begin) if head - begin > most => Some("too_far"),
            _ => None,
        };
        let begin = if gap.is_some() { head } else { begin.unwrap_or(head) };
        missed.set(head - begin);
        // told under the lock: no event of this subscription comes before it
        let told = match gap {
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
        peer.answer(&told.frame());
        Some((sitter.seat.clone(), begin))
    };
    if in_memory.join(peer.id, ear, admit).is_none() {
        peer.forget(room);
        return Err(Error::not_found());
    }
    if peer.outbox.has_ended() {
        // the end came between listening and joining
        in_memory.leave(peer.id);
        return Ok(());
    }
    *overall = overall.map(|left| left - missed.get());
    if missed.get() > 0 {
        // what was missed is handed out next, in its own time
        peer.outbox.fell_behind();
    }
    Ok(())
}

/// Goes on in every room in which the connection has fallen behind.
pub async fn catch_up(gate: &Gateway, peer: &Arc<Peer>) {
    for (room, listening) in peer.rooms() {
        pull(gate, peer, &room, &listening.topic).await;
    }
}

/// Hands out batches until the connection is up to date, full or gone.
async fn pull(gate: &Gateway, peer: &Arc<Peer>, room: &ChatRoomId, in_memory: &Topic<RoomView>) {
    let at_once = gate.config.outbox_bytes / 2;
    let loaded_at_once = i64::try_from(at_once / 1024).unwrap_or(200).clamp(16, 200);
    let size = Cell::new(0);
    let wrap = |from: i64, to: i64, texts: &[Bytes], more: bool| {
        let frame = frames::batch(room, from, to, texts, more);
        size.set(frame.len());
        frame
    };
    let mut loaded: Vec<Event> = vec![];
    loop {
        let step = match in_memory.push(peer.id, &loaded, at_once, &wrap) {
            Some(step) => step,
            None => in_memory.pull(peer.id, at_once, &wrap),
        };
        peer.outbox.flush();
        match step {
            Pull::More if peer.owe(room, Some(size.get())) <= gate.config.recovery_bytes => {}
            Pull::More => return too_far(peer, room, in_memory),
            Pull::Full => return,
            Pull::Live => {
                peer.owe(room, None);
                return;
            }
            Pull::Ended => return peer.forget(room),
            Pull::FromLog(after, upto) if upto - after > gate.config.recovery_events => {
                return peer.end(Farewell::TooSlow, Some(0));
            }
            Pull::FromLog(after, upto) => {
                let upto = upto.min(after + loaded_at_once);
                let name = topic(room);
                let log = gate.chat.rooms.log(&name, after, upto);
                loaded = match timeout(LOADED_WITHIN, log).await {
                    Ok(Ok(events)) if !events.is_empty() => events,
                    Ok(Ok(_)) | Err(_) => return later(peer).await,
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "missed events could not be loaded yet");
                        return later(peer).await;
                    }
                };
            }
        }
    }
}

/// Too many bytes were missed: the client loads the room instead and goes on from the head.
fn too_far(peer: &Peer, room: &ChatRoomId, in_memory: &Topic<RoomView>) {
    let told = in_memory.with(|view, head| {
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
    if let Some(told) = told {
        peer.answer(&told);
    }
    in_memory.skip(peer.id);
    peer.owe(room, None);
}

/// Tries again in a moment.
async fn later(peer: &Peer) {
    tokio::time::sleep(Duration::from_millis(250)).await;
    peer.outbox.fell_behind();
}
