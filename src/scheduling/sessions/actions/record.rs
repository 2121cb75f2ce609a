//! Stores a changed session with its line of history.

use crate::db::Tx;
use crate::error::{Code, Result};
use crate::ids::{PersonId, SessionId};
use crate::jobs;
use crate::jobs::NewJob;
use crate::scheduling::events::session_changed;
use crate::scheduling::sessions;
use crate::scheduling::sessions::model::CREDIT_SESSION;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::{Session, SessionEvent};
use crate::scheduling::staffing::assignments;
use serde_json::Value;

/// Refuses when somebody has changed the session since the caller has read it. Places that were booked or given back in
/// between change nothing that a coordinator decides.
pub(crate) fn must_have_seen(tx: &mut Tx<'_>, session: &Session, row_version: i64) -> Result<()> {
    let apart = session.row_version.checked_sub(row_version);
    let is_near = apart.is_some_and(|apart| (0..200).contains(&apart));
    let between = if is_near {
        sessions::store::list_verbs_after(tx.conn(), &session.id, row_version)?
    } else {
        return Err(Code::RowChanged.into());
    };
    if between
        .iter()
        .all(|verb| matches!(verb, SessionVerb::Book | SessionVerb::Unbook))
    {
        Ok(())
    } else {
        Err(Code::RowChanged.into())
    }
}

/// Stores a changed session under its next version with one line of history and one event (S13).
pub(crate) fn record(
    tx: &mut Tx<'_>,
    session: &mut Session,
    verb: SessionVerb,
    actor: &PersonId,
    detail: Value,
) -> Result<()> {
    record_by(tx, session, verb, Some(actor), detail)
}

/// The same for a change that nobody asked for here, such as the end of a role.
pub(crate) fn record_by(
    tx: &mut Tx<'_>,
    session: &mut Session,
    verb: SessionVerb,
    actor: Option<&PersonId>,
    detail: Value,
) -> Result<()> {
    let read_version = session.row_version;
    session.row_version += 1;
    if !sessions::store::update_session(tx.conn(), session, read_version)? {
        return Err(Code::RowChanged.into());
    }
    if !matches!(verb, SessionVerb::Book | SessionVerb::Unbook | SessionVerb::Attendance) {
        assignments::store::update_starts(tx.conn(), &session.id, session.starts_at)?;
    }
    write_down(tx, session, verb, actor, detail)
}

pub(crate) fn write_down(
    tx: &mut Tx<'_>,
    session: &Session,
    verb: SessionVerb,
    actor: Option<&PersonId>,
    detail: Value,
) -> Result<()> {
    let event = SessionEvent {
        session_id: session.id.clone(),
        row_version: session.row_version,
        at: tx.now(),
        actor_id: actor.cloned(),
        verb,
        state: session.state,
        detail: detail.to_string(),
    };
    sessions::store::insert_event(tx.conn(), &event)?;
    tx.after_commit(session_changed(session));
    Ok(())
}

/// Training looks at the session's attendance again; running it twice does no harm.
pub(crate) fn credit_later(tx: &mut Tx<'_>, session: &SessionId) -> Result<()> {
    let payload = serde_json::json!({ "session_id": session });
    jobs::enqueue(tx, &NewJob::new(CREDIT_SESSION, payload))?;
    Ok(())
}
