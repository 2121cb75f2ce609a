//! The lock of a row.

use crate::db::{Conn, dialect};
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Locks a row until the commit without standing in the way of rows that only point at it.
pub(in crate::care) fn lock_row(conn: &mut Conn, table: &str, id: &str) -> QueryResult<()> {
    let wait = dialect::for_no_key_update(conn);
    if wait.is_empty() {
        return Ok(());
    }
    diesel::sql_query(format!("SELECT id FROM {table} WHERE id = $1{wait}"))
        .bind::<Text, _>(id)
        .execute(conn)
        .map(drop)
}
