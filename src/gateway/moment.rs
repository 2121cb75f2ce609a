//! What is true for a moment and stored nowhere (safety 25, I18): who is writing, how many are here, what a client looks at.
//!
//! Typing and presence exist inside a live room only: while somebody who holds it is connected, or while a session of its
//! series runs. They go to sockets that asked for them (`caps` of `hello`) and have this room, or no room, in focus; a socket
//! that does not keep up misses them. `neighbours` brings the moments of other nodes.

use super::Gateway;
use super::connection::room;
use super::frames::{Incoming, Outgoing};
use super::neighbours::Moment;
use super::peer::Peer;
use crate::chat::RoomView;
use crate::chat::events::topic;
use crate::error::{Error, Result};
use crate::ids::ChatRoomId;
use crate::realtime::Topic;
use bytes::Bytes;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::{MissedTickBehavior, interval};

/// The word in `caps` of a client that wants to know.
pub const CAP: &str = "presence";
const MOMENT: Duration = Duration::from_millis(250);
/// How long a client shows that somebody is writing without hearing it again.
const TYPING_MS: u64 = 6_000;
/// How long a client shows how many are here without hearing it again.
const PRESENCE_MS: u64 = 90_000;
/// How often it is told again where nothing has changed.
const REPEAT: Duration = Duration::from_secs(30);

/// Rooms in which somebody has come or gone since the last look, and those that were told how many are there.
#[derive(Default)]
pub struct Presence {
    stirred: Mutex<HashSet<ChatRoomId>>,
    told: Mutex<HashMap<ChatRoomId, Instant>>,
}

impl Presence {
    /// Somebody has come to these rooms, or gone.
    pub fn stir(&self, rooms: impl IntoIterator<Item = ChatRoomId>) {
        self.stirred
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(rooms);
    }

    /// The rooms that must be looked at now.
    fn due(&self) -> HashSet<ChatRoomId> {
        let mut due = std::mem::take(&mut *self.stirred.lock().unwrap_or_else(PoisonError::into_inner));
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let again = told.iter().filter(|(_, at)| at.elapsed() >= REPEAT);
        due.extend(again.map(|(room, _)| room.clone()));
        due
    }

    fn was_told(&self, room: &ChatRoomId) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.contains_key(room)
    }

    fn note(&self, room: &ChatRoomId, was_told: bool) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if was_told {
            told.insert(room.clone(), Instant::now());
        } else {
            told.remove(room);
        }
    }
}

/// Runs until the task is ended: what happens within a moment is told once.
pub async fn run(gate: Gateway) {
    let mut tick = interval(MOMENT);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        tell_presence(&gate).await;
    }
}

/// Tells the rooms in which somebody has come or gone how many are there.
async fn tell_presence(gate: &Gateway) {
    for room in gate.presence.due() {
        let in_memory = gate
            .chat
            .rooms
            .find(&topic(&room))
            .filter(|found| found.has_reader(|_, _| true));
        let is_live = match &in_memory {
            Some(_) => gate.chat.is_live(&room).await.unwrap_or(false),
            None => false,
        };
        let here = match &in_memory {
            Some(found) if is_live => found.count_tags(),
            _ => 0,
        };
        if here > 0 || gate.presence.was_told(&room) {
            let (room, node) = (room.clone(), gate.node.clone());
            gate.neighbours.tell(&Moment::Here {
                room,
                node,
                count: here,
            });
        }
        gate.presence.note(&room, is_live);
        if let (Some(in_memory), true) = (in_memory, is_live) {
            let count = here + gate.neighbours.count(&room);
            let ttl_ms = PRESENCE_MS;
            let told = Outgoing::Presence {
                r: &room,
                count,
                ttl_ms,
            };
            whisper(gate, &room, &in_memory, None, &told.frame());
        }
    }
}

/// `typing`: told to the others of a live room. What comes too often is dropped; nothing is answered but a refusal.
pub async fn typing(gate: &Gateway, peer: &Peer, incoming: &Incoming) -> Result<()> {
    let room = room(incoming)?;
    let on = incoming.on.ok_or_else(|| Error::field("on", "required"))?;
    let in_memory = gate.chat.topic_for(&room, &peer.person).await?;
    let look = |view: &RoomView, _| {
        let sitter = view.sitter(peer.person.as_str())?;
        Some((sitter.seat.clone(), sitter.name.clone()))
    };
    let (seat, name) = in_memory.with(look).flatten().ok_or_else(Error::not_found)?;
    if !peer.may_tell_typing(&room, on) || !gate.chat.is_live(&room).await? {
        return Ok(());
    }
    tell_typing(gate, &room, &in_memory, (&seat, &name), on);
    gate.neighbours.tell(&Moment::Typing {
        seat: seat.to_string(),
        room,
        on,
    });
    Ok(())
}

fn tell_typing(gate: &Gateway, room: &ChatRoomId, in_memory: &Topic<RoomView>, (seat, name): (&str, &str), on: bool) {
    let ttl_ms = if on { TYPING_MS } else { 0 };
    let told = Outgoing::Typing {
        r: room,
        who: [name],
        ttl_ms,
    };
    whisper(gate, room, in_memory, Some(seat), &told.frame());
}

/// A moment of another node, which has looked whether the room is live.
pub fn hear(gate: &Gateway, moment: Moment) {
    match moment {
        Moment::Here { room, node, count } => {
            if node != gate.node && gate.neighbours.note(&room, node, count) {
                gate.presence.stir([room]);
            }
        }
        Moment::Typing { room, seat, on } => {
            let Some(in_memory) = gate.chat.rooms.find(&topic(&room)) else {
                return;
            };
            let name_of = |view: &RoomView, _| {
                let mut sitters = view.sitters();
                sitters
                    .find(|sitter| *sitter.seat == seat)
                    .map(|sitter| sitter.name.clone())
            };
            if let Some(name) = in_memory.with(name_of).flatten() {
                tell_typing(gate, &room, &in_memory, (&seat, &name), on);
            }
        }
    }
}

fn whisper(gate: &Gateway, room: &ChatRoomId, in_memory: &Topic<RoomView>, except: Option<&str>, frame: &Bytes) {
    in_memory.whisper(frame, |id, tag| {
        Some(tag) != except
            && gate
                .connections
                .find(id)
                .is_some_and(|peer| peer.wants_moments_of(room))
    });
}

/// `focus`: the room on screen. It decides what this socket is spared.
pub fn focus(peer: &Peer, incoming: &Incoming) -> Result<()> {
    let on_screen = match incoming.r {
        Some(_) => Some(room(incoming)?),
        None => None,
    };
    peer.focus(on_screen.filter(|_| incoming.visible.unwrap_or(true)));
    Ok(())
}

/// `ack`: what the client has; a ping names no room of which it has everything.
pub fn ack(peer: &Peer, incoming: &Incoming) -> Result<()> {
    for position in &incoming.rooms {
        let room = ChatRoomId::parse(&position.r).ok_or_else(Error::not_found)?;
        let seq = position.seq.ok_or_else(|| Error::field("seq", "required"))?;
        peer.acknowledge(&room, seq);
    }
    Ok(())
}
