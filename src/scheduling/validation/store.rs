//! People, rooms and led sessions as the rules need them.

use crate::accounts::api;
use crate::accounts::model::Role;
use crate::clock::{MINUTE, Millis};
use crate::db::Conn;
use crate::db::schema::{assignments, people, role_grants, room_parts, rooms, sessions, studios};
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, RoomId, SessionId, StudioId};
use crate::local_time::instants_around;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::rules::{Available, Person, Room, Studio, Work};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::validation::whom::Whom;
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
        .select((role_grants::person_id, role_grants::role, role_grants::district_id))
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
    let held: Vec<HeldRole> = role_grants::table
        .filter(works())
        .select((role_grants::person_id, role_grants::role, role_grants::district_id))
        .load(conn)?;
    let rows: Vec<Row> = people::table
        .filter(people::is_active.eq(true))
        .filter(people::id.eq_any(role_grants::table.filter(works()).select(role_grants::person_id)))
        .select(person_columns!())
        .load(conn)?;
    with_roles(conn, rows, held)
}

type HeldRole = (PersonId, Role, Option<DistrictId>);

fn with_roles(conn: &mut Conn, rows: Vec<Row>, held: Vec<HeldRole>) -> Result<Vec<Person>> {
    let mut districts: HashMap<PersonId, Vec<DistrictId>> = HashMap::new();
    for (person, _, district) in &held {
        districts.entry(person.clone()).or_default().extend(district.clone());
    }
    let (staff, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|(_, role, _)| role.is_staff());
    let ids = |rows: Vec<HeldRole>| rows.into_iter().map(|(id, ..)| id).collect::<HashSet<_>>();
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
            districts: {
                let mut all = districts.remove(&id).unwrap_or_default();
                all.extend(home_district.clone());
                all
            },
            id,
            nickname,
            is_active,
            home_district,
            available: Available::stored(&available),
        })
        .collect())
}

/// Who is on the staff of which session between two local dates. Of everybody it is read from the sessions of those days, because
/// over the years a person's own list grows and a week's does not.
pub(crate) fn list_work(
    conn: &mut Conn,
    whom: Whom<'_>,
    from: &str,
    before: &str,
) -> QueryResult<Vec<(PersonId, Work)>> {
    match whom {
        Whom::Everybody => list_all_work(conn, from, before),
        Whom::These(ids) => list_work_of(conn, ids, from, before),
    }
}

fn list_all_work(conn: &mut Conn, from: &str, before: &str) -> QueryResult<Vec<(PersonId, Work)>> {
    let days: Vec<(SessionId, String, Millis, Millis)> = sessions::table
        .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(before)))
        .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
        .select((
            sessions::id,
            sessions::local_date,
            sessions::starts_at,
            sessions::ends_at,
        ))
        .load(conn)?;
    let mut found = Vec::new();
    for days in days.chunks(500) {
        let rows: Vec<(PersonId, SessionId, StaffRole)> = assignments::table
            .filter(assignments::session_id.eq_any(days.iter().map(|(id, ..)| id)))
            .filter(assignments::state.ne(AssignmentState::Withdrawn))
            .select((assignments::person_id, assignments::session_id, assignments::role))
            .load(conn)?;
        let days: HashMap<_, _> = days.iter().map(|row| (&row.0, row)).collect();
        found.extend(rows.into_iter().filter_map(|(person, session, role)| {
            let (_, day, from_at, to_at) = days.get(&session)?;
            let work = work(&session, day, (*from_at, *to_at), role);
            Some((person, work))
        }));
    }
    Ok(found)
}

type WorkRow = (PersonId, SessionId, StaffRole, String, Millis, Millis);

fn list_work_of(conn: &mut Conn, ids: &[PersonId], from: &str, before: &str) -> QueryResult<Vec<(PersonId, Work)>> {
    let (first_at, last_at) = instants_around(from, before);
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let rows: Vec<WorkRow> = assignments::table
            .inner_join(sessions::table)
            .filter(assignments::person_id.eq_any(ids))
            .filter(
                assignments::starts_at
                    .ge(first_at)
                    .and(assignments::starts_at.lt(last_at)),
            )
            .filter(assignments::state.ne(AssignmentState::Withdrawn))
            .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(before)))
            .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
            .select((
                assignments::person_id,
                sessions::id,
                assignments::role,
                sessions::local_date,
                sessions::starts_at,
                sessions::ends_at,
            ))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(person, session, role, day, from_at, to_at)| {
            let work = work(&session, &day, (from_at, to_at), role);
            (person, work)
        }));
    }
    Ok(found)
}

fn work(session: &SessionId, day: &str, (from_at, to_at): (Millis, Millis), role: StaffRole) -> Work {
    Work {
        session: session.clone(),
        local_date: day.to_owned(),
        minutes: (to_at - from_at) / MINUTE,
        leads: role.leads(),
    }
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
