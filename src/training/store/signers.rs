//! Who may sign and record.

use crate::accounts::model::Role;
use crate::db::Conn;
use crate::db::schema::{people, role_grants};
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use diesel::prelude::*;

/// Headquarters, and the coordinators, supervisors and counsellors of a district, by nickname.
pub fn list_staff(conn: &mut Conn, district: Option<&DistrictId>) -> Result<Vec<(PersonId, String, Role)>> {
    let mut query = role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(role_grants::ended_at.is_null())
        .filter(people::is_active.eq(true))
        .order((people::nickname, role_grants::role))
        .select((people::id, people::nickname, role_grants::role))
        .into_boxed();
    query = match district {
        Some(district) => query.filter(
            role_grants::district_id
                .eq(district)
                .and(role_grants::role.eq_any([Role::Coordinator, Role::Supervisor, Role::Counsellor]))
                .or(role_grants::role.eq(Role::Headquarters)),
        ),
        None => query.filter(role_grants::role.eq(Role::Headquarters)),
    };
    Ok(query.load(conn)?)
}

/// The nicknames of these people.
pub fn list_nicknames(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>> {
    Ok(people::table
        .filter(people::id.eq_any(ids))
        .select((people::id, people::nickname))
        .load(conn)?)
}
