//! The verbs of this room, one file a noun.

pub mod approvals;
mod cohort_change;
pub mod cohorts;
pub mod credits;
pub mod enrolments;
pub mod evidence;
pub mod gates;
pub mod manual;
mod notices;
pub mod programmes;
pub(super) mod rooms;

pub use cohort_change::{Change, Effect, change_cohort};

use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::db::Tx;
use crate::error::{Code, Result};
use crate::ids::{EnrolmentId, PersonId};
use crate::training::model::{InForce, NewCredit, Requirement, Source};

/// The first line of a source for a requirement, of (amount, minutes).
fn first_line(
    tx: &Tx<'_>,
    enrolment: &EnrolmentId,
    person: &PersonId,
    requirement: &Requirement,
    (source, source_id): (Source, String),
    (amount, minutes): (i64, i64),
) -> NewCredit {
    NewCredit {
        id: tx.mint(),
        enrolment_id: enrolment.clone(),
        person_id: person.clone(),
        requirement_id: requirement.id.clone(),
        source,
        source_id,
        round: 1,
        amount,
        minutes,
        span: None,
        reversal_of: None,
        recorded_by: None,
        domain: requirement.domain,
        at: tx.now(),
    }
}

/// The line that takes another one back: the negative amount, and everything else the same.
fn reversal(tx: &Tx<'_>, line: &InForce, source: Source) -> NewCredit {
    NewCredit {
        id: tx.mint(),
        enrolment_id: line.enrolment_id.clone(),
        person_id: line.person_id.clone(),
        requirement_id: line.requirement_id.clone(),
        source,
        source_id: line.source_id.clone(),
        round: line.round,
        amount: -line.amount,
        minutes: -line.minutes,
        span: line.from_at.zip(line.to_at),
        reversal_of: Some(line.id.clone()),
        recorded_by: None,
        domain: line.domain,
        at: tx.now(),
    }
}

/// Nothing new goes into the file of somebody who took their consent to it back; what stands in it stays (safety 15).
fn must_record(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    if accounts::has_withdrawn(tx.conn(), person, Purpose::TrainingFile)? {
        return Err(Code::TrainingFileClosed.into());
    }
    Ok(())
}
