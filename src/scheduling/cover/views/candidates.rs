//! Whom a coordinator could ask: ranked, with what is in the way, and the price where only an exchange would make somebody free.

use crate::accounts::Context;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CoverRequestId, SessionId};
use crate::scheduling::cover;
use crate::scheduling::cover::access::coordinated_request;
use crate::scheduling::cover::fit::{CoverCandidate, ranked};
use crate::scheduling::cover::outline::{Outlines, SessionOutline};
use crate::scheduling::cover::store::CoverRequest;
use crate::scheduling::rules::{Rule, Severity, blocks};
use crate::scheduling::sessions;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::candidates::ranking::Candidate;
use crate::scheduling::staffing::swaps::judge::{Part, SwapBoard};
use serde::Serialize;
use std::collections::HashMap;

/// So many candidates are shown; a name finds the others.
const MOST_SHOWN: usize = 100;

/// For so many of them an exchange is looked for.
const MOST_PRICED: usize = 10;

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CoverCandidateView {
    #[serde(flatten)]
    pub candidate: Candidate,
    /// Asked for this request already, or their turn comes.
    pub is_asked: bool,
    /// When they were last asked to cover for anybody, within 90 days.
    #[schema(required = true)]
    pub last_asked_at: Option<crate::clock::Millis>,
    /// Whoever cannot come would take this session of theirs in return; then they would be free.
    #[schema(required = true)]
    pub swap: Option<SessionOutline>,
}

/// Ranked before the list is cut.
pub(crate) async fn cover_candidates(
    ctx: &Context,
    id: CoverRequestId,
    part: Option<String>,
) -> Result<Vec<CoverCandidateView>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let (session, request) = coordinated_request(conn, who, &id)?;
        let mut found = ranked(conn, &session, &request, &who.coordinated(), now)?;
        if let Some(part) = part.map(|part| part.trim().to_lowercase()) {
            found.retain(|one| one.candidate.nickname.to_lowercase().contains(&part));
        }
        found.truncate(MOST_SHOWN);
        let prices = prices(conn, &session, &request, &found)?;
        let asks = cover::store::list_asks(conn, std::slice::from_ref(&id))?;
        let view = |one: CoverCandidate| CoverCandidateView {
            is_asked: asks.iter().any(|ask| ask.person_id == one.candidate.person_id),
            last_asked_at: one.last_asked_at,
            swap: prices.get(one.candidate.person_id.as_str()).cloned(),
            candidate: one.candidate,
        };
        Ok(found.into_iter().map(view).collect())
    })
    .await
}

/// By person, the session that they would have to give in return.
fn prices(
    conn: &mut Conn,
    session: &Session,
    request: &CoverRequest,
    found: &[CoverCandidate],
) -> Result<HashMap<String, SessionOutline>> {
    let busy: Vec<(&Candidate, SessionId)> = found
        .iter()
        .filter_map(|one| Some((&one.candidate, only_in_the_way(&one.candidate)?)))
        .take(MOST_PRICED)
        .collect();
    let mut prices = HashMap::new();
    if busy.is_empty() {
        return Ok(prices);
    }
    let mut ids: Vec<SessionId> = busy.iter().map(|(_, id)| id.clone()).collect();
    ids.sort();
    ids.dedup();
    let mut all = sessions::store::list_sessions(conn, &ids)?;
    // whoever cannot come at this time cannot come to another session of the same time
    all.retain(|other| other.state == session.state && other.span().overlap(session.span()).is_none());
    all.push(session.clone());
    let board = SwapBoard::load(conn, &all)?;
    let outlines = Outlines::load(conn, &all.iter().collect::<Vec<_>>())?;
    for (candidate, id) in busy {
        let Some(other) = all.iter().find(|other| other.id == id) else {
            continue;
        };
        let gives = Part {
            session: &session.id,
            person: &request.person_id,
        };
        let gets = Part {
            session: &id,
            person: &candidate.person_id,
        };
        if board.reasons(gives, gets)?.is_some_and(|reasons| !blocks(&reasons)) {
            prices.insert(candidate.person_id.to_string(), outlines.outline(other)?);
        }
    }
    Ok(prices)
}

/// The one session that is in the way of somebody who is fit otherwise, where the reader may know which it is.
fn only_in_the_way(candidate: &Candidate) -> Option<SessionId> {
    let mut in_the_way = candidate.why_not.iter().filter(|one| one.severity == Severity::Block);
    let first = in_the_way.next()?;
    let is_time = matches!(first.rule, Rule::PersonOverlap | Rule::PersonGap);
    let id = first.other_id().filter(|_| is_time)?;
    in_the_way.all(|other| other.other_id() == Some(id)).then(|| id.clone())
}
