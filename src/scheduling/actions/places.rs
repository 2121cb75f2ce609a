//! Trainees book a place themselves: to take part, or to practise.

use super::Kit;
use super::change::{claim, lock_and_weigh, must_stand, record};
use crate::accounts::access::{Caller, Role, Scope, Standing, allowed};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::model::{Place, SeatRole, Verb};
use crate::scheduling::proposals::{seats, standing_proposal};
use crate::scheduling::rules::{Reason, Rule, SubjectKind, judge_person};
use crate::scheduling::store;
use crate::scheduling::store::sessions::Session;
use crate::scheduling::store::staff::Booking;
use serde_json::json;

/// Takes a place on a published session of one's own districts, or at a class of one's own intake wherever it is held. A
/// practice place claims one's time; a place as participant needs room among the session's capacity. Whoever has no such
/// district does not learn that the session exists (safety 9).
pub async fn book_place(kit: &Kit, caller: Caller, id: SessionId, place: Place) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let session = store::sessions::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
            let is_of_intake = match &session.cohort_id {
                Some(cohort) => Some(store::staff::is_in_cohort(tx.conn(), cohort, &caller.person)?),
                None => None,
            };
            let is_near = is_of_intake == Some(true) || standing.visible_districts().contains(&session.district_id);
            if !is_near || !session.state.claims() {
                return Err(Error::not_found());
            }
            allowed(standing.has(Role::Trainee) && is_of_intake != Some(false))?;
            let now = inner.clock.now();
            if !session
                .state
                .allows(Verb::Book, session.span(), session.cancelled_at, now)
            {
                return Err(Code::WrongState.into());
            }
            let ids = std::slice::from_ref(&id);
            if store::staff::find_seat(tx.conn(), &id, &caller.person)?.is_some() {
                return Err(Error::field("place", "has_seat"));
            }
            let booked = store::staff::list_bookings(tx.conn(), ids)?;
            if booked.iter().any(|(booking, _)| booking.person_id == caller.person) {
                return Ok(());
            }
            let taken = booked.iter().filter(|(booking, _)| booking.place == place).count();
            let places = if place.claims() {
                2
            } else {
                usize::try_from(session.capacity).unwrap_or(0)
            };
            if taken >= places {
                return Err(Code::SessionFull.into());
            }
            let row = Booking {
                session_id: id.clone(),
                person_id: caller.person.clone(),
                place,
                added_by: caller.person.clone(),
                added_at: now,
            };
            store::staff::insert_booking(tx.conn(), &row)?;
            if place.claims() {
                let proposal = standing_proposal(tx.conn(), &session)?;
                let mut reasons = unfit(tx, &session, &caller.person, place)?;
                let of_all = lock_and_weigh(tx, &proposal)?.into_iter();
                reasons.extend(of_all.filter(|reason| is_about_time_of(reason, caller.person.as_str())));
                must_stand(&reasons, &Scope::Districts(vec![]))?;
                claim(tx, &inner, &id, &proposal, &Scope::Districts(vec![]))?;
            }
            let mut session = session;
            let detail = json!({ "place": place });
            record(tx, &inner, &mut session, Verb::Book, &caller.person, detail)
        })
        .await
}

/// Whoever practises leading is no candidate any more.
fn unfit(tx: &mut Tx<'_>, session: &Session, person: &PersonId, place: Place) -> Result<Vec<Reason>> {
    let role = match place {
        Place::Lead => SeatRole::Lead,
        Place::CoLead => SeatRole::CoLead,
        Place::Observer | Place::Participant => SeatRole::Observer,
    };
    let seats = seats(tx.conn(), &[(person.clone(), role)])?;
    let reasons = seats.iter().flat_map(|seat| {
        let own = Some(&session.id);
        judge_person(seat, &session.slot(), &session.studio_id, own, &[], 0)
    });
    Ok(reasons.collect())
}

fn is_about_time_of(reason: &Reason, person: &str) -> bool {
    matches!(reason.rule, Rule::PersonOverlap | Rule::PersonGap)
        && reason.subject_kind == SubjectKind::Person
        && reason.subject_id.as_deref() == Some(person)
}

/// Gives a place back; giving back what one does not have is no fault.
pub async fn give_back_place(kit: &Kit, caller: Caller, id: SessionId) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            Standing::load(tx.conn(), &caller)?;
            let session = store::sessions::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
            if !store::staff::delete_booking(tx.conn(), &id, &caller.person)? {
                return Err(Error::not_found());
            }
            let now = inner.clock.now();
            if !session
                .state
                .allows(Verb::Unbook, session.span(), session.cancelled_at, now)
            {
                return Err(Code::WrongState.into());
            }
            let proposal = standing_proposal(tx.conn(), &session)?;
            claim(tx, &inner, &id, &proposal, &Scope::Districts(vec![]))?;
            let mut session = session;
            record(tx, &inner, &mut session, Verb::Unbook, &caller.person, json!({}))
        })
        .await
}
