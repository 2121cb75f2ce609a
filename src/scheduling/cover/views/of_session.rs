//! Cover on the page of a session: its requests, who has confirmed, and who was on it before.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::accounts::api::nicknames;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CoverRequestId, PersonId, SessionId};
use crate::scheduling::confirmations::actions::SILENT_AFTER;
use crate::scheduling::confirmations::store::Confirmation;
use crate::scheduling::cover::access::{is_coverable, look_at_staff};
use crate::scheduling::cover::model::{CoverAnswer, CoverState, GIVE_BACK_UNTIL};
use crate::scheduling::cover::store::{CoverAsk, CoverRequest};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use crate::scheduling::{confirmations, cover};
use crate::text_enum;
use serde::Serialize;
use std::collections::HashMap;

text_enum! {
    /// What somebody has said about coming.
    pub ConfirmationState {
        Confirmed = "confirmed",
        /// Asked so recently that silence says nothing.
        Asked = "asked",
        /// Asked two hours ago or earlier.
        Silent = "silent",
    }
}

/// Somebody who was asked to take over; what they said is shown to nobody.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AskedPerson {
    pub person_id: PersonId,
    pub nickname: String,
    /// Their turn has not come when absent.
    #[schema(required = true)]
    pub asked_at: Option<Millis>,
}

/// A request for cover as somebody on the session or a coordinator sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CoverRequestView {
    pub id: CoverRequestId,
    pub person_id: PersonId,
    pub nickname: String,
    pub role: StaffRole,
    pub state: CoverState,
    pub is_in_order: bool,
    pub opened_at: Millis,
    #[schema(required = true)]
    pub ended_at: Option<Millis>,
    /// The nickname of whoever took over.
    #[schema(required = true)]
    pub covered_by: Option<String>,
    /// How many have been asked.
    pub asked_count: usize,
    /// Empty for readers who do not coordinate the district.
    pub asked: Vec<AskedPerson>,
    /// Nobody is fit, or nobody who was asked takes it: a coordinator converts or cancels the session.
    pub is_nobody_found: bool,
    /// The reader may call it off.
    pub may_cancel: bool,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ConfirmationView {
    pub person_id: PersonId,
    pub nickname: String,
    pub state: ConfirmationState,
}

/// A line of the history of a session's staff.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct StaffHistoryLine {
    pub at: Millis,
    pub nickname: String,
    pub role: StaffRole,
    pub kind: AssignmentEventKind,
    /// Whose change it was; empty for the end of a role.
    pub by: String,
}

/// Cover on the page of a session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionCover {
    /// The reader is on it and may say that they cannot come.
    pub may_request: bool,
    /// The reader took it over, and it is too late to give it back without a coordinator.
    pub must_call: bool,
    /// The reader may look for somebody in another's place, and choose whom to ask.
    pub may_find: bool,
    /// What the reader has said about coming, if they are on it and were asked or said so.
    #[schema(required = true)]
    pub my_confirmation: Option<ConfirmationState>,
    /// The reader is on it and has not said yes to its present time.
    pub may_confirm: bool,
    /// The open ones first, then the newest.
    pub requests: Vec<CoverRequestView>,
    /// For coordinators: who was asked whether they come.
    pub confirmations: Vec<ConfirmationView>,
    /// For coordinators, the newest first.
    pub staff_history: Vec<StaffHistoryLine>,
}

/// For whoever is on the staff, coordinates or supervises there.
pub(crate) async fn session_cover(ctx: &Context, id: SessionId) -> Result<SessionCover> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let seen = look_at_staff(conn, who, &id)?;
        let session = seen.session;
        let coordinates = who.coordinates(&session.district_id);
        let is_time = is_coverable(&session, now);
        let requests = cover::store::list_of_session(conn, &id)?;
        let is_mine = |request: &CoverRequest| request.state.is_open() && request.person_id == who.person;
        let has_open = requests.iter().any(is_mine);
        let is_late = session.starts_at - now < GIVE_BACK_UNTIL;
        let must_call = !coordinates && is_late && cover::store::has_taken_over(conn, &id, &who.person)?;
        let is_on_it = seen.role.is_some() && who.works();
        let rows = confirmations::store::list_confirmations(conn, &id)?;
        let mine = rows.iter().find(|row| row.person_id == who.person);
        let my_confirmation = mine.and_then(|row| state_of(row, &session, now));
        let mut views = request_views(conn, who, &session, requests)?;
        views.sort_by_key(|view| !view.state.is_open());
        Ok(SessionCover {
            may_request: is_on_it && is_time && !has_open && !must_call,
            must_call: is_on_it && is_time && !has_open && must_call,
            may_find: coordinates && is_time,
            my_confirmation: my_confirmation.filter(|_| is_on_it),
            may_confirm: is_on_it && is_time && !has_open && my_confirmation != Some(ConfirmationState::Confirmed),
            requests: views,
            confirmations: if coordinates && is_time {
                confirmation_views(conn, &session, &rows, now)?
            } else {
                vec![]
            },
            staff_history: if coordinates { history(conn, &id)? } else { vec![] },
        })
    })
    .await
}

