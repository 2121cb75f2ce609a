//! Rooms.

use crate::districts::actions::{self, Desk, NewRoom, RoomChange};
use crate::districts::api::HitSession;
use crate::districts::model::{self, Room};
use crate::error::Result;
use crate::ids::{RoomId, StudioId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A room.
#[derive(Serialize, ToSchema)]
#[schema(as = Room)]
pub struct RoomView {
    id: RoomId,
    studio_id: StudioId,
    name: String,
    capacity: i64,
    features: Vec<String>,
    is_active: bool,
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
        }
    }
}

/// A changed room, and what the change hits.
#[derive(Serialize, ToSchema)]
pub struct RoomChanged {
    #[serde(flatten)]
    room: RoomView,
    /// Sessions that could not be planned like this any more.
    sessions_hit: Vec<HitSession>,
}

/// Adds a room.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddRoom {
    name: String,
    capacity: i64,
    #[serde(default)]
    features: Vec<String>,
}

/// Changes a room; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditRoom {
    name: Option<String>,
    capacity: Option<i64>,
    features: Option<Vec<String>>,
    is_active: Option<bool>,
}

/// Adds a room to a studio.
#[utoipa::path(post, path = "/api/v1/studios/{id}/rooms", tag = "districts", params(("id" = String, Path)),
    request_body = AddRoom, responses((status = 201, body = RoomView)))]
pub async fn add_room(desk: Desk, id: Path<StudioId>, body: Json<AddRoom>) -> Result<HttpResponse> {
    let new = NewRoom {
        name: model::name("name", &body.0.name)?,
        capacity: model::capacity(body.0.capacity)?,
        features: model::features(&body.0.features)?,
    };
    let room = actions::add_room(desk, id.0, new).await?;
    Ok(json::created(&RoomView::from(room)))
}

/// Changes a room; sessions that are planned already stay as they are.
#[utoipa::path(patch, path = "/api/v1/rooms/{id}", tag = "districts", params(("id" = String, Path)),
    request_body = EditRoom, responses((status = 200, body = RoomChanged)))]
pub async fn edit_room(desk: Desk, id: Path<RoomId>, body: Json<EditRoom>) -> Result<HttpResponse> {
    let body = body.0;
    let change = RoomChange {
        name: body.name.map(|name| model::name("name", &name)).transpose()?,
        capacity: body.capacity.map(model::capacity).transpose()?,
        features: body.features.map(|list| model::features(&list)).transpose()?,
        is_active: body.is_active,
    };
    let (room, sessions_hit) = actions::edit_room(desk, id.0, change).await?;
    Ok(json::ok(&RoomChanged {
        room: room.into(),
        sessions_hit,
    }))
}
