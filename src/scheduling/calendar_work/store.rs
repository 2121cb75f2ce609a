//! Sessions on dates whose kind has changed.

use crate::accounts::access::Scope;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{calendar_work, sessions};
use crate::districts::api::DayKind;
use crate::ids::SessionId;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;

/// One session that somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = calendar_work)]
pub struct WorkItem {
    pub session_id: SessionId,
    /// The session's date when the notice came, `YYYY-MM-DD`.
    pub date: String,
    pub was: DayKind,
    pub now: DayKind,
    pub found_at: Millis,
}

pub fn find_item(conn: &mut Conn, session: &SessionId, date: &str) -> QueryResult<Option<WorkItem>> {
    calendar_work::table
        .find((session, date))
        .select(WorkItem::as_select())
        .first(conn)
        .optional()
}

pub fn insert_item(conn: &mut Conn, item: &WorkItem) -> QueryResult<()> {
    diesel::insert_into(calendar_work::table)
        .values(item)
        .execute(conn)
        .map(drop)
}

/// All items of a session; how many there were.
pub fn delete_items(conn: &mut Conn, session: &SessionId) -> QueryResult<usize> {
    diesel::delete(calendar_work::table.filter(calendar_work::session_id.eq(session))).execute(conn)
}

/// The sessions of these districts that are still ahead on the date that has changed, at most `most`.
pub fn list_items(conn: &mut Conn, scope: &Scope, now: Millis, most: i64) -> QueryResult<Vec<(WorkItem, Session)>> {
    let mut query = calendar_work::table
        .inner_join(sessions::table)
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.gt(now))
        .filter(sessions::local_date.eq(calendar_work::date))
        .order((sessions::starts_at, sessions::id))
        .limit(most)
        .select((WorkItem::as_select(), Session::as_select()))
        .into_boxed();
    if let Scope::Districts(own) = scope {
        query = query.filter(sessions::district_id.eq_any(own.clone()));
    }
    query.load(conn)
}
