//! Awaited second factors and the codes that replace one.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{recovery_codes as codes, second_factor_challenges as challenges};
use crate::ids::PersonId;
use diesel::prelude::*;

/// The passphrase was right; this is awaited.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = challenges)]
pub struct ChallengeRow {
    pub id: String,
    pub person_id: PersonId,
    pub device: String,
    pub is_shared_computer: bool,
    pub tries: i64,
    pub expires_at: Millis,
}

pub fn delete_expired(conn: &mut Conn, now: Millis) -> QueryResult<usize> {
    diesel::delete(challenges::table.filter(challenges::expires_at.le(now))).execute(conn)
}

pub fn insert_challenge(conn: &mut Conn, row: &ChallengeRow) -> QueryResult<usize> {
    diesel::insert_into(challenges::table).values(row).execute(conn)
}

/// Counts one more try and hands the challenge out; `ids` are its keyed hashes under every key that is accepted.
pub fn update_tried(conn: &mut Conn, ids: &[String], now: Millis) -> QueryResult<Option<ChallengeRow>> {
    let open = challenges::table
        .filter(challenges::id.eq_any(ids.to_vec()))
        .filter(challenges::expires_at.gt(now));
    let tried = diesel::update(open)
        .set(challenges::tries.eq(challenges::tries + 1))
        .execute(conn)?;
    if tried == 0 {
        return Ok(None);
    }
    challenges::table
        .filter(challenges::id.eq_any(ids.to_vec()))
        .select(ChallengeRow::as_select())
        .first(conn)
        .optional()
}

/// Of whom a second factor is awaited.
pub fn find_person(conn: &mut Conn, ids: &[String]) -> QueryResult<Option<PersonId>> {
    challenges::table
        .filter(challenges::id.eq_any(ids.to_vec()))
        .select(challenges::person_id)
        .first(conn)
        .optional()
}

pub fn delete_challenge(conn: &mut Conn, id: &str) -> QueryResult<usize> {
    diesel::delete(challenges::table.find(id)).execute(conn)
}

/// Takes away whatever is awaited from a person.
pub fn delete_challenges(conn: &mut Conn, person: &PersonId) -> QueryResult<usize> {
    diesel::delete(challenges::table.filter(challenges::person_id.eq(person))).execute(conn)
}

pub fn insert_recovery_code(conn: &mut Conn, person: &PersonId, hash: &str) -> QueryResult<usize> {
    diesel::insert_into(codes::table)
        .values((codes::code_hash.eq(hash), codes::person_id.eq(person)))
        .execute(conn)
}

/// Uses up a code; 0 if it is not this person's or was used.
pub fn update_recovery_code_used(
    conn: &mut Conn,
    person: &PersonId,
    hashes: &[String],
    now: Millis,
) -> QueryResult<usize> {
    diesel::update(
        codes::table
            .filter(codes::code_hash.eq_any(hashes.to_vec()))
            .filter(codes::person_id.eq(person).and(codes::used_at.is_null())),
    )
    .set(codes::used_at.eq(now))
    .execute(conn)
}

pub fn delete_recovery_codes(conn: &mut Conn, person: &PersonId) -> QueryResult<usize> {
    diesel::delete(codes::table.filter(codes::person_id.eq(person))).execute(conn)
}
