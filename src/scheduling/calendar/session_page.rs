//! The page of a session.

use crate::accounts::access::{Permissions, Scope};
use crate::chat::api as chat;
use crate::chat::model::OwnerKind;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{AssignmentId, ChatRoomId, PersonId};
use crate::scheduling::access::{Seen, Sight};
use crate::scheduling::calendar::line::{Lines, SessionBrief};
use crate::scheduling::keep_apart::access::may_read;
use crate::scheduling::overrides::store::OverrideRow;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::rules::{Busy, Reason, Rule, places_at};
use crate::scheduling::sessions::state::{SessionVerb, UNDO_CANCEL};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments::store::Assignment;
use crate::scheduling::validation::proposals::current_proposal;
use crate::scheduling::validation::validate_one;
use crate::scheduling::{calendar, claims, overrides, places, sessions, validation};
use serde::Serialize;

/// An assignment on the page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Assignment)]
pub struct AssignmentView {
    pub id: AssignmentId,
    pub person_id: PersonId,
    pub nickname: String,
    pub role: StaffRole,
    /// Withdrawn, absent, or still on it.
    pub state: AssignmentState,
}

/// A line of the history.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryLine {
    pub at: Millis,
    pub verb: SessionVerb,
    pub who: String,
    /// Why, where somebody had to say so.
    #[schema(required = true)]
    pub reason: Option<String>,
}

/// One rule that somebody has set aside for this session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OverrideView {
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    pub reason: String,
    pub who: String,
    pub at: Millis,
}

/// The page of a session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionView {
    #[serde(flatten)]
    pub brief: SessionBrief,
    /// For those who run it.
    pub note: String,
    pub assignments: Vec<AssignmentView>,
    /// What somebody should look at.
    pub warnings: Vec<Reason>,
    /// What the reader may do now.
    pub may: Vec<SessionVerb>,
    /// The chat room of its series or intake, if the reader is in it.
    #[schema(required = true)]
    pub chat_room_id: Option<ChatRoomId>,
    /// Its series has no chat room yet, and the reader may open one.
    pub may_open_room: bool,
    /// What somebody has set aside for it.
    pub overrides: Vec<OverrideView>,
    /// What else of the reader's own is at that time, where they have a place to take part: nothing claims it, so it warns.
    pub my_clashes: Vec<Reason>,
    /// Until when a cancellation can be undone.
    #[schema(required = true)]
    pub cancelled_until_undo_at: Option<Millis>,
    /// The newest line comes first.
    pub history: Vec<HistoryLine>,
}

const VERBS: [SessionVerb; 15] = [
    SessionVerb::Edit,
    SessionVerb::Move,
    SessionVerb::Publish,
    SessionVerb::Cancel,
    SessionVerb::Restore,
    SessionVerb::Run,
    SessionVerb::Unrun,
    SessionVerb::NotTakenPlace,
    SessionVerb::Deliver,
    SessionVerb::Close,
    SessionVerb::Reopen,
    SessionVerb::Keep,
    SessionVerb::Staff,
    SessionVerb::Revive,
    SessionVerb::Attendance,
];

/// The page of a session.
pub(crate) fn page(conn: &mut Conn, permissions: &Permissions, seen: &Seen, now: Millis) -> Result<SessionView> {
    let session = &seen.session;
    let lines = Lines::load(conn, std::slice::from_ref(session), &permissions.person)?;
    let sight = seen.sight(permissions).unwrap_or(Sight::Booked);
    let is_full = sight == Sight::Full;
    let mut view = SessionView {
        brief: lines.brief(seen, sight)?,
        note: String::new(),
        assignments: vec![],
        warnings: vec![],
        may: VERBS
            .into_iter()
            .filter(|verb| seen.may(permissions, *verb, now))
            .collect(),
        chat_room_id: calendar::store::find_chat_room(conn, session, &permissions.person)?,
        may_open_room: may_open_room(conn, permissions, session)?,
        overrides: vec![],
        my_clashes: my_clashes(conn, permissions, seen, now)?,
        cancelled_until_undo_at: session.cancelled_at.map(|at| at + UNDO_CANCEL),
        history: vec![],
    };
    if is_full {
        view.note.clone_from(&session.note);
        view.overrides = overrides(conn, session)?;
        view.warnings = warnings(conn, permissions, session)?;
        view.history = history(conn, session)?;
        view.assignments = lines.seats(session).iter().map(assignment_view).collect();
    }
    Ok(view)
}

