//! Notices, days, and which hours a make-up day has.

use super::model::{CalendarDay, DayKind, Notice, StudioCalendar};
use crate::bilingual::Bilingual;
use crate::db::Conn;
use crate::db::schema::{calendar_days, calendar_notices, make_up_hours, studios};
use crate::error::Result;
use crate::ids::StudioId;
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = calendar_days)]
struct DayRow {
    region: String,
    date: String,
    kind: DayKind,
    name_zh: String,
    name_en: String,
    year: i64,
}

impl From<DayRow> for CalendarDay {
    fn from(row: DayRow) -> Self {
        CalendarDay {
            region: row.region,
            date: row.date,
            kind: row.kind,
            name: Bilingual {
                zh: row.name_zh,
                en: row.name_en,
            },
            year: row.year,
        }
    }
}

/// The notices of every region, in the order of region and year.
pub(in crate::districts) fn list_notices(conn: &mut Conn) -> Result<Vec<Notice>> {
    let order = (calendar_notices::region, calendar_notices::year);
    Ok(calendar_notices::table.order(order).load(conn)?)
}

pub(in crate::districts) fn insert_notice(conn: &mut Conn, notice: &Notice) -> Result<()> {
    diesel::insert_into(calendar_notices::table)
        .values(notice)
        .execute(conn)?;
    Ok(())
}

/// Gives a notice its next version; false when there is none.
pub(in crate::districts) fn update_notice(conn: &mut Conn, notice: &Notice) -> Result<bool> {
    let row = calendar_notices::table.find((notice.region.as_str(), notice.year));
    let changed = diesel::update(row)
        .set((
            calendar_notices::version.eq(notice.version),
            calendar_notices::source.eq(&notice.source),
            calendar_notices::loaded_at.eq(notice.loaded_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The days of some regions between two dates, both included.
pub(in crate::districts) fn list_days(
    conn: &mut Conn,
    regions: &[String],
    from: &str,
    to: &str,
) -> Result<Vec<CalendarDay>> {
    let rows: Vec<DayRow> = calendar_days::table
        .filter(calendar_days::region.eq_any(regions))
        .filter(calendar_days::date.ge(from).and(calendar_days::date.le(to)))
        .order((calendar_days::region, calendar_days::date))
        .load(conn)?;
    Ok(rows.into_iter().map(CalendarDay::from).collect())
}

/// Every day of a region: some forty a year.
pub(in crate::districts) fn list_days_of_region(conn: &mut Conn, region: &str) -> Result<Vec<CalendarDay>> {
    let rows: Vec<DayRow> = calendar_days::table
        .filter(calendar_days::region.eq(region))
        .order(calendar_days::date)
        .load(conn)?;
    Ok(rows.into_iter().map(CalendarDay::from).collect())
}

pub(in crate::districts) fn insert_day(conn: &mut Conn, day: &CalendarDay) -> Result<()> {
    let row = DayRow {
        region: day.region.clone(),
        date: day.date.clone(),
        kind: day.kind,
        name_zh: day.name.zh.clone(),
        name_en: day.name.en.clone(),
        year: day.year,
    };
    diesel::insert_into(calendar_days::table).values(&row).execute(conn)?;
    Ok(())
}

pub(in crate::districts) fn delete_day(conn: &mut Conn, region: &str, date: &str) -> Result<()> {
    diesel::delete(calendar_days::table.find((region, date))).execute(conn)?;
    Ok(())
}

/// The weekdays whose hours a studio has chosen for make-up days, from a date on.
pub(in crate::districts) fn list_make_up_hours(
    conn: &mut Conn,
    studio: &StudioId,
    from: &str,
) -> Result<Vec<(String, i64)>> {
    Ok(make_up_hours::table
        .filter(make_up_hours::studio_id.eq(studio).and(make_up_hours::date.ge(from)))
        .order(make_up_hours::date)
        .select((make_up_hours::date, make_up_hours::weekday))
        .load(conn)?)
}

/// A make-up day has the hours of this weekday in a studio; of its own where none is chosen.
pub(in crate::districts) fn set_make_up_hours(
    conn: &mut Conn,
    studio: &StudioId,
    date: &str,
    weekday: Option<i64>,
) -> Result<()> {
    diesel::delete(make_up_hours::table.find((studio, date))).execute(conn)?;
    if let Some(weekday) = weekday {
        diesel::insert_into(make_up_hours::table)
            .values((
                make_up_hours::studio_id.eq(studio),
                make_up_hours::date.eq(date),
                make_up_hours::weekday.eq(weekday),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The public days from a date on, as a studio keeps them.
pub(in crate::districts) fn studio_calendar(conn: &mut Conn, studio: &StudioId, from: &str) -> Result<StudioCalendar> {
    let row: Option<(String, bool)> = studios::table
        .find(studio)
        .select((studios::region, studios::closes_on_public_days))
        .first(conn)
        .optional()?;
    let Some((region, closes_on_public_days)) = row else {
        return Ok(StudioCalendar::default());
    };
    let days: Vec<DayRow> = calendar_days::table
        .filter(calendar_days::region.eq(&region).and(calendar_days::date.ge(from)))
        .load(conn)?;
    let years = calendar_notices::table
        .filter(calendar_notices::region.eq(&region))
        .order(calendar_notices::year)
        .select(calendar_notices::year)
        .load(conn)?;
    Ok(StudioCalendar {
        closes_on_public_days,
        days: days.into_iter().map(|row| (row.date.clone(), row.into())).collect(),
        make_up_hours: list_make_up_hours(conn, studio, from)?.into_iter().collect(),
        years,
    })
}

/// The studios that keep the calendar of a region, in the order of their ids.
pub(in crate::districts) fn list_studios_of_region(conn: &mut Conn, region: &str) -> Result<Vec<StudioId>> {
    Ok(studios::table
        .filter(studios::region.eq(region))
        .order(studios::id)
        .select(studios::id)
        .load(conn)?)
}
