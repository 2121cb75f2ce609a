//! Opening hours and exceptions.

use crate::db::Conn;
use crate::db::schema::{opening_exceptions, opening_rules, opening_sets};
use crate::districts::model::{Minute, OpeningException, OpeningHours, OpeningRule, OpeningSet};
use crate::districts::{calendar_days, closures};
use crate::error::Result;
use crate::ids::{ExceptionId, StudioId};
use diesel::prelude::*;

type RuleRow = (String, i64, i64, i64);

/// A studio's sets of weekly hours, in the order of the days from which they hold. The first one is always there.
pub(in crate::districts) fn list_sets(conn: &mut Conn, studio: &StudioId) -> Result<Vec<OpeningSet>> {
    let days: Vec<String> = opening_sets::table
        .filter(opening_sets::studio_id.eq(studio))
        .order(opening_sets::valid_from)
        .select(opening_sets::valid_from)
        .load(conn)?;
    let rows: Vec<RuleRow> = opening_rules::table
        .filter(opening_rules::studio_id.eq(studio))
        .order((opening_rules::weekday, opening_rules::from_minute))
        .select((
            opening_rules::valid_from,
            opening_rules::weekday,
            opening_rules::from_minute,
            opening_rules::to_minute,
        ))
        .load(conn)?;
    let sets = std::iter::once(String::new()).chain(days).map(|valid_from| {
        let own = rows.iter().filter(|row| row.0 == valid_from);
        let rules = own.map(|(_, weekday, from, to)| OpeningRule {
            weekday: *weekday,
            from: Minute(*from),
            to: Minute(*to),
        });
        OpeningSet {
            rules: rules.collect(),
            valid_from,
        }
    });
    Ok(sets.collect())
}

/// Adds one rule to the set that holds from a day on; the first set has an empty one.
pub(in crate::districts) fn insert_rule(
    conn: &mut Conn,
    id: String,
    studio: &StudioId,
    valid_from: &str,
    rule: &OpeningRule,
) -> Result<()> {
    diesel::insert_into(opening_rules::table)
        .values((
            opening_rules::id.eq(id),
            opening_rules::studio_id.eq(studio),
            opening_rules::weekday.eq(rule.weekday),
            opening_rules::from_minute.eq(rule.from.0),
            opening_rules::to_minute.eq(rule.to.0),
            opening_rules::valid_from.eq(valid_from),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives a studio exactly these weekly hours from a day on; those of other days stay.
pub(in crate::districts) fn replace_set(
    conn: &mut Conn,
    studio: &StudioId,
    set: &OpeningSet,
    fresh_id: impl Fn() -> String,
) -> Result<()> {
    delete_set(conn, studio, &set.valid_from)?;
    if !set.valid_from.is_empty() {
        diesel::insert_into(opening_sets::table)
            .values((
                opening_sets::studio_id.eq(studio),
                opening_sets::valid_from.eq(&set.valid_from),
            ))
            .execute(conn)?;
    }
    set.rules
        .iter()
        .try_for_each(|rule| insert_rule(conn, fresh_id(), studio, &set.valid_from, rule))
}

/// Takes away the hours that hold from a day on; those before it go on.
pub(in crate::districts) fn delete_set(conn: &mut Conn, studio: &StudioId, valid_from: &str) -> Result<()> {
    let rules = opening_rules::table.filter(opening_rules::studio_id.eq(studio));
    diesel::delete(rules.filter(opening_rules::valid_from.eq(valid_from))).execute(conn)?;
    diesel::delete(opening_sets::table.find((studio, valid_from))).execute(conn)?;
    Ok(())
}

#[derive(Queryable)]
struct ExceptionRow {
    id: ExceptionId,
    studio_id: StudioId,
    date: String,
    _is_closed: bool,
    from_minute: Option<i64>,
    to_minute: Option<i64>,
    reason: String,
}

impl From<ExceptionRow> for OpeningException {
    fn from(row: ExceptionRow) -> Self {
        OpeningException {
            id: row.id,
            studio_id: row.studio_id,
            date: row.date,
            hours: row
                .from_minute
                .zip(row.to_minute)
                .map(|(from, to)| (Minute(from), Minute(to))),
            reason: row.reason,
        }
    }
}

/// A studio's exceptions from a date on.
pub(in crate::districts) fn list_exceptions(
    conn: &mut Conn,
    studio: &StudioId,
    from: &str,
) -> Result<Vec<OpeningException>> {
    let rows: Vec<ExceptionRow> = opening_exceptions::table
        .filter(opening_exceptions::studio_id.eq(studio))
        .filter(opening_exceptions::date.ge(from))
        .order((opening_exceptions::date, opening_exceptions::from_minute))
        .load(conn)?;
    Ok(rows.into_iter().map(OpeningException::from).collect())
}

pub(in crate::districts) fn find_exception(conn: &mut Conn, id: &ExceptionId) -> Result<Option<OpeningException>> {
    let row: Option<ExceptionRow> = opening_exceptions::table.find(id).first(conn).optional()?;
    Ok(row.map(OpeningException::from))
}

pub(in crate::districts) fn insert_exception(conn: &mut Conn, exception: &OpeningException) -> Result<()> {
    diesel::insert_into(opening_exceptions::table)
        .values((
            opening_exceptions::id.eq(&exception.id),
            opening_exceptions::studio_id.eq(&exception.studio_id),
            opening_exceptions::date.eq(&exception.date),
            opening_exceptions::is_closed.eq(exception.hours.is_none()),
            opening_exceptions::from_minute.eq(exception.hours.map(|hours| hours.0.0)),
            opening_exceptions::to_minute.eq(exception.hours.map(|hours| hours.1.0)),
            opening_exceptions::reason.eq(&exception.reason),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in crate::districts) fn delete_exception(conn: &mut Conn, id: &ExceptionId) -> Result<()> {
    diesel::delete(opening_exceptions::table.find(id)).execute(conn)?;
    Ok(())
}

/// Everything that decides about the hours of dates from `from` on.
pub(in crate::districts) fn opening_hours(conn: &mut Conn, studio: &StudioId, from: &str) -> Result<OpeningHours> {
    Ok(OpeningHours {
        sets: list_sets(conn, studio)?,
        exceptions: list_exceptions(conn, studio, from)?,
        closures: closures::store::list_of_studio(conn, studio, from)?,
        calendar: calendar_days::store::studio_calendar(conn, studio, from)?,
    })
}
