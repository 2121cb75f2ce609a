//! What training reads from the timetable.

use crate::clock::Millis;
use crate::ids::{CohortId, DistrictId, PersonId, SessionId};
use crate::training::programmes::model::SeatPlace;

/// A session, as far as training cares.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct TimetableSession {
    pub id: SessionId,
    pub type_code: String,
    pub module: Option<String>,
    pub district_id: DistrictId,
    pub cohort_id: Option<CohortId>,
    pub starts_at: Millis,
    pub ends_at: Millis,
    pub capacity: i64,
}

/// Somebody has a place in a session.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Expected {
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub place: SeatPlace,
}

#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct AttendanceRow {
    pub session: TimetableSession,
    pub minutes: i64,
    pub place: SeatPlace,
    pub recorder: PersonId,
}
