//! What messages said before, and what becomes of them.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{message_versions, messages};
use crate::ids::MessageId;
use diesel::prelude::*;

/// An earlier version: its number, its sealed text, since when it stood.
pub type VersionRow = (i64, Vec<u8>, Millis);

/// Keeps what a message said until now.
pub fn insert_version(conn: &mut Conn, id: &MessageId, version: i64, sealed: &[u8], at: Millis) -> QueryResult<usize> {
    diesel::insert_into(message_versions::table)
        .values((
            message_versions::message_id.eq(id),
            message_versions::version.eq(version),
            message_versions::body.eq(sealed),
            message_versions::at.eq(at),
        ))
        .execute(conn)
}

/// What a message said before, oldest first.
pub fn list_versions(conn: &mut Conn, id: &MessageId) -> QueryResult<Vec<VersionRow>> {
    message_versions::table
        .filter(message_versions::message_id.eq(id))
        .select((message_versions::version, message_versions::body, message_versions::at))
        .order(message_versions::version)
        .load(conn)
}

pub fn update_text(conn: &mut Conn, id: &MessageId, version: i64, sealed: &[u8], now: Millis) -> QueryResult<usize> {
    diesel::update(messages::table.find(id.as_str()))
        .set((
            messages::body.eq(sealed),
            messages::version.eq(version),
            messages::edited_at.eq(now),
        ))
        .execute(conn)
}

/// No text any more, in whatever version; the row stays, so that numbers stay dense.
pub fn update_deleted(conn: &mut Conn, id: &MessageId, version: i64, now: Millis) -> QueryResult<()> {
    crate::chat::messages::store::marks::delete_marks(conn, id)?;
    crate::chat::messages::store::kept::delete_kept(conn, id)?;
    diesel::delete(message_versions::table.filter(message_versions::message_id.eq(id))).execute(conn)?;
    diesel::update(messages::table.find(id.as_str()))
        .set((
            messages::body.eq(None::<Vec<u8>>),
            messages::version.eq(version),
            messages::deleted_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
