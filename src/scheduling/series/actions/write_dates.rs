//! Writes generated dates as sessions: those that can be placed with their claims, the others as skipped.

use crate::accounts::access::Permissions;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{SeriesId, SessionId};
use crate::scheduling::access::PlanningAccess;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices;
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::rules::Proposal;
use crate::scheduling::series::generation::{Generated, Occurrence};
use crate::scheduling::sessions::actions::dates::must_mean_the_past;
use crate::scheduling::sessions::actions::insert::{SessionDetails, insert_new};
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};

/// Writes them under their keys; the sessions that were made.
pub(super) fn write_dates(
    tx: &mut Tx<'_>,
    who: &Permissions,
    planning: &PlanningAccess,
    (series, plan): (&SeriesId, &Plan),
    generated: &Generated,
) -> Result<Vec<SessionId>> {
    if plan.publish {
        for date in &generated.placeable {
            must_mean_the_past(&date.proposal.slot, plan.is_past_meant, tx.now())?;
        }
    }
    let state = if plan.publish {
        SessionState::Published
    } else {
        SessionState::Draft
    };
    let details = |date: &Occurrence| SessionDetails {
        note: plan.note.clone(),
        cohort_id: plan.cohort_id.clone(),
        phase_module: plan.phase_module.clone(),
        of_series: Some((series.clone(), date.key.clone())),
        overrides: plan.overrides.clone(),
    };
    let by = (SessionVerb::Plan, Some(&who.person));
    let mut created = vec![];
    for date in &generated.placeable {
        let session = insert_new(tx, &date.proposal, details(date), state, &date.reasons, by)?;
        if plan.publish {
            claim(tx, &session.id, &date.proposal, &planning.districts)?;
            // one notice for all of them, with the first
            if created.is_empty() {
                notices::actions::schedule_notices(tx, &Snapshot::nothing(), &session, &who.person)?;
            }
        }
        created.push(session.id);
    }
    for date in &generated.left_out {
        // nobody is on a date that does not take place
        let proposal = Proposal {
            staff: vec![],
            ..date.proposal.clone()
        };
        let details = SessionDetails {
            overrides: vec![],
            ..details(date)
        };
        insert_new(tx, &proposal, details, SessionState::Skipped, &date.reasons, by)?;
    }
    Ok(created)
}
