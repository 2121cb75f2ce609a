//! When the phases of a cohort are planned.

use crate::error::{Error, Result};
use jiff::ToSpan;
use jiff::civil::Date;

/// How long a programme plans a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseLength {
    /// 1 to 4.
    pub number: i64,
    pub weeks: i64,
}

/// When a phase is planned, half-open.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct PhaseDates {
    /// 1 to 4.
    pub phase: i64,
    pub from: String,
    /// The day after the last.
    pub to: String,
}

/// Lays the phases out one after another from `starts_on`.
pub fn lay_out(phases: &[PhaseLength], starts_on: Date) -> Result<Vec<PhaseDates>> {
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

/// The phases over given dates in the proportions of their weeks; each has at least a day if there are as many.
pub(crate) fn spread(phases: &[PhaseLength], start: Date, end: Date) -> Vec<PhaseDates> {
    let days = i64::from((end - start).get_days());
    let weeks: i64 = phases.iter().map(|phase| phase.weeks).sum();
    let mut dates = vec![];
    let (mut from, mut gone) = (start, 0);
    for phase in phases {
        gone += phase.weeks;
        let to = start.saturating_add((days * gone / weeks).days());
        if to > from {
            dates.push(PhaseDates {
                phase: phase.number,
                from: from.to_string(),
                to: to.to_string(),
            });
        }
        from = to;
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phases_fill_the_dates_of_the_sheet() {
        let phases: Vec<PhaseLength> = [(1, 4), (2, 12), (3, 16), (4, 8)]
            .map(|(number, weeks)| PhaseLength { number, weeks })
            .to_vec();
        let dates = spread(&phases, jiff::civil::date(2026, 3, 7), jiff::civil::date(2026, 12, 19));
        assert_eq!(dates.len(), 4);
        assert_eq!(
            (dates[0].from.as_str(), dates[3].to.as_str()),
            ("2026-03-07", "2026-12-19")
        );
        assert!(dates.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
}