fn may_open_room(conn: &mut Conn, permissions: &Permissions, session: &Session) -> Result<bool> {
    match &session.series_id {
        Some(series) if permissions.coordinates(&session.district_id) => {
            Ok(chat::find_room_of(conn, OwnerKind::Series, series.as_str())?.is_none())
        }
        _ => Ok(false),
    }
}

fn assignment_view((seat, nickname): &(Assignment, String)) -> AssignmentView {
    AssignmentView {
        id: seat.id.clone(),
        person_id: seat.person_id.clone(),
        nickname: nickname.clone(),
        role: seat.role,
        state: seat.state,
    }
}

/// What is doubtful now, for a session that is still to come; afterwards what was doubtful when it was planned.
fn warnings(conn: &mut Conn, permissions: &Permissions, session: &Session) -> Result<Vec<Reason>> {
    if !session.state.is_ahead() {
        return Ok(serde_json::from_str(&session.warnings)?);
    }
    let proposal = current_proposal(conn, session)?;
    let districts = permissions.coordinated();
    let reasons = validate_one(conn, &proposal)?;
    let is_one_of_them = |reason: &Reason| reason.subject_id.as_deref() == Some(permissions.person.as_str());
    let apart = |reason: &Reason| reason.rule == Rule::KeepApart;
    // whoever is one of the two reads nothing of it, and neither does anybody who plans nowhere near (M17)
    let knows_apart =
        may_read(permissions, &session.district_id) && !reasons.iter().any(|one| apart(one) && is_one_of_them(one));
    Ok(reasons
        .into_iter()
        .filter(|reason| knows_apart || !apart(reason))
        .map(|reason| reason.seen_by(&districts))
        .collect())
}

fn overrides(conn: &mut Conn, session: &Session) -> Result<Vec<OverrideView>> {
    let rows = overrides::store::list_overrides(conn, std::slice::from_ref(&session.id))?;
    let view = |(row, who): (OverrideRow, String)| OverrideView {
        rule: row.rule,
        subject_id: row.subject_id,
        reason: row.reason,
        who,
        at: row.given_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Where else the reader is to be at the time of a session that lies ahead and that they are expected at or assigned to.
fn my_clashes(conn: &mut Conn, permissions: &Permissions, seen: &Seen, now: Millis) -> Result<Vec<Reason>> {
    let session = &seen.session;
    let is_mine = seen.is_expected || seen.role.is_some();
    if !is_mine || !session.state.claims() || session.ends_at <= now {
        return Ok(vec![]);
    }
    let me = std::slice::from_ref(&permissions.person);
    let people = validation::store::list_people(conn, me)?;
    let Some(person) = people.first() else {
        return Ok(vec![]);
    };
    let mut others: Vec<Busy> = places::store::list_places(conn, me, session.span())?
        .into_iter()
        .map(|(_, busy)| busy)
        .collect();
    let claimed = claims::store::list_busy(conn, &[], me, session.span())?;
    others.extend(claimed.into_iter().map(|(_, _, busy)| busy));
    others.sort_by(|a, b| (a.span.from_at, &a.session).cmp(&(b.span.from_at, &b.session)));
    others.dedup_by(|a, b| a.session == b.session);
    // the reader's own sessions are no secret to the reader
    let all = Scope::All;
    let reasons = places_at(person, session.span(), Some(&session.id), &others);
    Ok(reasons.into_iter().map(|reason| reason.seen_by(&all)).collect())
}

fn history(conn: &mut Conn, session: &Session) -> Result<Vec<HistoryLine>> {
    #[derive(serde::Deserialize)]
    struct Detail {
        reason: Option<String>,
    }
    let events = sessions::store::list_events(conn, &session.id)?;
    Ok(events
        .into_iter()
        .map(|(at, verb, who, detail)| HistoryLine {
            at,
            verb,
            who: who.unwrap_or_default(),
            reason: serde_json::from_str::<Detail>(&detail)
                .ok()
                .and_then(|detail| detail.reason)
                .filter(|_| verb == SessionVerb::Reopen),
        })
        .collect())
}
