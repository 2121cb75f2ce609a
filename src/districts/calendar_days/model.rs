//! Days of a region's calendar.

use crate::bilingual::Bilingual;
use crate::error::{Error, Result};
use crate::text_enum;
use jiff::civil::Date;
use std::collections::HashMap;

text_enum! {
    /// What a date is in its region.
    pub DayKind {
        Normal = "normal",
        Off = "off",
        /// A Saturday or Sunday on which people work.
        MakeUpWork = "make_up_work",
    }
}

/// A date that is not as its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    pub region: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    pub kind: DayKind,
    pub name: Bilingual,
    /// The year of the notice that says so. A notice may speak of the last days of the year before.
    pub year: i64,
}

/// What has been announced for a year.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::calendar_notices)]
pub struct Notice {
    pub region: String,
    pub year: i64,
    /// Rises with each import that changes something.
    pub version: i64,
    /// Where it was announced, in words.
    pub source: String,
    pub loaded_at: i64,
}

/// A date whose kind has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayChange {
    pub date: Date,
    pub was: DayKind,
    pub now: DayKind,
}

/// The public days as one studio keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudioCalendar {
    /// A studio that does not close has its weekday's hours on public holidays.
    pub closes_on_public_days: bool,
    /// By their date, `YYYY-MM-DD`.
    pub days: HashMap<String, CalendarDay>,
    /// The weekday whose hours a make-up day has, where the studio has chosen one.
    pub make_up_hours: HashMap<String, i64>,
    /// The years that are announced, in order.
    pub years: Vec<i64>,
}

impl StudioCalendar {
    pub fn kind_on(&self, date: Date) -> DayKind {
        let day = self.days.get(&date.to_string());
        day.map_or(DayKind::Normal, |day| day.kind)
    }

    /// Whether the date's year has not been announced yet, though others of the region were.
    pub fn is_provisional(&self, date: Date) -> bool {
        self.years.last().is_some_and(|last| i64::from(date.year()) > *last)
    }
}

/// A region: the two letters of a country, or those and a part of it, such as `CN` or `CN-SH`.
pub fn region(text: &str) -> Result<String> {
    let text = text.trim().to_ascii_uppercase();
    let is_letter = |c: char| c.is_ascii_uppercase();
    let country = text.get(..2).is_some_and(|country| country.chars().all(is_letter));
    let rest = text.get(2..).unwrap_or_default();
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    let is_sound = country && (rest.is_empty() || rest.strip_prefix('-').is_some_and(is_part));
    is_sound
        .then_some(text)
        .ok_or_else(|| Error::field("region", "not_allowed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_region_is_a_country_or_a_part_of_one() {
        assert_eq!(region(" cn ").unwrap(), "CN");
        assert_eq!(region("DE-BY").unwrap(), "DE-BY");
        for text in ["", "C", "C1", "CN-", "CN-123456789", "中国", "CN SH"] {
            assert!(region(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_after_the_last_announced_year_is_provisional() {
        let mut calendar = StudioCalendar::default();
        assert!(
            !calendar.is_provisional(date(2027, 1, 1)),
            "a region without notices promises nothing"
        );
        calendar.years = vec![2025, 2026];
        assert!(!calendar.is_provisional(date(2026, 12, 31)));
        assert!(calendar.is_provisional(date(2027, 1, 1)));
    }
}
