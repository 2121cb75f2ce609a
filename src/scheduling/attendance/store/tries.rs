//! Nicknames that a recorder has tried.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::nickname_tries;
use crate::ids::PersonId;
use diesel::prelude::*;

/// How many nicknames somebody has tried since then, and how many of them in vain.
pub fn count_tries(conn: &mut Conn, person: &PersonId, since: Millis) -> QueryResult<(i64, i64)> {
    let tries = nickname_tries::table
        .filter(nickname_tries::person_id.eq(person))
        .filter(nickname_tries::at.gt(since));
    let all = tries.count().get_result(conn)?;
    let vain = tries
        .filter(nickname_tries::is_found.eq(false))
        .count()
        .get_result(conn)?;
    Ok((all, vain))
}

pub fn insert_try(conn: &mut Conn, id: &str, person: &PersonId, is_found: bool, at: Millis) -> QueryResult<()> {
    diesel::insert_into(nickname_tries::table)
        .values((
            nickname_tries::id.eq(id),
            nickname_tries::person_id.eq(person),
            nickname_tries::is_found.eq(is_found),
            nickname_tries::at.eq(at),
        ))
        .execute(conn)
        .map(drop)
}

/// Forgets tries before `then`.
pub fn delete_tries(conn: &mut Conn, then: Millis) -> QueryResult<()> {
    diesel::delete(nickname_tries::table.filter(nickname_tries::at.lt(then)))
        .execute(conn)
        .map(drop)
}
