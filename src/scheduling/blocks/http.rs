//! Blocks of rooms.

use super::actions::{self, NewBlock};
use super::model::BlockKind;
use super::views::{self, RoomBlocks};
use crate::accounts::Context;
use crate::districts::api::HitSession;
use crate::districts::model::Minute;
use crate::error::{Error, Result};
use crate::ids::{BlockId, ClosureId, RoomId, StudioId};
use crate::scheduling::problems;
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Takes a room away for a range of dates, all day or in some hours of each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockRoom {
    kind: BlockKind,
    /// `YYYY-MM-DD`; both dates are included.
    from_date: String,
    to_date: String,
    /// `HH:MM`; all day when absent.
    from: Option<String>,
    /// `HH:MM`, up to 24:00.
    to: Option<String>,
    #[serde(default)]
    note: String,
}

impl BlockRoom {
    fn read(self, room: RoomId) -> Result<NewBlock> {
        let minutes = match (&self.from, &self.to) {
            (None, None) => None,
            (Some(from), Some(to)) => {
                let (from, to) = (Minute::parse("from", from)?.0, Minute::parse("to", to)?.0);
                if to <= from {
                    return Err(Error::field("to", "not_after_start"));
                }
                Some((from, to))
            }
            _ => return Err(Error::field("to", "required")),
        };
        Ok(NewBlock {
            room,
            kind: self.kind,
            from: field::date("from_date", &self.from_date)?,
            to: field::date("to_date", &self.to_date)?,
            minutes,
            note: field::text("note", &self.note, 0, 200)?,
        })
    }
}

/// With `?dry_run=true` nothing is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BlockDryRun {
    /// Only say which sessions it would hit.
    #[serde(default)]
    dry_run: bool,
}

/// A block, and what stands in it.
#[derive(Serialize, ToSchema)]
pub struct RoomBlocked {
    /// Absent for a dry run.
    #[schema(required = true)]
    id: Option<BlockId>,
    /// Sessions that could not be planned like this any more.
    sessions_hit: Vec<HitSession>,
}

/// Sessions about which nobody has decided yet.
#[derive(Serialize, ToSchema)]
pub struct SessionsHit {
    items: Vec<HitSession>,
}

/// The blocks of a studio's rooms that are not over.
#[utoipa::path(get, path = "/api/v1/studios/{id}/blocks", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = RoomBlocks)))]
pub async fn blocks(ctx: Context, id: Path<StudioId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::blocks(&ctx, id.0).await?))
}

/// Blocks a room, or says which sessions that would hit.
#[utoipa::path(post, path = "/api/v1/rooms/{id}/blocks", tag = "scheduling", request_body = BlockRoom,
    params(("id" = String, Path), BlockDryRun),
    responses((status = 201, body = RoomBlocked), (status = 200, body = RoomBlocked, description = "dry run")))]
pub async fn block_room(
    ctx: Context,
    id: Path<RoomId>,
    query: Query<BlockDryRun>,
    body: Json<BlockRoom>,
) -> Result<HttpResponse> {
    let (id, sessions_hit) = actions::block_room(&ctx, body.0.read(id.0)?, query.0.dry_run).await?;
    let is_made = id.is_some();
    let answer = RoomBlocked { id, sessions_hit };
    Ok(if is_made {
        json::created(&answer)
    } else {
        json::ok(&answer)
    })
}

/// Gives a room back.
#[utoipa::path(delete, path = "/api/v1/room-blocks/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn end_block(ctx: Context, id: Path<BlockId>) -> Result<HttpResponse> {
    actions::end_block(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// The sessions that stand in a block and about which nobody has decided.
#[utoipa::path(get, path = "/api/v1/room-blocks/{id}/sessions", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SessionsHit)))]
pub async fn sessions_in_block(ctx: Context, id: Path<BlockId>) -> Result<HttpResponse> {
    let items = views::sessions_hit(&ctx, id.0).await?;
    Ok(json::ok(&SessionsHit { items }))
}

/// The sessions that stand in a closure and about which nobody has decided.
#[utoipa::path(get, path = "/api/v1/closures/{id}/sessions", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SessionsHit)))]
pub async fn sessions_in_closure(ctx: Context, id: Path<ClosureId>) -> Result<HttpResponse> {
    let items = problems::views::sessions_in_closure(&ctx, id.0).await?;
    Ok(json::ok(&SessionsHit { items }))
}
