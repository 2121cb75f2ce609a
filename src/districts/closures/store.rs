//! Closures.

use super::model::Closure;
use crate::accounts::access::Scope;
use crate::db::Conn;
use crate::db::schema::{closures, studios};
use crate::error::Result;
use crate::ids::{ClosureId, StudioId};
use diesel::prelude::*;

/// The closures of a studio that end on a date or later.
pub(in crate::districts) fn list_of_studio(conn: &mut Conn, studio: &StudioId, from: &str) -> Result<Vec<Closure>> {
    Ok(closures::table
        .filter(closures::studio_id.eq(studio).and(closures::to_date.ge(from)))
        .order((closures::from_date, closures::id))
        .load(conn)?)
}

/// The same of the studios within `scope`, with the studios' names.
pub(in crate::districts) fn list_closures(
    conn: &mut Conn,
    scope: &Scope,
    from: &str,
) -> Result<Vec<(Closure, String)>> {
    let mut query = closures::table
        .inner_join(studios::table)
        .filter(closures::to_date.ge(from))
        .order((closures::from_date, closures::id, studios::name))
        .select((closures::all_columns, studios::name))
        .into_boxed();
    if let Scope::Districts(own) = scope {
        query = query.filter(studios::district_id.eq_any(own.clone()));
    }
    Ok(query.load(conn)?)
}

/// Each studio's part of a closure, in the order of the studios' ids.
pub(in crate::districts) fn find_closure(conn: &mut Conn, id: &ClosureId) -> Result<Vec<Closure>> {
    Ok(closures::table
        .filter(closures::id.eq(id))
        .order(closures::studio_id)
        .load(conn)?)
}

pub(in crate::districts) fn insert_closure(conn: &mut Conn, closure: &Closure) -> Result<()> {
    diesel::insert_into(closures::table).values(closure).execute(conn)?;
    Ok(())
}

pub(in crate::districts) fn delete_closure(conn: &mut Conn, id: &ClosureId) -> Result<()> {
    diesel::delete(closures::table.filter(closures::id.eq(id))).execute(conn)?;
    Ok(())
}
