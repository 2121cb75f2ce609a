//! Members and trainees book a place themselves: to take part, or to practise.

use super::confirm::confirm;
use super::fill::fill;
use super::{find_waiting, join, lock_places, settle};
use crate::accounts::Context;
use crate::accounts::access::{Role, Scope};
use crate::error::{Code, Error, Result};
use crate::ids::SessionId;
use crate::scheduling::keep_apart::views::meets_somebody;
use crate::scheduling::places::access::must_be_open_to;
use crate::scheduling::places::model::{BookingMode, RegistrationState};
use crate::scheduling::places::offers::{Refusal, Wish, around, refusal};
use crate::scheduling::places::phases::PhasePlaces;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::proposals::seats;
use crate::scheduling::validation::refusal::must_stand;
use crate::scheduling::{notices, places, sessions};

/// What a booking led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booked {
    Confirmed,
    /// On the waiting list.
    Waiting,
}

/// Takes a place on a published session, or joins its waiting list. A practice place claims one's time; a place as participant
/// needs room among the session's places. Booking twice is booking once, and keeps one's turn on the list.
pub async fn book_place(ctx: &Context, id: SessionId, place: Place) -> Result<Booked> {
    ctx.write(move |tx, who| {
        let session = sessions::store::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let rule = places::store::rule_of(tx.conn(), &session)?;
        must_be_open_to(tx.conn(), who, &session, &rule, place)?;
        let now = tx.now();
        let me = &who.person;
        let mut session = session;
        let before = lock_places(tx, &session, me)?;
        let booked = places::store::list_bookings(tx.conn(), std::slice::from_ref(&id))?;
        let own = booked.iter().find(|(booking, _)| booking.person_id == *me);
        if own.is_some_and(|(booking, _)| booking.place == place) {
            return Ok(Booked::Confirmed);
        }
        let takes_part = place == Place::Participant;
        if takes_part && rule.mode == BookingMode::Open && !who.has(Role::Trainee) {
            return Err(Code::BookingNotNeeded.into());
        }
        let has_list = takes_part && rule.mode.has_list();
        let waiting = places::store::list_waiting(tx.conn(), &id)?;
        let offers = waiting.iter().filter(|row| row.state == RegistrationState::Offered);
        // whoever has an offer asks for the place that is kept for them
        let kept = offers.filter(|row| takes_part && row.person_id != *me).count();
        let taken = booked.iter().filter(|(booking, _)| booking.place == place).count() + kept;
        let seat = seats(tx.conn(), &[(me.clone(), StaffRole::Observer)])?;
        let person = seat.first().map(|seat| &seat.person).ok_or_else(Error::not_found)?;
        let phases = PhasePlaces::of(tx.conn(), std::slice::from_ref(me))?;
        let (facts, planning) = around(tx.conn(), &session, me)?;
        let wish = Wish {
            session: &session,
            rule: &rule,
            place,
            person,
            is_staff: assignments::store::find_role(tx.conn(), &id, me)?.is_some(),
            has_list,
            taken,
            is_apart: !has_list && meets_somebody(tx.conn(), &session, me)?,
            phases: &phases,
            around: &facts,
            planning: &planning,
        };
        must_be_free(refusal(&wish, now))?;
        let registration = find_waiting(tx, &session, me)?;
        if has_list {
            if registration.is_none() {
                join(tx, &session, me, me)?;
            }
            fill(tx, &session, Some(me))?;
            let still_waits = find_waiting(tx, &session, me)?;
            if still_waits.is_some() {
                return Ok(Booked::Waiting);
            }
        } else if let Some(registration) = &registration {
            settle(tx, registration, RegistrationState::Confirmed, Some(me))?;
        }
        confirm(tx, &mut session, &before, (me, place), me)?;
        notices::actions::drop_notice(tx, &id, me)?;
        Ok(Booked::Confirmed)
    })
    .await
}

/// Says why a place is not to be had; of others only that they are in the way (S14).
fn must_be_free(refusal: Option<Refusal>) -> Result<()> {
    match refusal {
        None => Ok(()),
        Some(Refusal::WrongState) => Err(Code::WrongState.into()),
        Some(Refusal::IsStaff) => Err(Error::field("place", "has_seat")),
        Some(Refusal::Full) => Err(Code::SessionFull.into()),
        Some(Refusal::Unfit(reasons)) => must_stand(&reasons, &Scope::Districts(vec![])),
    }
}
