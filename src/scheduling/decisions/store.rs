//! Sessions that wait for somebody to decide: one query for each kind, over an index that holds little more than its answer.

use crate::accounts::access::Scope;
use crate::clock::{DAY, HOUR, Millis};
use crate::db::Conn;
use crate::db::schema::{cover_requests, session_confirmations, session_problems, sessions};
use crate::ids::SessionId;
use crate::scheduling::confirmations::actions::SILENT_AFTER;
use crate::scheduling::confirmations::store::open_confirmations;
use crate::scheduling::rules::{Rule, Severity};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::utc_date;
use crate::text_enum;
use diesel::dsl::{exists, not, sql};
use diesel::helper_types::IntoBoxed;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A debrief is due this long after the end.
pub const DEBRIEF_DUE: Millis = 24 * HOUR;

text_enum! {
    /// Why a session waits for a decision; what lies ahead first.
    pub DecisionKind {
        /// Something has changed so that it could not be planned like this any more.
        Conflict = "conflict",
        /// Somebody cannot come, and nobody has taken over.
        Cover = "cover",
        /// Fewer people are assigned than the type needs.
        Understaffed = "understaffed",
        /// Somebody was asked two hours ago or earlier whether they come, and has not said so.
        Unconfirmed = "unconfirmed",
        /// It is near and still a draft.
        DraftSoon = "draft_soon",
        /// It is over and nobody has closed it.
        Unclosed = "unclosed",
    }
}

/// How far ahead conflicts and missing staff are shown.
const AHEAD: Millis = 30 * DAY;

/// How near a draft is when it is shown.
const SOON: Millis = 8 * DAY;

/// Where the page before ended: start or end, and id.
pub type After = (Millis, SessionId);

type Boxed<'a> = IntoBoxed<'a, sessions::table, <Conn as Connection>::Backend>;

/// How many there are, all of them.
pub fn count(conn: &mut Conn, kind: DecisionKind, scope: &Scope, now: Millis) -> QueryResult<i64> {
    waiting(kind, scope, now).count().get_result(conn)
}

/// One page: the next first, and of what is over the newest first.
pub fn page(
    conn: &mut Conn,
    kind: DecisionKind,
    scope: &Scope,
    now: Millis,
    after: Option<&After>,
    limit: i64,
) -> QueryResult<Vec<Session>> {
    let mut query = waiting(kind, scope, now);
    if let Some((at, id)) = after {
        query = if kind == DecisionKind::Unclosed {
            query.filter(
                sessions::ends_at
                    .lt(*at)
                    .or(sessions::ends_at.eq(*at).and(sessions::id.lt(id.clone()))),
            )
        } else {
            query.filter(
                sessions::starts_at
                    .gt(*at)
                    .or(sessions::starts_at.eq(*at).and(sessions::id.gt(id.clone()))),
            )
        };
    }
    query = if kind == DecisionKind::Unclosed {
        query.order((sessions::ends_at.desc(), sessions::id.desc()))
    } else {
        query.order((sessions::starts_at, sessions::id))
    };
    query.select(Session::as_select()).limit(limit).load(conn)
}

fn waiting(kind: DecisionKind, scope: &Scope, now: Millis) -> Boxed<'static> {
    let query = sessions::table.into_boxed();
    let query = match scope.districts() {
        Some(districts) => query.filter(sessions::district_id.eq_any(districts.to_vec())),
        None => query,
    };
    let troubled = |severity| {
        session_problems::table
            .filter(session_problems::session_id.eq(sessions::id))
            .filter(session_problems::severity.eq(severity))
    };
    match kind {
        DecisionKind::Conflict => standing(query, now).filter(exists(troubled(Severity::Block))),
        DecisionKind::Understaffed => {
            let short = troubled(Severity::Warn).filter(session_problems::rule.eq(Rule::Understaffed));
            standing(query, now)
                .filter(exists(short))
                .filter(not(exists(troubled(Severity::Block))))
        }
        DecisionKind::Cover => {
            let seeking = cover_requests::table.filter(cover_requests::ended_at.is_null());
            query
                .filter(sessions::local_date.ge(utc_date(now - DAY)))
                .filter(sessions::starts_at.gt(now))
                .filter(sessions::state.eq_any([SessionState::Published, SessionState::Running]))
                .filter(sessions::id.eq_any(seeking.select(cover_requests::session_id)))
        }
        DecisionKind::Unconfirmed => {
            let silent = open_confirmations!(now).filter(session_confirmations::asked_at.le(now - SILENT_AFTER));
            query
                .filter(sessions::local_date.ge(utc_date(now - DAY)))
                .filter(sessions::starts_at.gt(now))
                .filter(sessions::state.eq(SessionState::Published))
                .filter(sessions::id.eq_any(silent.select(session_confirmations::session_id)))
        }
        // in words of their own: only then are the indexes, which name the states, good for them
        DecisionKind::DraftSoon => query
            .filter(sql::<Bool>("sessions.state IN ('draft','held')"))
            .filter(sessions::starts_at.gt(now).and(sessions::starts_at.le(now + SOON))),
        DecisionKind::Unclosed => query
            .filter(sql::<Bool>("sessions.state IN ('published','running','delivered')"))
            .filter(sessions::ends_at.le(now - DEBRIEF_DUE)),
    }
}

/// On the calendar, and near enough. The dates lead to the index by date; a wall is at most a day from UTC.
fn standing(query: Boxed<'static>, now: Millis) -> Boxed<'static> {
    query
        .filter(
            sessions::local_date
                .ge(utc_date(now - DAY))
                .and(sessions::local_date.le(utc_date(now + AHEAD + DAY))),
        )
        .filter(sessions::starts_at.gt(now).and(sessions::starts_at.le(now + AHEAD)))
        .filter(sessions::state.eq(SessionState::Published))
}

/// How many of them ended before a time.
pub fn count_unclosed_before(conn: &mut Conn, scope: &Scope, before: Millis, now: Millis) -> QueryResult<i64> {
    waiting(DecisionKind::Unclosed, scope, now)
        .filter(sessions::ends_at.lt(before))
        .count()
        .get_result(conn)
}

/// Sessions that ended before a time and that nobody has closed, the oldest first.
pub fn list_unclosed_before(
    conn: &mut Conn,
    scope: &Scope,
    before: Millis,
    after: Option<&After>,
    now: Millis,
    limit: i64,
) -> QueryResult<Vec<Session>> {
    let mut query = waiting(DecisionKind::Unclosed, scope, now).filter(sessions::ends_at.lt(before));
    if let Some((at, id)) = after {
        let later = sessions::ends_at.eq(*at).and(sessions::id.gt(id.clone()));
        query = query.filter(sessions::ends_at.gt(*at).or(later));
    }
    query
        .order((sessions::ends_at, sessions::id))
        .select(Session::as_select())
        .limit(limit)
        .load(conn)
}
