//! Trainees book a place themselves: to take part, or to practise.

use crate::accounts::Context;
use crate::accounts::access::{Role, Scope, allowed};
use crate::error::{Code, Error, Result};
use crate::ids::SessionId;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::places::offers::{Refusal, Wish, busy_near, is_asked_elsewhere, refusal};
use crate::scheduling::places::store::Booking;
use crate::scheduling::problems::actions::{refresh_one, update_problems};
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::actions::record::record;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::proposals::{current_proposal, seats};
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::{on_calendar, validate_change};
use crate::scheduling::{intake, notices, places, sessions};
use serde_json::json;

/// Takes a place on a published session of one's own districts, or at a class of one's own intake wherever it takes place. A
/// practice place claims one's time; a place as participant needs room among the session's capacity. Whoever has no such
/// district does not learn that the session exists (safety 9).
pub async fn book_place(ctx: &Context, id: SessionId, place: Place) -> Result<()> {
    ctx.write(move |tx, who| {
        let session = sessions::store::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let is_of_intake = match &session.cohort_id {
            Some(cohort) => Some(intake::store::is_in_cohort(tx.conn(), cohort, &who.person)?),
            None => None,
        };
        let is_near = is_of_intake == Some(true) || who.visible_districts().contains(&session.district_id);
        // another district only where the training asks for one
        let is_near = is_near || is_asked_elsewhere(tx.conn(), &who.person, &session, place)?;
        if !is_near || !session.state.claims() {
            return Err(Error::not_found());
        }
        allowed(who.has(Role::Trainee) && is_of_intake != Some(false))?;
        let now = tx.now();
        let ids = std::slice::from_ref(&id);
        let booked = places::store::list_bookings(tx.conn(), ids)?;
        let own = booked.iter().find(|(booking, _)| booking.person_id == who.person);
        if own.is_some_and(|(booking, _)| booking.place == place) {
            return Ok(());
        }
        let is_other_place = own.is_some();
        let taken = booked.iter().filter(|(booking, _)| booking.place == place).count();
        let row = Booking {
            session_id: id.clone(),
            person_id: who.person.clone(),
            place,
            added_by: who.person.clone(),
            added_at: now,
        };
        let mut session = session;
        let before = lock_current_proposal(tx, &session, std::slice::from_ref(&who.person))?;
        let seat = seats(tx.conn(), &[(who.person.clone(), StaffRole::Observer)])?;
        let person = seat.first().map(|seat| &seat.person).ok_or_else(Error::not_found)?;
        let wish = Wish {
            session: &session,
            place,
            person,
            is_staff: assignments::store::find_role(tx.conn(), &id, &who.person)?.is_some(),
            taken,
            busy: &busy_near(tx.conn(), &session, &who.person)?,
        };
        must_be_free(refusal(&wish, now))?;
        // another place than before: the old one goes with the same breath
        if is_other_place {
            places::store::delete_booking(tx.conn(), &id, &who.person)?;
        }
        places::store::insert_booking(tx.conn(), &row)?;
        let proposal = current_proposal(tx.conn(), &session)?;
        let reasons = validate_change(tx.conn(), on_calendar(&session, &before), &proposal)?;
        claim(tx, &id, &proposal, &Scope::Districts(vec![]))?;
        session.warnings = warnings_text(&reasons, &proposal)?;
        let detail = json!({ "place": place });
        record(tx, &mut session, SessionVerb::Book, &who.person, detail)?;
        update_problems(tx, &session, &reasons, &[], None)?;
        notices::actions::drop_notice(tx, &id, &who.person)
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

/// Gives a place back; giving back what one does not have is not found.
pub async fn give_back_place(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let session = sessions::store::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        if !places::store::delete_booking(tx.conn(), &id, &who.person)? {
            return Err(Error::not_found());
        }
        let now = tx.now();
        if !session
            .state
            .allows(SessionVerb::Unbook, session.span(), session.cancelled_at, now)
        {
            return Err(Code::WrongState.into());
        }
        let mut session = session;
        let proposal = lock_current_proposal(tx, &session, &[])?;
        claim(tx, &id, &proposal, &Scope::Districts(vec![]))?;
        record(tx, &mut session, SessionVerb::Unbook, &who.person, json!({}))?;
        refresh_one(tx, &session)?;
        notices::actions::drop_notice(tx, &id, &who.person)
    })
    .await
}
