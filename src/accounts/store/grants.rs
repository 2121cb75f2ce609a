//! Roles that people hold or held.

use crate::accounts::access::Held;
use crate::db::Conn;
use crate::db::schema::role_grants as grants;
use crate::ids::PersonId;
use diesel::prelude::*;

/// What a person holds now.
pub fn list_held(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<Held>> {
    grants::table
        .filter(grants::person_id.eq(person).and(grants::ended_at.is_null()))
        .select((grants::role, grants::district_id, grants::is_privacy_officer))
        .order(grants::id)
        .load(conn)
}
