//! What follows in training when somebody's access changes.

use crate::accounts::access_change::{AccessChange, AccessChangeHook};
use crate::training::enrolments;
use std::sync::Arc;

/// Whoever comes in with an invitation to a cohort is enrolled in the same transaction.
pub fn access_change_hook() -> AccessChangeHook {
    Arc::new(|tx, person, change| match change {
        AccessChange::CameIn(cohort) => enrolments::actions::enrol_invited_in(tx, person, cohort),
        _ => Ok(()),
    })
}
