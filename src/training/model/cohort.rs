//! An intake and its dates.

use super::Phase;
use crate::error::{Error, Result};
use crate::ids::{CohortId, DistrictId, ProgrammeVersionId};
use crate::text_enum;
use jiff::ToSpan;
use jiff::civil::Date;

/// An intake of trainees that follows one programme version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Its row.
    pub id: CohortId,
    /// The N of "intake N".
    pub intake_no: i64,
    /// For people.
    pub name: String,
    /// None for the whole city.
    pub district_id: Option<DistrictId>,
    /// What it follows.
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
        /// Between its days.
        Running = "running",
        /// Its last day is over.
        Ended = "ended",
    }
}

/// When a phase is planned, half-open.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct PhaseDates {
    /// 1 to 4.
    pub phase: i64,
    /// First day.
    pub from: String,
    /// The day after the last.
    pub to: String,
}

/// Lays the phases out one after another from `starts_on`.
pub fn lay_out(phases: &[Phase], starts_on: Date) -> Result<Vec<PhaseDates>> {
    let mut from = starts_on;
    let mut dates = vec![];
    for phase in phases {
        let to = from
            .checked_add(phase.weeks.weeks())
            .map_err(|_| Error::field("starts_on", "out_of_range"))?;
        dates.push(PhaseDates {
            phase: phase.number,
            from: from.to_string(),
            to: to.to_string(),
        });
        from = to;
    }
    Ok(dates)
}
