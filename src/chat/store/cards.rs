//! Crisis cards, as they are kept.

use super::help::LineRow;
use crate::chat::help::{CrisisLine, InBoth};
use crate::db::Conn;
use crate::db::schema::{crisis_cards as cards, crisis_lines as lines, crisis_regions as regions};
use crate::ids::DistrictId;
use diesel::prelude::*;

/// A card with everything that belongs to it.
pub struct KeptRow {
    pub region: String,
    pub is_default: bool,
    pub reviewed_on: String,
    pub disclaimer: InBoth,
    pub lines: Vec<LineRow>,
    pub districts: Vec<DistrictId>,
}

/// Every card, the one for everywhere first.
pub fn list_cards(conn: &mut Conn) -> QueryResult<Vec<KeptRow>> {
    let rows: Vec<(String, bool, String, String, String)> = cards::table
        .select((
            cards::region,
            cards::is_default,
            cards::reviewed_on,
            cards::disclaimer_zh,
            cards::disclaimer_en,
        ))
        .order((cards::is_default.desc(), cards::region))
        .load(conn)?;
    let mut all = vec![];
    for (region, is_default, reviewed_on, zh, en) in rows {
        let own = lines::table
            .filter(lines::region.eq(&region))
            .select((
                lines::name_zh,
                lines::name_en,
                lines::number,
                lines::hours_zh,
                lines::hours_en,
            ))
            .order(lines::position)
            .load(conn)?;
        let districts = regions::table
            .filter(regions::region.eq(&region))
            .select(regions::district_id)
            .order(regions::district_id)
            .load(conn)?;
        all.push(KeptRow {
            region,
            is_default,
            reviewed_on,
            disclaimer: InBoth { zh, en },
            lines: own,
            districts,
        });
    }
    Ok(all)
}

/// Changes the words of a card; false if there is none.
pub fn update_card(conn: &mut Conn, region: &str, disclaimer: &InBoth) -> QueryResult<bool> {
    let changed = diesel::update(cards::table.find(region))
        .set((
            cards::disclaimer_zh.eq(&disclaimer.zh),
            cards::disclaimer_en.eq(&disclaimer.en),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// A new card.
pub fn insert_card(conn: &mut Conn, region: &str, disclaimer: &InBoth, today: &str) -> QueryResult<usize> {
    diesel::insert_into(cards::table)
        .values((
            cards::region.eq(region),
            cards::is_default.eq(false),
            cards::reviewed_on.eq(today),
            cards::disclaimer_zh.eq(&disclaimer.zh),
            cards::disclaimer_en.eq(&disclaimer.en),
        ))
        .execute(conn)
}

/// Writes the lines of a card.
pub fn replace_lines(conn: &mut Conn, region: &str, new: &[CrisisLine]) -> QueryResult<()> {
    diesel::delete(lines::table.filter(lines::region.eq(region))).execute(conn)?;
    for (position, line) in (1_i64..).zip(new) {
        diesel::insert_into(lines::table)
            .values((
                lines::region.eq(region),
                lines::position.eq(position),
                lines::name_zh.eq(&line.name.zh),
                lines::name_en.eq(&line.name.en),
                lines::number.eq(&line.number),
                lines::hours_zh.eq(&line.hours.zh),
                lines::hours_en.eq(&line.hours.en),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Says which districts have a card; each has at most one.
pub fn replace_districts(conn: &mut Conn, region: &str, districts: &[DistrictId]) -> QueryResult<()> {
    let before = regions::region.eq(region).or(regions::district_id.eq_any(districts));
    diesel::delete(regions::table.filter(before)).execute(conn)?;
    for district in districts {
        diesel::insert_into(regions::table)
            .values((regions::district_id.eq(district), regions::region.eq(region)))
            .execute(conn)?;
    }
    Ok(())
}

/// Somebody has checked the numbers; false if there is no such card.
pub fn update_reviewed(conn: &mut Conn, region: &str, today: &str) -> QueryResult<bool> {
    let changed = diesel::update(cards::table.find(region))
        .set(cards::reviewed_on.eq(today))
        .execute(conn)?;
    Ok(changed == 1)
}
