//! Run and back, deliver, close and reopen.

use crate::accounts::Context;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::debriefs::actions::save;
use crate::scheduling::debriefs::model::DebriefAnswers;
use crate::scheduling::notices;
use crate::scheduling::problems::actions::{clear_problems, refresh_one};
use crate::scheduling::roles::AssignmentState;
use crate::scheduling::sessions::actions::cancel::must_be_empty;
use crate::scheduling::sessions::actions::record::{credit_later, record};
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use serde_json::json;

/// Opens check-in of a session.
pub async fn run(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Run, tx.now())?;
        let mut session = seen.session;
        session.state = SessionState::Running;
        record(tx, &mut session, SessionVerb::Run, &who.person, json!({}))?;
        clear_problems(tx, &session)
    })
    .await
}

/// Closes check-in again, as long as nobody is on the sheet.
pub async fn unrun(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Unrun, tx.now())?;
        let mut session = seen.session;
        must_be_empty(tx, &session)?;
        session.state = SessionState::Published;
        record(tx, &mut session, SessionVerb::Unrun, &who.person, json!({}))?;
        refresh_one(tx, &session)
    })
    .await
}

/// Not done with it after all. The ledger keeps its lines: what is corrected now and closed again is balanced by lines of the
/// difference.
pub async fn reopen(ctx: &Context, id: SessionId, reason: String) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Reopen, tx.now())?;
        let mut session = seen.session;
        session.state = SessionState::Delivered;
        session.closed_at = None;
        let detail = json!({ "reason": reason });
        record(tx, &mut session, SessionVerb::Reopen, &who.person, detail)
    })
    .await
}

/// The session has taken place.
pub async fn deliver(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Deliver, tx.now())?;
        let mut session = seen.session;
        mark_delivered(tx, &mut session, &who.person)
    })
    .await
}

/// Done with it, with the four answers if somebody gave them. A session that was not marked as delivered is, on the way. One
/// that is closed already stays as it is, so that a closing that was on its way for a day may arrive twice.
pub async fn close(ctx: &Context, id: SessionId, debrief: Option<DebriefAnswers>) -> Result<()> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        let is_closed = seen.session.state == SessionState::Closed;
        if is_closed {
            seen.must_have_role_for(who, SessionVerb::Close)?;
        } else {
            seen.must(who, SessionVerb::Close, tx.now())?;
        }
        let session = seen.session;
        if let Some(answers) = &debrief {
            save(tx, &keys, &session, &who.person, answers)?;
        }
        if is_closed {
            return Ok(());
        }
        let detail = json!({ "has_debrief": debrief.is_some() });
        close_in(tx, session, &who.person, detail)
    })
    .await
}

/// Closes it; what was not marked as delivered is, on the way.
pub(crate) fn close_in(
    tx: &mut Tx<'_>,
    mut session: Session,
    actor: &PersonId,
    detail: serde_json::Value,
) -> Result<()> {
    if session.state != SessionState::Delivered {
        mark_delivered(tx, &mut session, actor)?;
    }
    session.state = SessionState::Closed;
    session.closed_at = Some(tx.now());
    record(tx, &mut session, SessionVerb::Close, actor, detail)?;
    credit_later(tx, &session.id)
}

fn mark_delivered(tx: &mut Tx<'_>, session: &mut Session, actor: &PersonId) -> Result<()> {
    session.state = SessionState::Delivered;
    session.delivered_at = Some(tx.now());
    for (seat, _) in assignments::store::list_assignments(tx.conn(), std::slice::from_ref(&session.id))? {
        if seat.state == AssignmentState::Accepted {
            assignments::store::update_assignment(tx.conn(), &seat.id, seat.role, AssignmentState::Done)?;
        }
    }
    record(tx, session, SessionVerb::Deliver, actor, json!({}))?;
    clear_problems(tx, session)?;
    notices::store::delete_all_notices(tx.conn(), &session.id)?;
    credit_later(tx, &session.id)
}
