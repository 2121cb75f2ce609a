//! Rooms that are held by somebody who is connected to another node.

use crate::ids::ChatRoomId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What other nodes have said of late.
pub struct Held {
    lasts: Duration,
    until: Mutex<HashMap<ChatRoomId, Instant>>,
}

impl Held {
    /// Nothing yet; what is noted lasts this long unless it is said again.
    pub fn new(lasts: Duration) -> Self {
        Held {
            lasts,
            until: Mutex::default(),
        }
    }

    /// Another node says that somebody who holds the room is connected to it.
    pub fn note(&self, room: ChatRoomId) {
        let now = Instant::now();
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.retain(|_, until| *until > now);
        until.insert(room, now + self.lasts);
    }

    /// Whether a node has said so of late.
    pub fn contains(&self, room: &ChatRoomId) -> bool {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.get(room).is_some_and(|until| *until > Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;

    #[test]
    fn what_was_said_lasts_and_no_longer() {
        let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
        let (room, other) = (ChatRoomId::mint(&clock, &chance), ChatRoomId::mint(&clock, &chance));
        let held = Held::new(Duration::from_secs(60));
        held.note(room.clone());
        assert!(held.contains(&room) && !held.contains(&other));
        let brief = Held::new(Duration::ZERO);
        brief.note(room.clone());
        assert!(!brief.contains(&room));
    }
}
