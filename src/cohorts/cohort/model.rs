//! An intake of trainees.

use crate::ids::{CohortId, DistrictId, ProgrammeVersionId};
use crate::text_enum;
use jiff::civil::Date;

/// What a cohort is made from.
#[derive(Clone, Debug)]
pub struct NewCohort {
    /// The N of "intake N".
    pub intake_no: i64,
    pub name: String,
    /// None for the whole city.
    pub district_id: Option<DistrictId>,
    /// First day of phase 1.
    pub starts_on: Date,
    pub programme_version_id: ProgrammeVersionId,
    /// How many people, and how many codes.
    pub places: i64,
}

/// An intake of trainees that follows one programme version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    pub id: CohortId,
    /// The N of "intake N".
    pub intake_no: i64,
    pub name: String,
    /// None for the whole city.
    pub district_id: Option<DistrictId>,
    pub programme_version_id: ProgrammeVersionId,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// The day after the last.
    pub ends_on: String,
    /// How many people it has room for.
    pub places: i64,
}

impl Cohort {
    /// The day after the last.
    pub fn ends(&self) -> Date {
        self.ends_on.parse().unwrap_or(Date::MAX)
    }

    /// How far it is on `today`.
    pub fn state_on(&self, today: Date) -> CohortState {
        let today = today.to_string();
        if today < self.starts_on {
            CohortState::Planned
        } else if today < self.ends_on {
            CohortState::Running
        } else {
            CohortState::Ended
        }
    }
}

text_enum! {
    /// How far a cohort is.
    pub CohortState {
        /// Its first day has not come.
        Planned = "planned",
        Running = "running",
        /// Its last day is over.
        Ended = "ended",
    }
}
