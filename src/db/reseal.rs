//! Encrypts fields again with the newest key. One table lists every encrypted column.

use super::conn::{Backend, Conn};
use super::{Db, Error as DbError};
use crate::error::{Error, Result};
use crate::keys::Keys;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use std::time::{Duration, Instant};

/// A column that holds what [`Keys::seal`] made.
#[derive(Clone, Copy, Debug)]
pub struct Sealed {
    pub table: &'static str,
    pub column: &'static str,
    /// The column whose value the seal is bound to.
    pub row: &'static str,
    /// The first word that the seal is bound to.
    pub bound_to: &'static str,
}

const fn sealed(table: &'static str, column: &'static str, row: &'static str, bound_to: &'static str) -> Sealed {
    Sealed {
        table,
        column,
        row,
        bound_to,
    }
}

/// Everything that is sealed; a test holds it to the schema.
pub const SEALED: &[Sealed] = &[
    sealed("people", "totp_secret", "id", "people.totp_secret"),
    sealed("pins", "sealed", "person_id", "pins"),
    sealed("messages", "body", "id", "messages"),
    sealed("message_versions", "body", "message_id", "messages"),
    sealed("kept_texts", "body", "message_id", "messages"),
    sealed("appeals", "words", "id", "appeals"),
    sealed("notice_preferences", "email", "person_id", "notice_preferences"),
    sealed("escalations", "note", "id", "escalations"),
    sealed("incidents", "text", "id", "incidents"),
    sealed("debriefs", "body", "id", "debriefs.body"),
    sealed("debriefs", "how_am_i", "id", "debriefs.how_am_i"),
    sealed("evidence_items", "sealed_note", "id", "evidence_items"),
];

/// Binary columns that hold something else: random seeds and hashes.
pub const NOT_SEALED: &[&str] = &[
    "audit_entries.prev_hash",
    "audit_entries.hash",
    "audit_heads.hash",
    "audit_heads.seal",
    "logins.refresh_seed",
    "storage_probes.filler",
];

/// Rows of one transaction.
const BATCH: i64 = 100;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Sealed {
    /// Whose first byte, the number of its key, is another one.
    fn is_old(&self, conn: &Conn, number: u8) -> String {
        let column = self.column;
        match conn.backend() {
            Backend::Sqlite => format!("substr({column}, 1, 1) <> x'{number:02x}'"),
            Backend::Postgres => format!("substring({column} FROM 1 FOR 1) <> decode('{number:02x}', 'hex')"),
        }
    }

    fn count_old(&self, conn: &mut Conn, number: u8) -> QueryResult<i64> {
        let (table, is_old) = (self.table, self.is_old(conn, number));
        let count: Count =
            diesel::sql_query(format!("SELECT count(*) AS count FROM {table} WHERE {is_old}")).get_result(conn)?;
        Ok(count.count)
    }

    fn list_old(&self, conn: &mut Conn, number: u8, after: &str) -> QueryResult<Vec<Row>> {
        let Sealed { table, column, row, .. } = self;
        let is_old = self.is_old(conn, number);
        diesel::sql_query(format!(
            "SELECT {row} AS id, {column} AS sealed FROM {table} WHERE {is_old} AND {row} > $1 ORDER BY {row} LIMIT {BATCH}"
        ))
        .bind::<Text, _>(after)
        .load(conn)
    }

    /// A row that was written meanwhile is sealed with the newest key already; then no row matches.
    fn replace(&self, conn: &mut Conn, old: &Row, new: &[u8]) -> QueryResult<usize> {
        let Sealed { table, column, row, .. } = self;
        diesel::sql_query(format!(
            "UPDATE {table} SET {column} = $1 WHERE {row} = $2 AND {column} = $3"
        ))
        .bind::<Binary, _>(new)
        .bind::<Text, _>(&old.id)
        .bind::<Binary, _>(&old.sealed)
        .execute(conn)
    }
}

