//! Walks the chain.

use super::chain;
use super::model::{Broken, Line, Report};
use super::store;
use crate::db::{Conn, dialect};
use diesel::result::QueryResult;

const PAGE: i64 = 1_000;

/// Recomputes every hash, on one snapshot. Ends at the first entry that does not fit.
pub fn verify(conn: &mut Conn) -> QueryResult<Report> {
    dialect::snapshot(conn, |conn| {
        let unsealed = store::count_unsealed(conn)?;
        let (mut seq, mut hash) = (0, vec![0; 32]);
        let report = |seq, hash: &[u8], broken| Report {
            sound: seq,
            head: chain::hex(hash),
            unsealed,
            broken,
        };
        loop {
            let lines = store::list_sealed(conn, seq, PAGE)?;
            for line in &lines {
                if let Some(why) = misfit(line, seq + 1, &hash) {
                    let id = Some(line.id.clone());
                    return Ok(report(seq, &hash, Some(Broken { seq: seq + 1, id, why })));
                }
                seq += 1;
                hash = line.hash.clone().unwrap_or_default();
            }
            if lines.is_empty() {
                break;
            }
        }
        let head = store::find_head(conn)?;
        let broken = (head.seq != seq || head.hash != hash).then_some(Broken {
            seq: seq + 1,
            id: None,
            why: "the chain does not end where its head says",
        });
        Ok(report(seq, &hash, broken))
    })
}

fn misfit(line: &Line, seq: i64, prev: &[u8]) -> Option<&'static str> {
    if line.seq != Some(seq) {
        return Some("an entry is missing before this one");
    }
    if line.prev_hash.as_deref() != Some(prev) {
        return Some("this entry does not follow the one before it");
    }
    let own = chain::hash(seq, prev, line);
    (line.hash.as_deref() != Some(&own[..])).then_some("this entry was changed after it was sealed")
}
