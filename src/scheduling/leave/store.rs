//! Rows of leave.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{claims, leaves, sessions};
use crate::ids::{LeaveId, PersonId, StudioId};
use crate::scheduling::claims::store::{LONGEST, Resource};
use crate::scheduling::rules::{LeaveRoles, LeaveSpan};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Span;
use crate::scheduling::validation::whom::Whom;
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = leaves)]
pub struct LeaveRow {
    pub id: LeaveId,
    pub person_id: PersonId,
    pub from_at: Millis,
    pub to_at: Millis,
    pub roles: LeaveRoles,
    pub entered_by: PersonId,
    pub entered_at: Millis,
}

impl LeaveRow {
    pub fn span(&self) -> Span {
        Span {
            from_at: self.from_at,
            to_at: self.to_at,
        }
    }
}

/// Leave that touches a span.
pub(crate) fn list_leave_spans(conn: &mut Conn, whom: Whom<'_>, span: Span) -> QueryResult<Vec<(PersonId, LeaveSpan)>> {
    type Row = (PersonId, Millis, Millis, LeaveRoles);
    let near = || {
        leaves::table
            .filter(leaves::to_at.gt(span.from_at).and(leaves::from_at.lt(span.to_at)))
            .select((leaves::person_id, leaves::from_at, leaves::to_at, leaves::roles))
    };
    let mut rows: Vec<Row> = vec![];
    match whom {
        Whom::Everybody => rows = near().load(conn)?,
        Whom::These(ids) => {
            for ids in ids.chunks(500) {
                rows.extend(near().filter(leaves::person_id.eq_any(ids)).load::<Row>(conn)?);
            }
        }
    }
    let read = |(person, from_at, to_at, roles): Row| {
        let span = Span { from_at, to_at };
        (person, LeaveSpan { span, roles })
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Somebody's leave that is not over, the first to begin first.
pub fn list_leaves(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<LeaveRow>> {
    leaves::table
        .filter(leaves::person_id.eq(person).and(leaves::to_at.gt(now)))
        .order((leaves::from_at, leaves::id))
        .load(conn)
}

pub fn find_leave(conn: &mut Conn, id: &LeaveId) -> QueryResult<Option<LeaveRow>> {
    leaves::table.find(id).first(conn).optional()
}

pub fn insert_leave(conn: &mut Conn, row: &LeaveRow) -> QueryResult<()> {
    diesel::insert_into(leaves::table).values(row).execute(conn).map(drop)
}

pub fn delete_leave(conn: &mut Conn, id: &LeaveId) -> QueryResult<usize> {
    diesel::delete(leaves::table.find(id)).execute(conn)
}

/// Leave that is long over is forgotten.
pub fn delete_leaves_before(conn: &mut Conn, before: Millis) -> QueryResult<usize> {
    diesel::delete(leaves::table.filter(leaves::to_at.lt(before))).execute(conn)
}

/// Sessions ahead that claim somebody's time and touch the span, or all ahead without one; in the order of their start.
pub fn list_sessions_of(
    conn: &mut Conn,
    person: &PersonId,
    span: Option<Span>,
    now: Millis,
) -> QueryResult<Vec<Session>> {
    let from_at = span.map_or(now, |span| span.from_at.max(now));
    let mut query = sessions::table
        .inner_join(claims::table)
        .filter(claims::resource_kind.eq(Resource::Person))
        .filter(claims::resource_id.eq(person.as_str()))
        .filter(claims::busy_from.gt(from_at - LONGEST).and(claims::busy_to.gt(from_at)))
        .filter(sessions::starts_at.gt(now))
        .select(Session::as_select())
        .into_boxed();
    if let Some(span) = span {
        query = query.filter(claims::busy_from.lt(span.to_at));
    }
    query.order((sessions::starts_at, sessions::id)).load(conn)
}

/// The studios of these sessions, each once, in the order in which they are locked.
pub fn studios_of(sessions: &[Session]) -> Vec<StudioId> {
    let mut studios: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
    studios.sort();
    studios.dedup();
    studios
}
