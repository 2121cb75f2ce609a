//! Who belongs to a cohort, and since when.

use crate::clock::Millis;
use crate::ids::{CohortId, DistrictId, EnrolmentId, PersonId, ProgrammeVersionId};
use crate::text_enum;

text_enum! {
    /// Where a person's way through the programme stands.
    pub EnrolmentState {
        Applied = "applied",
        Admitted = "admitted",
        Active = "active",
        /// Resting; no reason is asked.
        Paused = "paused",
        /// All four gates approved.
        Completed = "completed",
        /// Left; no reason is asked.
        Withdrawn = "withdrawn",
        /// Ended by the agency.
        Dismissed = "dismissed",
    }
}

impl EnrolmentState {
    pub fn is_going_on(self) -> bool {
        matches!(
            self,
            EnrolmentState::Applied | EnrolmentState::Admitted | EnrolmentState::Active | EnrolmentState::Paused
        )
    }
}

/// One person's way through a programme version, with what is always shown beside it.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub person_id: PersonId,
    pub nickname: String,
    pub home_district_id: Option<DistrictId>,
    pub cohort_id: CohortId,
    pub cohort_name: String,
    pub intake_no: i64,
    /// Its district; none for the whole city.
    pub cohort_district_id: Option<DistrictId>,
    /// The day after its last.
    pub cohort_ends_on: String,
    pub programme_version_id: ProgrammeVersionId,
    pub state: EnrolmentState,
    /// The one open phase; 5 when all are approved.
    pub open_phase: i64,
    pub enrolled_at: Millis,
    /// Until when, if it has ended.
    pub ended_at: Option<Millis>,
}

impl Enrolment {
    /// Whose coordinators and supervisors look after it: the cohort's district, or for a city-wide cohort the person's own.
    pub fn district(&self) -> Option<&DistrictId> {
        self.cohort_district_id.as_ref().or(self.home_district_id.as_ref())
    }
}

/// An enrolment's time in a cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub enrolment_id: EnrolmentId,
    pub cohort_id: CohortId,
    /// The cohort's first day.
    pub starts_on: String,
    pub from_at: Millis,
    pub to_at: Option<Millis>,
}
