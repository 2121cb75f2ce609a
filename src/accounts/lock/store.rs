//! Screen locks of logins, and the digits that open them.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{login_locks, logins, pins};
use crate::ids::{LoginId, PersonId};
use diesel::dsl::exists;
use diesel::prelude::*;

/// The lock of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = login_locks)]
pub struct LockRow {
    /// How often it was locked.
    pub number: i64,
    pub is_locked: bool,
    /// Wrong tries since it was locked.
    pub tries: i64,
}

pub fn find_lock(conn: &mut Conn, login: &LoginId) -> QueryResult<Option<LockRow>> {
    login_locks::table
        .find(login)
        .select(LockRow::as_select())
        .first(conn)
        .optional()
}

/// Locks a login that is open; none if it is locked already.
pub fn upsert_locked(conn: &mut Conn, login: &LoginId, now: Millis) -> QueryResult<Option<i64>> {
    let row = (
        login_locks::login_id.eq(login),
        login_locks::number.eq(1),
        login_locks::is_locked.eq(true),
        login_locks::locked_at.eq(now),
        login_locks::tries.eq(0),
    );
    let first = crate::native!(conn, |c| diesel::insert_into(login_locks::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    if first == 1 {
        return Ok(Some(1));
    }
    diesel::update(login_locks::table.find(login).filter(login_locks::is_locked.eq(false)))
        .set((
            login_locks::number.eq(login_locks::number + 1),
            login_locks::is_locked.eq(true),
            login_locks::locked_at.eq(now),
            login_locks::tries.eq(0),
        ))
        .returning(login_locks::number)
        .get_result(conn)
        .optional()
}

/// Counts one try at a locked login: the lock with it; none if it is not locked.
pub fn bump_tries(conn: &mut Conn, login: &LoginId) -> QueryResult<Option<LockRow>> {
    let locked = login_locks::table.find(login).filter(login_locks::is_locked.eq(true));
    let counted = crate::native!(conn, |c| diesel::update(locked)
        .set(login_locks::tries.eq(login_locks::tries + 1))
        .returning(LockRow::as_returning())
        .get_result(c));
    counted.optional()
}

/// Opens the lock of this number; 0 if somebody else did, or it was locked again.
pub fn update_unlocked(conn: &mut Conn, login: &LoginId, number: i64) -> QueryResult<usize> {
    let this = login_locks::is_locked.eq(true).and(login_locks::number.eq(number));
    diesel::update(login_locks::table.find(login).filter(this))
        .set((login_locks::is_locked.eq(false), login_locks::tries.eq(0)))
        .execute(conn)
}

/// Logins that were locked at or after `since`, with the number of the lock and its time.
pub fn list_locked_since(conn: &mut Conn, since: Millis) -> QueryResult<Vec<(LoginId, i64, Millis)>> {
    login_locks::table
        .filter(login_locks::locked_at.ge(since))
        .select((login_locks::login_id, login_locks::number, login_locks::locked_at))
        .load(conn)
}

/// The login was used: it does not end by idleness yet.
pub fn update_login_used(conn: &mut Conn, login: &LoginId, now: Millis) -> QueryResult<usize> {
    diesel::update(logins::table.find(login).filter(logins::ended_at.is_null()))
        .set(logins::last_used_at.eq(now))
        .execute(conn)
}

pub fn find_pin(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<Vec<u8>>> {
    pins::table.find(person).select(pins::sealed).first(conn).optional()
}

pub fn has_pin(conn: &mut Conn, person: &PersonId) -> QueryResult<bool> {
    diesel::select(exists(pins::table.find(person))).get_result(conn)
}

pub fn upsert_pin(conn: &mut Conn, person: &PersonId, sealed: &[u8], now: Millis) -> QueryResult<usize> {
    let row = (
        pins::person_id.eq(person),
        pins::sealed.eq(sealed),
        pins::set_at.eq(now),
    );
    crate::native!(conn, |c| diesel::insert_into(pins::table)
        .values(row)
        .on_conflict(pins::person_id)
        .do_update()
        .set((pins::sealed.eq(sealed), pins::set_at.eq(now)))
        .execute(c))
}

pub fn delete_pin(conn: &mut Conn, person: &PersonId) -> QueryResult<usize> {
    diesel::delete(pins::table.find(person)).execute(conn)
}
