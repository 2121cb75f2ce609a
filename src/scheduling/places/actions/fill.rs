//! Gives free places to those who wait. Idempotent: on a session on which nothing has changed it does nothing (S4).

use super::{record_state, settle};
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::notifications::api::NoticeKind;
use crate::scheduling::events::session_changed;
use crate::scheduling::places::eligibility::skip_reason;
use crate::scheduling::places::model::{RegistrationState, SkipReason, Step, next_step};
use crate::scheduling::places::notices::{notify_waiting, settle_offer};
use crate::scheduling::places::offer_times;
use crate::scheduling::places::store::{
    Registration, delete_registrations, list_bookings, list_waiting, rule_of, update_registration,
};
use crate::scheduling::roles::Place;
use crate::scheduling::sessions;
use crate::scheduling::sessions::state::{SessionState, UNDO_CANCEL};
use crate::scheduling::sessions::store::Session;

/// One session by itself, for whatever freed a place elsewhere and for the sweeper.
pub(crate) async fn fill_session(db: &Db, id: SessionId) -> Result<()> {
    db.write(move |tx| {
        let Some(session) = sessions::store::lock_session(tx.conn(), &id)? else {
            return Ok(());
        };
        let people: Vec<PersonId> = list_waiting(tx.conn(), &id)?
            .into_iter()
            .map(|row| row.person_id)
            .collect();
        sessions::store::lock_people(tx.conn(), &people)?;
        if is_ahead(tx, &session) {
            return fill(tx, &session, None);
        }
        close_list(tx, &session)
    })
    .await
}

fn is_ahead(tx: &Tx<'_>, session: &Session) -> bool {
    session.state == SessionState::Published && tx.now() < session.starts_at
}

/// Nobody waits for what has begun, or has been cancelled for good.
fn close_list(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    let now = tx.now();
    let is_cancelled = session.state == SessionState::Cancelled;
    if is_cancelled && session.cancelled_at.is_some_and(|at| now <= at + UNDO_CANCEL) {
        return Ok(());
    }
    if now < session.starts_at && !is_cancelled {
        return Ok(());
    }
    for row in list_waiting(tx.conn(), &session.id)? {
        settle(tx, &row, RegistrationState::CancelledByStaff, None)?;
        if is_cancelled && now < session.starts_at {
            notify_waiting(tx, session, NoticeKind::SessionCancelled, &row.person_id)?;
        } else {
            settle_offer(tx, session, &row.person_id)?;
        }
    }
    Ok(())
}

/// Takes back offers that ran out, renews those of another time, takes back what is too much, and offers what is free. Session
/// and people are locked. `asking` is somebody who asks for the place in this moment: for them an offer is the place.
pub(crate) fn fill(tx: &mut Tx<'_>, session: &Session, asking: Option<&PersonId>) -> Result<()> {
    if !is_ahead(tx, session) || list_waiting(tx.conn(), &session.id)?.is_empty() {
        return Ok(());
    }
    let Renewed {
        mut is_changed,
        confirmed,
    } = renew_offers(tx, session, asking)?;
    let (mut free, offered) = free_places(tx, session)?;
    // whoever has just said yes has a place, though its booking is written by the caller (S3)
    free -= confirmed;
    // fewer places than before: the last that were asked go back to where they stood (S3)
    for row in offered.iter().rev() {
        if free >= 0 {
            break;
        }
        put_back(tx, session, row)?;
        notify_waiting(tx, session, NoticeKind::PlaceOfferWithdrawn, &row.person_id)?;
        (free, is_changed) = (free + 1, true);
    }
    if rule_of(tx.conn(), session)?.mode.offers() {
        is_changed |= offer_free(tx, session, asking, free)?;
    }
    if is_changed {
        tx.after_commit(session_changed(session));
    }
    Ok(())
}

/// How many places are neither taken nor offered, and who has an offer.
pub(super) fn free_places(tx: &mut Tx<'_>, session: &Session) -> Result<(i64, Vec<Registration>)> {
    let mut offered = list_waiting(tx.conn(), &session.id)?;
    offered.retain(|row| row.state == RegistrationState::Offered);
    let bookings = list_bookings(tx.conn(), std::slice::from_ref(&session.id))?;
    let taken = bookings
        .iter()
        .filter(|(booking, _)| booking.place == Place::Participant)
        .count();
    let used = i64::try_from(taken + offered.len()).unwrap_or(i64::MAX);
    Ok((session.capacity - used, offered))
}

