//! What the verbs of this room need, in one value.

use super::live::{RoomSource, RoomView, Rooms};
use super::pace::Pace;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::ChatConfig;
use crate::db::Db;
use crate::error::Result;
use crate::ids::ChatRoomId;
use crate::keys::Keys;
use crate::realtime::{Hub, Topic};
use std::sync::Arc;

/// The chat of this node. Cloning shares it.
#[derive(Clone)]
pub struct Chat {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// For new ids.
    pub chance: Chance,
    /// Seals and opens messages.
    pub keys: Keys,
    /// The settings.
    pub config: ChatConfig,
    /// Rooms in use on this node.
    pub rooms: Rooms,
    /// How fast members may write.
    pub pace: Arc<Pace>,
}

impl Chat {
    /// The chat over these parts; hand its `rooms` the committed events.
    pub fn new(db: &Db, clock: &Clock, chance: &Chance, keys: &Keys, config: &ChatConfig) -> Self {
        let source = RoomSource {
            db: db.clone(),
            keys: keys.clone(),
        };
        Chat {
            db: db.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            keys: keys.clone(),
            config: config.clone(),
            rooms: Hub::new(source),
            pace: Arc::new(Pace::new(config)),
        }
    }

    /// A room in memory.
    pub async fn room(&self, room: &ChatRoomId) -> Result<Arc<Topic<RoomView>>> {
        self.rooms.open(&super::events::topic(room)).await
    }

    /// Whether somebody who holds the room is connected to this node.
    pub fn is_facilitator_present(&self, room: &ChatRoomId) -> bool {
        self.rooms
            .find(&super::events::topic(room))
            .is_some_and(|topic| topic.has_reader(RoomView::is_facilitator))
    }
}
