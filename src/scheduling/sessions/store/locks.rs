//! The head rows that planning locks: a series, a session, its studio, its people.

use crate::db::{Conn, dialect};
use crate::ids::{PersonId, SeriesId, SessionId, StudioId};
use crate::scheduling::sessions::store::{Session, find_session};
use diesel::prelude::*;
use diesel::sql_types::Text;

/// The head row of a session, locked until the commit, and then read.
pub fn lock_session(conn: &mut Conn, id: &SessionId) -> QueryResult<Option<Session>> {
    lock(conn, "sessions", id.as_str())?;
    find_session(conn, id)
}

/// The head row of a series.
pub fn lock_series(conn: &mut Conn, id: &SeriesId) -> QueryResult<()> {
    lock(conn, "series", id.as_str())
}

/// The head row of all planning in a studio.
pub fn lock_studio(conn: &mut Conn, id: &StudioId) -> QueryResult<()> {
    lock(conn, "studios", id.as_str())
}

/// The head rows of people whose time is about to be claimed, in the order of their ids.
pub fn lock_people(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<()> {
    let mut ids: Vec<_> = ids.iter().collect();
    ids.sort();
    ids.dedup();
    ids.into_iter().try_for_each(|id| lock(conn, "people", id.as_str()))
}

/// Locks without standing in the way of rows that only point here.
fn lock(conn: &mut Conn, table: &str, id: &str) -> QueryResult<()> {
    let wait = dialect::for_no_key_update(conn);
    if wait.is_empty() {
        return Ok(());
    }
    diesel::sql_query(format!("SELECT id FROM {table} WHERE id = $1{wait}"))
        .bind::<Text, _>(id)
        .execute(conn)
        .map(drop)
}
