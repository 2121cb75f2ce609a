//! How large the agency is.

/// For tests and for looking around, or as large as an agency of a whole city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Small,
    Large,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub(super) districts: usize,
    /// Who work at one time in each district, supervisors and coordinators not counted.
    pub(super) counsellors: usize,
    /// Who come for the first time within a year, in all districts.
    pub(super) members: usize,
    pub(super) trainees_a_cohort: usize,
    /// Weeks with sessions in each year.
    pub(super) weeks: i64,
    /// How many of them lie ahead, the present one included.
    pub(super) weeks_ahead: i64,
    /// How many weeks ago the last intake began.
    pub(super) intake_began: i64,
    pub(super) years: i64,
}

impl Scale {
    /// `years` years of it. Large: 16 districts, 400 counsellors, 5,000 members and 200 sessions a week.
    pub fn new(size: Size, years: i64) -> Scale {
        let years = years.max(1);
        match size {
            Size::Small => Scale {
                districts: 2,
                counsellors: 20,
                members: 60,
                trainees_a_cohort: 6,
                weeks: 9,
                weeks_ahead: 3,
                intake_began: 6,
                years,
            },
            Size::Large => Scale {
                districts: 16,
                counsellors: 25,
                members: 5_000,
                trainees_a_cohort: 12,
                weeks: 52,
                weeks_ahead: 6,
                intake_began: 10,
                years,
            },
        }
    }

    /// The first week with sessions, counted from the present one.
    pub(super) fn first_week(&self) -> i64 {
        self.weeks_ahead - self.weeks * self.years
    }

    /// How many years before the present one a week lies; 0 is the present year.
    pub(super) fn year_of(&self, week: i64) -> i64 {
        (self.weeks_ahead - 1 - week) / self.weeks
    }

    /// The week in which the intake of a year began.
    pub(super) fn intake_week(&self, year: i64) -> i64 {
        -self.intake_began - year * self.weeks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_year_has_its_weeks_and_the_last_of_them_lie_ahead() {
        let scale = Scale::new(Size::Large, 10);
        let weeks = scale.first_week()..scale.weeks_ahead;
        assert_eq!(weeks.clone().count(), 520);
        for year in 0..10 {
            assert_eq!(weeks.clone().filter(|week| scale.year_of(*week) == year).count(), 52);
            assert_eq!(scale.year_of(scale.intake_week(year)), year);
        }
    }
}
