//! Which rows have which grams: the one index that the two databases build differently. SQLite keeps it in FTS5 (contentless, without
//! positions), PostgreSQL in an array under GIN. A gram is a hash in hexadecimal, so it cannot be mistaken for query syntax.

use super::conn::Conn;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    row: i64,
}

pub fn clear(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => {
            diesel::sql_query("INSERT INTO message_grams (message_grams) VALUES ('delete-all')").execute(c)
        }
        Conn::Pg(c) => diesel::sql_query("DELETE FROM message_grams").execute(c),
    }
    .map(drop)
}

/// Gives a row its grams; it has none yet.
pub fn insert(conn: &mut Conn, row: i64, grams: &[String]) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => diesel::sql_query("INSERT INTO message_grams (rowid, grams) VALUES (?, ?)")
            .bind::<BigInt, _>(row)
            .bind::<Text, _>(grams.join(" "))
            .execute(c),
        Conn::Pg(c) => diesel::sql_query("INSERT INTO message_grams (row, grams) VALUES ($1, $2)")
            .bind::<BigInt, _>(row)
            .bind::<Array<Text>, _>(grams)
            .execute(c),
    }
    .map(drop)
}

pub fn delete(conn: &mut Conn, row: i64) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => diesel::sql_query("DELETE FROM message_grams WHERE rowid = ?")
            .bind::<BigInt, _>(row)
            .execute(c),
        Conn::Pg(c) => diesel::sql_query("DELETE FROM message_grams WHERE row = $1")
            .bind::<BigInt, _>(row)
            .execute(c),
    }
    .map(drop)
}

/// Rows before `before` that have all these grams, the largest first.
pub fn list_rows(conn: &mut Conn, grams: &[String], before: i64, limit: i64) -> QueryResult<Vec<i64>> {
    let rows: Vec<Found> = match conn {
        Conn::Sqlite(c) => {
            let all: Vec<String> = grams.iter().map(|gram| format!("\"{gram}\"")).collect();
            diesel::sql_query(
                "SELECT rowid AS \"row\" FROM message_grams WHERE message_grams MATCH ? AND rowid < ?
                 ORDER BY rowid DESC LIMIT ?",
            )
            .bind::<Text, _>(all.join(" AND "))
            .bind::<BigInt, _>(before)
            .bind::<BigInt, _>(limit)
            .load(c)?
        }
        Conn::Pg(c) => {
            diesel::sql_query("SELECT row FROM message_grams WHERE grams @> $1 AND row < $2 ORDER BY row DESC LIMIT $3")
                .bind::<Array<Text>, _>(grams)
                .bind::<BigInt, _>(before)
                .bind::<BigInt, _>(limit)
                .load(c)?
        }
    };
    Ok(rows.into_iter().map(|found| found.row).collect())
}
