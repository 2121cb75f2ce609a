//! Crisis cards, as they are kept.

use crate::chat::crisis_cards::model::{CrisisLine, InBoth};
use crate::chat::help::store::LineRow;
use crate::db::Conn;
use crate::db::schema::{crisis_cards, crisis_lines, crisis_regions};
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
    let rows: Vec<(String, bool, String, String, String)> = crisis_cards::table
        .select((
            crisis_cards::region,
            crisis_cards::is_default,
            crisis_cards::reviewed_on,
            crisis_cards::disclaimer_zh,
            crisis_cards::disclaimer_en,
        ))
        .order((crisis_cards::is_default.desc(), crisis_cards::region))
        .load(conn)?;
    let mut all = vec![];
    for (region, is_default, reviewed_on, zh, en) in rows {
        let own = crisis_lines::table
            .filter(crisis_lines::region.eq(&region))
            .select((
                crisis_lines::name_zh,
                crisis_lines::name_en,
                crisis_lines::number,
                crisis_lines::hours_zh,
                crisis_lines::hours_en,
            ))
            .order(crisis_lines::position)
            .load(conn)?;
        let districts = crisis_regions::table
            .filter(crisis_regions::region.eq(&region))
            .select(crisis_regions::district_id)
            .order(crisis_regions::district_id)
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
    let changed = diesel::update(crisis_cards::table.find(region))
        .set((
            crisis_cards::disclaimer_zh.eq(&disclaimer.zh),
            crisis_cards::disclaimer_en.eq(&disclaimer.en),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn insert_card(conn: &mut Conn, region: &str, disclaimer: &InBoth, today: &str) -> QueryResult<usize> {
    diesel::insert_into(crisis_cards::table)
        .values((
            crisis_cards::region.eq(region),
            crisis_cards::is_default.eq(false),
            crisis_cards::reviewed_on.eq(today),
            crisis_cards::disclaimer_zh.eq(&disclaimer.zh),
            crisis_cards::disclaimer_en.eq(&disclaimer.en),
        ))
        .execute(conn)
}

/// Writes the lines of a card.
pub fn replace_lines(conn: &mut Conn, region: &str, new: &[CrisisLine]) -> QueryResult<()> {
    diesel::delete(crisis_lines::table.filter(crisis_lines::region.eq(region))).execute(conn)?;
    for (position, line) in (1_i64..).zip(new) {
        diesel::insert_into(crisis_lines::table)
            .values((
                crisis_lines::region.eq(region),
                crisis_lines::position.eq(position),
                crisis_lines::name_zh.eq(&line.name.zh),
                crisis_lines::name_en.eq(&line.name.en),
                crisis_lines::number.eq(&line.number),
                crisis_lines::hours_zh.eq(&line.hours.zh),
                crisis_lines::hours_en.eq(&line.hours.en),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Says which districts have a card; each has at most one.
pub fn replace_districts(conn: &mut Conn, region: &str, districts: &[DistrictId]) -> QueryResult<()> {
    let before = crisis_regions::region
        .eq(region)
        .or(crisis_regions::district_id.eq_any(districts));
    diesel::delete(crisis_regions::table.filter(before)).execute(conn)?;
    for district in districts {
        diesel::insert_into(crisis_regions::table)
            .values((
                crisis_regions::district_id.eq(district),
                crisis_regions::region.eq(region),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Somebody has checked the numbers; false if there is no such card.
pub fn update_reviewed(conn: &mut Conn, region: &str, today: &str) -> QueryResult<bool> {
    let changed = diesel::update(crisis_cards::table.find(region))
        .set(crisis_cards::reviewed_on.eq(today))
        .execute(conn)?;
    Ok(changed == 1)
}
