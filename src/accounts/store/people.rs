//! People.

use crate::db::Conn;
use crate::db::schema::people;
use crate::ids::PersonId;
use diesel::prelude::*;

/// Whether an active person has a second factor; none if there is no such person or they are not active.
pub fn find_active_second_factor(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<bool>> {
    people::table
        .filter(people::id.eq(person).and(people::is_active.eq(true)))
        .select(people::is_totp_on)
        .first(conn)
        .optional()
}
