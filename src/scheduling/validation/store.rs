//! People, rooms and led sessions as the rules need them.

use crate::accounts::api;
use crate::accounts::model::Role;
use crate::db::Conn;
use crate::db::schema::{assignments, people, role_grants, room_parts, rooms, sessions, studios};
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, RoomId, SessionId, StudioId};
use crate::local_time::instants_around;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::rules::{Available, Person, Room, Studio};
use crate::scheduling::sessions::state::SessionState;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::{HashMap, HashSet};

type Row = (PersonId, String, bool, Option<DistrictId>, String);

macro_rules! person_columns {
    () => {
        (
            people::id,
            people::nickname,
            people::is_active,
            people::home_district_id,
            people::available,
        )
    };
}

/// People as the rules need them; who does not exist is not in the answer.
pub fn list_people(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<Person>> {
    let rows: Vec<Row> = people::table
        .filter(people::id.eq_any(ids))
        .select(person_columns!())
        .load(conn)?;
    let held = role_grants::table
        .filter(role_grants::person_id.eq_any(ids))
        .filter(role_grants::ended_at.is_null().and(role_grants::role.ne(Role::Member)))
        .select((role_grants::person_id, role_grants::role))
        .load(conn)?;
    with_roles(conn, rows, held)
}

/// Everybody who works here and whose account is in use, as the rules need them: whoever could be assigned.
pub fn list_workers(conn: &mut Conn) -> Result<Vec<Person>> {
    // in words of its own, because only then is the index of workers, which names the role, good for it
    let works = || {
        sql::<Bool>(&format!(
            "role_grants.ended_at IS NULL AND role_grants.role <> '{}'",
            Role::Member
        ))
    };
    let held: Vec<(PersonId, Role)> = role_grants::table
        .filter(works())
        .select((role_grants::person_id, role_grants::role))
        .load(conn)?;
    let rows: Vec<Row> = people::table
        .filter(people::is_active.eq(true))
        .filter(people::id.eq_any(role_grants::table.filter(works()).select(role_grants::person_id)))
        .select(person_columns!())
        .load(conn)?;
    with_roles(conn, rows, held)
}

fn with_roles(conn: &mut Conn, rows: Vec<Row>, held: Vec<(PersonId, Role)>) -> Result<Vec<Person>> {
    let (staff, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|(_, role)| role.is_staff());
    let ids = |rows: Vec<(PersonId, Role)>| rows.into_iter().map(|(id, _)| id).collect::<HashSet<_>>();
    let (staff, trained) = (ids(staff), ids(others));
    let people: Vec<PersonId> = rows.iter().map(|row| row.0.clone()).collect();
    let mut qualified = api::qualifications(conn, &people)?;
    Ok(rows
        .into_iter()
        .map(|(id, nickname, is_active, home_district, available)| Person {
            is_staff: staff.contains(&id),
            // the training stays, but it qualifies nobody whose role was taken away
            qualified: qualified
                .remove(&id)
                .filter(|_| trained.contains(&id))
                .unwrap_or_default(),
            id,
            nickname,
            is_active,
            home_district,
            available: Available::stored(&available),
        })
        .collect())
}

/// Who leads which session between two local dates, whoever it is: read from the sessions of those days, because over
/// the years a person's own list grows and a week's does not.
pub fn list_all_led(conn: &mut Conn, from: &str, to: &str) -> QueryResult<Vec<(PersonId, SessionId, String)>> {
    let days: Vec<(SessionId, String)> = sessions::table
        .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(to)))
        .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
        .select((sessions::id, sessions::local_date))
        .load(conn)?;
    let mut found = Vec::new();
    for days in days.chunks(500) {
        let ids = days.iter().map(|(id, _)| id);
        let led: Vec<(PersonId, SessionId)> = assignments::table
            .filter(assignments::session_id.eq_any(ids))
            .filter(assignments::state.ne(AssignmentState::Withdrawn))
            .filter(assignments::role.eq_any([StaffRole::Lead, StaffRole::CoLead]))
            .select((assignments::person_id, assignments::session_id))
            .load(conn)?;
        let days: HashMap<_, _> = days.iter().map(|(id, day)| (id, day)).collect();
        found.extend(led.into_iter().filter_map(|(person, session)| {
            let day = days.get(&session)?.to_string();
            Some((person, session, day))
        }));
    }
    Ok(found)
}

/// Every session that these people lead between two local dates.
pub fn list_led(
    conn: &mut Conn,
    ids: &[PersonId],
    from: &str,
    to: &str,
) -> QueryResult<Vec<(PersonId, SessionId, String)>> {
    let (first_at, last_at) = instants_around(from, to);
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        found.extend(
            assignments::table
                .inner_join(sessions::table)
                .filter(assignments::person_id.eq_any(ids))
                .filter(
                    assignments::starts_at
                        .ge(first_at)
                        .and(assignments::starts_at.lt(last_at)),
                )
                .filter(assignments::state.ne(AssignmentState::Withdrawn))
                .filter(assignments::role.eq_any([StaffRole::Lead, StaffRole::CoLead]))
                .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(to)))
                .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
                .select((assignments::person_id, sessions::id, sessions::local_date))
                .load::<(PersonId, SessionId, String)>(conn)?,
        );
    }
    Ok(found)
}

/// Rooms with their studios.
pub fn list_places(conn: &mut Conn, ids: &[RoomId]) -> QueryResult<Vec<(Room, Studio)>> {
    let rows: Vec<PlaceRow> = rooms::table
        .inner_join(studios::table)
        .filter(rooms::id.eq_any(ids))
        .select((
            (
                rooms::id,
                rooms::name,
                rooms::capacity,
                rooms::is_active,
                rooms::is_online,
            ),
            (
                studios::id,
                studios::district_id,
                studios::name,
                studios::zone,
                studios::is_active,
            ),
        ))
        .load(conn)?;
    let parts: Vec<(RoomId, RoomId)> = room_parts::table
        .filter(room_parts::hall_id.eq_any(ids))
        .order(room_parts::part_id)
        .select((room_parts::hall_id, room_parts::part_id))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|((id, name, capacity, is_active, is_online), studio)| {
            let own = parts.iter().filter(|(hall, _)| *hall == id);
            let room = Room {
                parts: own.map(|(_, part)| part.clone()).collect(),
                id,
                name,
                capacity,
                is_active,
                is_online,
            };
            let (id, district_id, name, zone, is_active) = studio;
            let studio = Studio {
                id,
                district_id,
                name,
                zone,
                is_active,
            };
            (room, studio)
        })
        .collect())
}

type PlaceRow = (
    (RoomId, String, i64, bool, bool),
    (StudioId, DistrictId, String, String, bool),
);
