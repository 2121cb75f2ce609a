//! A session as somebody sees it who wants a place: what, where and when, their own turn, and nobody else's name.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::scheduling::access::Sight;
use crate::scheduling::calendar::line::{Lines, SessionBrief};
use crate::scheduling::keep_apart::views::meets_somebody;
use crate::scheduling::places::access::must_be_open_to;
use crate::scheduling::places::model::{BookingMode, BookingRule, RegistrationState};
use crate::scheduling::places::store;
use crate::scheduling::places::store::Registration;
use crate::scheduling::roles::Place;
use crate::scheduling::sessions;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::text_enum;
use serde::Serialize;

text_enum! {
    /// What somebody may do about a place of their own.
    pub PlaceVerb {
        Book = "book",
        /// Join the waiting list.
        Wait = "wait",
        Leave = "leave",
        /// Accept or decline the offer.
        Answer = "answer",
        GiveBack = "give_back",
    }
}

/// Somebody's own place on a session, or what they may do to have one.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OwnPlace {
    #[serde(flatten)]
    pub brief: SessionBrief,
    pub mode: BookingMode,
    /// No place for the reader at this moment.
    pub is_full: bool,
    /// Where their wish is; none where they have none.
    #[schema(required = true)]
    pub place_state: Option<RegistrationState>,
    /// As what they have a place.
    #[schema(required = true)]
    pub place: Option<Place>,
    /// Their turn on the waiting list, from 1.
    #[schema(required = true)]
    pub position: Option<usize>,
    #[schema(required = true)]
    pub offer_expires_at: Option<Millis>,
    /// It starts too soon for an offer: whoever waits asks the staff.
    pub is_near_start: bool,
    /// What they may do now.
    pub place_verbs: Vec<PlaceVerb>,
}

/// The page of a place. Found by whoever could take part, has a place, or waits for one.
pub(crate) async fn own_place(ctx: &Context, id: SessionId) -> Result<OwnPlace> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let session = sessions::store::find_session(conn, &id)?.ok_or_else(Error::not_found)?;
        let found = own_places(conn, who, std::slice::from_ref(&session), now)?;
        found.into_iter().next().ok_or_else(Error::not_found)
    })
    .await
}

/// The same for several sessions, without those at which the reader could not take part.
pub(crate) fn own_places(
    conn: &mut Conn,
    who: &Permissions,
    sessions: &[Session],
    now: Millis,
) -> Result<Vec<OwnPlace>> {
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let rules = store::rules_of(conn, sessions)?;
    let lines = Lines::load(conn, sessions, &who.person)?;
    let newest = store::list_newest(conn, &ids, &who.person)?;
    let mut found = vec![];
    for session in sessions {
        let rule = rules.get(&session.id).copied().unwrap_or(BookingRule::UNSET);
        let wish = newest.iter().rfind(|row| row.session_id == session.id);
        let seen = lines.seen(session, &who.person);
        let is_waiting = wish.is_some_and(|row| row.state.is_waiting());
        let is_open = must_be_open_to(conn, who, session, &rule, Place::Participant).is_ok();
        let has_place = seen.is_expected && who.has(Role::Member);
        if !(is_open || is_waiting || has_place) {
            continue;
        }
        let mut brief = lines.brief(&seen, Sight::Expected)?;
        if !seen.is_expected {
            brief.leads.clear();
        }
        found.push(of_session(conn, who, (session, &rule), (brief, wish), now)?);
    }
    Ok(found)
}

fn of_session(
    conn: &mut Conn,
    who: &Permissions,
    (session, rule): (&Session, &BookingRule),
    (brief, wish): (SessionBrief, Option<&Registration>),
    now: Millis,
) -> Result<OwnPlace> {
    let bookings = store::list_bookings(conn, std::slice::from_ref(&session.id))?;
    let waiting = store::list_waiting(conn, &session.id)?;
    let own = bookings.iter().find(|(row, _)| row.person_id == who.person);
    let wish = wish.filter(|row| row.state != RegistrationState::Confirmed && own.is_none());
    let position = waiting
        .iter()
        .filter(|row| row.state == RegistrationState::Waitlisted)
        .position(|row| row.person_id == who.person);
    let taken = bookings
        .iter()
        .filter(|(row, _)| row.place == Place::Participant)
        .count();
    // whoever waits comes first; and whoever would meet somebody finds it as full as everybody does who finds it full (M17)
    let others = waiting.iter().filter(|row| row.person_id != who.person).count();
    let is_taken = i64::try_from(taken + others).unwrap_or(i64::MAX) >= session.capacity;
    let is_full = is_taken || meets_somebody(conn, session, &who.person)?;
    let is_offer_open = wish
        .and_then(|row| row.offer_expires_at)
        .is_some_and(|until| now < until);
    let place_state = match (own, wish) {
        (Some(_), _) => Some(RegistrationState::Confirmed),
        (None, Some(row)) if row.state == RegistrationState::Offered && !is_offer_open => {
            Some(RegistrationState::Expired)
        }
        (None, wish) => wish.map(|row| row.state),
    };
    let is_time = session.allows(SessionVerb::Book, now) && session.state.claims();
    let is_trainee = who.has(Role::Trainee);
    let verbs = match place_state {
        _ if !is_time => vec![],
        Some(RegistrationState::Confirmed) => vec![PlaceVerb::GiveBack],
        Some(RegistrationState::Offered) => vec![PlaceVerb::Answer],
        Some(RegistrationState::Waitlisted) => vec![PlaceVerb::Leave],
        _ => match rule.mode {
            BookingMode::Waitlist => vec![PlaceVerb::Wait],
            BookingMode::Overflow if is_full => vec![PlaceVerb::Wait],
            BookingMode::Open if !is_trainee => vec![],
            _ if is_full => vec![],
            _ => vec![PlaceVerb::Book],
        },
    };
    Ok(OwnPlace {
        brief,
        mode: rule.mode,
        is_full,
        place_state,
        place: own.map(|(row, _)| row.place),
        position: position.map(|at| at + 1),
        offer_expires_at: wish.and_then(|row| row.offer_expires_at).filter(|_| is_offer_open),
        is_near_start: super::offer_times::expires_at(now, session.starts_at, &session.zone).is_none(),
        place_verbs: verbs,
    })
}
