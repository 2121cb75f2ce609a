//! What people are qualified for.

use crate::accounts::model::{CounsellorStatus, Held, Qualifications, QualifiedBy};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::qualifications;
use crate::ids::PersonId;
use diesel::prelude::*;
use std::collections::HashMap;

/// What these people are and were qualified for; who never was is not in the answer.
pub fn list_qualifications(conn: &mut Conn, people: &[PersonId]) -> QueryResult<HashMap<PersonId, Qualifications>> {
    let mut found: HashMap<PersonId, Qualifications> = HashMap::new();
    for ids in people.chunks(500) {
        let rows: Vec<(PersonId, CounsellorStatus, Millis, Option<Millis>)> = qualifications::table
            .filter(qualifications::person_id.eq_any(ids))
            .select((
                qualifications::person_id,
                qualifications::kind,
                qualifications::from_at,
                qualifications::to_at,
            ))
            .load(conn)?;
        for (person, kind, from_at, to_at) in rows {
            found.entry(person).or_default().add(Held { kind, from_at, to_at });
        }
    }
    Ok(found)
}

/// A qualification to be written.
pub struct NewQualification<'a> {
    pub row: &'a str,
    pub person: &'a PersonId,
    pub kind: CounsellorStatus,
    pub from_at: Millis,
    pub source: QualifiedBy,
    pub source_id: Option<&'a str>,
}

pub fn insert_qualification(conn: &mut Conn, new: &NewQualification<'_>) -> QueryResult<usize> {
    diesel::insert_into(qualifications::table)
        .values((
            qualifications::id.eq(new.row),
            qualifications::person_id.eq(new.person),
            qualifications::kind.eq(new.kind),
            qualifications::from_at.eq(new.from_at),
            qualifications::source.eq(new.source),
            qualifications::source_id.eq(new.source_id),
        ))
        .execute(conn)
}

/// What came from this ends now.
pub fn update_ended(conn: &mut Conn, source: QualifiedBy, source_id: &str, now: Millis) -> QueryResult<usize> {
    diesel::update(qualifications::table)
        .filter(qualifications::source.eq(source))
        .filter(qualifications::source_id.eq(source_id))
        .filter(qualifications::to_at.is_null())
        .set(qualifications::to_at.eq(now))
        .execute(conn)
}

/// Id, kind, from when, until when.
pub type StoredQualification = (String, CounsellorStatus, Millis, Option<Millis>);

pub fn list_rows(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<StoredQualification>> {
    qualifications::table
        .filter(qualifications::person_id.eq(person))
        .order((qualifications::from_at, qualifications::id))
        .select((
            qualifications::id,
            qualifications::kind,
            qualifications::from_at,
            qualifications::to_at,
        ))
        .load(conn)
}

pub fn find_owner(conn: &mut Conn, id: &str) -> QueryResult<Option<(PersonId, Millis)>> {
    qualifications::table
        .find(id)
        .select((qualifications::person_id, qualifications::from_at))
        .first(conn)
        .optional()
}

pub fn update_end(conn: &mut Conn, id: &str, to_at: Option<Millis>) -> QueryResult<usize> {
    diesel::update(qualifications::table.find(id))
        .set(qualifications::to_at.eq(to_at))
        .execute(conn)
}
