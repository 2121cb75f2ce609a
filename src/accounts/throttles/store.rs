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

/// Counts one more try and hands out the row with the times of the one before. The row stays locked until the commit, so
/// that tries at the same moment come one after the other.
pub fn bump_throttle(conn: &mut Conn, subject: &str, now: Millis) -> QueryResult<ThrottleRow> {
    let first = (
        throttles::subject.eq(subject),
        throttles::failures.eq(1),
        throttles::failed_at.eq(now),
        throttles::free_at.eq(now),
    );
    crate::native!(conn, |c| diesel::insert_into(throttles::table)
        .values(first)
        .on_conflict(throttles::subject)
        .do_update()
        .set(throttles::failures.eq(throttles::failures + 1))
        .returning(ThrottleRow::as_returning())
        .get_result(c))
}

/// Writes the count and the times of a row that is locked.
pub fn update_throttle(conn: &mut Conn, subject: &str, row: &ThrottleRow) -> QueryResult<usize> {
    diesel::update(throttles::table.find(subject))
        .set((
            throttles::failures.eq(row.failures),
            throttles::failed_at.eq(row.failed_at),
            throttles::free_at.eq(row.free_at),
        ))
        .execute(conn)
}

pub fn delete_throttle(conn: &mut Conn, subject: &str) -> QueryResult<usize> {
    diesel::delete(throttles::table.find(subject)).execute(conn)
}

/// Forgets what happened before `then`.
pub fn delete_before(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::delete(throttles::table.filter(throttles::failed_at.lt(then))).execute(conn)
}
