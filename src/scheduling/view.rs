//! A session as somebody sees it: the line of a calendar, and the page.

use super::access::{Seen, Sight};
use super::judgement::weigh_one;
use super::model::slot::local_end;
use super::model::{SeatRole, SeatState, SessionState, SessionType, Staffing, UNDO_CANCEL, Verb};
use super::proposals::{kind_of, standing_proposal};
use super::rules::{Busy, Reason, Rule, places_at};
use super::store;
use super::store::overrides::OverrideRow;
use super::store::sessions::Session;
use super::store::staff::Assignment;
use crate::accounts::access::{Scope, Standing};
use crate::bilingual::Bilingual;
use crate::chat::front as chat;
use crate::chat::model::OwnerKind;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{AssignmentId, ChatRoomId, CohortId, DistrictId, PersonId, RoomId, SeriesId, SessionId, StudioId};
use crate::text_enum;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What the calendar calls a session of which the reader may only know that the time is booked (safety 8).
pub const BOOKED: &str = "booked";

text_enum! {
    /// The reader's own part in a session.
    pub OwnPart {
        /// Leads it.
        Lead = "lead",
        /// Leads it with another.
        CoLead = "co_lead",
        /// Watches and learns.
        Observer = "observer",
        /// Supervises.
        Supervisor = "supervisor",
        /// Is there as social worker.
        SocialWorker = "social_worker",
        /// Teaches.
        Trainer = "trainer",
        /// Takes part.
        Participant = "participant",
    }
}

/// One line of a calendar.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionBrief {
    /// Its id.
    pub id: SessionId,
    /// The title that somebody wrote, or `booked`; empty where nobody wrote one, and then `type_name` says what it is called.
    pub title: String,
    /// What its type is called, where it has no title of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    pub type_name: Option<Bilingual>,
    /// Its type's code, or `booked`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where.
    pub studio_id: StudioId,
    /// The studio's name.
    pub studio: String,
    /// Which room.
    pub room_id: RoomId,
    /// The room's name.
    pub room: String,
    /// Whose.
    pub district_id: DistrictId,
    /// When it starts.
    pub starts_at: Millis,
    /// When it ends.
    pub ends_at: Millis,
    /// The studio's zone.
    pub zone: String,
    /// `YYYY-MM-DD` there.
    pub local_date: String,
    /// `HH:MM` there.
    pub local_start: String,
    /// `HH:MM` there.
    pub local_end: String,
    /// Where it is in its life.
    pub state: SessionState,
    /// How many are expected.
    #[schema(required = true)]
    pub people: Option<i64>,
    /// Its series.
    #[schema(required = true)]
    pub series_id: Option<SeriesId>,
    /// Its intake.
    #[schema(required = true)]
    pub cohort_id: Option<CohortId>,
    /// For the next change.
    pub row_version: i64,
    /// Seats that are needed and taken.
    pub staffing: Staffing,
    /// Nicknames of those who lead or teach.
    pub leads: Vec<String>,
    /// The reader's seat, or `participant`.
    #[schema(required = true)]
    pub my_role: Option<OwnPart>,
    /// How many came, with and without a name.
    pub attendance_count: i64,
    /// Something has changed so that it could not be planned like this any more, and nobody has decided about it.
    pub has_problem: bool,
}

impl SessionBrief {
    /// What it is called: the title that somebody wrote, else the name of its type.
    pub fn called(&self) -> Bilingual {
        let written = || Bilingual::written(&self.title);
        self.type_name.clone().unwrap_or_else(written)
    }
}

/// A staff seat on the page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Assignment)]
pub struct SeatView {
    /// Its id.
    pub id: AssignmentId,
    /// Who.
    pub person_id: PersonId,
    /// Their nickname.
    pub nickname: String,
    /// As what.
    pub role: SeatRole,
    /// Whether it is taken.
    pub state: SeatState,
}

/// A line of the history.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryLine {
    /// When.
    pub at: Millis,
    /// What was done.
    pub verb: Verb,
    /// By whom.
    pub who: String,
    /// Why, where somebody had to say so.
    #[schema(required = true)]
    pub reason: Option<String>,
}

/// One rule that somebody has set aside for this session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OverrideView {
    /// Which rule.
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub who: String,
    /// When.
    pub at: Millis,
}

/// The page of a session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionView {
    /// The line.
    #[serde(flatten)]
    pub brief: SessionBrief,
    /// For those who run it.
    pub note: String,
    /// Staff.
    pub assignments: Vec<SeatView>,
    /// What somebody should look at.
    pub warnings: Vec<Reason>,
    /// What the reader may do now.
    pub may: Vec<Verb>,
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
    /// Newest first.
    pub history: Vec<HistoryLine>,
}

