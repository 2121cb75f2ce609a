//! What the verbs of this room need, in one value.

use super::events;
use super::held::Held;
use super::live::{RoomSource, RoomView, Rooms};
use super::model::{OwnerKind, Room};
use super::pace::Pace;
use super::store;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::ChatConfig;
use crate::db::Db;
use crate::error::Result;
use crate::ids::{ChatRoomId, PersonId};
use crate::keys::Keys;
use crate::realtime::{Hub, Topic};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a room counts as held after another node has said so; nodes say it every second.
const HELD: Duration = Duration::from_secs(5);
/// How long a look at the log may take before what is in memory is read.
const LOOK: Duration = Duration::from_secs(1);

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
    /// Rooms that are held on other nodes.
    pub(super) held: Arc<Held>,
}

impl Chat {
    /// The chat over these parts; hand its `rooms` the committed events.
    pub fn new(db: &Db, clock: &Clock, chance: &Chance, keys: &Keys, config: &ChatConfig) -> Self {
        let source = RoomSource {
            db: db.clone(),
            keys: keys.clone(),
            chance: chance.clone(),
        };
        Chat {
            db: db.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            keys: keys.clone(),
            config: config.clone(),
            rooms: Hub::new(source),
            pace: Arc::new(Pace::new(config, clock)),
            held: Arc::new(Held::new(HELD)),
        }
    }

    /// A room in memory.
    pub async fn room(&self, room: &ChatRoomId) -> Result<Arc<Topic<RoomView>>> {
        self.rooms.open(&events::topic(room)).await
    }

    /// A room in memory, for somebody who wants in. If this node does not know them, another may have seated them a moment
    /// ago: the log is asked.
    pub async fn topic_for(&self, room: &ChatRoomId, person: &PersonId) -> Result<Arc<Topic<RoomView>>> {
        let topic = self.room(room).await?;
        if topic.with(|view, _| view.sitter(person.as_str()).is_some()) != Some(true) {
            self.rooms.refresh(&events::topic(room)).await?;
        }
        Ok(topic)
    }

    /// As [`Chat::topic_for`], and not behind what another node has answered or told by now: whoever was told a number finds it here, and
    /// whoever was taken out finds nothing. If the database does not answer, what is in memory has to do.
    pub async fn present(&self, room: &ChatRoomId, person: &PersonId) -> Result<Arc<Topic<RoomView>>> {
        let topic = self.topic_for(room, person).await?;
        if let Ok(Err(error)) = timeout(LOOK, self.rooms.refresh_if_shared(&events::topic(room))).await {
            tracing::debug!(%error, "a room is read as far as it is known here");
        }
        Ok(topic)
    }

    /// Whether the room is live: somebody who holds it is connected, or a session of its series runs (safety 25).
    pub async fn is_live(&self, room: &ChatRoomId) -> Result<bool> {
        if self.is_facilitator_present(room) {
            return Ok(true);
        }
        let found = self.room(room).await?.with(|view, _| view.room.clone());
        let now = self.clock.now();
        let is_open_aside = |room: &Room| room.open_until.is_some_and(|until| now < until);
        if found.as_ref().is_some_and(is_open_aside) {
            return Ok(true);
        }
        let Some(series) = found.filter(|room| room.owner_kind == OwnerKind::Series) else {
            return Ok(false);
        };
        self.db
            .read(move |conn| Ok(store::help::is_session_running(conn, &series.owner_id, now)?))
            .await
    }

    /// Whether somebody who holds the room is connected to this node, or was to another a moment ago.
    pub fn is_facilitator_present(&self, room: &ChatRoomId) -> bool {
        let here = self.rooms.find(&events::topic(room));
        here.is_some_and(|topic| topic.has_reader(RoomView::is_facilitator)) || self.held.contains(room)
    }

    /// What the other nodes are told again and again: the rooms that are held by somebody on this node. Members may write there,
    /// and there people hear who else is here.
    pub fn held_here(&self) -> Vec<String> {
        let topics = self.rooms.names_of(|topic| topic.has_reader(RoomView::is_facilitator));
        let rooms = topics.iter().filter_map(|topic| events::room_of(topic));
        rooms.map(|room| events::held(&room)).collect()
    }

    /// Hears what concerns rooms but is no event of one: that another node holds it, or that texts were taken from the database,
    /// which are then taken from memory. True if it was one of these.
    pub fn hear(&self, topic: &str) -> bool {
        if let Some(room) = events::room_held(topic) {
            self.held.note(room);
            return true;
        }
        let Some((room, begin)) = events::read_expired(topic) else {
            return false;
        };
        if let Some(room) = self.rooms.find(&events::topic(&room)) {
            room.drop_before(begin);
        }
        true
    }
}
