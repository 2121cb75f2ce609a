//! The first page: what is next, and for coordinators what needs a decision (M3).

use super::access::Sight;
use super::judgement::weigh;
use super::model::slot::{add_days, wall, zone};
use super::model::{SHEET_CLOSES, SessionState};
use super::proposals::standing_proposals;
use super::rules::{Reason, Severity};
use super::store::sessions::Session;
use super::store::week::{Wanted, page_sessions};
use super::view::{Lines, OwnPart, SessionBrief, briefs};
use crate::accounts::access::{Role, Scope, Standing};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::text_enum;
use jiff::civil::Date;
use serde::Serialize;

text_enum! {
    /// Why a session needs a decision.
    pub DecisionKind {
        /// Seats are open.
        Understaffed = "understaffed",
        /// Something has changed so that it could not be planned like this any more.
        Conflict = "conflict",
        /// It is over and nobody has closed it.
        Unclosed = "unclosed",
        /// It is near and still a draft.
        DraftSoon = "draft_soon",
    }
}

/// A session that needs a decision.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = TodayDecision)]
pub struct Decision {
    /// Why.
    pub kind: DecisionKind,
    /// Which.
    pub session: SessionBrief,
    /// What exactly.
    pub reasons: Vec<Reason>,
}

/// The first page.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Today {
    /// The server's time.
    pub now_at: Millis,
    /// Today in the reader's zone.
    pub date: String,
    /// Sessions of the last day that the reader led and that nobody has closed: their sheet and closing come first.
    pub to_close: Vec<SessionBrief>,
    /// The reader's next session.
    #[schema(required = true)]
    pub next: Option<SessionBrief>,
    /// The reader's sessions today.
    pub mine: Vec<SessionBrief>,
    /// The reader's sessions of the next seven days, without today's.
    pub coming: Vec<SessionBrief>,
    /// For coordinators.
    pub decisions: Vec<Decision>,
    /// For coordinators and supervisors: all of today in their districts.
    pub day: Vec<SessionBrief>,
}

/// Most decisions on one page; who has more has other troubles.
const MOST_DECISIONS: usize = 60;

/// The first page of somebody.
pub(super) fn today(conn: &mut Conn, standing: &Standing, now: Millis, zone_name: &str) -> Result<Today> {
    let date = wall(&zone(zone_name)?, now)?.date();
    let (tomorrow, next_week) = (add_days(date, 1)?, add_days(date, 8)?);
    let mine = page_sessions(conn, &mine_between(standing, add_days(date, -1)?, next_week))?;
    let mut mine = briefs(conn, standing, &mine)?;
    let to_close: Vec<SessionBrief> = mine
        .iter()
        .filter(|brief| waits_to_be_closed(brief, now))
        .cloned()
        .collect();
    let from = date.to_string();
    mine.retain(|brief| brief.local_date >= from);
    mine.retain(|brief| !matches!(brief.state, SessionState::Cancelled | SessionState::Skipped));
    let next = mine
        .iter()
        .find(|brief| brief.ends_at > now && matches!(brief.state, SessionState::Published | SessionState::Running))
        .cloned();
    let is_today = |brief: &SessionBrief| brief.local_date < tomorrow.to_string();
    let (mine, coming) = mine.into_iter().partition(is_today);
    let read = read_scope(standing);
    let day = if read.is_empty() {
        vec![]
    } else {
        let sessions = page_sessions(conn, &between(standing, read, date, tomorrow))?;
        briefs(conn, standing, &sessions)?
    };
    Ok(Today {
        now_at: now,
        date: date.to_string(),
        to_close,
        next,
        mine,
        coming,
        decisions: decisions(conn, standing, now, date)?,
        day,
    })
}

/// Over, not closed, and the reader led it: as long as its sheet is theirs.
fn waits_to_be_closed(brief: &SessionBrief, now: Millis) -> bool {
    let is_over = brief.ends_at <= now && now < brief.ends_at + SHEET_CLOSES;
    let is_open = matches!(
        brief.state,
        SessionState::Published | SessionState::Running | SessionState::Delivered
    );
    let leads = |part| !matches!(part, OwnPart::Observer | OwnPart::Participant);
    is_over && is_open && brief.my_role.is_some_and(leads)
}

