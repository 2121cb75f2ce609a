//! Debriefs, sealed.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{debriefs, people, role_grants};
use crate::ids::{DistrictId, PersonId, SessionId};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// A debrief, both parts sealed.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = debriefs)]
pub struct Debrief {
    /// Its id; the sealed texts belong to it.
    pub id: String,
    pub session_id: SessionId,
    pub author_id: PersonId,
    /// Three answers about the session, sealed.
    pub body: Vec<u8>,
    /// How the author is, sealed; for them and their supervisor only.
    pub how_am_i: Vec<u8>,
    pub written_at: Millis,
}

pub fn insert_debrief(conn: &mut Conn, row: &Debrief) -> QueryResult<()> {
    diesel::insert_into(debriefs::table).values(row).execute(conn).map(drop)
}

pub fn update_debrief(conn: &mut Conn, row: &Debrief) -> QueryResult<()> {
    diesel::update(debriefs::table.find(&row.id))
        .set((
            debriefs::body.eq(&row.body),
            debriefs::how_am_i.eq(&row.how_am_i),
            debriefs::written_at.eq(row.written_at),
        ))
        .execute(conn)
        .map(drop)
}

/// What somebody has written about a session.
pub fn find_debrief(conn: &mut Conn, session: &SessionId, author: &PersonId) -> QueryResult<Option<Debrief>> {
    debriefs::table
        .filter(debriefs::session_id.eq(session))
        .filter(debriefs::author_id.eq(author))
        .first(conn)
        .optional()
}

/// All that was written about a session, with the authors' nicknames, the first first.
pub fn list_debriefs(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(Debrief, String)>> {
    debriefs::table
        .inner_join(people::table.on(people::id.eq(debriefs::author_id)))
        .filter(debriefs::session_id.eq(session))
        .order((debriefs::written_at, debriefs::id))
        .select((debriefs::all_columns, people::nickname))
        .load(conn)
}

/// Where these people work or are trained: their home and every district in which they hold such a role.
pub fn list_work_districts(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<DistrictId>> {
    use crate::accounts::model::Role;
    let mut districts: Vec<Option<DistrictId>> = role_grants::table
        .filter(role_grants::person_id.eq(person).and(role_grants::ended_at.is_null()))
        .filter(role_grants::role.ne(Role::Member))
        .select(role_grants::district_id)
        .load(conn)?;
    districts.extend(
        people::table
            .find(person)
            .select(people::home_district_id)
            .first::<Option<DistrictId>>(conn)
            .optional()?,
    );
    Ok(districts.into_iter().flatten().collect())
}

/// How many are older than `then`, and when the oldest was written.
pub fn count_old(conn: &mut Conn, then: Millis) -> QueryResult<(i64, Option<Millis>)> {
    debriefs::table
        .filter(debriefs::written_at.le(then))
        .select((count_star(), min(debriefs::written_at)))
        .first(conn)
}

/// Forgets those that are older than `then`; how many.
pub fn delete_old(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::delete(debriefs::table.filter(debriefs::written_at.le(then))).execute(conn)
}
