//! Failed tries.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::throttles;
use diesel::prelude::*;

/// How often something was tried in vain.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = throttles)]
pub struct ThrottleRow {
    pub failures: i64,
    pub failed_at: Millis,
    pub free_at: Millis,
}

pub fn find_throttle(conn: &mut Conn, subject: &str) -> QueryResult<Option<ThrottleRow>> {
    throttles::table
        .find(subject)
        .select(ThrottleRow::as_select())
        .first(conn)
        .optional()
}

/// Writes the new count, whatever stood there.
pub fn save_throttle(conn: &mut Conn, subject: &str, row: &ThrottleRow) -> QueryResult<usize> {
    let values = (
        throttles::failures.eq(row.failures),
        throttles::failed_at.eq(row.failed_at),
        throttles::free_at.eq(row.free_at),
    );
    crate::native!(conn, |c| diesel::insert_into(throttles::table)
        .values((throttles::subject.eq(subject), values))
        .on_conflict(throttles::subject)
        .do_update()
        .set(values)
        .execute(c))
}

pub fn delete_throttle(conn: &mut Conn, subject: &str) -> QueryResult<usize> {
    diesel::delete(throttles::table.find(subject)).execute(conn)
}

/// Forgets what happened before `then`.
pub fn delete_before(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::delete(throttles::table.filter(throttles::failed_at.lt(then))).execute(conn)
}
