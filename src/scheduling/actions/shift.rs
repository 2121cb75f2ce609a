//! Move, cancel, say that it was not held, restore.

use super::change::{
    claim, must_be_near, must_have_seen, must_mean_the_past, must_stand, record, standing_locked, stands, warnings_text,
};
use super::notices::{self, Was};
use super::problems::{end_around, settle};
use crate::accounts::Context;
use crate::db::Tx;
use crate::districts::api;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::judgement::{weigh_again, weigh_change};
use crate::scheduling::model::{CancelReason, SessionState, Shift, Slot, Verb};
use crate::scheduling::proposals::{asked, room_of};
use crate::scheduling::store;
use crate::scheduling::store::sessions::Session;
use serde_json::json;

/// Another time or room. Refused, the session keeps what it has; done, the same session has a higher SEQUENCE.
pub async fn move_session(ctx: &Context, id: SessionId, shift: Shift) -> Result<()> {
    ctx.write(move |tx, who| {
            let seen = look_locked(tx.conn(), who, &id)?;
            seen.must(who, Verb::Move, tx.now())?;
            let mut session = seen.session;
            must_have_seen(tx, &session, shift.row_version)?;
            if session.starts_at <= tx.now() {
                must_be_empty(tx, &session)?;
            }
            let was = Was::read(tx.conn(), &session)?;
            let before = standing_locked(tx, &session, &[])?;
            let mut proposal = before.clone();
            let studio = api::studio(tx.conn(), &session.studio_id)?.ok_or_else(Error::not_found)?;
            if let Some(room) = &shift.room_id {
                proposal.room = room_of(tx.conn(), &studio, room)?;
            }
            let minutes = shift.minutes.unwrap_or_else(|| session.minutes());
            proposal.slot = Slot::new(&studio.zone, shift.local_date, shift.local_start, minutes)?;
            // what was set aside for the old time says nothing of the new one
            let is_other_time = proposal.slot.span != before.slot.span;
            if is_other_time {
                proposal.overrides.clear();
            }
            proposal.overrides.extend(asked(&shift.overrides));
            must_be_near(&proposal.slot, tx.now())?;
            let reasons = weigh_change(tx.conn(), stands(&session, &before), &proposal)?;
            if session.state.claims() {
                must_stand(&reasons, &who.coordinated())?;
                must_mean_the_past(&proposal.slot, shift.is_past_meant, tx.now())?;
                claim(tx, &session.id, &proposal, &who.coordinated())?;
            }
            let detail = json!({
                "from": { "starts_at": session.starts_at, "ends_at": session.ends_at, "room_id": session.room_id },
                "to": { "starts_at": proposal.slot.span.from_at, "ends_at": proposal.slot.span.to_at, "room_id": proposal.room.id },
            });
            if is_other_time {
                end_around(tx, &session)?;
            }
            session.room_id = proposal.room.id.clone();
            session.starts_at = proposal.slot.span.from_at;
            session.ends_at = proposal.slot.span.to_at;
            session.local_date.clone_from(&proposal.slot.local_date);
            session.local_start.clone_from(&proposal.slot.local_start);
            session.zone.clone_from(&proposal.slot.zone);
            session.placed_at = tx.now();
            session.capacity = proposal.kind.max_people.min(proposal.room.capacity);
            session.warnings = warnings_text(&reasons, &proposal)?;
            session.ical_sequence += 1;
            record(tx, &mut session, Verb::Move, &who.person, detail)?;
            settle(tx, &session, &reasons, &shift.overrides, Some(&who.person))?;
            notices::tell(tx, &was, &session, &who.person)
        })
        .await
}

/// Refuses while somebody is on the sheet, by name or as a number.
pub(super) fn must_be_empty(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    let names = store::attendance::count_lines(tx.conn(), &session.id)?;
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
        seen.must(who, Verb::Cancel, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        let was = Was::read(tx.conn(), &session)?;
        take_off(tx, &mut session, Verb::Cancel, reason, &who.person)?;
        notices::tell(tx, &was, &session, &who.person)
    })
    .await
}

/// It has begun, and does not take place: its claims are free from now on, nothing is credited, and it counts as not held. A
/// sheet with somebody on it is emptied only by those who say so. Whoever was to come is there, so nobody is told.
pub async fn say_not_held(
    ctx: &Context,
    id: SessionId,
    row_version: i64,
    reason: CancelReason,
    empties_sheet: bool,
) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, Verb::NotHeld, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        if empties_sheet {
            store::attendance::delete_lines(tx.conn(), &session.id)?;
            session.unnamed_count = 0;
        }
        must_be_empty(tx, &session)?;
        store::news::delete_all_news(tx.conn(), &session.id)?;
        take_off(tx, &mut session, Verb::NotHeld, reason, &who.person)
    })
    .await
}

fn take_off(tx: &mut Tx<'_>, session: &mut Session, verb: Verb, reason: CancelReason, actor: &PersonId) -> Result<()> {
    end_around(tx, session)?;
    store::claims::delete_claims(tx.conn(), &session.id)?;
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
    settle(tx, session, &[], &[], Some(actor))
}

/// Undo a cancellation: everything that it had claimed must be free again, else the refusal says what is in the way.
pub async fn restore_session(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, Verb::Restore, tx.now())?;
        let mut session = seen.session;
        let told = Was::read(tx.conn(), &session)?;
        let was = session.cancelled_from.unwrap_or(SessionState::Draft);
        let proposal = standing_locked(tx, &session, &[])?;
        let reasons = weigh_again(tx.conn(), &proposal)?;
        if was.claims() {
            must_stand(&reasons, &who.coordinated())?;
            claim(tx, &session.id, &proposal, &who.coordinated())?;
        }
        session.state = was;
        session.cancelled_from = None;
        session.cancelled_at = None;
        session.cancel_reason = None;
        session.ical_sequence += 1;
        record(tx, &mut session, Verb::Restore, &who.person, json!({}))?;
        settle(tx, &session, &reasons, &[], Some(&who.person))?;
        notices::tell(tx, &told, &session, &who.person)
    })
    .await
}
