//! The places of a session as its staff see them.

use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::access::Seen;
use crate::scheduling::keep_apart::access::may_read;
use crate::scheduling::places::model::{BookingMode, FIRST, RegistrationState, SkipReason};
use crate::scheduling::places::store;
use crate::scheduling::places::store::Registration;
use crate::scheduling::roles::Place;
use crate::scheduling::sessions::state::SessionVerb;
use serde::Serialize;

/// Somebody who has a place.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlaceHolder {
    pub person_id: PersonId,
    pub nickname: String,
    pub place: Place,
    pub added_at: Millis,
}

/// Somebody who waits for one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WaitingPerson {
    pub person_id: PersonId,
    pub nickname: String,
    pub state: RegistrationState,
    /// Staff have put them before the others.
    pub is_first: bool,
    pub joined_at: Millis,
    /// Until when a place is kept for them.
    #[schema(required = true)]
    pub offer_expires_at: Option<Millis>,
    /// Why they were passed over when a place was free.
    #[schema(required = true)]
    pub skip_reason: Option<SkipReason>,
}

/// Who has a place on a session and who waits, in the order in which places are offered.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PlacesView {
    pub mode: BookingMode,
    /// How many may take part.
    pub capacity: i64,
    /// Neither taken nor kept for somebody; below nothing where there are more people than places.
    pub free: i64,
    pub holders: Vec<PlaceHolder>,
    pub waiting: Vec<WaitingPerson>,
    /// The reader may add, choose and take off now.
    pub may_change: bool,
    /// The reader may set the mode and the number of places.
    pub may_set: bool,
    /// What differs from the type.
    #[schema(required = true)]
    pub own_mode: Option<BookingMode>,
    #[schema(required = true)]
    pub own_capacity: Option<i64>,
    pub row_version: i64,
}

/// Read by somebody who looks after the places.
pub(crate) fn places_view(conn: &mut Conn, who: &Permissions, seen: &Seen, now: Millis) -> Result<PlacesView> {
    let session = &seen.session;
    let knows_apart = may_read(who, &session.district_id);
    let holders = store::list_bookings(conn, std::slice::from_ref(&session.id))?.into_iter();
    let holders: Vec<PlaceHolder> = holders
        .map(|(row, nickname)| PlaceHolder {
            person_id: row.person_id,
            nickname,
            place: row.place,
            added_at: row.added_at,
        })
        .collect();
    let waiting = store::list_waiting_by_name(conn, &session.id)?;
    let view = |(row, nickname): (Registration, String)| WaitingPerson {
        person_id: row.person_id,
        nickname,
        state: row.state,
        is_first: row.priority == FIRST,
        joined_at: row.joined_at,
        offer_expires_at: row.offer_expires_at,
        skip_reason: row
            .skip_reason
            .filter(|reason| knows_apart || *reason != SkipReason::KeepApart),
    };
    let offered = waiting
        .iter()
        .filter(|(row, _)| row.state == RegistrationState::Offered)
        .count();
    let taken = holders.iter().filter(|one| one.place == Place::Participant).count();
    let (own_mode, own_capacity) = store::find_difference(conn, &session.id)?;
    Ok(PlacesView {
        mode: store::rule_of(conn, session)?.mode,
        capacity: session.capacity,
        free: session.capacity - i64::try_from(taken + offered).unwrap_or(i64::MAX),
        holders,
        waiting: waiting.into_iter().map(view).collect(),
        may_change: session.allows(SessionVerb::Book, now),
        may_set: seen.may(who, SessionVerb::Edit, now),
        own_mode,
        own_capacity,
        row_version: session.row_version,
    })
}
