//! The nouns of the audit.

use super::verbs::{AuditSubject, AuditVerb};
use crate::clock::Millis;
use crate::ids::{AuditId, PersonId};
use serde_json::Value;

/// Something that was done or read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who; nobody for the program itself.
    pub actor: Option<PersonId>,
    /// What was done.
    pub verb: AuditVerb,
    /// To what kind of thing.
    pub subject_kind: AuditSubject,
    /// To which.
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

    /// Adds ids and codes.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its identifier.
    pub id: AuditId,
    /// Its place in the chain; none while it is unsealed.
    pub seq: Option<i64>,
    /// When.
    pub at: Millis,
    /// Who.
    pub actor_id: Option<String>,
    /// What was done.
    pub verb: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// To which.
    pub subject_id: String,
    /// Ids and codes, as JSON text exactly as it was written.
    pub detail: String,
    /// The hash of the entry before.
    pub prev_hash: Option<Vec<u8>>,
    /// Its own hash.
    pub hash: Option<Vec<u8>>,
}

/// What [`super::verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The chain is sound up to this number.
    pub sound: i64,
    /// The hash at that number, in hex; compare it with one that was written down elsewhere.
    pub head: String,
    /// Entries that are not sealed yet.
    pub unsealed: i64,
    /// The first entry that does not fit.
    pub broken: Option<Broken>,
    /// What became of a head that was kept elsewhere, if one was asked for.
    pub kept: Option<Kept>,
}

/// A head that was kept elsewhere: `<number>-<hash>`, as the log and the file of heads say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptHead {
    /// How many lines there were.
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

/// What became of a kept head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The chain still contains it.
    Held,
    /// The chain is not that long any more.
    Cut,
    /// Another line stands in its place.
    Other,
}

/// Where the chain is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number at which it happened.
    pub seq: i64,
    /// The entry that stands there, if one does.
    pub id: Option<AuditId>,
    /// One sentence.
    pub why: &'static str,
}
