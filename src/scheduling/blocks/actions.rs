//! Block a room, and give it back.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Tx;
use crate::districts::api::{self, HitSession};
use crate::districts::model::{Room, Studio};
use crate::error::{Error, Result};
use crate::ids::{BlockId, RoomId};
use crate::local_time::{add_days, date_in};
use crate::scheduling::blocks::model::{Block, BlockKind};
use crate::scheduling::blocks::store;
use crate::scheduling::claims::actions::fill_blocks;
use crate::scheduling::problems::actions::refresh;
use crate::scheduling::problems::store::{Ahead, list_ahead};
use crate::scheduling::problems::views::hit_sessions;
use crate::scheduling::slot::Span;
use crate::scheduling::{claims, sessions};
use jiff::civil::Date;

/// The longest block, in days: a year of building work.
const LONGEST: i64 = 366;

/// Which room is not to be had, and when.
#[derive(Clone, Debug)]
pub(crate) struct NewBlock {
    pub room: RoomId,
    pub kind: BlockKind,
    pub from: Date,
    pub to: Date,
    /// Minutes of each date; all day when absent.
    pub minutes: Option<(i64, i64)>,
    pub note: String,
}

/// Blocks a room; the sessions that stand in it are named and stay. A dry run only names them, and answers without an id.
pub(crate) async fn block_room(
    ctx: &Context,
    new: NewBlock,
    is_dry_run: bool,
) -> Result<(Option<BlockId>, Vec<HitSession>)> {
    if new.to < new.from || add_days(new.from, LONGEST)? < new.to {
        return Err(Error::field("to_date", "out_of_range"));
    }
    ctx.write(move |tx, who| {
        if is_dry_run {
            let (_, hit) = tx.rehearse(|tx| block(tx, who, &new))?;
            return Ok((None, hit));
        }
        let (id, hit) = block(tx, who, &new)?;
        Ok((Some(id), hit))
    })
    .await
}

fn block(tx: &mut Tx<'_>, who: &Permissions, new: &NewBlock) -> Result<(BlockId, Vec<HitSession>)> {
    let studio = api::own_room(tx.conn(), who, &new.room)?.1;
    sessions::store::lock_studio(tx.conn(), &studio.id)?;
    let (room, studio) = api::own_room(tx.conn(), who, &new.room)?;
    if room.is_online {
        return Err(Error::not_found());
    }
    if new.to < date_in(&studio.zone, tx.now())? {
        return Err(Error::field("to_date", "out_of_range"));
    }
    let block = Block {
        id: tx.mint(),
        room_id: room.id.clone(),
        kind: new.kind,
        from_date: new.from.to_string(),
        to_date: new.to.to_string(),
        from_minute: new.minutes.map(|(from, _)| from),
        to_minute: new.minutes.map(|(_, to)| to),
        note: new.note.clone(),
        created_by: who.person.clone(),
        created_at: tx.now(),
        ended_at: None,
    };
    store::insert_block(tx.conn(), &block)?;
    fill_days(tx, &room, &block, &studio)?;
    let hit = refresh_around(tx, &block, &studio)?;
    Ok((block.id, hit))
}

/// Claims what is free of the block's days that are not over.
fn fill_days(tx: &mut Tx<'_>, room: &Room, block: &Block, studio: &Studio) -> Result<()> {
    let now = tx.now();
    let days: Vec<Span> = block
        .days(&studio.zone)?
        .into_iter()
        .filter(|day| day.to_at > now)
        .collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(());
    };
    let around = Span {
        from_at: first.from_at,
        to_at: last.to_at,
    };
    for atom in atoms(room) {
        fill_blocks(tx, &atom, around)?;
    }
    Ok(())
}

fn atoms(room: &Room) -> Vec<RoomId> {
    if room.parts.is_empty() {
        vec![room.id.clone()]
    } else {
        room.parts.clone()
    }
}

/// Judges the studio's sessions on the dates of a block again: it may be of a part of their hall, or of the hall of their room.
fn refresh_around(tx: &mut Tx<'_>, block: &Block, studio: &Studio) -> Result<Vec<HitSession>> {
    let now: Millis = tx.now();
    let first: Date = block.from_date.parse().map_err(Error::internal)?;
    let ahead = Ahead {
        studio: Some(studio.id.clone()),
        // a session of the evening before may reach into the first date
        dates: Some((add_days(first, -1)?.to_string(), block.to_date.clone())),
        ..Ahead::default()
    };
    let sessions = list_ahead(tx.conn(), &ahead, now)?;
    let hit = refresh(tx, &sessions, now)?;
    hit_sessions(tx.conn(), hit)
}

/// Gives a room back before the block is over.
pub(crate) async fn end_block(ctx: &Context, id: BlockId) -> Result<()> {
    ctx.write(move |tx, who| {
        let block = store::find_block(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let studio = api::own_room(tx.conn(), who, &block.room_id)?.1;
        sessions::store::lock_studio(tx.conn(), &studio.id)?;
        let (room, studio) = api::own_room(tx.conn(), who, &block.room_id)?;
        let now = tx.now();
        store::end_block(tx.conn(), &block.id, now)?;
        claims::store::delete_block_claims(tx.conn(), &block.id)?;
        // another block may have waited for the same time
        fill_days(tx, &room, &block, &studio)?;
        refresh_around(tx, &block, &studio).map(drop)
    })
    .await
}

/// A hall is made of other parts now: its sessions ahead and its blocks claim those.
pub(crate) fn reclaim_hall(tx: &mut Tx<'_>, hall: &Room, studio: &Studio) -> Result<()> {
    for block in store::list_of_room(tx.conn(), &hall.id)? {
        claims::store::delete_block_claims(tx.conn(), &block.id)?;
        fill_days(tx, hall, &block, studio)?;
    }
    Ok(())
}
