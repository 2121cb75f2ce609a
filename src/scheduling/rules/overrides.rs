//! Overrides: one rule about one subject of one session that somebody sets aside.

use crate::ids::SessionId;
use crate::scheduling::rules::{Reason, Rule};

/// Something that somebody has set aside, or wants to: one rule about one subject of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    /// What it was given for, where it was given before; what is there now, where it is being given.
    pub of: Option<Given>,
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
        may && reason.rule.is_lifted_by(self.rule) && reason.subject_id.as_deref() == Some(&self.subject_id)
    }
}

/// One rule that somebody sets aside for one session, about one person or place.
#[derive(Clone, Debug)]
pub struct OverrideRequest {
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    pub reason: String,
}