/// Nothing where the answer was for another start.
fn state_of(row: &Confirmation, session: &Session, now: Millis) -> Option<ConfirmationState> {
    if row.starts_at != session.starts_at {
        return None;
    }
    Some(match row.confirmed_at {
        Some(_) => ConfirmationState::Confirmed,
        None if row.asked_at + SILENT_AFTER <= now => ConfirmationState::Silent,
        None => ConfirmationState::Asked,
    })
}

fn confirmation_views(
    conn: &mut Conn,
    session: &Session,
    rows: &[Confirmation],
    now: Millis,
) -> Result<Vec<ConfirmationView>> {
    let staff = assignments::store::list_assignments(conn, std::slice::from_ref(&session.id))?;
    let view = |(seat, nickname): (assignments::store::Assignment, String)| {
        let row = rows.iter().find(|row| row.person_id == seat.person_id)?;
        Some(ConfirmationView {
            person_id: seat.person_id,
            nickname,
            state: state_of(row, session, now)?,
        })
    };
    let active = staff.into_iter().filter(|(seat, _)| seat.state.is_active());
    Ok(active.filter_map(view).collect())
}

/// Requests of one session as the reader sees them.
pub(super) fn request_views(
    conn: &mut Conn,
    who: &Permissions,
    session: &Session,
    requests: Vec<CoverRequest>,
) -> Result<Vec<CoverRequestView>> {
    let coordinates = who.coordinates(&session.district_id);
    let ids: Vec<CoverRequestId> = requests.iter().map(|request| request.id.clone()).collect();
    let asks = cover::store::list_asks(conn, &ids)?;
    let people: Vec<PersonId> = requests
        .iter()
        .flat_map(|request| [Some(&request.person_id), request.covered_by.as_ref()])
        .flatten()
        .chain(asks.iter().map(|ask| &ask.person_id))
        .cloned()
        .collect();
    let names = nicknames(conn, &people)?;
    let view = |request: CoverRequest| {
        let asks: Vec<&CoverAsk> = asks.iter().filter(|ask| ask.request_id == request.id).collect();
        let is_open = request.state.is_open();
        let refused = |ask: &&CoverAsk| ask.answer == Some(CoverAnswer::No);
        CoverRequestView {
            nickname: names.get(&request.person_id).cloned().unwrap_or_default(),
            covered_by: request.covered_by.as_ref().and_then(|id| names.get(id).cloned()),
            asked_count: asks.iter().filter(|ask| ask.asked_at.is_some()).count(),
            asked: if coordinates {
                asks.iter().map(|ask| asked_person(ask, &names)).collect()
            } else {
                vec![]
            },
            is_nobody_found: is_open && asks.iter().all(refused),
            may_cancel: is_open && (coordinates || request.person_id == who.person),
            id: request.id,
            person_id: request.person_id,
            role: request.role,
            state: request.state,
            is_in_order: request.is_in_order,
            opened_at: request.opened_at,
            ended_at: request.ended_at,
        }
    };
    Ok(requests.into_iter().map(view).collect())
}

fn asked_person(ask: &CoverAsk, names: &HashMap<PersonId, String>) -> AskedPerson {
    AskedPerson {
        person_id: ask.person_id.clone(),
        nickname: names.get(&ask.person_id).cloned().unwrap_or_default(),
        asked_at: ask.asked_at,
    }
}

fn history(conn: &mut Conn, session: &SessionId) -> Result<Vec<StaffHistoryLine>> {
    let lines = assignments::store::list_events(conn, session)?;
    let people: Vec<PersonId> = lines
        .iter()
        .flat_map(|line| [Some(&line.person_id), line.actor_id.as_ref()])
        .flatten()
        .cloned()
        .collect();
    let names = nicknames(conn, &people)?;
    let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
    Ok(lines
        .iter()
        .map(|line| StaffHistoryLine {
            at: line.at,
            nickname: name(&line.person_id),
            role: line.role,
            kind: line.kind,
            by: line.actor_id.as_ref().map(name).unwrap_or_default(),
        })
        .collect())
}
