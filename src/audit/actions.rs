//! Writing entries and sealing them.

use super::chain::{self, Closing};
use super::model::Entry;
use super::store::{self, Head};
use super::verbs::{AuditSubject, AuditVerb};
use super::verify;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::keys::Keys;
use diesel::result::QueryResult;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The kind of the recurring job that calls [`seal`].
pub const SEAL: &str = "seal_audit";
/// The kind of the recurring job that calls [`keep_head`].
pub const KEEP_HEAD: &str = "keep_audit_head";

/// One transaction seals at most this many, so that nobody waits long behind it.
const BATCH: i64 = 200;

impl Tx<'_> {
    /// Writes `entry` to the audit in the transaction of the act itself.
    pub fn audit(&mut self, entry: &Entry) -> QueryResult<()> {
        let (id, at) = (self.mint(), self.now());
        store::insert_entry(self.conn(), &id, at, entry)
    }
}

/// Chains every entry that is not sealed yet, in the order of their ids; how many. An audit from before there was a key is adopted
/// once, if it is sound and the key file allows it.
pub async fn seal(db: &Db, keys: &Keys) -> Result<i64> {
    let head = db.read(|conn| Ok(store::find_head(conn)?)).await?;
    let plain = if head.is_plain() {
        Some(check_plain(db, keys).await?)
    } else {
        None
    };
    let mut count = 0;
    loop {
        let (keys, plain) = (keys.clone(), plain.clone());
        let (sealed, seq, head) = db.write(move |tx| seal_batch(tx, &keys, plain.as_ref())).await?;
        count += sealed;
        if sealed > 0 {
            tracing::info!(seq, head, "the audit was sealed"); // a witness outside of the database
        }
        if sealed < BATCH {
            return Ok(count);
        }
    }
}

/// The number and hash at which a chain without a key ends, if it may be adopted: it fits, and it is not long ago that the file got its
/// key. Otherwise anybody could write a chain of their own and have it adopted.
async fn check_plain(db: &Db, keys: &Keys) -> Result<(i64, String)> {
    let (keys, now) = (keys.clone(), db.now());
    if keys.plain_audit_until().is_none_or(|until| until <= now) {
        return Err(Error::internal(
            "the audit has lines without a key, which this key file does not take over",
        ));
    }
    let read = db.read(move |conn| verify(conn, &keys, now, None).map_err(Error::from));
    let report = read.await?;
    match report.broken {
        None => Ok((report.sound, report.head)),
        Some(broken) => Err(Error::internal(format!(
            "the audit is not taken over: line {}: {}",
            broken.seq, broken.why
        ))),
    }
}

fn seal_batch(tx: &mut Tx<'_>, keys: &Keys, plain: Option<&(i64, String)>) -> Result<(i64, i64, String)> {
    let head = store::lock_head(tx.conn())?;
    let keyed_from = begin(tx, keys, &head, plain)?;
    let number = keys.audit_number();
    let Head { mut seq, mut hash, .. } = head;
    let conn = tx.conn();
    let lines = store::list_unsealed(conn, BATCH)?;
    for line in &lines {
        seq += 1;
        let own = chain::hash(Closing::Keyed(keys, number), seq, &hash, line);
        store::update_sealed(conn, &line.id, seq, &hash, &own)?;
        hash = own.to_vec();
    }
    let seal = chain::head_seal(keys, number, seq, &hash, keyed_from);
    if !lines.is_empty() || head.seal.as_deref() != Some(&seal[..]) {
        store::update_head(conn, seq, &hash, keyed_from, &seal)?;
    }
    Ok((i64::try_from(lines.len()).unwrap_or(BATCH), seq, chain::hex(&hash)))
}

/// From which line on the chain is closed under a key. A head that does not carry our seal is not built upon.
fn begin(tx: &mut Tx<'_>, keys: &Keys, head: &Head, plain: Option<&(i64, String)>) -> Result<i64> {
    match (head.keyed_from, &head.seal) {
        (Some(from), Some(seal)) if chain::is_sealed(keys, seal, head.seq, &head.hash, from) => Ok(from),
        (None, None) if head.seq == 0 => Ok(1),
        (None, None) if plain == Some(&(head.seq, chain::hex(&head.hash))) => {
            let entry = Entry::new(None, AuditVerb::AuditTakenOver, AuditSubject::Audit, head.seq);
            let detail = serde_json::json!({"lines": head.seq, "hash": chain::hex(&head.hash)});
            tx.audit(&entry.detail(detail))?;
            tracing::warn!(lines = head.seq, "the audit so far was adopted under a key");
            Ok(head.seq + 1)
        }
        _ => Err(Error::internal(
            "the head of the audit was not written by us; run `tongxing audit verify`",
        )),
    }
}

/// Writes the head to the log, and as a line of a file. Whoever keeps one of them elsewhere can tell later whether the
/// audit still holds it.
pub async fn keep_head(db: &Db, file: Option<&Path>) -> Result<()> {
    let head = db.read(|conn| Ok(store::find_head(conn)?)).await?;
    let kept = format!("{}-{}", head.seq, chain::hex(&head.hash));
    tracing::info!(head = kept, "the head of the audit; keep it elsewhere");
    let Some(file) = file else { return Ok(()) };
    let day = jiff::Timestamp::from_millisecond(db.now()).map_err(Error::internal)?;
    let mut out = std::fs::OpenOptions::new();
    let out = out.append(true).create(true).mode(0o600).open(file);
    out.and_then(|mut out| writeln!(out, "{} {kept}", day.strftime("%Y-%m-%dT%H:%M:%SZ")))
        .map_err(Error::internal)
}
