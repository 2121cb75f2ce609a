//! Rooms.

use super::{Studios, name};
use crate::db::{Conn, Tx};
use crate::districts::model::{Room, capacity, features};
use crate::districts::store;
use crate::error::Result;
use crate::ids::{RoomId, StudioId};
use crate::imports::kind::{ImportContext, Judged, Kind, Spreadsheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed, optional};
use crate::imports::values::{count, parts};
use std::collections::HashSet;

/// `studio, room, capacity, features`.
pub struct RoomsKind;

struct RoomsSheet {
    studios: Studios,
    there: Vec<Room>,
    seen: HashSet<(StudioId, String)>,
    fresh: Vec<Fresh>,
}

struct Fresh {
    studio_id: StudioId,
    name: String,
    capacity: i64,
    features: Vec<String>,
}

impl Kind for RoomsKind {
    fn name(&self) -> &'static str {
        "rooms"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("studio", &["工作室", "地点"]),
            needed("room", &["活动室", "房间", "教室"]),
            needed("capacity", &["容量", "人数", "可容纳人数", "容纳人数", "座位数"]),
            optional("features", &["设施", "设备", "设施设备"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        true
    }

    fn begin(&self, conn: &mut Conn, asker: &ImportContext, _: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let studios = Studios::load(conn, &asker.scope)?;
        let mut there = vec![];
        for studio in studios.all() {
            there.extend(store::list_rooms(conn, &studio.id)?);
        }
        Ok(Box::new(RoomsSheet {
            studios,
            there,
            seen: HashSet::new(),
            fresh: vec![],
        }))
    }
}

impl RoomsSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let studio_id = self.studios.find(line.cell("studio"))?.id.clone();
        let name = name(line, "room")?;
        let capacity = count(line.cell("capacity")).and_then(|count| capacity(count).ok());
        let capacity = capacity.ok_or_else(|| Verdict::refused("bad_capacity", "1 to 1000"))?;
        let features = features(&parts(line.cell("features")));
        let features = features.map_err(|_| Verdict::refused("bad_features", "at most 20 of 40 characters"))?;
        if !self.seen.insert((studio_id.clone(), name.clone())) {
            return Err(Verdict::refused("duplicate", ""));
        }
        match self
            .there
            .iter()
            .find(|room| room.studio_id == studio_id && room.name == name)
        {
            Some(room) => {
                let mut found = vec![("capacity", room.capacity.to_string(), capacity.to_string())];
                if line.has("features") {
                    found.push(("features", room.features.join("; "), features.join("; ")));
                }
                Ok(Verdict::compared(changes(found)))
            }
            None => {
                self.fresh.push(Fresh {
                    studio_id,
                    name,
                    capacity,
                    features,
                });
                Ok(Verdict::ok())
            }
        }
    }
}

impl Spreadsheet for RoomsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.fresh.iter().try_for_each(|fresh| {
            let room = Room {
                id: tx.mint::<RoomId>(),
                studio_id: fresh.studio_id.clone(),
                name: fresh.name.clone(),
                capacity: fresh.capacity,
                features: fresh.features.clone(),
                is_active: true,
                is_online: false,
                parts: vec![],
            };
            store::insert_room(tx.conn(), &room)
        })
    }
}
