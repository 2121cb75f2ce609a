//! Recurrence: the rule by which a series gives its dates, a checked part of RFC 5545.
//!
//! DAILY, WEEKLY and MONTHLY with INTERVAL, BYDAY, BYMONTHDAY, monthly BYSETPOS, and COUNT or UNTIL. Everything else is refused and
//! the refusal names the part. A rule is about dates on a wall: which instant a date is, `Slot` decides, so that a change of
//! the clocks never moves a group (RFC 5545: a time that does not exist takes the offset before the gap). `parse` reads and
//! checks the text, `expand` gives the dates.

mod expand;
mod parse;
#[cfg(test)]
mod tests;

use crate::text_enum;
use jiff::civil::{Date, DateTime};
use std::fmt;

text_enum! {
    /// How often a rule comes round.
    pub Frequency {
        Daily = "DAILY",
        Weekly = "WEEKLY",
        Monthly = "MONTHLY",
    }
}

/// A weekday of a rule, in a month perhaps only the so-many-th of them; from the end where `nth` is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleDay {
    pub nth: Option<i64>,
    /// ISO: 1 is Monday.
    pub weekday: i64,
}

/// Where a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleEnd {
    /// After so many dates; dates that are skipped count (S9).
    Count(usize),
    /// With the last date up to this time on the wall, included.
    Until(DateTime),
}

impl RuleEnd {
    /// With this date as the last that may be meant.
    pub fn with(date: Date) -> Self {
        RuleEnd::Until(date.at(23, 59, 59, 0))
    }
}

/// A rule that was checked. [`fmt::Display`] gives it as RFC 5545 writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    frequency: Frequency,
    interval: i64,
    by_day: Vec<RuleDay>,
    by_month_day: Vec<i64>,
    by_set_pos: Vec<i64>,
    end: Option<RuleEnd>,
}

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Recurrence {
    pub fn end(&self) -> Option<RuleEnd> {
        self.end
    }

    /// The same rule with another end, or with none.
    #[must_use]
    pub fn ending(&self, end: Option<RuleEnd>) -> Self {
        Recurrence { end, ..self.clone() }
    }

    /// The rule without its end.
    fn pattern(&self) -> String {
        let mut text = format!("FREQ={}", self.frequency);
        if self.interval != 1 {
            text += &format!(";INTERVAL={}", self.interval);
        }
        let days = self.by_day.iter().map(ToString::to_string);
        for (part, values) in [
            ("BYDAY", days.collect::<Vec<_>>()),
            (
                "BYMONTHDAY",
                self.by_month_day.iter().map(ToString::to_string).collect(),
            ),
            ("BYSETPOS", self.by_set_pos.iter().map(ToString::to_string).collect()),
        ] {
            if !values.is_empty() {
                text += &format!(";{part}={}", values.join(","));
            }
        }
        text
    }
}

impl fmt::Display for RuleDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = usize::try_from(self.weekday - 1).ok().and_then(|at| DAYS.get(at));
        if let Some(nth) = self.nth {
            write!(f, "{nth}")?;
        }
        f.write_str(day.unwrap_or(&"MO"))
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern())?;
        match self.end {
            None => Ok(()),
            Some(RuleEnd::Count(count)) => write!(f, ";COUNT={count}"),
            Some(RuleEnd::Until(at)) if RuleEnd::with(at.date()) == RuleEnd::Until(at) => {
                write!(f, ";UNTIL={}", at.strftime("%Y%m%d"))
            }
            Some(RuleEnd::Until(at)) => write!(f, ";UNTIL={}", at.strftime("%Y%m%dT%H%M%S")),
        }
    }
}
