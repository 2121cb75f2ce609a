//! Many sessions that were over long ago, closed at once, and opened again.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, allowed};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::access::look_locked;
use crate::scheduling::decisions::store::After;
use crate::scheduling::sessions::actions::lifecycle::{close_in, reopen};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::{attendance, decisions};
use crate::text_enum;
use serde_json::json;

text_enum! {
    /// What became of one of many sessions.
    pub OldOutcome {
        /// It is closed now.
        Closed = "closed",
        /// It is open again.
        Reopened = "reopened",
        /// Nobody is on its sheet: somebody has to say whether it took place.
        EmptySheet = "empty_sheet",
        /// Its state, or what the caller may do, does not allow it any more.
        Refused = "refused",
    }
}

/// One of the sessions that were to be closed.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct OldSession {
    pub session_id: SessionId,
    /// As somebody wrote it; empty where nobody did.
    pub title: String,
    /// The code of its type, which names it where nobody wrote a title.
    #[serde(rename = "type")]
    pub kind: String,
    /// `YYYY-MM-DD` where it was.
    pub local_date: String,
    /// What became of it.
    pub outcome: OldOutcome,
}

/// One of the sessions that were to be opened again.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ReopenedSession {
    pub session_id: SessionId,
    /// What became of it.
    pub outcome: OldOutcome,
}

/// Most sessions that one request looks at.
pub const MOST_AT_ONCE: i64 = 200;

/// Closes what ended before a time in the caller's districts and has somebody on its sheet, each in a transaction of its own. Whether a
/// session without anybody took place is not for a machine to say: it is left, and named. Done again, it finds only what is left.
pub async fn close_old(
    ctx: &Context,
    before: Millis,
    after: Option<After>,
) -> Result<(Vec<OldSession>, Option<After>)> {
    let now = ctx.now();
    let mut old = ctx
        .read(move |conn, who| {
            let scope = who.coordinated();
            allowed(!scope.is_empty())?;
            let most = MOST_AT_ONCE + 1;
            Ok(decisions::store::list_unclosed_before(
                conn,
                &scope,
                before,
                after.as_ref(),
                now,
                most,
            )?)
        })
        .await?;
    let most = usize::try_from(MOST_AT_ONCE).unwrap_or(usize::MAX);
    let has_more = old.len() > most;
    old.truncate(most);
    let next = old
        .last()
        .filter(|_| has_more)
        .map(|last| (last.ends_at, last.id.clone()));
    let mut results = vec![];
    for session in old {
        let id = session.id.clone();
        let closed = ctx.write(move |tx, who| close_if_attended(tx, who, &id)).await;
        results.push(result_of(session, outcome_of(closed)?));
    }
    Ok((results, next))
}

/// Opens sessions again that were closed by mistake, each as [`reopen`] does.
pub async fn reopen_many(ctx: &Context, ids: Vec<SessionId>, reason: String) -> Result<Vec<ReopenedSession>> {
    ctx.read(|_, who| allowed(!who.coordinated().is_empty())).await?;
    let mut results = vec![];
    for id in ids {
        let done = reopen(ctx, id.clone(), reason.clone()).await;
        let outcome = outcome_of(done.map(|()| OldOutcome::Reopened))?;
        results.push(ReopenedSession {
            session_id: id,
            outcome,
        });
    }
    Ok(results)
}

/// Somebody else was faster, or it is not this caller's any more: that ends one session, not the request.
fn outcome_of(done: Result<OldOutcome>) -> Result<OldOutcome> {
    match done {
        Err(error) if error.code.status() < 500 => Ok(OldOutcome::Refused),
        done => done,
    }
}

fn result_of(session: Session, outcome: OldOutcome) -> OldSession {
    OldSession {
        session_id: session.id,
        title: session.title,
        kind: session.type_code,
        local_date: session.local_date,
        outcome,
    }
}

fn close_if_attended(tx: &mut Tx<'_>, who: &Permissions, id: &SessionId) -> Result<OldOutcome> {
    let seen = look_locked(tx.conn(), who, id)?;
    seen.must(who, SessionVerb::Close, tx.now())?;
    let session = seen.session;
    let named = attendance::store::count_here(tx.conn(), std::slice::from_ref(&session.id))?;
    if session.unnamed_count == 0 && named.iter().all(|(_, count)| *count == 0) {
        return Ok(OldOutcome::EmptySheet);
    }
    let detail = json!({ "has_debrief": false, "with_others": true });
    close_in(tx, session, &who.person, detail)?;
    Ok(OldOutcome::Closed)
}
