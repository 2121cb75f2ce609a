//! Where people take part without being claimed.

use crate::db::Conn;
use crate::db::schema::{enrolments, session_participants, sessions};
use crate::ids::{DistrictId, PersonId, SessionId, StudioId};
use crate::scheduling::model::{Place, SessionState, Span};
use crate::scheduling::rules::Busy;
use diesel::prelude::*;

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
            .filter(enrolments::person_id.eq_any(ids).and(enrolments::state.eq("active")))
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
    };
    (person, busy)
}
