//! What a change brings, and what stood before it; what somebody has set aside.

use super::{Reason, Rule, Severity};
use crate::ids::SessionId;

/// Something that somebody has set aside, or wants to: one rule about one subject of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Which rule.
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    /// What it was given for, where it was given before; what is there now, where it is being given.
    pub of: Option<Given>,
    /// Why, in words.
    pub reason: String,
}

/// The trouble for which an override was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The other session that is in it.
    pub other: Option<SessionId>,
    /// How bad it was.
    pub extent: i64,
}

impl Override {
    /// Whether this reason is what it is about, and no worse than it was.
    pub fn lifts(&self, reason: &Reason) -> bool {
        let may = match &self.of {
            None => reason.rule.yields(),
            Some(given) => {
                reason.rule.may_be_kept() && given.other.as_ref() == reason.other_id() && reason.extent <= given.extent
            }
        };
        may && self.rule == reason.rule && reason.subject_id.as_deref() == Some(&self.subject_id)
    }
}

/// The reasons after a change, against those before it: what stood before and is no worse now does not refuse any more.
pub fn brought(before: &[Reason], mut after: Vec<Reason>) -> Vec<Reason> {
    for reason in after.iter_mut().filter(|reason| reason.severity == Severity::Block) {
        if before.iter().any(|old| old.is_block() && old.covers(reason)) {
            reason.severity = Severity::Warn;
            reason.is_standing = true;
        }
    }
    after.sort_by_key(|reason| reason.severity == Severity::Warn);
    after
}
