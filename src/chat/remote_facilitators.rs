//! Rooms whose facilitators are connected to other nodes.

use crate::ids::ChatRoomId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The hints of other nodes, while they are valid.
pub struct RemoteFacilitators {
    valid_for: Duration,
    until: Mutex<HashMap<ChatRoomId, Instant>>,
}

impl RemoteFacilitators {
    /// A hint is valid for this long unless it is repeated.
    pub fn new(valid_for: Duration) -> Self {
        RemoteFacilitators {
            valid_for,
            until: Mutex::default(),
        }
    }

    /// Records the hint of another node.
    pub fn record(&self, room: ChatRoomId) {
        let now = Instant::now();
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.retain(|_, until| *until > now);
        until.insert(room, now + self.valid_for);
    }

    /// Whether a valid hint names the room.
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
    fn a_hint_is_valid_for_its_time_and_no_longer() {
        let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
        let (room, other) = (ChatRoomId::mint(&clock, &chance), ChatRoomId::mint(&clock, &chance));
        let remote = RemoteFacilitators::new(Duration::from_secs(60));
        remote.record(room.clone());
        assert!(remote.contains(&room) && !remote.contains(&other));
        let brief = RemoteFacilitators::new(Duration::ZERO);
        brief.record(room.clone());
        assert!(!brief.contains(&room));
    }
}
