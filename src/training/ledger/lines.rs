//! The lines that are written: the first of a source, and the one that takes another back.

use crate::db::Tx;
use crate::ids::{EnrolmentId, PersonId};
use crate::training::ledger::model::{InForce, NewCredit, Source};
use crate::training::programmes::model::Requirement;

/// The first line of a source for a requirement, of (amount, minutes).
pub(crate) fn first_line(
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
pub(crate) fn reversal(tx: &Tx<'_>, line: &InForce, source: Source) -> NewCredit {
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
