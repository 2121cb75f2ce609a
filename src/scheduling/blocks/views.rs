//! Blocks as people see them, and as the rules need them.

use crate::accounts::Context;
use crate::db::Conn;
use crate::districts::api::{self, HitSession};
use crate::error::{Error, Result};
use crate::ids::{BlockId, RoomId, StudioId};
use crate::local_time::{add_days, date_in, minute_text};
use crate::scheduling::blocks::model::{Block, BlockKind};
use crate::scheduling::blocks::store;
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::planning_rules::store::load_book;
use crate::scheduling::problems::store::Ahead;
use crate::scheduling::problems::views::standing_hits;
use crate::scheduling::rules::Rule;
use crate::scheduling::slot::Span;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// When each of these rooms is blocked near a span.
pub(crate) fn blocked_rooms(conn: &mut Conn, rooms: &[RoomId], near: Span) -> Result<HashMap<RoomId, Vec<Span>>> {
    let mut blocked: HashMap<RoomId, Vec<Span>> = HashMap::new();
    let blocks = store::list_near(conn, rooms, near)?;
    if blocks.is_empty() {
        return Ok(blocked);
    }
    let halls: Vec<RoomId> = blocks.iter().map(|(block, _)| block.room_id.clone()).collect();
    let parts = store::list_parts(conn, &halls)?;
    for (block, zone) in blocks {
        let days: Vec<Span> = block
            .days(&zone)?
            .into_iter()
            .filter(|day| day.overlap(near).is_some())
            .collect();
        let of_hall = parts.iter().filter(|(hall, _)| *hall == block.room_id);
        let own = of_hall.map(|(_, part)| part).chain([&block.room_id]);
        for room in own.filter(|room| rooms.contains(room)) {
            blocked.entry(room.clone()).or_default().extend(&days);
        }
    }
    Ok(blocked)
}

/// A room that is closed or lent out.
#[derive(Serialize, ToSchema)]
#[schema(as = RoomBlock)]
pub struct BlockView {
    id: BlockId,
    room_id: RoomId,
    kind: BlockKind,
    /// `YYYY-MM-DD`; both dates are included.
    from_date: String,
    to_date: String,
    /// `HH:MM` of each date; all day when absent.
    #[schema(required = true)]
    from: Option<String>,
    /// `HH:MM` of each date, up to 24:00.
    #[schema(required = true)]
    to: Option<String>,
    note: String,
}

impl From<Block> for BlockView {
    fn from(block: Block) -> Self {
        BlockView {
            id: block.id,
            room_id: block.room_id,
            kind: block.kind,
            from_date: block.from_date,
            to_date: block.to_date,
            from: block.from_minute.map(minute_text),
            to: block.to_minute.map(minute_text),
            note: block.note,
        }
    }
}

/// The blocks of a studio's rooms that are not over.
#[derive(Serialize, ToSchema)]
pub struct RoomBlocks {
    items: Vec<BlockView>,
}

/// The blocks of a studio's rooms, for whoever plans or works there.
pub(crate) async fn blocks(ctx: &Context, studio: StudioId) -> Result<RoomBlocks> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let studio = api::seen_studio(conn, who, &studio)?;
        if !who.works_in(&studio.district_id) {
            return Err(Error::not_found());
        }
        let today = date_in(&studio.zone, now)?.to_string();
        let blocks = store::list_of_studio(conn, &studio.id, &today)?;
        Ok(RoomBlocks {
            items: blocks.into_iter().map(BlockView::from).collect(),
        })
    })
    .await
}

/// The sessions that still stand in a block and about which nobody has decided.
pub(crate) async fn sessions_hit(ctx: &Context, id: BlockId) -> Result<Vec<HitSession>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let block = store::find_block(conn, &id)?.ok_or_else(Error::not_found)?;
        let studio = api::own_room(conn, who, &block.room_id)?.1;
        let first: Date = block.from_date.parse().map_err(Error::internal)?;
        let ahead = Ahead {
            studio: Some(studio.id),
            dates: Some((add_days(first, -1)?.to_string(), block.to_date.clone())),
            ..Ahead::default()
        };
        let days = block.days(&studio.zone)?;
        let book = load_book(conn)?;
        let hits = standing_hits(conn, &ahead, now, |session| {
            let rules = book.rules(&session.studio_id, &session.district_id, &session.type_code);
            let taken = session.span().widened(rules.span(PlanningRule::RoomBuffer));
            days.iter().any(|day| day.overlap(taken).is_some())
        })?;
        Ok(hits
            .into_iter()
            .filter(|hit| {
                hit.problems
                    .iter()
                    .any(|problem| problem.rule == Rule::RoomBlocked.as_str())
            })
            .collect())
    })
    .await
}
