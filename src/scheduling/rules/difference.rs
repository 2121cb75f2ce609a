//! What a change brings, and what stood before it; what somebody has set aside.

use crate::scheduling::rules::{Reason, Severity};

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
