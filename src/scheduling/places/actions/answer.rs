//! Accepts or declines an offer.

use super::confirm::confirm;
use super::fill::fill;
use super::{find_waiting, lock_places, settle};
use crate::accounts::Context;
use crate::accounts::access::Scope;
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::ids::SessionId;
use crate::scheduling::keep_apart::views::meets_somebody;
use crate::scheduling::places::eligibility::claimed_at;
use crate::scheduling::places::model::RegistrationState;
use crate::scheduling::places::notices::settle_offer;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::rules::{Severity, places_at};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::proposals::seats;
use crate::scheduling::validation::refusal::must_stand;
use crate::scheduling::{notices, sessions};

/// Answers an offer. `starts_at` is the start that the person read: a session that was moved meanwhile is not accepted unseen, and
/// one at which they work elsewhere not at all (case 7). Answered, run out and never made are the same: the offer is over.
pub async fn answer_offer(ctx: &Context, id: SessionId, is_accepted: bool, starts_at: Millis) -> Result<()> {
    ctx.write(move |tx, who| {
        let session = sessions::store::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let me = &who.person;
        let mut session = session;
        let before = lock_places(tx, &session, me)?;
        let row = find_waiting(tx, &session, me)?.ok_or_else(Error::not_found)?;
        let now = tx.now();
        let is_open = row.offer_expires_at.is_some_and(|until| now < until);
        if !is_open || !session.allows(SessionVerb::Book, now) {
            return Err(Code::OfferOver.into());
        }
        if !is_accepted {
            settle(tx, &row, RegistrationState::Declined, Some(me))?;
            settle_offer(tx, &session, me)?;
            return fill(tx, &session, None);
        }
        if starts_at != session.starts_at || row.offer_starts_at != Some(session.starts_at) {
            return Err(Code::RowChanged.into());
        }
        if assignments::store::find_role(tx.conn(), &id, me)?.is_some() {
            return Err(Error::field("place", "has_seat"));
        }
        if meets_somebody(tx.conn(), &session, me)? {
            return Err(Code::SessionFull.into());
        }
        let claimed = claimed_at(tx.conn(), &session, me)?;
        let seat = seats(tx.conn(), &[(me.clone(), StaffRole::Observer)])?;
        let person = seat.first().map(|seat| &seat.person).ok_or_else(Error::not_found)?;
        let mut reasons = places_at(person, session.span(), Some(&id), &claimed);
        for reason in &mut reasons {
            reason.severity = Severity::Block;
        }
        must_stand(&reasons, &Scope::Districts(vec![]))?;
        settle(tx, &row, RegistrationState::Confirmed, Some(me))?;
        settle_offer(tx, &session, me)?;
        confirm(tx, &mut session, &before, (me, Place::Participant), me)?;
        notices::actions::drop_notice(tx, &id, me)
    })
    .await
}
