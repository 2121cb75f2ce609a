//! Entries of the audit, and what its verification reports.

use super::verbs::{AuditSubject, AuditVerb};
use crate::clock::Millis;
use crate::ids::{AuditId, PersonId};
use serde_json::Value;

/// An entry to be written: what was done or read, by whom, to what.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `None` for the program itself.
    pub actor: Option<PersonId>,
    pub verb: AuditVerb,
    pub subject_kind: AuditSubject,
    pub subject_id: String,
    /// Ids and codes that belong to it.
    pub detail: Value,
}

impl Entry {
    /// An entry; it gets its identifier and its time where it is written.
    pub fn new(
        actor: Option<&PersonId>,
        verb: AuditVerb,
        subject_kind: AuditSubject,
        subject_id: impl ToString,
    ) -> Self {
        Entry {
            actor: actor.cloned(),
            verb,
            subject_kind,
            subject_id: subject_id.to_string(),
            detail: Value::Object(serde_json::Map::new()),
        }
    }

    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: AuditId,
    /// Its place in the chain; none while it is unsealed.
    pub seq: Option<i64>,
    pub at: Millis,
    pub actor_id: Option<String>,
    pub verb: String,
    pub subject_kind: String,
    pub subject_id: String,
    /// Ids and codes, as JSON text exactly as it was written.
    pub detail: String,
    pub prev_hash: Option<Vec<u8>>,
    pub hash: Option<Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The chain is sound up to this number.
    pub sound: i64,
    /// The hash at that number, in hex; compare it with one that was written down elsewhere.
    pub head: String,
    /// The number of entries that are not sealed yet.
    pub unsealed: i64,
    /// The first entry that does not fit.
    pub broken: Option<Broken>,
    /// The result for a head that was kept elsewhere, if one was given.
    pub kept: Option<Kept>,
}

/// A head that was kept elsewhere: `<number>-<hash>`, as in the log and in the file of heads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    pub seq: i64,
    /// How the last of them was closed.
    pub hash: Vec<u8>,
}

impl KeptHead {
    /// Reads one; none if the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (seq, hash) = text.trim().rsplit(' ').next()?.split_once('-')?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0)?;
        let is_hex = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bytes = (0..hash.len()).step_by(2).filter(|_| is_hex);
        let hash: Vec<u8> = bytes
            .filter_map(|at| u8::from_str_radix(&hash[at..at + 2], 16).ok())
            .collect();
        (hash.len() == 32).then_some(KeptHead { seq, hash })
    }
}

/// Whether the audit still contains a head that was kept elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The chain still contains it.
    Held,
    /// The chain is not that long any more.
    Cut,
    /// Another entry has its number.
    Other,
}

/// Where the chain is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of the entry.
    pub seq: i64,
    /// The entry with that number, if there is one.
    pub id: Option<AuditId>,
    pub why: &'static str,
}
