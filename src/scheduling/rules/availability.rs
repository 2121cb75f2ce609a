//! When somebody would rather lead: `周一 18:00-21:00; 周六 09:00-17:00`. A preference: it warns and ranks, and refuses nothing.

use crate::imports::rows::tidy;
use crate::imports::values::{parts, range, weekday};
use crate::local_time::{minute_of, weekday_of};
use crate::scheduling::rules::{Proposal, Reason, Rule, Severity, SubjectKind};
use crate::scheduling::slot::Slot;
use jiff::civil::{Date, Time};

/// The preferred hours of a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Available(Vec<(i64, i64, i64)>);

impl Available {
    /// Reads the cell; an empty one says nothing.
    pub fn parse(cell: &str) -> Option<Self> {
        let span = |part: String| {
            let (day, hours) = part.split_once(char::is_whitespace)?;
            let (from, to) = range(hours.trim())?;
            Some((weekday(day)?, from, to))
        };
        parts(&tidy(cell))
            .into_iter()
            .map(span)
            .collect::<Option<Vec<_>>>()
            .map(Available)
    }

    /// What is stored of a person. It was read when it came in; what cannot be read any more says nothing.
    pub fn stored(text: &str) -> Self {
        Self::parse(text).unwrap_or_default()
    }

    /// Whether a session of these minutes on this weekday is outside what was said. Who said nothing is never outside.
    pub fn is_outside(&self, day: i64, from: i64, to: i64) -> bool {
        !self.0.is_empty()
            && !self
                .0
                .iter()
                .any(|span| span.0 == day && span.1 <= from && to <= span.2)
    }
}

pub(crate) fn judge(proposal: &Proposal, reasons: &mut Vec<Reason>) {
    let Some((day, from, to)) = on_the_wall(&proposal.slot) else {
        return;
    };
    for seat in proposal.staff.iter().filter(|seat| seat.role.leads()) {
        let person = &seat.person;
        if person.available.is_outside(day, from, to) {
            let (id, name) = (person.id.as_str(), person.nickname.as_str());
            let (rule, kind) = (Rule::NotAvailable, SubjectKind::Person);
            reasons.push(Reason::about(rule, Severity::Warn, kind, Some(id), name));
        }
    }
}

/// The weekday, and the minutes of that day.
fn on_the_wall(slot: &Slot) -> Option<(i64, i64, i64)> {
    let day: Date = slot.local_date.parse().ok()?;
    let start: Time = slot.local_start.parse().ok()?;
    let from = minute_of(start);
    Some((weekday_of(day), from, from + slot.minutes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_read_and_asked() {
        let available = Available::parse("周一 18:00-21:00； 周六 ０９:00～17:00").unwrap();
        assert!(!available.is_outside(1, 1080, 1260));
        assert!(available.is_outside(1, 1079, 1260));
        assert!(available.is_outside(2, 1080, 1260));
        assert!(!available.is_outside(6, 600, 700));
        assert!(!Available::parse("").unwrap().is_outside(3, 0, 1440));
        for cell in [
            "周一",
            "18:00-21:00",
            "周八 18:00-21:00",
            "周一 21:00-18:00",
            "晚上都行",
        ] {
            assert_eq!(Available::parse(cell), None, "{cell}");
        }
    }
}
