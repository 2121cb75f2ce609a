//! What a date of a series has of its own.

use crate::db::Conn;
use crate::db::schema::session_detached_fields;
use crate::ids::SessionId;
use crate::scheduling::series::model::SeriesField;
use diesel::prelude::*;

pub fn list_detached(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(SessionId, SeriesField)>> {
    let mut found = vec![];
    for ids in ids.chunks(500) {
        let rows = session_detached_fields::table
            .filter(session_detached_fields::session_id.eq_any(ids))
            .order((session_detached_fields::session_id, session_detached_fields::field))
            .select((session_detached_fields::session_id, session_detached_fields::field));
        found.extend(rows.load::<(SessionId, SeriesField)>(conn)?);
    }
    Ok(found)
}

pub fn insert_detached(conn: &mut Conn, id: &SessionId, field: SeriesField) -> QueryResult<()> {
    let row = (
        session_detached_fields::session_id.eq(id),
        session_detached_fields::field.eq(field),
    );
    diesel::insert_into(session_detached_fields::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn delete_detached(conn: &mut Conn, id: &SessionId, field: SeriesField) -> QueryResult<()> {
    diesel::delete(session_detached_fields::table.find((id, field)))
        .execute(conn)
        .map(drop)
}
