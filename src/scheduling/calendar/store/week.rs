//! Which sessions somebody sees in a range of local dates.

use crate::accounts::access::Scope;
use crate::chat::model::OwnerKind;
use crate::clock::Millis;
use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::db::schema::{assignments, chat_rooms, chat_seats, enrolments, session_participants, sessions};
use crate::ids::{ChatRoomId, DistrictId, PersonId, SessionId, StudioId};
use crate::local_time::instants_around;
use crate::scheduling::roles::AssignmentState;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;

#[derive(Clone, Debug)]
pub struct CalendarFilter {
    /// The first local date that is included.
    pub from: String,
    /// The local date after the last.
    pub to: String,
    pub district: Option<DistrictId>,
    pub studio: Option<StudioId>,
    pub person: PersonId,
    /// Where they see every session, at least as booked.
    pub districts: Scope,
    /// Where they see drafts.
    pub drafts: Scope,
    /// Only those that they are on or expected at.
    pub is_mine: bool,
    /// Only those that end after this.
    pub not_over_at: Option<Millis>,
    /// After this key of the previous page.
    pub after: Option<(String, Millis, SessionId)>,
    /// At most so many.
    pub limit: i64,
}

/// One page of the calendar in the order of local date, start and id.
pub fn page_sessions(conn: &mut Conn, wanted: &CalendarFilter) -> QueryResult<Vec<Session>> {
    let (first_at, last_at) = instants_around(&wanted.from, &wanted.to);
    let seats = assignments::table
        .filter(assignments::person_id.eq(&wanted.person))
        .filter(
            assignments::starts_at
                .ge(first_at)
                .and(assignments::starts_at.lt(last_at)),
        )
        .filter(assignments::state.ne(AssignmentState::Withdrawn))
        .select(assignments::session_id);
    let places = session_participants::table
        .filter(session_participants::person_id.eq(&wanted.person))
        .select(session_participants::session_id);
    let cohorts = enrolments::table
        .filter(enrolments::person_id.eq(&wanted.person))
        .filter(enrolments::state.eq(EnrolmentState::Active))
        .select(enrolments::cohort_id.nullable());
    let through_cohort = sessions::cohort_id
        .is_not_null()
        .and(sessions::cohort_id.eq_any(cohorts).assume_not_null());
    let expected = sessions::id
        .eq_any(places)
        .or(through_cohort)
        .and(sessions::state.ne(SessionState::Draft));
    let mine = sessions::id.eq_any(seats).or(expected);
    let mut query = sessions::table
        .select(Session::as_select())
        .filter(sessions::local_date.ge(&wanted.from))
        .filter(sessions::local_date.lt(&wanted.to))
        // a skipped date is shown with its series
        .filter(sessions::state.ne(SessionState::Skipped))
        .into_boxed();
    if let Some(district) = &wanted.district {
        query = query.filter(sessions::district_id.eq(district));
    }
    if let Some(studio) = &wanted.studio {
        query = query.filter(sessions::studio_id.eq(studio));
    }
    if let Some(now) = wanted.not_over_at {
        query = query.filter(sessions::ends_at.gt(now));
    }
    query = match (wanted.is_mine, wanted.districts.districts(), wanted.drafts.districts()) {
        (true, _, _) => query.filter(mine),
        (false, None, _) => query,
        (false, Some(seen), drafts) => {
            let drafts = drafts.unwrap_or(seen);
            let is_shown = sessions::state
                .ne(SessionState::Draft)
                .or(sessions::district_id.eq_any(drafts));
            query.filter(mine.or(sessions::district_id.eq_any(seen).and(is_shown)))
        }
    };
    if let Some((date, starts_at, id)) = &wanted.after {
        let later_that_day = sessions::starts_at
            .gt(starts_at)
            .or(sessions::starts_at.eq(starts_at).and(sessions::id.gt(id)));
        query = query.filter(
            sessions::local_date
                .gt(date)
                .or(sessions::local_date.eq(date).and(later_that_day)),
        );
    }
    query
        .order((sessions::local_date, sessions::starts_at, sessions::id))
        .limit(wanted.limit)
        .load(conn)
}

/// The chat room of the session's series or intake, if the person has a seat in it.
pub fn find_chat_room(conn: &mut Conn, session: &Session, person: &PersonId) -> QueryResult<Option<ChatRoomId>> {
    let series = session.series_id.as_ref().map(|id| id.as_str().to_owned());
    let cohort = session.cohort_id.as_ref().map(|id| id.as_str().to_owned());
    let owners: Vec<String> = [series, cohort].into_iter().flatten().collect();
    if owners.is_empty() {
        return Ok(None);
    }
    chat_rooms::table
        .inner_join(chat_seats::table.on(chat_seats::room_id.eq(chat_rooms::id)))
        .filter(chat_rooms::owner_id.eq_any(owners))
        .filter(chat_rooms::owner_kind.eq_any([OwnerKind::Series, OwnerKind::Cohort]))
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .order(chat_rooms::owner_kind.desc())
        .select(chat_rooms::id)
        .first(conn)
        .optional()
}
