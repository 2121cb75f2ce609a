//! Devices on which a person has signed in.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::known_devices as devices;
use crate::ids::PersonId;
use diesel::prelude::*;

/// Under which of these marks a person has signed in before.
pub fn find_known(conn: &mut Conn, person: &PersonId, marks: &[String]) -> QueryResult<Option<String>> {
    devices::table
        .filter(devices::person_id.eq(person).and(devices::mark.eq_any(marks.to_vec())))
        .select(devices::mark)
        .first(conn)
        .optional()
}

/// Remembers a device, or that it was used again.
pub fn save_device(conn: &mut Conn, person: &PersonId, mark: &str, now: Millis) -> QueryResult<()> {
    let row = (
        devices::person_id.eq(person),
        devices::mark.eq(mark),
        devices::last_used_at.eq(now),
    );
    crate::native!(conn, |c| diesel::insert_into(devices::table)
        .values(row)
        .on_conflict((devices::person_id, devices::mark))
        .do_update()
        .set(devices::last_used_at.eq(now))
        .execute(c))?;
    Ok(())
}

/// Forgets all but the devices that a person used last.
pub fn delete_all_but_newest(conn: &mut Conn, person: &PersonId, keep: i64) -> QueryResult<usize> {
    let older: Vec<String> = devices::table
        .filter(devices::person_id.eq(person))
        .select(devices::mark)
        .order((devices::last_used_at.desc(), devices::mark))
        .offset(keep)
        .limit(i64::MAX)
        .load(conn)?;
    let older = devices::table.filter(devices::person_id.eq(person).and(devices::mark.eq_any(older)));
    diesel::delete(older).execute(conn)
}

/// Forgets the devices of a person, `but` these.
pub fn delete_devices(conn: &mut Conn, person: &PersonId, but: &[String]) -> QueryResult<usize> {
    let others = devices::person_id.eq(person).and(devices::mark.ne_all(but.to_vec()));
    diesel::delete(devices::table.filter(others)).execute(conn)
}

/// Forgets devices that were last used before `then`.
pub fn delete_unused_since(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::delete(devices::table.filter(devices::last_used_at.lt(then))).execute(conn)
}
