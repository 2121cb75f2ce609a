//! Opening hours and exceptions.

use crate::db::Conn;
use crate::db::schema::{opening_exceptions, opening_rules};
use crate::districts::model::{Minute, OpeningException, OpeningHours, OpeningRule};
use crate::error::Result;
use crate::ids::{ExceptionId, StudioId};
use diesel::prelude::*;

/// A studio's weekly rules in order.
pub(in crate::districts) fn list_rules(conn: &mut Conn, studio: &StudioId) -> Result<Vec<OpeningRule>> {
    let rows: Vec<(i64, i64, i64)> = opening_rules::table
        .filter(opening_rules::studio_id.eq(studio))
        .order((opening_rules::weekday, opening_rules::from_minute))
        .select((
            opening_rules::weekday,
            opening_rules::from_minute,
            opening_rules::to_minute,
        ))
        .load(conn)?;
    let rule = |(weekday, from, to)| OpeningRule {
        weekday,
        from: Minute(from),
        to: Minute(to),
    };
    Ok(rows.into_iter().map(rule).collect())
}

/// Adds one weekly rule.
pub(in crate::districts) fn insert_rule(
    conn: &mut Conn,
    id: String,
    studio: &StudioId,
    rule: &OpeningRule,
) -> Result<()> {
    diesel::insert_into(opening_rules::table)
        .values((
            opening_rules::id.eq(id),
            opening_rules::studio_id.eq(studio),
            opening_rules::weekday.eq(rule.weekday),
            opening_rules::from_minute.eq(rule.from.0),
            opening_rules::to_minute.eq(rule.to.0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives a studio exactly these weekly rules.
pub(in crate::districts) fn replace_rules(
    conn: &mut Conn,
    studio: &StudioId,
    rules: &[OpeningRule],
    fresh_id: impl Fn() -> String,
) -> Result<()> {
    diesel::delete(opening_rules::table.filter(opening_rules::studio_id.eq(studio))).execute(conn)?;
    rules
        .iter()
        .try_for_each(|rule| insert_rule(conn, fresh_id(), studio, rule))
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

/// All rules, and the exceptions from a date on.
pub(in crate::districts) fn opening_hours(conn: &mut Conn, studio: &StudioId, from: &str) -> Result<OpeningHours> {
    Ok(OpeningHours {
        rules: list_rules(conn, studio)?,
        exceptions: list_exceptions(conn, studio, from)?,
    })
}
