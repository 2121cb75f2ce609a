//! Whether somebody who waits could have a place now. Everything is read after the locks of the session and of the person.

use crate::accounts::access::Permissions;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::keep_apart::views::meets_somebody;
use crate::scheduling::places::access::must_be_open_to;
use crate::scheduling::places::model::{BookingRule, SkipReason};
use crate::scheduling::places::store::Booking;
use crate::scheduling::roles::Place;
use crate::scheduling::rules::Busy;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{claims, places};

/// Why not; nothing when they can.
pub(crate) fn skip_reason(
    conn: &mut Conn,
    session: &Session,
    rule: &BookingRule,
    person: &PersonId,
) -> Result<Option<SkipReason>> {
    let who = Permissions::if_active(conn, person)?;
    if must_be_open_to(conn, &who, session, rule, Place::Participant).is_err() {
        return Ok(Some(SkipReason::NotHere));
    }
    let ids = std::slice::from_ref(&session.id);
    if assignments::store::find_role(conn, &session.id, person)?.is_some() {
        return Ok(Some(SkipReason::OnStaff));
    }
    let bookings = places::store::list_bookings(conn, ids)?;
    let has_it = |booking: &Booking| booking.person_id == *person && booking.place == Place::Participant;
    if bookings.iter().any(|(booking, _)| has_it(booking)) {
        return Ok(Some(SkipReason::HasPlace));
    }
    if meets_somebody(conn, session, person)? {
        return Ok(Some(SkipReason::KeepApart));
    }
    let is_busy = !busy_at(conn, session, person)?.is_empty();
    Ok(is_busy.then_some(SkipReason::Busy))
}

/// Other sessions, places and offers that somebody has at the time of a session.
pub(crate) fn busy_at(conn: &mut Conn, session: &Session, person: &PersonId) -> Result<Vec<Busy>> {
    let (span, me) = (session.span(), std::slice::from_ref(person));
    let mut busy = claimed_at(conn, session, person)?;
    let taking_part = places::store::list_places(conn, me, span)?;
    busy.extend(taking_part.into_iter().map(|(_, busy)| busy));
    busy.extend(places::store::list_offers(conn, person, span)?);
    busy.retain(|other| other.session != session.id && other.span.overlap(span).is_some());
    Ok(busy)
}

/// Other sessions that claim somebody's time then.
pub(crate) fn claimed_at(conn: &mut Conn, session: &Session, person: &PersonId) -> Result<Vec<Busy>> {
    let (span, me) = (session.span(), std::slice::from_ref(person));
    let claimed = claims::store::list_busy(conn, &[], me, span)?;
    let mut busy: Vec<Busy> = claimed.into_iter().map(|(_, _, busy)| busy).collect();
    busy.retain(|other| other.session != session.id && other.span.overlap(span).is_some());
    Ok(busy)
}
