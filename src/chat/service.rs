//! The chat service: the database, the keys, the settings, and the rooms in memory on this node.

use super::events;
use super::groups::Groups;
use super::model::{OwnerKind, Room};
use super::remote_facilitators::RemoteFacilitators;
use super::room_source::{RoomSource, Rooms};
use super::room_view::RoomView;
use super::write_limits::WriteLimits;
use crate::config::ChatConfig;
use crate::db::Db;
use crate::error::Result;
use crate::ids::{ChatRoomId, PersonId};
use crate::keys::Keys;
use crate::realtime::{Hub, Topic};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a hint of another node is valid; nodes repeat it every second.
const VALID_FOR: Duration = Duration::from_secs(5);
/// How long a look at the log may take before the state in memory is used.
const LOOK: Duration = Duration::from_secs(1);

/// The chat of this node. Cloning shares it.
#[derive(Clone)]
pub struct Chat {
    pub db: Db,
    pub keys: Keys,
    pub config: ChatConfig,
    /// Rooms in use on this node.
    pub rooms: Rooms,
    /// How fast members may write.
    pub write_limits: Arc<WriteLimits>,
    pub(super) groups: Arc<dyn Groups>,
    /// Rooms whose facilitators are connected to other nodes.
    pub(super) remote_facilitators: Arc<RemoteFacilitators>,
}

impl Chat {
    /// Builds the service. Publish committed events to its `rooms`.
    pub fn new(db: &Db, keys: &Keys, config: &ChatConfig, groups: Arc<dyn Groups>) -> Self {
        let source = RoomSource {
            db: db.clone(),
            keys: keys.clone(),
        };
        Chat {
            db: db.clone(),
            keys: keys.clone(),
            config: config.clone(),
            rooms: Hub::new(source),
            write_limits: Arc::new(WriteLimits::new(config, db.clock())),
            groups,
            remote_facilitators: Arc::new(RemoteFacilitators::new(VALID_FOR)),
        }
    }

    /// A room in memory.
    pub async fn room(&self, room: &ChatRoomId) -> Result<Arc<Topic<RoomView>>> {
        self.rooms.open(&events::topic(room)).await
    }

    /// A room in memory, for a person. If this node does not know their seat, another node may have added it: the log is read.
    pub async fn topic_for(&self, room: &ChatRoomId, person: &PersonId) -> Result<Arc<Topic<RoomView>>> {
        let topic = self.room(room).await?;
        if topic.with(|view, _| view.member(person.as_str()).is_some()) != Some(true) {
            self.rooms.refresh(&events::topic(room)).await?;
        }
        Ok(topic)
    }

    /// As [`Chat::topic_for`], up to date with other nodes: a client that got a number there finds it here, and a removed member finds
    /// nothing. If the database does not answer, the state in memory is used.
    pub async fn current_topic_for(&self, room: &ChatRoomId, person: &PersonId) -> Result<Arc<Topic<RoomView>>> {
        let topic = self.topic_for(room, person).await?;
        if let Ok(Err(error)) = timeout(LOOK, self.rooms.refresh_if_shared(&events::topic(room))).await {
            tracing::debug!(%error, "a room is read as far as it is known here");
        }
        Ok(topic)
    }

    /// Whether the room is live: a facilitator of it is connected, or a session of its series runs (safety 25).
    pub async fn is_live(&self, room: &ChatRoomId) -> Result<bool> {
        if self.is_facilitator_present(room) {
            return Ok(true);
        }
        let found = self.room(room).await?.with(|view, _| view.room.clone());
        let now = self.db.now();
        let is_open_aside = |room: &Room| room.open_until.is_some_and(|until| now < until);
        if found.as_ref().is_some_and(is_open_aside) {
            return Ok(true);
        }
        let Some(series) = found.filter(|room| room.owner_kind == OwnerKind::Series) else {
            return Ok(false);
        };
        let groups = self.groups.clone();
        self.db
            .read(move |conn| groups.is_session_running(conn, &series.owner_id, now))
            .await
    }

    /// Whether a facilitator of the room is connected, to this node or, by the last hints, to another.
    pub fn is_facilitator_present(&self, room: &ChatRoomId) -> bool {
        let here = self.rooms.find(&events::topic(room));
        here.is_some_and(|topic| topic.has_reader(RoomView::is_facilitator)) || self.remote_facilitators.contains(room)
    }

    /// The topics by which other nodes learn which rooms have a facilitator on this node: members may write there, and typing and
    /// presence are broadcast.
    pub fn facilitated_topics(&self) -> Vec<String> {
        let topics = self.rooms.names_of(|topic| topic.has_reader(RoomView::is_facilitator));
        let rooms = topics.iter().filter_map(|topic| events::room_of(topic));
        rooms.map(|room| events::facilitated(&room)).collect()
    }

    /// Applies a hint about a room: a facilitator is connected to another node, or texts have expired and are dropped from memory.
    /// False if it is about something else.
    pub fn on_hint(&self, topic: &str) -> bool {
        if let Some(room) = events::facilitated_room(topic) {
            self.remote_facilitators.record(room);
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
