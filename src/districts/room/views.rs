//! A room as people see it.

use crate::districts::model::Room;
use crate::ids::{RoomId, StudioId};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[schema(as = Room)]
pub struct RoomView {
    id: RoomId,
    studio_id: StudioId,
    name: String,
    capacity: i64,
    features: Vec<String>,
    is_active: bool,
    /// The rooms that it is made of, if it is a hall that divides.
    parts: Vec<RoomId>,
}

impl From<Room> for RoomView {
    fn from(room: Room) -> Self {
        RoomView {
            id: room.id,
            studio_id: room.studio_id,
            name: room.name,
            capacity: room.capacity,
            features: room.features,
            is_active: room.is_active,
            parts: room.parts,
        }
    }
}