/// Everything that lines need, in a handful of queries.
pub(super) struct Lines {
    types: HashMap<StudioId, Vec<SessionType>>,
    places: HashMap<RoomId, (String, String)>,
    seats: HashMap<SessionId, Vec<(Assignment, String)>>,
    here: HashMap<SessionId, i64>,
    expected: HashSet<SessionId>,
    problems: HashSet<SessionId>,
}

impl Lines {
    pub(super) fn load(conn: &mut Conn, sessions: &[Session], person: &PersonId) -> Result<Self> {
        let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
        let mut rooms: Vec<RoomId> = sessions.iter().map(|session| session.room_id.clone()).collect();
        rooms.sort();
        rooms.dedup();
        let studios: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
        let mut seats: HashMap<SessionId, Vec<(Assignment, String)>> = HashMap::new();
        for (seat, nickname) in store::staff::list_assignments(conn, &ids)? {
            let of_session = seats.entry(seat.session_id.clone()).or_default();
            of_session.push((seat, nickname));
        }
        let places = store::week::list_places(conn, &rooms)?;
        Ok(Lines {
            types: store::types::types_of(conn, &studios)?,
            seats,
            places: places
                .into_iter()
                .map(|(room, studio)| (room.id, (room.name, studio.name)))
                .collect(),
            here: store::attendance::count_here(conn, &ids)?.into_iter().collect(),
            expected: store::week::list_expected(conn, &ids, person)?.into_iter().collect(),
            problems: store::problems::list_blocked(conn, &ids)?.into_iter().collect(),
        })
    }

    fn seats(&self, session: &Session) -> &[(Assignment, String)] {
        self.seats.get(&session.id).map_or(&[], Vec::as_slice)
    }

    /// What ties a person to a session.
    pub(super) fn seen(&self, session: &Session, person: &PersonId) -> Seen {
        let seat = self
            .seats(session)
            .iter()
            .find(|(seat, _)| seat.person_id == *person && seat.state.holds());
        Seen {
            session: session.clone(),
            seat: seat.map(|(seat, _)| seat.role),
            is_expected: self.expected.contains(&session.id),
        }
    }

    /// Seats that are taken against seats that are needed.
    pub(super) fn staffing(&self, session: &Session) -> Staffing {
        let taken: Vec<SeatRole> = self
            .seats(session)
            .iter()
            .filter(|(seat, _)| seat.state.holds())
            .map(|(seat, _)| seat.role)
            .collect();
        kind_of(&self.types, session).map_or(EMPTY, |kind| kind.staffing(session.people, &taken))
    }

    /// The line as somebody with this sight sees it.
    pub(super) fn brief(&self, seen: &Seen, sight: Sight) -> Result<SessionBrief> {
        let session = &seen.session;
        let (room, studio) = self.places.get(&session.room_id).cloned().unwrap_or_default();
        let is_booked = sight == Sight::Booked;
        let leads = self
            .seats(session)
            .iter()
            .filter(|(seat, _)| seat.state.holds() && (seat.role.leads() || seat.role == SeatRole::Trainer));
        let named = self.here.get(&session.id).copied().unwrap_or(0);
        let is_full = sight == Sight::Full;
        Ok(SessionBrief {
            id: session.id.clone(),
            title: if is_booked {
                BOOKED.into()
            } else {
                session.title.clone()
            },
            type_name: kind_of(&self.types, session)
                .filter(|_| !is_booked && session.title.is_empty())
                .map(SessionType::name),
            kind: if is_booked {
                BOOKED.into()
            } else {
                session.type_code.clone()
            },
            studio_id: session.studio_id.clone(),
            studio,
            room_id: session.room_id.clone(),
            room,
            district_id: session.district_id.clone(),
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            local_end: local_end(&session.zone, session.ends_at)?,
            zone: session.zone.clone(),
            local_date: session.local_date.clone(),
            local_start: session.local_start.clone(),
            state: session.state,
            people: session.people.filter(|_| is_full),
            series_id: session.series_id.clone().filter(|_| !is_booked),
            cohort_id: session.cohort_id.clone().filter(|_| !is_booked),
            row_version: session.row_version,
            staffing: if is_full { self.staffing(session) } else { EMPTY },
            leads: if is_booked {
                vec![]
            } else {
                leads.map(|(_, nickname)| nickname.clone()).collect()
            },
            my_role: match (seen.seat, seen.is_expected) {
                (Some(role), _) => OwnPart::parse(role.as_str()),
                (None, true) => Some(OwnPart::Participant),
                (None, false) => None,
            },
            attendance_count: if is_full { named + session.unnamed_count } else { 0 },
            has_problem: is_full && self.problems.contains(&session.id),
        })
    }
}

const EMPTY: Staffing = Staffing {
    needed: 0,
    filled: 0,
    is_met: true,
};

