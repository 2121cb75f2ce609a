//! Pairs of people who are kept apart: the smaller id comes first.

use crate::clock::Millis;
use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::db::schema::{enrolments, kept_apart, people, registrations, session_participants, sessions};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::places::model::RegistrationState;
use diesel::prelude::*;

fn ordered<'a>(a: &'a PersonId, b: &'a PersonId) -> (&'a PersonId, &'a PersonId) {
    if a < b { (a, b) } else { (b, a) }
}

/// The pairs in which anybody of these people is.
pub fn list_pairs(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<(PersonId, PersonId)>> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    let mut found: Vec<(PersonId, PersonId)> = vec![];
    for ids in ids.chunks(500) {
        let pairs = kept_apart::table.select((kept_apart::first_id, kept_apart::second_id));
        found.extend(
            pairs
                .filter(kept_apart::first_id.eq_any(ids))
                .load::<(PersonId, PersonId)>(conn)?,
        );
        found.extend(
            pairs
                .filter(kept_apart::second_id.eq_any(ids))
                .load::<(PersonId, PersonId)>(conn)?,
        );
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// From whom somebody is kept apart.
pub fn list_apart_from(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<PersonId>> {
    let pairs = list_pairs(conn, std::slice::from_ref(person))?;
    let other = |(a, b): (PersonId, PersonId)| if a == *person { b } else { a };
    Ok(pairs.into_iter().map(other).collect())
}

/// The nicknames of these people, by nickname.
pub fn list_named(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<(PersonId, String)>> {
    people::table
        .filter(people::id.eq_any(ids))
        .order(people::nickname_key)
        .select((people::id, people::nickname))
        .load(conn)
}

/// False where it stands already.
pub fn insert_pair(conn: &mut Conn, a: &PersonId, b: &PersonId, by: &PersonId, at: Millis) -> QueryResult<bool> {
    let (first, second) = ordered(a, b);
    let there = kept_apart::table.find((first, second)).select(kept_apart::set_at);
    if there.first::<Millis>(conn).optional()?.is_some() {
        return Ok(false);
    }
    diesel::insert_into(kept_apart::table)
        .values((
            kept_apart::first_id.eq(first),
            kept_apart::second_id.eq(second),
            kept_apart::set_by.eq(by),
            kept_apart::set_at.eq(at),
        ))
        .execute(conn)?;
    Ok(true)
}

/// False where there is none.
pub fn delete_pair(conn: &mut Conn, a: &PersonId, b: &PersonId) -> QueryResult<bool> {
    let (first, second) = ordered(a, b);
    Ok(diesel::delete(kept_apart::table.find((first, second))).execute(conn)? == 1)
}

/// Who takes part in these sessions: by name, by an open offer, or with their intake.
pub fn list_taking_part(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(SessionId, PersonId)>> {
    let mut found: Vec<(SessionId, PersonId)> = session_participants::table
        .filter(session_participants::session_id.eq_any(ids))
        .select((session_participants::session_id, session_participants::person_id))
        .load(conn)?;
    found.extend(
        registrations::table
            .filter(registrations::session_id.eq_any(ids))
            .filter(registrations::state.eq(RegistrationState::Offered))
            .select((registrations::session_id, registrations::person_id))
            .load::<(SessionId, PersonId)>(conn)?,
    );
    found.extend(
        sessions::table
            .inner_join(enrolments::table.on(enrolments::cohort_id.nullable().eq(sessions::cohort_id)))
            .filter(sessions::id.eq_any(ids))
            .filter(enrolments::state.eq(EnrolmentState::Active))
            .select((sessions::id, enrolments::person_id))
            .load::<(SessionId, PersonId)>(conn)?,
    );
    Ok(found)
}
