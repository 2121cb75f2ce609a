//! Consents, given and withdrawn.

use crate::accounts::model::{ConsentHow, Language, Purpose};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::consents;
use crate::ids::PersonId;
use diesel::prelude::*;

/// One giving of one consent.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = consents)]
pub struct ConsentRow {
    pub id: String,
    pub person_id: PersonId,
    pub purpose: Purpose,
    pub version: String,
    pub language: Language,
    pub how: ConsentHow,
    pub witness_id: Option<PersonId>,
    pub given_at: Millis,
    pub withdrawn_at: Option<Millis>,
}

pub fn insert_consent(conn: &mut Conn, row: &ConsentRow) -> QueryResult<usize> {
    diesel::insert_into(consents::table).values(row).execute(conn)
}

/// The consent for a purpose that stands now.
pub fn find_standing(conn: &mut Conn, person: &PersonId, purpose: Purpose) -> QueryResult<Option<ConsentRow>> {
    consents::table
        .filter(consents::person_id.eq(person).and(consents::purpose.eq(purpose)))
        .filter(consents::withdrawn_at.is_null())
        .select(ConsentRow::as_select())
        .first(conn)
        .optional()
}

/// Everything that a person gave and withdrew, the latest first.
pub fn list_consents(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<ConsentRow>> {
    consents::table
        .filter(consents::person_id.eq(person))
        .select(ConsentRow::as_select())
        .order(consents::id.desc())
        .load(conn)
}

/// Every giving of a consent by these people, and when it was withdrawn.
pub fn list_for_purpose(
    conn: &mut Conn,
    people: &[PersonId],
    purpose: Purpose,
) -> QueryResult<Vec<(PersonId, Option<Millis>)>> {
    consents::table
        .filter(consents::person_id.eq_any(people).and(consents::purpose.eq(purpose)))
        .select((consents::person_id, consents::withdrawn_at))
        .order((consents::person_id, consents::id))
        .load(conn)
}

pub fn update_withdrawn(conn: &mut Conn, id: &str, now: Millis) -> QueryResult<usize> {
    diesel::update(consents::table.find(id).filter(consents::withdrawn_at.is_null()))
        .set(consents::withdrawn_at.eq(now))
        .execute(conn)
}
