//! The hours in which people would rather lead: a preference, so it only warns.

use super::{Proposal, Reason, Rule, Severity, SubjectKind};
use crate::local_time::{minute_of, weekday_of};
use crate::scheduling::model::Slot;
use jiff::civil::{Date, Time};

pub(super) fn judge(proposal: &Proposal, reasons: &mut Vec<Reason>) {
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
