//! Whom to call, and when a room is held.

use crate::db::Conn;
use crate::db::schema::{crisis_cards, crisis_lines, crisis_regions, districts, staffed_hours};
use crate::ids::{ChatRoomId, DistrictId};
use crate::local_time::DEFAULT_ZONE;
use diesel::prelude::*;

/// A card: region, date of review, words in both languages.
pub type CardRow = (String, String, String, String);
/// A line: names, number, hours.
pub type LineRow = (String, String, String, String, String);
/// Weekday, from and to in minutes.
pub type HoursRow = (i64, i64, i64);

/// The card of a district, or the one that stands for all others.
pub fn find_card(conn: &mut Conn, district: Option<&DistrictId>) -> QueryResult<Option<(CardRow, Vec<LineRow>)>> {
    let region: Option<String> = match district {
        Some(district) => crisis_regions::table
            .find(district.as_str())
            .select(crisis_regions::region)
            .first(conn)
            .optional()?,
        None => None,
    };
    let columns = (
        crisis_cards::region,
        crisis_cards::reviewed_on,
        crisis_cards::disclaimer_zh,
        crisis_cards::disclaimer_en,
    );
    let card: Option<CardRow> = match region {
        Some(region) => crisis_cards::table
            .find(region)
            .select(columns)
            .first(conn)
            .optional()?,
        None => crisis_cards::table
            .filter(crisis_cards::is_default.eq(true))
            .select(columns)
            .first(conn)
            .optional()?,
    };
    let Some(card) = card else { return Ok(None) };
    let lines = crisis_lines::table
        .filter(crisis_lines::region.eq(&card.0))
        .select((
            crisis_lines::name_zh,
            crisis_lines::name_en,
            crisis_lines::number,
            crisis_lines::hours_zh,
            crisis_lines::hours_en,
        ))
        .order(crisis_lines::position)
        .load(conn)?;
    Ok(Some((card, lines)))
}

/// A district's zone and duty number.
pub fn find_duty(conn: &mut Conn, district: &DistrictId) -> QueryResult<Option<(String, Option<String>)>> {
    districts::table
        .find(district.as_str())
        .select((districts::zone, districts::duty_phone))
        .first(conn)
        .optional()
}

/// The zone in which a room's hours are meant.
pub fn zone_of(conn: &mut Conn, district: Option<&DistrictId>) -> QueryResult<String> {
    let duty = match district {
        Some(district) => find_duty(conn, district)?,
        None => None,
    };
    Ok(duty.map_or_else(|| DEFAULT_ZONE.to_owned(), |(zone, _)| zone))
}

/// When a room is held: its own hours, else its district's.
pub fn list_hours(conn: &mut Conn, room: &ChatRoomId, district: Option<&DistrictId>) -> QueryResult<Vec<HoursRow>> {
    let columns = (
        staffed_hours::weekday,
        staffed_hours::from_minute,
        staffed_hours::to_minute,
    );
    let own: Vec<HoursRow> = staffed_hours::table
        .filter(staffed_hours::room_id.eq(room))
        .select(columns)
        .load(conn)?;
    match district {
        Some(district) if own.is_empty() => staffed_hours::table
            .filter(staffed_hours::district_id.eq(district))
            .select(columns)
            .load(conn),
        _ => Ok(own),
    }
}

/// Replaces the hours in which all member rooms of a district are held.
pub fn replace_district_hours(conn: &mut Conn, district: &DistrictId, hours: &[(String, HoursRow)]) -> QueryResult<()> {
    diesel::delete(staffed_hours::table.filter(staffed_hours::district_id.eq(district))).execute(conn)?;
    for (id, (weekday, from, to)) in hours {
        diesel::insert_into(staffed_hours::table)
            .values((
                staffed_hours::id.eq(id),
                staffed_hours::district_id.eq(district),
                staffed_hours::weekday.eq(weekday),
                staffed_hours::from_minute.eq(from),
                staffed_hours::to_minute.eq(to),
            ))
            .execute(conn)?;
    }
    Ok(())
}
