//! Every query on the audit.

use super::chain::Hash;
use super::model::{Entry, Line};
use crate::clock::Millis;
use crate::db::schema::{audit_entries, audit_heads};
use crate::db::{Conn, dialect};
use crate::ids::AuditId;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};

pub(super) fn insert_entry(conn: &mut Conn, id: &AuditId, at: Millis, entry: &Entry) -> QueryResult<()> {
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::id.eq(id),
            audit_entries::at.eq(at),
            audit_entries::actor_id.eq(entry.actor.as_ref().map(|actor| actor.as_str())),
            audit_entries::verb.eq(entry.verb),
            audit_entries::subject_kind.eq(entry.subject_kind),
            audit_entries::subject_id.eq(&entry.subject_id),
            audit_entries::detail.eq(entry.detail.to_string()),
        ))
        .execute(conn)
        .map(|_| ())
}

/// In the order of `audit_entries::all_columns`.
#[derive(Queryable)]
struct Row {
    id: AuditId,
    seq: Option<i64>,
    at: Millis,
    actor_id: Option<String>,
    verb: String,
    subject_kind: String,
    subject_id: String,
    detail: String,
    prev_hash: Option<Vec<u8>>,
    hash: Option<Vec<u8>>,
}

impl From<Row> for Line {
    fn from(row: Row) -> Line {
        Line {
            id: row.id,
            seq: row.seq,
            at: row.at,
            actor_id: row.actor_id,
            verb: row.verb,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            detail: row.detail,
            prev_hash: row.prev_hash,
            hash: row.hash,
        }
    }
}

fn lines(rows: Vec<Row>) -> Vec<Line> {
    rows.into_iter().map(Line::from).collect()
}

#[derive(QueryableByName, Queryable)]
pub(super) struct Head {
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
    /// The first line that is closed under a key.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub keyed_from: Option<i64>,
    /// Over all of this, under a key.
    #[diesel(sql_type = Nullable<Binary>)]
    pub seal: Option<Vec<u8>>,
}

impl Head {
    /// Chained before the audit had a key.
    pub(super) fn is_plain(&self) -> bool {
        self.seq > 0 && self.keyed_from.is_none() && self.seal.is_none()
    }
}

/// Only one transaction at a time seals.
pub(super) fn lock_head(conn: &mut Conn) -> QueryResult<Head> {
    let locked = dialect::for_update(conn);
    diesel::sql_query(format!(
        "SELECT seq, hash, keyed_from, seal FROM audit_heads WHERE id = 1{locked}"
    ))
    .get_result(conn)
}

pub(super) fn find_head(conn: &mut Conn) -> QueryResult<Head> {
    audit_heads::table
        .select((
            audit_heads::seq,
            audit_heads::hash,
            audit_heads::keyed_from,
            audit_heads::seal,
        ))
        .first(conn)
}

pub(super) fn update_head(conn: &mut Conn, seq: i64, hash: &[u8], keyed_from: i64, seal: &Hash) -> QueryResult<usize> {
    diesel::update(audit_heads::table.filter(audit_heads::id.eq(1)))
        .set((
            audit_heads::seq.eq(seq),
            audit_heads::hash.eq(hash),
            audit_heads::keyed_from.eq(keyed_from),
            audit_heads::seal.eq(&seal[..]),
        ))
        .execute(conn)
}

pub(super) fn list_unsealed(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Line>> {
    audit_entries::table
        .filter(audit_entries::seq.is_null())
        .order(audit_entries::id)
        .limit(limit)
        .select(audit_entries::all_columns)
        .load(conn)
        .map(lines)
}

pub(super) fn count_unsealed(conn: &mut Conn) -> QueryResult<i64> {
    audit_entries::table
        .filter(audit_entries::seq.is_null())
        .count()
        .get_result(conn)
}

pub(super) fn update_sealed(conn: &mut Conn, id: &AuditId, seq: i64, prev: &[u8], hash: &Hash) -> QueryResult<usize> {
    diesel::update(audit_entries::table.filter(audit_entries::id.eq(id)))
        .set((
            audit_entries::seq.eq(seq),
            audit_entries::prev_hash.eq(prev),
            audit_entries::hash.eq(&hash[..]),
        ))
        .execute(conn)
}

pub(super) fn list_sealed(conn: &mut Conn, after: i64, limit: i64) -> QueryResult<Vec<Line>> {
    audit_entries::table
        .filter(audit_entries::seq.gt(after))
        .order(audit_entries::seq)
        .limit(limit)
        .select(audit_entries::all_columns)
        .load(conn)
        .map(lines)
}

/// Entries before `before` (or all), the latest first.
pub fn page_entries(conn: &mut Conn, before: Option<&AuditId>, limit: i64) -> QueryResult<Vec<Line>> {
    let mut query = audit_entries::table
        .order(audit_entries::id.desc())
        .limit(limit)
        .select(audit_entries::all_columns)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit_entries::id.lt(before));
    }
    query.load(conn).map(lines)
}