/// How many rows of each column another key than the newest has sealed.
pub fn count_old(conn: &mut Conn, keys: &Keys) -> QueryResult<Vec<(&'static Sealed, i64)>> {
    let number = keys.sealing_number();
    SEALED
        .iter()
        .map(|sealed| Ok((sealed, sealed.count_old(conn, number)?)))
        .collect()
}

/// One-time codes and open cards under an earlier hashing key. They cannot be hashed again, so they need that key until they are used.
pub fn count_old_codes(conn: &mut Conn, keys: &Keys) -> QueryResult<i64> {
    let is_old = match keys.hashing_number() {
        1 => "code_hash LIKE '%:%'".to_owned(),
        number => format!("code_hash NOT LIKE '{number}:%'"),
    };
    let count: Count = diesel::sql_query(format!(
        "SELECT (SELECT count(*) FROM recovery_codes WHERE used_at IS NULL AND {is_old})
            + (SELECT count(*) FROM invitations WHERE used_at IS NULL AND withdrawn_at IS NULL AND {is_old}) AS count"
    ))
    .get_result(conn)?;
    Ok(count.count)
}

/// Seals rows anew in small transactions, for at most this long; how many. Rows that do not open are passed over.
pub async fn reseal(db: &Db, keys: &Keys, time: Duration) -> Result<usize> {
    let (began, number, mut done) = (Instant::now(), keys.sealing_number(), 0);
    if !keys.has_earlier_fields() || is_done(db, number).await? {
        return Ok(0);
    }
    let mut passed = 0;
    for sealed in SEALED {
        let mut after = String::new();
        loop {
            if began.elapsed() >= time {
                return Ok(done);
            }
            let (keys, from) = (keys.clone(), after.clone());
            let (changed, broken, last) = db.write(move |tx| batch(tx.conn(), sealed, &keys, &from)).await?;
            done += changed;
            passed += broken;
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    // checked again: a node that had not read the new key yet may have sealed with the one before
    let keys = keys.clone();
    let left = db
        .read_or(move |conn| Ok::<_, DbError>(count_old(conn, &keys)?))
        .await?;
    let left: i64 = left.iter().map(|(_, count)| count).sum();
    if left == 0 {
        finish(db, number).await?;
        tracing::info!(key = number, rows = done, "everything is sealed with the newest key");
    } else if passed > 0 {
        tracing::error!(rows = passed, "sealed fields do not open and were left as they are");
    }
    Ok(done)
}

fn batch(conn: &mut Conn, sealed: &Sealed, keys: &Keys, after: &str) -> Result<(usize, usize, Option<String>)> {
    let rows = sealed.list_old(conn, keys.sealing_number(), after)?;
    let (mut changed, mut broken) = (0, 0);
    for old in &rows {
        match keys.open(sealed.bound_to, &old.id, &old.sealed) {
            Ok(plain) => {
                let new = keys.seal(sealed.bound_to, &old.id, &plain)?;
                changed += sealed.replace(conn, old, &new)?;
            }
            Err(_) => broken += 1,
        }
    }
    Ok((changed, broken, rows.last().map(|row| row.id.clone())))
}

async fn is_done(db: &Db, number: u8) -> Result<bool> {
    let read = db.read_or(|conn| {
        let found = diesel::sql_query("SELECT key_no AS count FROM key_uses WHERE purpose = 'fields'")
            .get_result::<Count>(conn);
        Ok::<_, DbError>(found?.count)
    });
    Ok(read.await? == i64::from(number))
}

async fn finish(db: &Db, number: u8) -> Result<()> {
    db.write(move |tx| {
        let done = diesel::sql_query("UPDATE key_uses SET key_no = $1 WHERE purpose = 'fields'");
        done.bind::<BigInt, _>(i64::from(number)).execute(tx.conn())?;
        Ok::<_, Error>(())
    })
    .await
}
