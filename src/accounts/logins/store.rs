//! Signed-in devices.

use crate::accounts::model::EndedWhy;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{logins, ws_tickets};
use crate::ids::{LoginId, PersonId};
use diesel::prelude::*;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = logins)]
pub struct LoginRow {
    pub id: LoginId,
    pub person_id: PersonId,
    pub device: String,
    pub is_shared_computer: bool,
    pub refresh_seed: Vec<u8>,
    pub refresh_no: i64,
    pub refreshed_at: Millis,
    pub created_at: Millis,
    pub last_used_at: Millis,
    pub idle_ms: Millis,
    pub expires_at: Millis,
    pub ended_at: Option<Millis>,
}

pub fn insert_login(conn: &mut Conn, row: &LoginRow) -> QueryResult<usize> {
    diesel::insert_into(logins::table).values(row).execute(conn)
}

pub fn find_login(conn: &mut Conn, id: &LoginId) -> QueryResult<Option<LoginRow>> {
    logins::table
        .find(id)
        .select(LoginRow::as_select())
        .first(conn)
        .optional()
}

/// A person's logins that can still be used, the latest first.
pub fn list_open(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<LoginRow>> {
    logins::table
        .filter(logins::person_id.eq(person).and(logins::ended_at.is_null()))
        .filter(
            logins::expires_at
                .gt(now)
                .and((logins::last_used_at + logins::idle_ms).ge(now)),
        )
        .select(LoginRow::as_select())
        .order(logins::id.desc())
        .load(conn)
}

/// Goes on to the next refresh token; 0 if somebody else did, or the login has ended.
pub fn update_refreshed(conn: &mut Conn, id: &LoginId, from: i64, now: Millis) -> QueryResult<usize> {
    diesel::update(
        logins::table
            .find(id)
            .filter(logins::refresh_no.eq(from).and(logins::ended_at.is_null())),
    )
    .set((
        logins::refresh_no.eq(from + 1),
        logins::refreshed_at.eq(now),
        logins::last_used_at.eq(now),
    ))
    .execute(conn)
}

/// Ends one login of a person; 0 if it is not theirs or has ended.
pub fn update_ended(
    conn: &mut Conn,
    id: &LoginId,
    person: &PersonId,
    why: EndedWhy,
    now: Millis,
) -> QueryResult<usize> {
    diesel::update(
        logins::table
            .find(id)
            .filter(logins::person_id.eq(person).and(logins::ended_at.is_null())),
    )
    .set((logins::ended_at.eq(now), logins::ended_why.eq(why)))
    .execute(conn)
}

/// Ends all logins of a person, `but` one if given; which.
pub fn update_all_ended(
    conn: &mut Conn,
    person: &PersonId,
    but: Option<&LoginId>,
    why: EndedWhy,
    now: Millis,
) -> QueryResult<Vec<LoginId>> {
    let but = but.map_or("", LoginId::as_str);
    diesel::update(
        logins::table.filter(
            logins::person_id
                .eq(person)
                .and(logins::ended_at.is_null())
                .and(logins::id.ne(but)),
        ),
    )
    .set((logins::ended_at.eq(now), logins::ended_why.eq(why)))
    .returning(logins::id)
    .get_results(conn)
}

/// Logins that ended at or after `since`.
pub fn list_ended_since(conn: &mut Conn, since: Millis) -> QueryResult<Vec<(LoginId, Millis)>> {
    logins::table
        .filter(logins::ended_at.ge(since))
        .select((logins::id, logins::ended_at.assume_not_null()))
        .load(conn)
}

/// Deletes logins whose longest time was over before `then`.
pub fn delete_over_before(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    let in_use = ws_tickets::table.select(ws_tickets::login_id);
    diesel::delete(logins::table.filter(logins::expires_at.lt(then).and(logins::id.ne_all(in_use)))).execute(conn)
}
