//! Candidates for a session that is there, and for one that is being planned.

use super::ranking::{Candidate, OpenRole, rank};
use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::db::Conn;
use crate::districts::api as districts;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, RoomId, SessionId, StudioId};
use crate::scheduling::access::{Sight, look, planning_access};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::proposals::{current_proposal, propose, seats, staffed_proposal};
use crate::scheduling::validation::validate_one;
use jiff::civil::{Date, Time};

/// Who is looked for.
pub(crate) struct CandidateRequest {
    /// Who else is on the staff; on a session that is there, whoever is assigned now when absent.
    pub staff: Option<Vec<(PersonId, StaffRole)>>,
    /// In which role; the first that is open when absent.
    pub role: Option<StaffRole>,
    /// Part of a nickname.
    pub name: Option<String>,
}

/// When and where somebody is looked for.
pub(crate) struct PlannedTime {
    pub studio_id: StudioId,
    /// Any when absent: only people are judged.
    pub room_id: Option<RoomId>,
    pub type_code: String,
    pub local_date: Date,
    pub local_start: Time,
    pub minutes: Option<i64>,
    pub people: Option<i64>,
}

/// Everybody who could be assigned to a session, the best first.
pub(crate) async fn candidates(ctx: &Context, id: SessionId, request: CandidateRequest) -> Result<Vec<Candidate>> {
    ctx.read(move |conn, who| {
        let seen = look(conn, who, &id)?;
        if seen.sight(who) != Some(Sight::Full) {
            return Err(Code::NotAllowed.into());
        }
        allowed(who.coordinates(&seen.session.district_id))?;
        seen.must_be_time_for(SessionVerb::Staff, seen.session.starts_at)?;
        let session = seen.session;
        let staff = match request.staff {
            Some(staff) => staff,
            None => assigned(conn, &session.id)?,
        };
        let wanted = seats(conn, &staff)?;
        let before = if session.state.claims() {
            let stands = current_proposal(conn, &session)?;
            Some(validate_one(conn, &stands)?)
        } else {
            None
        };
        let opening = OpenRole {
            proposal: staffed_proposal(conn, &session, &wanted)?,
            role: request.role,
            before,
        };
        rank(conn, opening, &who.coordinated(), request.name.as_deref())
    })
    .await
}

fn assigned(conn: &mut Conn, session: &SessionId) -> Result<Vec<(PersonId, StaffRole)>> {
    let rows = assignments::store::list_assignments(conn, std::slice::from_ref(session))?.into_iter();
    let rows = rows.filter(|(row, _)| row.state.is_active());
    Ok(rows.map(|(row, _)| (row.person_id, row.role)).collect())
}

/// Everybody who could be assigned at a time for which nothing is planned yet, the best first.
pub(crate) async fn candidates_for_plan(
    ctx: &Context,
    time: PlannedTime,
    request: CandidateRequest,
) -> Result<Vec<Candidate>> {
    ctx.read(move |conn, who| {
        let planning = planning_access(conn, who, &time.studio_id)?;
        let room_id = match time.room_id {
            Some(room) => room,
            None => any_room(conn, &time.studio_id)?,
        };
        let plan = Plan {
            type_code: time.type_code,
            studio_id: time.studio_id,
            room_id,
            local_date: time.local_date,
            local_start: time.local_start,
            minutes: time.minutes,
            title: None,
            people: time.people,
            note: String::new(),
            cohort_id: None,
            phase_module: None,
            staff: request.staff.unwrap_or_default(),
            publish: true,
            overrides: vec![],
            is_past_meant: true,
        };
        let opening = OpenRole {
            proposal: propose(conn, &planning.studio, &plan)?,
            role: request.role,
            before: None,
        };
        rank(conn, opening, &planning.districts, request.name.as_deref())
    })
    .await
}

fn any_room(conn: &mut Conn, studio: &StudioId) -> Result<RoomId> {
    let first = districts::rooms(conn, studio)?.into_iter().next();
    first
        .map(|room| room.id)
        .ok_or_else(|| Error::field("room_id", "required"))
}
