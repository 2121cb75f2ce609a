//! Who is on the staff of new dates of a series.

use crate::db::Conn;
use crate::db::schema::{people, series_staff};
use crate::ids::{PersonId, SeriesId};
use crate::scheduling::roles::StaffRole;
use diesel::prelude::*;

/// With nicknames, leads first.
pub fn list_staff(conn: &mut Conn, id: &SeriesId) -> QueryResult<Vec<(PersonId, StaffRole, String)>> {
    let mut rows: Vec<(PersonId, StaffRole, String)> = series_staff::table
        .inner_join(people::table)
        .filter(series_staff::series_id.eq(id))
        .select((series_staff::person_id, series_staff::role, people::nickname))
        .load(conn)?;
    rows.sort_by(|a, b| (a.1, &a.2).cmp(&(b.1, &b.2)));
    Ok(rows)
}

/// The same of many series.
pub fn list_staff_of(conn: &mut Conn, ids: &[SeriesId]) -> QueryResult<Vec<(SeriesId, StaffRole, String)>> {
    series_staff::table
        .inner_join(people::table)
        .filter(series_staff::series_id.eq_any(ids))
        .order((series_staff::series_id, people::nickname))
        .select((series_staff::series_id, series_staff::role, people::nickname))
        .load(conn)
}

/// Makes exactly these people the staff of new dates.
pub fn replace_staff(conn: &mut Conn, id: &SeriesId, staff: &[(PersonId, StaffRole)]) -> QueryResult<()> {
    diesel::delete(series_staff::table.filter(series_staff::series_id.eq(id))).execute(conn)?;
    for (person, role) in staff {
        let row = (
            series_staff::series_id.eq(id),
            series_staff::person_id.eq(person),
            series_staff::role.eq(*role),
        );
        diesel::insert_into(series_staff::table).values(row).execute(conn)?;
    }
    Ok(())
}
