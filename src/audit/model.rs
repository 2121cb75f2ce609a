//! The nouns of the audit.

use super::verbs::{AuditSubject, AuditVerb};
use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::ids::{AuditId, PersonId};
use serde_json::Value;

/// Something that was done or read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its identifier.
    pub id: AuditId,
    /// When.
    pub at: Millis,
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
    /// An entry of this moment.
    pub fn new(
        clock: &Clock,
        chance: &Chance,
        actor: Option<&PersonId>,
        verb: AuditVerb,
        subject_kind: AuditSubject,
        subject_id: impl ToString,
    ) -> Self {
        Entry {
            id: AuditId::mint(clock, chance),
            at: clock.now(),
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
