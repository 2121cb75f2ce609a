//! What people say of single dates.

use crate::db::Conn;
use crate::db::schema::availability_dates;
use crate::ids::PersonId;
use crate::scheduling::rules::{DateWindow, Mood};
use crate::scheduling::validation::whom::Whom;
use diesel::prelude::*;

type Row = (PersonId, String, i64, i64, Mood);

/// Windows from a date on, until another where one is given, both included.
pub(crate) fn list_dates(
    conn: &mut Conn,
    whom: Whom<'_>,
    from: &str,
    to: Option<&str>,
) -> QueryResult<Vec<(PersonId, DateWindow)>> {
    let days = || {
        let mut query = availability_dates::table
            .filter(availability_dates::local_date.ge(from.to_owned()))
            .order((
                availability_dates::person_id,
                availability_dates::local_date,
                availability_dates::from_minute,
            ))
            .into_boxed();
        if let Some(to) = to {
            query = query.filter(availability_dates::local_date.le(to.to_owned()));
        }
        query
    };
    let mut rows: Vec<Row> = vec![];
    match whom {
        Whom::Everybody => rows = days().load(conn)?,
        Whom::These(ids) => {
            for ids in ids.chunks(500) {
                rows.extend(
                    days()
                        .filter(availability_dates::person_id.eq_any(ids.to_vec()))
                        .load::<Row>(conn)?,
                );
            }
        }
    }
    Ok(rows
        .into_iter()
        .map(|(person, date, from, to, mood)| (person, DateWindow { date, from, to, mood }))
        .collect())
}

/// Makes what somebody says of the dates from `from` on exactly this.
pub fn replace_dates(conn: &mut Conn, person: &PersonId, from: &str, windows: &[DateWindow]) -> QueryResult<()> {
    let stored = availability_dates::table
        .filter(availability_dates::person_id.eq(person))
        .filter(availability_dates::local_date.ge(from));
    diesel::delete(stored).execute(conn)?;
    for window in windows {
        diesel::insert_into(availability_dates::table)
            .values((
                availability_dates::person_id.eq(person),
                availability_dates::local_date.eq(&window.date),
                availability_dates::from_minute.eq(window.from),
                availability_dates::to_minute.eq(window.to),
                availability_dates::mood.eq(window.mood),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Dates that are long over are forgotten.
pub fn delete_dates_before(conn: &mut Conn, before: &str) -> QueryResult<usize> {
    diesel::delete(availability_dates::table.filter(availability_dates::local_date.lt(before))).execute(conn)
}
