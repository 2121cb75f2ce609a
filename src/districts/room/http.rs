//! Rooms.

use super::actions::{self, NewRoom, RoomChange};
use super::views::RoomView;
use crate::accounts::Context;
use crate::districts::api::{HitSession, VenueHooks};
use crate::districts::model;
use crate::error::Result;
use crate::field;
use crate::ids::{RoomId, StudioId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A changed room, and what the change hits.
#[derive(Serialize, ToSchema)]
pub struct RoomChanged {
    #[serde(flatten)]
    room: RoomView,
    /// Sessions that could not be planned like this any more.
    sessions_hit: Vec<HitSession>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddRoom {
    name: String,
    capacity: i64,
    #[serde(default)]
    features: Vec<String>,
    /// The rooms of the studio that it is made of, if it is a hall that divides.
    #[serde(default)]
    parts: Vec<RoomId>,
}

/// Changes a room; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditRoom {
    name: Option<String>,
    capacity: Option<i64>,
    features: Option<Vec<String>>,
    is_active: Option<bool>,
    /// The rooms that it is made of; an empty list makes it a plain room.
    parts: Option<Vec<RoomId>>,
}

/// Each room once, in the order of their ids.
fn parts(mut list: Vec<RoomId>) -> Result<Vec<RoomId>> {
    list.sort();
    list.dedup();
    field::number("parts", i64::try_from(list.len()).unwrap_or(i64::MAX), 0, 20)?;
    Ok(list)
}

/// Adds a room to a studio.
#[utoipa::path(post, path = "/api/v1/studios/{id}/rooms", tag = "districts", params(("id" = String, Path)),
    request_body = AddRoom, responses((status = 201, body = RoomView)))]
pub async fn add_room(ctx: Context, id: Path<StudioId>, body: Json<AddRoom>) -> Result<HttpResponse> {
    let new = NewRoom {
        name: model::name("name", &body.0.name)?,
        capacity: model::capacity(body.0.capacity)?,
        features: model::features(&body.0.features)?,
        parts: parts(body.0.parts)?,
    };
    let room = actions::add_room(&ctx, id.0, new).await?;
    Ok(json::created(&RoomView::from(room)))
}

/// Changes a room; sessions that are planned already stay as they are.
#[utoipa::path(patch, path = "/api/v1/rooms/{id}", tag = "districts", params(("id" = String, Path)),
    request_body = EditRoom, responses((status = 200, body = RoomChanged)))]
pub async fn edit_room(
    ctx: Context,
    hooks: Data<VenueHooks>,
    id: Path<RoomId>,
    body: Json<EditRoom>,
) -> Result<HttpResponse> {
    let body = body.0;
    let change = RoomChange {
        name: body.name.map(|name| model::name("name", &name)).transpose()?,
        capacity: body.capacity.map(model::capacity).transpose()?,
        features: body.features.map(|list| model::features(&list)).transpose()?,
        is_active: body.is_active,
        parts: body.parts.map(parts).transpose()?,
    };
    let (room, sessions_hit) = actions::edit_room(&ctx, &hooks, id.0, change).await?;
    Ok(json::ok(&RoomChanged {
        room: room.into(),
        sessions_hit,
    }))
}