/// Where somebody sees every session by its title.
fn read_scope(standing: &Standing) -> Scope {
    match (standing.coordinated(), standing.scope(Role::Supervisor)) {
        (Scope::Districts(mut mine), Scope::Districts(more)) => {
            mine.extend(more);
            mine.sort();
            mine.dedup();
            Scope::Districts(mine)
        }
        _ => Scope::All,
    }
}

fn between(standing: &Standing, districts: Scope, from: Date, to: Date) -> Wanted {
    Wanted {
        from: from.to_string(),
        to: to.to_string(),
        district: None,
        studio: None,
        person: standing.person.clone(),
        drafts: districts.clone(),
        districts,
        is_mine: false,
        after: None,
        limit: 500,
    }
}

fn mine_between(standing: &Standing, from: Date, to: Date) -> Wanted {
    Wanted {
        is_mine: true,
        limit: 100,
        ..between(standing, Scope::Districts(vec![]), from, to)
    }
}

fn decisions(conn: &mut Conn, standing: &Standing, now: Millis, today: Date) -> Result<Vec<Decision>> {
    let scope = standing.coordinated();
    if scope.is_empty() {
        return Ok(vec![]);
    }
    let wanted = between(standing, scope.clone(), add_days(today, -14)?, add_days(today, 8)?);
    let mut sessions = page_sessions(conn, &wanted)?;
    sessions.retain(|session| scope.contains(&session.district_id));
    let lines = Lines::load(conn, &sessions, &standing.person)?;
    let ahead: Vec<Session> = sessions
        .iter()
        .filter(|session| session.state.is_ahead() && session.starts_at > now)
        .cloned()
        .collect();
    let proposals = standing_proposals(conn, &ahead)?;
    let mut judged = weigh(conn, &proposals)?.into_iter();
    let mut found = Vec::new();
    for session in &sessions {
        let is_ahead = ahead.iter().any(|other| other.id == session.id);
        let reasons = if is_ahead {
            judged.next().unwrap_or_default()
        } else {
            vec![]
        };
        let Some(kind) = kind(session, &lines, &reasons, now) else {
            continue;
        };
        let seen = lines.seen(session, &standing.person);
        found.push(Decision {
            kind,
            session: lines.brief(&seen, Sight::Full)?,
            reasons: reasons.into_iter().map(|reason| reason.seen_by(&scope)).collect(),
        });
        if found.len() == MOST_DECISIONS {
            break;
        }
    }
    Ok(found)
}

/// The most urgent kind that applies.
fn kind(session: &Session, lines: &Lines, reasons: &[Reason], now: Millis) -> Option<DecisionKind> {
    use SessionState::{Delivered, Draft, Held, Published, Running};
    let is_blocked = reasons.iter().any(|reason| reason.severity == Severity::Block);
    match session.state {
        Published | Running | Delivered if session.ends_at + super::model::DEBRIEF_DUE <= now => {
            Some(DecisionKind::Unclosed)
        }
        Published if session.starts_at > now && is_blocked => Some(DecisionKind::Conflict),
        Published if session.starts_at > now && !lines.staffing(session).is_met => Some(DecisionKind::Understaffed),
        Draft | Held if session.starts_at > now => Some(DecisionKind::DraftSoon),
        _ => None,
    }
}

/// Whose zone a date is in when no studio says so: that of the reader's first district, or of any.
pub(super) fn home_zone(conn: &mut Conn, standing: &Standing) -> Result<String> {
    let districts = crate::districts::front::districts(conn)?;
    let scope = standing.visible_districts();
    let own = districts.iter().find(|district| scope.contains(&district.id));
    let zone = own.or(districts.first()).map(|district| district.zone.clone());
    Ok(zone.unwrap_or_else(|| crate::districts::model::DEFAULT_ZONE.to_owned()))
}
