//! What this database is.

use crate::accounts::model::Deployment;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::deployments;
use diesel::prelude::*;

/// Said at the first opening; none before it.
pub fn find_kind(conn: &mut Conn) -> QueryResult<Option<Deployment>> {
    deployments::table.select(deployments::kind).first(conn).optional()
}

/// Says it, once and for all.
pub fn insert_kind(conn: &mut Conn, kind: Deployment, now: Millis) -> QueryResult<usize> {
    diesel::insert_into(deployments::table)
        .values((
            deployments::id.eq(1),
            deployments::kind.eq(kind),
            deployments::opened_at.eq(now),
        ))
        .execute(conn)
}
