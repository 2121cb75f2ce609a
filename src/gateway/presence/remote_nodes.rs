//! Typing and presence on other nodes. Hints carry ids and numbers, never a name; a lost hint is repaired by the next (safety 25, I18).

use crate::ids::ChatRoomId;
use crate::realtime::bus::{Bus, Hint};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long a count of another node is valid without a further hint.
const VALID_FOR: Duration = Duration::from_secs(90);

/// Typing or presence as a hint without a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EphemeralHint {
    /// A seat has begun or stopped typing.
    Typing { room: ChatRoomId, seat: String, on: bool },
    /// The number of people of a room that are connected to a node.
    Presence {
        room: ChatRoomId,
        node: String,
        count: usize,
    },
}

impl EphemeralHint {
    fn topic(&self) -> String {
        match self {
            EphemeralHint::Typing { room, seat, on } => format!("typing/{room}/{seat}/{}", u8::from(*on)),
            EphemeralHint::Presence { room, node, count } => format!("here/{room}/{node}/{count}"),
        }
    }

    /// Parses the topic of a hint; none if it is about something else.
    pub fn parse(topic: &str) -> Option<EphemeralHint> {
        let mut parts = topic.split('/');
        let (kind, room) = (parts.next()?, ChatRoomId::parse(parts.next()?)?);
        let (who, last) = (parts.next()?.to_owned(), parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        match kind {
            "typing" => Some(EphemeralHint::Typing {
                room,
                seat: who,
                on: last == "1",
            }),
            "here" => Some(EphemeralHint::Presence {
                room,
                node: who,
                count: last.parse().ok()?,
            }),
            _ => None,
        }
    }
}

/// The count of a node, and when it arrived.
type ByNode = HashMap<String, (usize, Instant)>;

/// The other nodes: their counts by room, and the bus to them.
#[derive(Default)]
pub struct RemoteNodes {
    bus: OnceLock<Arc<dyn Bus>>,
    counts: Mutex<HashMap<ChatRoomId, ByNode>>,
}

impl RemoteNodes {
    /// Sets the bus, once at start-up.
    pub fn attach_bus(&self, bus: &Arc<dyn Bus>) {
        let _ = self.bus.set(bus.clone());
    }

    pub fn publish(&self, hint: &EphemeralHint) {
        if let Some(bus) = self.bus.get() {
            bus.publish(Hint {
                topic: hint.topic(),
                number: 0,
            });
        }
    }

    /// Records the count of another node; returns whether it has changed.
    pub fn record_count(&self, room: &ChatRoomId, node: String, count: usize) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let of_room = counts.entry(room.clone()).or_default();
        let known = if count == 0 {
            of_room.remove(&node)
        } else {
            of_room.insert(node, (count, Instant::now()))
        };
        if of_room.is_empty() {
            counts.remove(room);
        }
        known.map_or(0, |(known, _)| known) != count
    }

    /// The sum of the counts of all other nodes for a room. A person with devices on two nodes counts twice.
    pub fn count(&self, room: &ChatRoomId) -> usize {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(of_room) = counts.get_mut(room) else { return 0 };
        of_room.retain(|_, (_, at)| at.elapsed() < VALID_FOR);
        of_room.values().map(|(count, _)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;

    #[test]
    fn a_hint_is_parsed_as_it_was_sent_and_counts_add_up() {
        let room = ChatRoomId::mint(&Clock::fixed(0), &Chance::seeded(1));
        let typing = EphemeralHint::Typing {
            room: room.clone(),
            seat: "s".into(),
            on: true,
        };
        let here = EphemeralHint::Presence {
            room: room.clone(),
            node: "n".into(),
            count: 3,
        };
        for hint in [typing, here] {
            assert_eq!(EphemeralHint::parse(&hint.topic()), Some(hint));
        }
        for wrong in [
            "",
            "typing/x/s/1",
            &format!("here/{room}/n/x"),
            &format!("here/{room}/n/1/2"),
            &format!("held/{room}"),
        ] {
            assert_eq!(EphemeralHint::parse(wrong), None, "{wrong}");
        }
        let others = RemoteNodes::default();
        assert!(others.record_count(&room, "a".into(), 2) && !others.record_count(&room, "a".into(), 2));
        assert!(others.record_count(&room, "b".into(), 1));
        assert_eq!(others.count(&room), 3);
        assert!(others.record_count(&room, "a".into(), 0));
        assert_eq!(others.count(&room), 1);
    }
}
