//! What needs a decision (M3): by kind, each with its own count and limit, what lies ahead first.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, allowed};
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::access::Sight;
use crate::scheduling::calendar::line::{Lines, SessionBrief};
pub(crate) use crate::scheduling::decisions::store::DecisionKind;
use crate::scheduling::decisions::store::{After, count, count_unclosed_before, page};
use crate::scheduling::problems;
use crate::scheduling::rules::Reason;
use crate::scheduling::sessions::store::Session;
use serde::Serialize;
use std::collections::HashMap;

/// A session that needs a decision.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = TodayDecision)]
pub struct Decision {
    /// What has to be decided, and so what mends it.
    pub kind: DecisionKind,
    pub session: SessionBrief,
    pub reasons: Vec<Reason>,
}

/// The decisions of one kind.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DecisionGroup {
    /// What has to be decided, and so what mends it.
    pub kind: DecisionKind,
    /// How many there are.
    pub count: i64,
    /// The first of them.
    pub items: Vec<Decision>,
    /// How many of them ended two weeks ago or earlier: they can be closed together.
    pub old_count: i64,
    /// There are more, one page after the other under `/decisions`.
    pub has_more: bool,
}

/// What ended so long ago is old.
const OLD: Millis = 14 * DAY;

/// How many of a kind stand on the first page.
const FIRST: i64 = 8;

/// Every kind of which there are any.
pub(crate) fn groups(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<Vec<DecisionGroup>> {
    let scope = who.coordinated();
    let mut found = vec![];
    if scope.is_empty() {
        return Ok(found);
    }
    for kind in DecisionKind::ALL.iter().copied() {
        let count = count(conn, kind, &scope, now)?;
        if count > 0 {
            let (items, after) = part(conn, who, kind, now, None, FIRST)?;
            found.push(DecisionGroup {
                kind,
                count,
                old_count: match kind {
                    DecisionKind::Unclosed => count_unclosed_before(conn, &scope, now - OLD, now)?,
                    _ => 0,
                },
                items,
                has_more: after.is_some(),
            });
        }
    }
    Ok(found)
}

/// One page of a kind for the caller, and where it ended if there are more.
pub(crate) async fn decision_page(
    ctx: &Context,
    kind: DecisionKind,
    after: Option<After>,
    limit: i64,
) -> Result<(Vec<Decision>, Option<After>)> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        allowed(!who.coordinated().is_empty())?;
        part(conn, who, kind, now, after.as_ref(), limit)
    })
    .await
}

/// One page of a kind, and where it ended if there are more.
fn part(
    conn: &mut Conn,
    who: &Permissions,
    kind: DecisionKind,
    now: Millis,
    after: Option<&After>,
    limit: i64,
) -> Result<(Vec<Decision>, Option<After>)> {
    let scope = who.coordinated();
    let mut sessions = page(conn, kind, &scope, now, after, limit + 1)?;
    let has_more = i64::try_from(sessions.len()).is_ok_and(|count| count > limit);
    sessions.truncate(usize::try_from(limit).unwrap_or(0));
    let last = sessions.last().filter(|_| has_more);
    let next = last.map(|last| match kind {
        DecisionKind::Unclosed => (last.ends_at, last.id.clone()),
        _ => (last.starts_at, last.id.clone()),
    });
    let lines = Lines::load(conn, &sessions, &who.person)?;
    let mut reasons = reasons_of(conn, &sessions)?;
    let decide = |session: &Session| -> Result<Decision> {
        let seen = lines.seen(session, &who.person);
        let reasons = reasons.remove(&session.id).unwrap_or_default();
        Ok(Decision {
            kind,
            session: lines.brief(&seen, Sight::Full)?,
            reasons: reasons.into_iter().map(|reason| reason.seen_by(&scope)).collect(),
        })
    };
    Ok((sessions.iter().map(decide).collect::<Result<_>>()?, next))
}

/// What is wrong with each, as it was found when it last changed.
fn reasons_of(conn: &mut Conn, sessions: &[Session]) -> Result<HashMap<SessionId, Vec<Reason>>> {
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let mut found: HashMap<SessionId, Vec<Reason>> = HashMap::new();
    for problem in problems::store::list_problems(conn, &ids)? {
        let reason: Reason = serde_json::from_str(&problem.reason)?;
        found.entry(problem.session_id).or_default().push(reason);
    }
    Ok(found)
}
