//! Who could take over: the ranked list of candidates for the part of whoever cannot come, and whom of them to ask.

use crate::accounts::access::Scope;
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::cover;
use crate::scheduling::cover::model::MOST_ASKED;
use crate::scheduling::cover::store::CoverRequest;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::StaffMember;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::candidates::ranking::{Candidate, OpenRole, rank};
use crate::scheduling::validation::proposals::{current_proposal, seats, staffed_proposal};
use crate::scheduling::validation::validate_one;
use std::collections::HashMap;

/// Being asked longer ago does not count any more.
const REMEMBERED: Millis = 90 * DAY;

/// A candidate and when they were last asked to cover for anybody, if within 90 days.
pub(crate) struct CoverCandidate {
    pub candidate: Candidate,
    pub last_asked_at: Option<Millis>,
}

/// The staff as it would be with somebody else, or nobody, in the place of one of them; each keeps their role.
pub(crate) fn staff_without(
    conn: &mut Conn,
    session: &Session,
    person: &PersonId,
    with: Option<&PersonId>,
) -> Result<Vec<StaffMember>> {
    let rows = assignments::store::list_assignments(conn, std::slice::from_ref(&session.id))?;
    let wanted: Vec<(PersonId, StaffRole)> = rows
        .into_iter()
        .filter(|(row, _)| row.state.is_active())
        .filter_map(|(row, _)| {
            let person = if row.person_id == *person {
                with?.clone()
            } else {
                row.person_id
            };
            Some((person, row.role))
        })
        .collect();
    seats(conn, &wanted)
}

/// Everybody who could have the role, the best first: as the list of candidates ranks them, and among equals in ceiling, hours and
/// district whoever was asked least recently.
pub(crate) fn ranked(
    conn: &mut Conn,
    session: &Session,
    request: &CoverRequest,
    districts: &Scope,
    now: Millis,
) -> Result<Vec<CoverCandidate>> {
    let others = staff_without(conn, session, &request.person_id, None)?;
    let stands = current_proposal(conn, session)?;
    let opening = OpenRole {
        before: Some(validate_one(conn, &stands)?),
        proposal: staffed_proposal(conn, session, &others)?,
        role: Some(request.role),
    };
    let mut found = rank(conn, opening, districts, None)?;
    found.retain(|candidate| candidate.person_id != request.person_id);
    let people: Vec<PersonId> = found.iter().map(|candidate| candidate.person_id.clone()).collect();
    let asked = cover::store::list_last_asked(conn, &people, now - REMEMBERED)?;
    let asked: HashMap<PersonId, Millis> = asked.into_iter().collect();
    let mut found: Vec<CoverCandidate> = found
        .into_iter()
        .map(|candidate| CoverCandidate {
            last_asked_at: asked.get(&candidate.person_id).copied(),
            candidate,
        })
        .collect();
    // stable, so that the rest of the ranking decides among equals
    found.sort_by_key(|one| {
        let candidate = &one.candidate;
        (
            !candidate.is_free,
            !candidate.is_standby,
            candidate.is_over_ceiling,
            !candidate.is_available,
            !candidate.is_same_district,
            one.last_asked_at,
        )
    });
    Ok(found)
}

/// Whom to ask when nobody has chosen: everybody fit of the session's district, or of the others if nobody there is. Whoever would
/// rather not lead at that time, or leads enough that week, is asked only by a coordinator who chooses them.
pub(crate) fn best(ranked: &[CoverCandidate]) -> Vec<PersonId> {
    let is_fit = |candidate: &Candidate| candidate.is_free && candidate.is_available && !candidate.is_over_ceiling;
    let fit = || ranked.iter().map(|one| &one.candidate).filter(|one| is_fit(one));
    let has_own = fit().any(|candidate| candidate.is_same_district);
    fit()
        .filter(|candidate| candidate.is_same_district || !has_own)
        .take(MOST_ASKED)
        .map(|candidate| candidate.person_id.clone())
        .collect()
}
