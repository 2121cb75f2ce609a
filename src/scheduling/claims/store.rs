//! Claims: what is taken, and by which session.

use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{claims, sessions};
use crate::ids::{BlockId, ClaimId, DistrictId, PersonId, RoomId, SessionId, StudioId};
use crate::native;
use crate::scheduling::rules::Busy;
use crate::scheduling::slot::Span;
use crate::text_enum;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::HashMap;

text_enum! {
    /// What can be claimed. Claims are made in this order.
    pub Resource {
        Person = "person",
        /// A room, with its buffers.
        Room = "room",
    }
}

/// No claim is longer, which lets an index find what is near.
pub(crate) const LONGEST: Millis = 2 * DAY;

/// The name of the constraint on both databases.
pub const OVERLAP: &str = "claims_overlap";

#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = claims)]
pub struct Claim {
    pub id: ClaimId,
    /// A person or a room.
    pub resource_kind: Resource,
    pub resource_id: String,
    /// Whose it is: a session's, or else a block's.
    pub session_id: Option<SessionId>,
    pub block_id: Option<BlockId>,
    pub busy_from: Millis,
    pub busy_to: Millis,
    /// `confirmed`; holds come with the waiting list.
    pub state: &'static str,
}

/// Claims in the canonical order, so that two transactions never wait for each other crosswise. The database refuses an
/// overlap by the name [`OVERLAP`].
pub fn insert_claims(conn: &mut Conn, mut rows: Vec<Claim>) -> QueryResult<()> {
    rows.sort_by(|a, b| {
        (a.resource_kind, &a.resource_id, a.busy_from).cmp(&(b.resource_kind, &b.resource_id, b.busy_from))
    });
    for rows in rows.chunks(500) {
        native!(conn, |c| diesel::insert_into(claims::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// A session gives back all that it has claimed.
pub fn delete_claims(conn: &mut Conn, session: &SessionId) -> QueryResult<()> {
    diesel::delete(claims::table.filter(claims::session_id.eq(session)))
        .execute(conn)
        .map(drop)
}

/// A block gives back all that it has claimed.
pub fn delete_block_claims(conn: &mut Conn, block: &BlockId) -> QueryResult<()> {
    diesel::delete(claims::table.filter(claims::block_id.eq(block)))
        .execute(conn)
        .map(drop)
}

/// The rooms that a session claims, and when.
pub fn list_rooms_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(String, Span)>> {
    let rows: Vec<(Resource, String, Millis, Millis)> = claims::table
        .filter(claims::session_id.eq(session))
        .select((
            claims::resource_kind,
            claims::resource_id,
            claims::busy_from,
            claims::busy_to,
        ))
        .load(conn)?;
    let rooms = rows.into_iter().filter(|row| row.0 == Resource::Room);
    Ok(rooms
        .map(|(_, room, from_at, to_at)| (room, Span { from_at, to_at }))
        .collect())
}

/// When a room is claimed near a span, by whatever, in order.
pub fn list_taken(conn: &mut Conn, room: &RoomId, near: Span) -> QueryResult<Vec<Span>> {
    let rows: Vec<(Millis, Millis)> = claims::table
        .filter(claims::resource_kind.eq(Resource::Room))
        .filter(claims::resource_id.eq(room.as_str()))
        .filter(claims::busy_from.lt(near.to_at))
        .filter(claims::busy_from.gt(near.from_at - LONGEST))
        .filter(claims::busy_to.gt(near.from_at))
        .order(claims::busy_from)
        .select((claims::busy_from, claims::busy_to))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(from_at, to_at)| Span { from_at, to_at })
        .collect())
}

/// What is in the way of these rooms and people near a span: the resource and the session that has it.
pub fn list_busy(
    conn: &mut Conn,
    rooms: &[RoomId],
    people: &[PersonId],
    near: Span,
) -> QueryResult<Vec<(Resource, String, Busy)>> {
    let rooms = rooms.iter().map(RoomId::as_str).collect();
    let people = people.iter().map(PersonId::as_str).collect();
    let mut found = busy_of(conn, Resource::Room, rooms, near)?;
    found.extend(busy_of(conn, Resource::Person, people, near)?);
    Ok(found)
}

/// Whatever is taken near a span, by whomever: read from the sessions near it, not over anybody's life.
pub fn list_all_busy(conn: &mut Conn, near: Span) -> QueryResult<Vec<(Resource, String, Busy)>> {
    // a date on any wall is at most a day away from the same date in UTC
    let day = |at: Millis| Timestamp::from_millisecond(at).map(|at| at.to_string()[..10].to_owned());
    let (Ok(from), Ok(to)) = (day(near.from_at - LONGEST - DAY), day(near.to_at + DAY)) else {
        return Ok(vec![]);
    };
    type Near = (SessionId, String, String, StudioId, DistrictId, Millis, Millis);
    let sessions: Vec<Near> = sessions::table
        .filter(sessions::local_date.ge(from).and(sessions::local_date.le(to)))
        .filter(
            sessions::starts_at
                .lt(near.to_at)
                .and(sessions::ends_at.gt(near.from_at)),
        )
        .order((sessions::starts_at, sessions::id))
        .select((
            sessions::id,
            sessions::title,
            sessions::type_code,
            sessions::studio_id,
            sessions::district_id,
            sessions::starts_at,
            sessions::ends_at,
        ))
        .load(conn)?;
    let mut found = Vec::new();
    for sessions in sessions.chunks(500) {
        let mut taken: HashMap<SessionId, Vec<(Resource, String, Span)>> = HashMap::new();
        // the kind is not asked for: in the query it would lead the planner to an index over all claims of that kind
        let rows: Vec<(SessionId, Resource, String, Millis, Millis)> = claims::table
            .filter(claims::session_id.eq_any(sessions.iter().map(|session| &session.0)))
            .select((
                claims::session_id.assume_not_null(),
                claims::resource_kind,
                claims::resource_id,
                claims::busy_from,
                claims::busy_to,
            ))
            .load(conn)?;
        for (session, kind, resource, from_at, to_at) in rows {
            let of_session = taken.entry(session).or_default();
            of_session.push((kind, resource, Span { from_at, to_at }));
        }
        for (session, title, type_code, studio_id, district_id, from_at, to_at) in sessions {
            for (kind, resource, taken) in taken.remove(session).unwrap_or_default() {
                let busy = Busy {
                    session: session.clone(),
                    title: title.clone(),
                    type_code: type_code.clone(),
                    studio_id: studio_id.clone(),
                    district_id: district_id.clone(),
                    span: Span {
                        from_at: *from_at,
                        to_at: *to_at,
                    },
                    taken,
                };
                found.push((kind, resource, busy));
            }
        }
    }
    Ok(found)
}

/// When a session is, as it is stored.
pub fn find_span(conn: &mut Conn, session: &SessionId) -> QueryResult<Option<Span>> {
    let row: Option<(Millis, Millis)> = sessions::table
        .find(session)
        .select((sessions::starts_at, sessions::ends_at))
        .first(conn)
        .optional()?;
    Ok(row.map(|(from_at, to_at)| Span { from_at, to_at }))
}

type Row = (
    String,
    SessionId,
    String,
    String,
    StudioId,
    DistrictId,
    (Millis, Millis),
    (Millis, Millis),
);

fn busy_of(
    conn: &mut Conn,
    kind: Resource,
    mut ids: Vec<&str>,
    near: Span,
) -> QueryResult<Vec<(Resource, String, Busy)>> {
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let rows: Vec<Row> = claims::table
            .inner_join(sessions::table)
            .filter(claims::resource_kind.eq(kind))
            .filter(claims::resource_id.eq_any(ids.to_vec()))
            .filter(claims::busy_from.lt(near.to_at))
            .filter(claims::busy_from.gt(near.from_at - LONGEST))
            .filter(claims::busy_to.gt(near.from_at))
            .order((claims::resource_id, claims::busy_from))
            .select((
                claims::resource_id,
                sessions::id,
                sessions::title,
                sessions::type_code,
                sessions::studio_id,
                sessions::district_id,
                (sessions::starts_at, sessions::ends_at),
                (claims::busy_from, claims::busy_to),
            ))
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| {
            let (resource, session, title, type_code, studio_id, district_id, span, taken) = row;
            let (from_at, to_at) = span;
            let busy = Busy {
                session,
                title,
                type_code,
                studio_id,
                district_id,
                span: Span { from_at, to_at },
                taken: Span {
                    from_at: taken.0,
                    to_at: taken.1,
                },
            };
            (kind, resource, busy)
        }));
    }
    Ok(found)
}
