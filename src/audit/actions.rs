//! Writing entries and sealing them.

use super::chain;
use super::model::Entry;
use super::store;
use crate::db::{Db, Tx};
use crate::error::Result;
use diesel::result::QueryResult;

/// The kind of the recurring job that calls [`seal`].
pub const SEAL: &str = "seal_audit";

/// One transaction seals at most this many, so that nobody waits long behind it.
const BATCH: i64 = 200;

/// Writes `entry` in the transaction of the act itself.
pub fn record(tx: &mut Tx<'_>, entry: &Entry) -> QueryResult<()> {
    store::insert_entry(tx.conn(), entry)
}

/// Chains every entry that is not sealed yet, in the order of their ids; how many.
pub async fn seal(db: &Db) -> Result<i64> {
    let mut count = 0;
    loop {
        let (sealed, seq, head) = db.write(seal_batch).await?;
        count += sealed;
        if sealed > 0 {
            tracing::info!(seq, head, "the audit was sealed"); // a witness outside of the database
        }
        if sealed < BATCH {
            return Ok(count);
        }
    }
}

fn seal_batch(tx: &mut Tx<'_>) -> Result<(i64, i64, String)> {
    let conn = tx.conn();
    let store::Head { mut seq, mut hash } = store::lock_head(conn)?;
    let lines = store::list_unsealed(conn, BATCH)?;
    for line in &lines {
        seq += 1;
        let own = chain::hash(seq, &hash, line);
        store::update_sealed(conn, &line.id, seq, &hash, &own)?;
        hash = own.to_vec();
    }
    if !lines.is_empty() {
        store::update_head(conn, seq, &hash)?;
    }
    Ok((i64::try_from(lines.len()).unwrap_or(BATCH), seq, chain::hex(&hash)))
}
