//! Rooms in which presence has to be broadcast.

use crate::ids::ChatRoomId;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How often an unchanged count is broadcast again.
const REPEAT: Duration = Duration::from_secs(30);

/// Rooms in which somebody has come or gone since the last broadcast, and rooms that have had a broadcast.
#[derive(Default)]
pub struct PresenceTracker {
    changed: Mutex<HashSet<ChatRoomId>>,
    announced: Mutex<HashMap<ChatRoomId, Instant>>,
}

impl PresenceTracker {
    /// Somebody has come to these rooms or left them.
    pub fn mark_changed(&self, rooms: impl IntoIterator<Item = ChatRoomId>) {
        self.changed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(rooms);
    }

    /// The rooms that need a broadcast now.
    pub(super) fn due(&self) -> HashSet<ChatRoomId> {
        let mut due = std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner));
        let announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        let again = announced.iter().filter(|(_, at)| at.elapsed() >= REPEAT);
        due.extend(again.map(|(room, _)| room.clone()));
        due
    }

    pub(super) fn was_announced(&self, room: &ChatRoomId) -> bool {
        let announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        announced.contains_key(room)
    }

    pub(super) fn set_announced(&self, room: &ChatRoomId, is_announced: bool) {
        let mut announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        if is_announced {
            announced.insert(room.clone(), Instant::now());
        } else {
            announced.remove(room);
        }
    }
}