/// What became of the offers that were open.
#[derive(Default)]
struct Renewed {
    is_changed: bool,
    /// How many were taken by whoever asks.
    confirmed: i64,
}

fn renew_offers(tx: &mut Tx<'_>, session: &Session, asking: Option<&PersonId>) -> Result<Renewed> {
    let now = tx.now();
    let mut renewed = Renewed::default();
    for row in list_waiting(tx.conn(), &session.id)? {
        let Some(expires_at) = row.offer_expires_at else {
            continue;
        };
        if asking == Some(&row.person_id) && now < expires_at && row.offer_starts_at == Some(session.starts_at) {
            settle(tx, &row, RegistrationState::Confirmed, asking)?;
            settle_offer(tx, session, &row.person_id)?;
            renewed.confirmed += 1;
        } else if expires_at <= now {
            settle(tx, &row, RegistrationState::Expired, None)?;
            notify_waiting(tx, session, NoticeKind::PlaceOfferExpired, &row.person_id)?;
        } else if row.offer_starts_at != Some(session.starts_at) {
            // it was offered for another time: they are asked anew, in their turn
            put_back(tx, session, &row)?;
        } else {
            continue;
        }
        renewed.is_changed = true;
    }
    Ok(renewed)
}

fn put_back(tx: &mut Tx<'_>, session: &Session, row: &Registration) -> Result<()> {
    settle(tx, row, RegistrationState::Waitlisted, None)?;
    settle_offer(tx, session, &row.person_id)
}

/// Past whoever cannot have it, with the reason, until nothing is free or nobody is left.
fn offer_free(tx: &mut Tx<'_>, session: &Session, asking: Option<&PersonId>, mut free: i64) -> Result<bool> {
    let rule = rule_of(tx.conn(), session)?;
    let until = offer_times::expires_at(tx.now(), session.starts_at, &session.zone);
    let mut is_changed = false;
    for row in list_waiting(tx.conn(), &session.id)? {
        if row.state != RegistrationState::Waitlisted {
            continue;
        }
        if free <= 0 {
            break;
        }
        let verdict = skip_reason(tx.conn(), session, &rule, &row.person_id)?;
        let is_asking = asking == Some(&row.person_id);
        match (next_step(verdict, is_asking, until.is_none()), until) {
            (Step::Skip(reason), _) => is_changed |= skip(tx, &row, reason)?,
            (Step::Confirm, _) => {
                settle(tx, &row, RegistrationState::Confirmed, asking)?;
                (free, is_changed) = (free - 1, true);
            }
            (Step::Offer, Some(until)) => {
                offer(tx, session, &row, until, None)?;
                (free, is_changed) = (free - 1, true);
            }
            (Step::Ask | Step::Offer, _) => {
                is_changed |= skip(tx, &row, SkipReason::NearStart)?;
                free -= 1;
            }
        }
    }
    Ok(is_changed)
}

fn skip(tx: &mut Tx<'_>, row: &Registration, reason: SkipReason) -> Result<bool> {
    if row.skip_reason == Some(reason) {
        return Ok(false);
    }
    let skipped = Registration {
        skip_reason: Some(reason),
        ..row.clone()
    };
    update_registration(tx.conn(), &skipped)?;
    Ok(true)
}

/// Keeps a place for somebody and asks them.
pub(super) fn offer(
    tx: &mut Tx<'_>,
    session: &Session,
    row: &Registration,
    until: Millis,
    actor: Option<&PersonId>,
) -> Result<()> {
    let offered = Registration {
        state: RegistrationState::Offered,
        offer_starts_at: Some(session.starts_at),
        offer_expires_at: Some(until),
        skip_reason: None,
        ..row.clone()
    };
    update_registration(tx.conn(), &offered)?;
    record_state(tx, &offered, actor)?;
    notify_waiting(tx, session, NoticeKind::PlaceOffered, &row.person_id)
}

/// Forgets who waited for sessions that are over for so long.
pub(crate) async fn forget_lists(db: &Db, kept: Millis) -> Result<()> {
    db.write(move |tx| {
        let then = tx.now() - kept;
        Ok(delete_registrations(tx.conn(), then).map(drop)?)
    })
    .await
}
