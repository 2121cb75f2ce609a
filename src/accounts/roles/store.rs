//! Roles that people hold or held.

use crate::accounts::model::{Grant, Role};
use crate::accounts::scope::GrantedRole;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::dialect;
use crate::db::schema::{districts, people, role_grants as grants};
use crate::ids::{DistrictId, GrantId, PersonId};
use diesel::prelude::*;
use diesel::sql_types::Text;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = grants)]
pub struct GrantRow {
    pub id: GrantId,
    pub person_id: PersonId,
    pub role: Role,
    pub district_id: Option<DistrictId>,
    pub is_privacy_officer: bool,
    pub granted_by: Option<PersonId>,
    pub granted_at: Millis,
}

impl From<GrantRow> for Grant {
    fn from(row: GrantRow) -> Self {
        Grant {
            id: row.id,
            role: row.role,
            district: row.district_id,
            is_privacy_officer: row.is_privacy_officer,
            granted_at: row.granted_at,
        }
    }
}

/// The roles that a person has now.
pub fn list_roles(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<GrantedRole>> {
    grants::table
        .filter(grants::person_id.eq(person).and(grants::ended_at.is_null()))
        .select((grants::role, grants::district_id, grants::is_privacy_officer))
        .order(grants::id)
        .load(conn)
}

/// The grants that these people hold now, oldest first.
pub fn list_grants(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<GrantRow>> {
    grants::table
        .filter(grants::person_id.eq_any(people).and(grants::ended_at.is_null()))
        .select(GrantRow::as_select())
        .order(grants::id)
        .load(conn)
}

pub fn insert_grant(conn: &mut Conn, row: &GrantRow) -> QueryResult<usize> {
    diesel::insert_into(grants::table).values(row).execute(conn)
}

/// Ends a grant that is still held.
pub fn update_ended(conn: &mut Conn, id: &GrantId, by: Option<&PersonId>, now: Millis) -> QueryResult<usize> {
    diesel::update(grants::table.find(id).filter(grants::ended_at.is_null()))
        .set((grants::ended_at.eq(now), grants::ended_by.eq(by)))
        .execute(conn)
}

/// How many active people hold a role now, anywhere, without `but`.
pub fn count_holders(conn: &mut Conn, role: Role, but: Option<&PersonId>) -> QueryResult<i64> {
    grants::table
        .inner_join(people::table)
        .filter(grants::role.eq(role).and(grants::ended_at.is_null()))
        .filter(people::is_active.eq(true))
        .filter(people::id.ne(but.map_or("", PersonId::as_str)))
        .count()
        .get_result(conn)
}

pub fn list_officers(conn: &mut Conn) -> QueryResult<Vec<PersonId>> {
    grants::table
        .inner_join(people::table.on(people::id.eq(grants::person_id)))
        .filter(grants::ended_at.is_null().and(grants::is_privacy_officer.eq(true)))
        .filter(people::is_active.eq(true))
        .select(people::id)
        .order(people::id)
        .load(conn)
}

/// Active people who hold one of these roles in a district, or, without one, in none; with their nicknames.
pub fn list_holders(
    conn: &mut Conn,
    roles: &[Role],
    district: Option<&DistrictId>,
) -> QueryResult<Vec<(PersonId, String)>> {
    let mut query = grants::table
        .inner_join(people::table.on(people::id.eq(grants::person_id)))
        .filter(grants::ended_at.is_null().and(grants::role.eq_any(roles)))
        .filter(people::is_active.eq(true))
        .select((people::id, people::nickname))
        .distinct()
        .order((people::nickname, people::id))
        .into_boxed();
    query = match district {
        Some(district) => query.filter(grants::district_id.eq(district)),
        None => query.filter(grants::district_id.is_null()),
    };
    query.load(conn)
}

/// Holds every grant of a role until the commit, so that two of them do not end at the same moment.
pub fn lock_holders(conn: &mut Conn, role: Role) -> QueryResult<()> {
    let wait = dialect::for_no_key_update(conn);
    if wait.is_empty() {
        return Ok(());
    }
    let held = format!("SELECT id FROM role_grants WHERE role = $1 AND ended_at IS NULL ORDER BY id{wait}");
    diesel::sql_query(held).bind::<Text, _>(role).execute(conn).map(drop)
}

pub fn find_district_name(conn: &mut Conn, district: &DistrictId) -> QueryResult<Option<String>> {
    districts::table
        .find(district)
        .select(districts::name)
        .first(conn)
        .optional()
}
