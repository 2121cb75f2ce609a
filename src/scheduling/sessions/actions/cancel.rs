//! Cancel, mark as not taken place, restore.

use crate::accounts::Context;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::claims::actions::{claim, release};
use crate::scheduling::cover::closing::close_all;
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::places::jobs::fill_later;
use crate::scheduling::problems::actions::{clear_around, update_problems};
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::state::{CancelReason, SessionState, SessionVerb};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::validation::refusal::must_stand;
use crate::scheduling::validation::validate_restore;
use crate::scheduling::{attendance, notices};
use serde_json::json;

/// Refuses while somebody is on the sheet, by name or as a number.
pub(crate) fn must_be_empty(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    let names = attendance::store::count_lines(tx.conn(), &session.id)?;
    if names == 0 && session.unnamed_count == 0 {
        return Ok(());
    }
    let refused = Error::from(Code::SheetNotEmpty);
    Err(refused
        .with("names", names)
        .with("unnamed_count", session.unnamed_count))
}

/// Off the calendar before it has begun: its claims are free at once, and it can be restored for ten minutes.
pub async fn cancel_session(ctx: &Context, id: SessionId, row_version: i64, reason: CancelReason) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Cancel, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        let was = Snapshot::read(tx.conn(), &session)?;
        take_off(tx, &mut session, SessionVerb::Cancel, reason, &who.person)?;
        notices::actions::schedule_notices(tx, &was, &session, &who.person)
    })
    .await
}

/// It has begun, and does not take place: its claims are free from now on, nothing is credited, and it counts as not taken place. A
/// sheet with somebody on it is emptied only by those who say so. Whoever was to come is there, so nobody is notified.
pub async fn mark_not_taken_place(
    ctx: &Context,
    id: SessionId,
    row_version: i64,
    reason: CancelReason,
    empties_sheet: bool,
) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::NotTakenPlace, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        if empties_sheet {
            attendance::store::delete_lines(tx.conn(), &session.id)?;
            session.unnamed_count = 0;
        }
        must_be_empty(tx, &session)?;
        notices::store::delete_all_notices(tx.conn(), &session.id)?;
        take_off(tx, &mut session, SessionVerb::NotTakenPlace, reason, &who.person)
    })
    .await
}

pub(crate) fn take_off(
    tx: &mut Tx<'_>,
    session: &mut Session,
    verb: SessionVerb,
    reason: CancelReason,
    actor: &PersonId,
) -> Result<()> {
    clear_around(tx, session)?;
    release(tx, &session.id)?;
    close_all(tx, session)?;
    // a restore leads back to where it stood; check-in is opened anew
    session.cancelled_from = Some(match session.state {
        SessionState::Running => SessionState::Published,
        state => state,
    });
    session.cancelled_at = Some(tx.now());
    session.cancel_reason = Some(reason);
    session.state = SessionState::Cancelled;
    session.ical_sequence += 1;
    record(tx, session, verb, actor, json!({ "reason": reason }))?;
    update_problems(tx, session, &[], &[], Some(actor))
}

/// Undo a cancellation: everything that it had claimed must be free again, else the refusal says what is in the way.
pub async fn restore_session(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Restore, tx.now())?;
        let mut session = seen.session;
        let before = Snapshot::read(tx.conn(), &session)?;
        let was = session.cancelled_from.unwrap_or(SessionState::Draft);
        let proposal = lock_current_proposal(tx, &session, &[])?;
        let reasons = validate_restore(tx.conn(), &proposal)?;
        if was.claims() {
            must_stand(&reasons, &who.coordinated())?;
            claim(tx, &session.id, &proposal, &who.coordinated())?;
        }
        session.state = was;
        session.cancelled_from = None;
        session.cancelled_at = None;
        session.cancel_reason = None;
        session.ical_sequence += 1;
        record(tx, &mut session, SessionVerb::Restore, &who.person, json!({}))?;
        update_problems(tx, &session, &reasons, &[], Some(&who.person))?;
        fill_later(tx, &session.id)?;
        notices::actions::schedule_notices(tx, &before, &session, &who.person)
    })
    .await
}
