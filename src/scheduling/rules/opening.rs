//! Opening hours: the session itself must lie inside them; the room's buffers may reach outside (S10).

use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::rules::{Facts, Proposal, Reason, Rule, Severity, SubjectKind, severity_of};
use crate::scheduling::slot::Span;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    let studio = &proposal.studio;
    let about = |rule, severity| {
        Reason::about(
            rule,
            severity,
            SubjectKind::Studio,
            Some(studio.id.as_str()),
            &studio.name,
        )
    };
    if !studio.is_active {
        reasons.push(about(Rule::PlaceInactive, Severity::Block));
    }
    // online, nobody has to unlock a door
    if proposal.room.is_online {
        return;
    }
    let Some(severity) = severity_of(facts.rules.get(PlanningRule::OutsideOpeningHours)) else {
        return;
    };
    let shut = shut(proposal.slot.span, &facts.open);
    if !shut.is_empty() {
        let mut reason = about(Rule::OutsideOpeningHours, severity);
        reason.extent = shut.iter().map(|part| part.to_at - part.from_at).sum();
        reason.parts = shut;
        reason.open = Some(facts.open.clone());
        reasons.push(reason);
    }
}

/// Whether somebody opens during all of `wanted`.
#[cfg(test)]
pub(crate) fn is_open(wanted: Span, open: &[Span]) -> bool {
    shut(wanted, open).is_empty()
}

/// The parts of `wanted` in which nobody opens. Spans that touch are one, so that a studio that is open past midnight is open
/// past midnight.
fn shut(wanted: Span, open: &[Span]) -> Vec<Span> {
    let mut open = open.to_vec();
    open.sort_by_key(|span| span.from_at);
    let mut shut = vec![];
    let mut from_at = wanted.from_at;
    for span in open {
        let part = Span {
            from_at,
            to_at: span.from_at.min(wanted.to_at),
        };
        if part.from_at < part.to_at {
            shut.push(part);
        }
        from_at = from_at.max(span.to_at);
    }
    if from_at < wanted.to_at {
        shut.push(Span {
            from_at,
            to_at: wanted.to_at,
        });
    }
    shut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MINUTE;
    use crate::local_time::{add_days, wall, zone};
    use crate::scheduling::rules::open_around;
    use crate::scheduling::slot::{Slot, open_spans};
    use jiff::civil::{Date, date, time};

    /// From ten in the evening until three in the night.
    const NIGHT: (i64, i64) = (22 * 60, 27 * 60);

    // scheduling cases 8 and 14, in zones whose clocks change at one, two and at midnight, and in one whose never do
    #[test]
    fn hours_past_midnight_end_at_their_time_on_the_wall_in_every_zone() {
        for name in [
            "Asia/Shanghai",
            "Europe/London",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Santiago",
        ] {
            let zone = zone(name).unwrap();
            let mut lengths = std::collections::BTreeSet::new();
            for day in 0..366 {
                let day = add_days(date(2026, 1, 1), day).unwrap();
                let [night] = open_spans(name, day, &[NIGHT]).unwrap()[..] else {
                    panic!("one span")
                };
                let shuts = wall(&zone, night.to_at).unwrap();
                assert_eq!(
                    (shuts.date(), shuts.time()),
                    (day.tomorrow().unwrap(), time(3, 0, 0, 0)),
                    "{name} {day}"
                );
                let minutes = (night.to_at - night.from_at) / MINUTE;
                lengths.insert(minutes);
                let fits = |minutes| {
                    let slot = Slot::new(name, day, time(22, 0, 0, 0), minutes).unwrap();
                    let hours = |of: Date| if of == day { vec![NIGHT] } else { vec![] };
                    is_open(slot.span, &open_around(&slot, hours).unwrap())
                };
                assert!(fits(minutes) && !fits(minutes + 1), "{name} {day}");
            }
            assert_eq!(lengths.len() == 1, name == "Asia/Shanghai", "{name}: {lengths:?}");
        }
    }

    #[test]
    fn the_small_hours_belong_to_the_evening_before() {
        let slot = Slot::new("Asia/Shanghai", date(2026, 12, 5), time(0, 30, 0, 0), 60).unwrap();
        let of = |open: Date| move |day: Date| if day == open { vec![NIGHT] } else { vec![] };
        assert!(is_open(slot.span, &open_around(&slot, of(date(2026, 12, 4))).unwrap()));
        assert!(!is_open(slot.span, &open_around(&slot, of(date(2026, 12, 5))).unwrap()));
    }
}
