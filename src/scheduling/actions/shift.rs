//! Move, cancel, restore.

use super::Kit;
use super::change::{claim, lock_and_weigh, must_be_near, must_stand, record, warnings_text};
use super::notices;
use super::plan::must_be_version;
use crate::accounts::access::{Caller, Standing};
use crate::districts::front;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::notifications::front::NoticeKind;
use crate::scheduling::access::look_locked;
use crate::scheduling::model::{CancelReason, SessionState, Shift, Slot, Verb};
use crate::scheduling::proposals::{room_of, standing_proposal};
use crate::scheduling::store;
use serde_json::json;

/// Another time or room. Refused, the session keeps what it has; done, the same session has a higher SEQUENCE.
pub async fn move_session(kit: &Kit, caller: Caller, id: SessionId, shift: Shift) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Move, inner.clock.now())?;
            let mut session = seen.session;
            must_be_version(session.row_version, shift.row_version)?;
            let mut proposal = standing_proposal(tx.conn(), &session)?;
            let studio = front::studio(tx.conn(), &session.studio_id)?.ok_or_else(Error::not_found)?;
            if let Some(room) = &shift.room_id {
                proposal.room = room_of(tx.conn(), &studio, room)?;
            }
            let minutes = shift.minutes.unwrap_or_else(|| session.minutes());
            proposal.slot = Slot::new(&studio.zone, shift.local_date, shift.local_start, minutes)?;
            proposal.override_reason.clone_from(&shift.override_reason);
            must_be_near(&inner, &proposal.slot)?;
            let reasons = lock_and_weigh(tx, &proposal)?;
            if session.state.claims() {
                must_stand(&reasons, &standing.coordinated())?;
                claim(tx, &inner, &session.id, &proposal, &standing.coordinated())?;
            }
            let detail = json!({
                "from": { "starts_at": session.starts_at, "ends_at": session.ends_at, "room_id": session.room_id },
                "to": { "starts_at": proposal.slot.span.from_at, "ends_at": proposal.slot.span.to_at, "room_id": proposal.room.id },
                "override_reason": shift.override_reason,
            });
            session.room_id = proposal.room.id.clone();
            session.starts_at = proposal.slot.span.from_at;
            session.ends_at = proposal.slot.span.to_at;
            session.local_date.clone_from(&proposal.slot.local_date);
            session.local_start.clone_from(&proposal.slot.local_start);
            session.zone.clone_from(&proposal.slot.zone);
            session.override_by = shift.override_reason.as_ref().map(|_| caller.person.clone());
            session.override_reason.clone_from(&shift.override_reason);
            session.capacity = proposal.kind.max_people.min(proposal.room.capacity);
            session.warnings = warnings_text(&reasons, &proposal)?;
            session.ical_sequence += 1;
            record(tx, &inner, &mut session, Verb::Move, &caller.person, detail)?;
            notices::tell(tx, &inner, &session, NoticeKind::SessionMoved, &caller.person)
        })
        .await
}

/// Off the calendar: its claims are free at once, and it can be restored for ten minutes.
pub async fn cancel_session(
    kit: &Kit,
    caller: Caller,
    id: SessionId,
    row_version: i64,
    reason: CancelReason,
) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Cancel, inner.clock.now())?;
            let mut session = seen.session;
            must_be_version(session.row_version, row_version)?;
            store::claims::delete_claims(tx.conn(), &session.id)?;
            let was = session.state;
            session.cancelled_from = Some(was);
            session.cancelled_at = Some(inner.clock.now());
            session.cancel_reason = Some(reason);
            session.state = SessionState::Cancelled;
            session.ical_sequence += 1;
            let detail = json!({ "reason": reason });
            record(tx, &inner, &mut session, Verb::Cancel, &caller.person, detail)?;
            if was.claims() {
                notices::tell(tx, &inner, &session, NoticeKind::SessionCancelled, &caller.person)?;
            }
            Ok(())
        })
        .await
}

/// Undo a cancellation: everything that it had claimed must be free again, else the refusal says what is in the way.
pub async fn restore_session(kit: &Kit, caller: Caller, id: SessionId) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Restore, inner.clock.now())?;
            let mut session = seen.session;
            let was = session.cancelled_from.unwrap_or(SessionState::Draft);
            if was.claims() {
                let proposal = standing_proposal(tx.conn(), &session)?;
                let reasons = lock_and_weigh(tx, &proposal)?;
                must_stand(&reasons, &standing.coordinated())?;
                claim(tx, &inner, &session.id, &proposal, &standing.coordinated())?;
            }
            session.state = was;
            session.cancelled_from = None;
            session.cancelled_at = None;
            session.cancel_reason = None;
            session.ical_sequence += 1;
            record(tx, &inner, &mut session, Verb::Restore, &caller.person, json!({}))?;
            if was.claims() {
                notices::tell(tx, &inner, &session, NoticeKind::SessionRestored, &caller.person)?;
            }
            Ok(())
        })
        .await
}
