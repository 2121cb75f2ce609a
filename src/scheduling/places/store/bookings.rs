//! Places that somebody has by name, and where people take part without being claimed.

use crate::clock::Millis;
use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::db::schema::{enrolments, people, session_participants, sessions};
use crate::ids::{DistrictId, PersonId, SessionId, StudioId};
use crate::native;
use crate::scheduling::roles::Place;
use crate::scheduling::rules::Busy;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::slot::Span;
use diesel::prelude::*;

/// A place that is booked by name.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = session_participants)]
pub struct Booking {
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub place: Place,
    pub added_by: PersonId,
    pub added_at: Millis,
}

/// Places booked by name on these sessions, with nicknames.
pub fn list_bookings(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(Booking, String)>> {
    session_participants::table
        .inner_join(people::table.on(people::id.eq(session_participants::person_id)))
        .filter(session_participants::session_id.eq_any(ids))
        .order((session_participants::session_id, session_participants::person_id))
        .select((session_participants::all_columns, people::nickname))
        .load(conn)
}

pub fn insert_booking(conn: &mut Conn, row: &Booking) -> QueryResult<()> {
    diesel::insert_into(session_participants::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Many at once, for seeds.
pub fn insert_bookings(conn: &mut Conn, rows: &[Booking]) -> QueryResult<()> {
    for rows in rows.chunks(500) {
        native!(conn, |c| diesel::insert_into(session_participants::table)
            .values(rows)
            .execute(c))?;
    }
    Ok(())
}

/// False when there was none.
pub fn delete_booking(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<bool> {
    let row = session_participants::table
        .filter(session_participants::session_id.eq(session))
        .filter(session_participants::person_id.eq(person));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Which of these sessions the person is expected at, by name or through their intake.
pub fn list_expected(conn: &mut Conn, ids: &[SessionId], person: &PersonId) -> QueryResult<Vec<SessionId>> {
    let mut found: Vec<SessionId> = session_participants::table
        .filter(session_participants::session_id.eq_any(ids))
        .filter(session_participants::person_id.eq(person))
        .select(session_participants::session_id)
        .load(conn)?;
    let through_cohort: Vec<SessionId> = sessions::table
        .inner_join(enrolments::table.on(enrolments::cohort_id.nullable().eq(sessions::cohort_id)))
        .filter(sessions::id.eq_any(ids))
        .filter(
            enrolments::person_id
                .eq(person)
                .and(enrolments::state.eq(EnrolmentState::Active)),
        )
        .select(sessions::id)
        .load(conn)?;
    found.extend(through_cohort);
    Ok(found)
}

const ON_CALENDAR: [SessionState; 2] = [SessionState::Published, SessionState::Running];

type Row = (PersonId, SessionId, String, String, StudioId, DistrictId, i64, i64);

/// Sessions near a span in which these people take part: by name, or with their intake.
pub fn list_places(conn: &mut Conn, people: &[PersonId], near: Span) -> QueryResult<Vec<(PersonId, Busy)>> {
    let mut ids = people.to_vec();
    ids.sort();
    ids.dedup();
    let mut found = vec![];
    for ids in ids.chunks(500) {
        let by_name: Vec<Row> = session_participants::table
            .inner_join(sessions::table)
            .filter(session_participants::person_id.eq_any(ids))
            .filter(session_participants::place.eq(Place::Participant))
            .filter(
                sessions::starts_at
                    .lt(near.to_at)
                    .and(sessions::ends_at.gt(near.from_at)),
            )
            .filter(sessions::state.eq_any(ON_CALENDAR))
            .select((
                session_participants::person_id,
                sessions::id,
                sessions::title,
                sessions::type_code,
                sessions::studio_id,
                sessions::district_id,
                sessions::starts_at,
                sessions::ends_at,
            ))
            .load(conn)?;
        let through_intake: Vec<Row> = enrolments::table
            .inner_join(sessions::table.on(sessions::cohort_id.eq(enrolments::cohort_id.nullable())))
            .filter(
                enrolments::person_id
                    .eq_any(ids)
                    .and(enrolments::state.eq(EnrolmentState::Active)),
            )
            .filter(
                sessions::starts_at
                    .lt(near.to_at)
                    .and(sessions::ends_at.gt(near.from_at)),
            )
            .filter(sessions::state.eq_any(ON_CALENDAR))
            .select((
                enrolments::person_id,
                sessions::id,
                sessions::title,
                sessions::type_code,
                sessions::studio_id,
                sessions::district_id,
                sessions::starts_at,
                sessions::ends_at,
            ))
            .load(conn)?;
        found.extend(by_name.into_iter().chain(through_intake).map(read));
    }
    Ok(found)
}

fn read((person, session, title, type_code, studio_id, district_id, from_at, to_at): Row) -> (PersonId, Busy) {
    let busy = Busy {
        session,
        title,
        type_code,
        studio_id,
        district_id,
        span: Span { from_at, to_at },
        taken: Span { from_at, to_at },
    };
    (person, busy)
}
