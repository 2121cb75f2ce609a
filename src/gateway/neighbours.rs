//! What is true for a moment on one node, told to the others: who is writing, and how many are here. Hints carry ids and numbers, never
//! a name; one that is lost costs nothing but a moment (safety 25, I18).

use crate::ids::ChatRoomId;
use crate::realtime::bus::{Bus, Hint};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long a count of another node is believed without being said again.
const BELIEVED: Duration = Duration::from_secs(90);

/// One moment, as a hint without a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A membership is writing, or no longer.
    Typing { room: ChatRoomId, seat: String, on: bool },
    /// So many people are connected to a node.
    Here {
        room: ChatRoomId,
        node: String,
        count: usize,
    },
}

impl Moment {
    fn topic(&self) -> String {
        match self {
            Moment::Typing { room, seat, on } => format!("typing/{room}/{seat}/{}", u8::from(*on)),
            Moment::Here { room, node, count } => format!("here/{room}/{node}/{count}"),
        }
    }

    /// Reads a hint; nothing if it is about something else.
    pub fn parse(topic: &str) -> Option<Moment> {
        let mut parts = topic.split('/');
        let (kind, room) = (parts.next()?, ChatRoomId::parse(parts.next()?)?);
        let (who, last) = (parts.next()?.to_owned(), parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        match kind {
            "typing" => Some(Moment::Typing {
                room,
                seat: who,
                on: last == "1",
            }),
            "here" => Some(Moment::Here {
                room,
                node: who,
                count: last.parse().ok()?,
            }),
            _ => None,
        }
    }
}

/// How many were there, and when that was said.
type ByNode = HashMap<String, (usize, Instant)>;

/// The other nodes.
#[derive(Default)]
pub struct Neighbours {
    bus: OnceLock<Arc<dyn Bus>>,
    counts: Mutex<HashMap<ChatRoomId, ByNode>>,
}

impl Neighbours {
    /// From now on moments go out by this bus.
    pub fn reach(&self, bus: &Arc<dyn Bus>) {
        let _ = self.bus.set(bus.clone());
    }

    /// Tells the other nodes.
    pub fn tell(&self, moment: &Moment) {
        if let Some(bus) = self.bus.get() {
            bus.tell(Hint {
                topic: moment.topic(),
                number: 0,
            });
        }
    }

    /// Another node says how many are there; whether that is news.
    pub fn note(&self, room: &ChatRoomId, node: String, count: usize) -> bool {
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

    /// How many are in a room on all other nodes together. Somebody with a device on each of two nodes counts twice.
    pub fn count(&self, room: &ChatRoomId) -> usize {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(of_room) = counts.get_mut(room) else { return 0 };
        of_room.retain(|_, (_, at)| at.elapsed() < BELIEVED);
        of_room.values().map(|(count, _)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;

    #[test]
    fn a_moment_is_read_as_it_was_told_and_counts_add_up() {
        let room = ChatRoomId::mint(&Clock::fixed(0), &Chance::seeded(1));
        let typing = Moment::Typing {
            room: room.clone(),
            seat: "s".into(),
            on: true,
        };
        let here = Moment::Here {
            room: room.clone(),
            node: "n".into(),
            count: 3,
        };
        for moment in [typing, here] {
            assert_eq!(Moment::parse(&moment.topic()), Some(moment));
        }
        for wrong in [
            "",
            "typing/x/s/1",
            &format!("here/{room}/n/x"),
            &format!("here/{room}/n/1/2"),
            &format!("held/{room}"),
        ] {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
        let others = Neighbours::default();
        assert!(others.note(&room, "a".into(), 2) && !others.note(&room, "a".into(), 2));
        assert!(others.note(&room, "b".into(), 1));
        assert_eq!(others.count(&room), 3);
        assert!(others.note(&room, "a".into(), 0));
        assert_eq!(others.count(&room), 1);
    }
}
