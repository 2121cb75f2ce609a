//! Writes a new session.

use crate::accounts::access::Scope;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CohortId, PersonId, SeriesId, SessionId};
use crate::scheduling::claims::actions::claim;
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::rules::{OverrideRequest, Proposal, Reason};
use crate::scheduling::sessions;
use crate::scheduling::sessions::actions::record::write_down;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments::actions::history::add_assignment;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use crate::scheduling::validation::refusal::warnings_text;

/// What a new session is beside its proposal.
#[derive(Clone, Debug, Default)]
pub struct SessionDetails {
    /// For those who run it.
    pub note: String,
    pub cohort_id: Option<CohortId>,
    /// The module that a class teaches.
    pub phase_module: Option<String>,
    /// The series and the occurrence that the series meant.
    pub of_series: Option<(SeriesId, String)>,
    /// What is set aside.
    pub overrides: Vec<OverrideRequest>,
}

/// Writes a new session with its assignments, its claims when it is published, and the first line of its history.
pub(crate) fn insert_new(
    tx: &mut Tx<'_>,
    proposal: &Proposal,
    details: SessionDetails,
    state: SessionState,
    reasons: &[Reason],
    (verb, actor): (SessionVerb, Option<&PersonId>),
) -> Result<Session> {
    let id = tx.mint::<SessionId>();
    let (series_id, occurrence_key) = details.of_series.clone().unzip();
    let session = Session {
        ical_uid: id.to_string(),
        series_id,
        occurrence_key,
        type_code: proposal.kind.code.clone(),
        district_id: proposal.studio.district_id.clone(),
        studio_id: proposal.studio.id.clone(),
        room_id: proposal.room.id.clone(),
        cohort_id: details.cohort_id.clone(),
        phase_module: details.phase_module.clone(),
        title: proposal.title.clone(),
        note: details.note.clone(),
        starts_at: proposal.slot.span.from_at,
        ends_at: proposal.slot.span.to_at,
        local_date: proposal.slot.local_date.clone(),
        local_start: proposal.slot.local_start.clone(),
        zone: proposal.slot.zone.clone(),
        state,
        capacity: proposal.kind.max_people.min(proposal.room.capacity),
        people: proposal.people,
        unnamed_count: 0,
        row_version: 1,
        ical_sequence: 0,
        cancel_reason: None,
        cancelled_at: None,
        cancelled_from: None,
        warnings: warnings_text(reasons, proposal)?,
        delivered_at: None,
        closed_at: None,
        placed_at: tx.now(),
        id,
    };
    sessions::store::insert_session(tx.conn(), &session)?;
    for seat in &proposal.staff {
        let who = (&seat.person.id, seat.role);
        add_assignment(tx, &session, who, AssignmentEventKind::Assigned, actor)?;
    }
    let detail = serde_json::json!({
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "room_id": session.room_id,
    });
    write_down(tx, &session, verb, actor, detail)?;
    update_problems(tx, &session, reasons, &details.overrides, actor)?;
    Ok(session)
}

/// For imports: writes a session with its assignments, and its claims when it is published, in the caller's transaction, without notices. The
/// caller has judged the line by its own table; `reasons` become the session's warnings. An overlap that the database
/// sees is `session_refused`, and nothing of the session is left.
pub fn insert_imported(
    tx: &mut Tx<'_>,
    proposal: &Proposal,
    details: SessionDetails,
    state: SessionState,
    reasons: &[Reason],
    actor: Option<&PersonId>,
) -> Result<Session> {
    tx.attempt(|tx| {
        let by = (SessionVerb::Import, actor);
        let session = insert_new(tx, proposal, details, state, reasons, by)?;
        if state.claims() {
            claim(tx, &session.id, proposal, &Scope::Districts(vec![]))?;
        }
        Ok(session)
    })
}