/// The lines of these sessions for somebody, without those that they do not see.
pub(super) fn briefs(conn: &mut Conn, standing: &Standing, sessions: &[Session]) -> Result<Vec<SessionBrief>> {
    let lines = Lines::load(conn, sessions, &standing.person)?;
    let seen = sessions.iter().map(|session| lines.seen(session, &standing.person));
    seen.filter_map(|seen| Some((seen.sight(standing)?, seen)))
        .map(|(sight, seen)| lines.brief(&seen, sight))
        .collect()
}

const VERBS: [Verb; 14] = [
    Verb::Edit,
    Verb::Move,
    Verb::Publish,
    Verb::Cancel,
    Verb::Restore,
    Verb::Run,
    Verb::Unrun,
    Verb::NotHeld,
    Verb::Deliver,
    Verb::Close,
    Verb::Reopen,
    Verb::Keep,
    Verb::Staff,
    Verb::Attendance,
];

/// The page of a session.
pub(super) fn page(conn: &mut Conn, standing: &Standing, seen: &Seen, now: Millis) -> Result<SessionView> {
    let session = &seen.session;
    let lines = Lines::load(conn, std::slice::from_ref(session), &standing.person)?;
    let sight = seen.sight(standing).unwrap_or(Sight::Booked);
    let is_full = sight == Sight::Full;
    let mut view = SessionView {
        brief: lines.brief(seen, sight)?,
        note: String::new(),
        assignments: vec![],
        warnings: vec![],
        may: VERBS
            .into_iter()
            .filter(|verb| seen.may(standing, *verb, now))
            .collect(),
        chat_room_id: store::week::find_chat_room(conn, session, &standing.person)?,
        may_open_room: may_open_room(conn, standing, session)?,
        overrides: vec![],
        my_clashes: my_clashes(conn, standing, seen, now)?,
        cancelled_until_undo_at: session.cancelled_at.map(|at| at + UNDO_CANCEL),
        history: vec![],
    };
    if is_full {
        view.note.clone_from(&session.note);
        view.overrides = overrides(conn, session)?;
        view.warnings = warnings(conn, standing, session)?;
        view.history = history(conn, session)?;
        view.assignments = lines.seats(session).iter().map(seat_view).collect();
    }
    Ok(view)
}

fn may_open_room(conn: &mut Conn, standing: &Standing, session: &Session) -> Result<bool> {
    match &session.series_id {
        Some(series) if standing.coordinates(&session.district_id) => {
            Ok(chat::find_room_of(conn, OwnerKind::Series, series.as_str())?.is_none())
        }
        _ => Ok(false),
    }
}

fn seat_view((seat, nickname): &(Assignment, String)) -> SeatView {
    SeatView {
        id: seat.id.clone(),
        person_id: seat.person_id.clone(),
        nickname: nickname.clone(),
        role: seat.role,
        state: seat.state,
    }
}

/// What is doubtful now, for a session that is still to come; afterwards what was doubtful when it was planned.
pub(super) fn warnings(conn: &mut Conn, standing: &Standing, session: &Session) -> Result<Vec<Reason>> {
    if !session.state.is_ahead() {
        return Ok(serde_json::from_str(&session.warnings)?);
    }
    let proposal = standing_proposal(conn, session)?;
    let districts = standing.coordinated();
    let reasons = weigh_one(conn, &proposal)?;
    Ok(reasons.into_iter().map(|reason| reason.seen_by(&districts)).collect())
}

fn overrides(conn: &mut Conn, session: &Session) -> Result<Vec<OverrideView>> {
    let rows = store::overrides::list_overrides(conn, std::slice::from_ref(&session.id))?;
    let view = |(row, who): (OverrideRow, String)| OverrideView {
        rule: row.rule,
        subject_id: row.subject_id,
        reason: row.reason,
        who,
        at: row.given_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Where else the reader is to be at the time of a session that lies ahead and that they are expected at or have a seat on.
fn my_clashes(conn: &mut Conn, standing: &Standing, seen: &Seen, now: Millis) -> Result<Vec<Reason>> {
    let session = &seen.session;
    let is_mine = seen.is_expected || seen.seat.is_some();
    if !is_mine || !session.state.claims() || session.ends_at <= now {
        return Ok(vec![]);
    }
    let me = std::slice::from_ref(&standing.person);
    let people = store::staff::list_people(conn, me)?;
    let Some(person) = people.first() else {
        return Ok(vec![]);
    };
    let mut others: Vec<Busy> = store::places::list_places(conn, me, session.span())?
        .into_iter()
        .map(|(_, busy)| busy)
        .collect();
    let claimed = store::claims::list_busy(conn, &[], me, session.span())?;
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
    let events = store::sessions::list_events(conn, &session.id)?;
    Ok(events
        .into_iter()
        .map(|(at, verb, who, detail)| HistoryLine {
            at,
            verb,
            who: who.unwrap_or_default(),
            reason: serde_json::from_str::<Detail>(&detail)
                .ok()
                .and_then(|detail| detail.reason)
                .filter(|_| verb == Verb::Reopen),
        })
        .collect())
}
