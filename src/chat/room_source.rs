//! Loads rooms and their events from the database for the hub.

use super::room_view::{RECENT_MESSAGES, RoomView};
use super::rooms::actions::epoch;
use super::{events, store};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::ids::ChatRoomId;
use crate::keys::Keys;
use crate::realtime::{Head, Hub, Source};
use bytes::Bytes;

/// Events loaded from the log in one go.
const LOADED_EVENTS: i64 = 200;

/// The rooms in memory on this node.
pub type Rooms = Hub<RoomSource>;

/// The log behind the rooms.
pub struct RoomSource {
    pub db: Db,
    pub keys: Keys,
}

impl Source for RoomSource {
    type Projection = RoomView;

    async fn open(&self, topic: &str) -> Result<(RoomView, i64)> {
        let room = events::room_of(topic).ok_or_else(Error::not_found)?;
        let keys = self.keys.clone();
        self.db
            .read(move |conn| {
                // the head first: later commits come as events, and duplicates are dropped
                let head = store::rooms::head(conn, &room)?.ok_or_else(Error::not_found)?;
                let found = store::rooms::find_room(conn, &room)?.ok_or_else(Error::not_found)?;
                let seats = store::seats::list_seats_at(conn, &room, head.seq)?;
                let rows = store::messages::newest_before(conn, &room, head.no + 1, 0, RECENT_MESSAGES as i64)?;
                let marks = store::marks::of(conn, &rows)?;
                let mut view = RoomView::new(found, head.no, seats);
                for row in rows.into_iter().rev() {
                    let json = Bytes::from(row.json(&keys, marks.of(&row.id))?);
                    view.push_loaded(row.no.unwrap_or(0), row.seat_id.as_str().into(), row.cid, json);
                }
                Ok((view, head.seq))
            })
            .await
    }

    async fn log(&self, topic: &str, after: i64, upto: i64) -> Result<Vec<Event>> {
        let room = events::room_of(topic).ok_or_else(Error::not_found)?;
        let keys = self.keys.clone();
        self.db
            .read(move |conn| store::log::events(conn, &keys, &room, after, upto, LOADED_EVENTS))
            .await
    }

    async fn heads(&self, topics: Vec<String>) -> Result<Vec<Head>> {
        let rooms: Vec<ChatRoomId> = topics.iter().filter_map(|topic| events::room_of(topic)).collect();
        let heads = self
            .db
            .read(move |conn| store::rooms::list_heads(conn, &rooms).map_err(Error::from))
            .await?;
        let heads = heads.into_iter().map(|(room, number, epoch)| Head {
            topic: events::topic(&room),
            number,
            epoch,
        });
        Ok(heads.collect())
    }

    async fn renew(&self, topic: &str, epoch: &str) -> Result<()> {
        let room = events::room_of(topic).ok_or_else(Error::not_found)?;
        epoch::renew_epoch(&self.db, room, epoch.to_owned()).await
    }
}
