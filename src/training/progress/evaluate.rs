//! The engine: from a version, the ledger and what people decided to figures. Pure; run on every read and write, never stored
//! except as the frozen copy behind an approval.
//!
//! Three figures are always shown together. *So far* compares with what the sessions until now could have given; *of plan*
//! with everything; *reachable* with the best that can still come. A single percentage would make a newcomer look late.

use crate::training::programmes::model::{Requirement, Version};
use jiff::civil::Date;
use serde::Serialize;

/// One line of the ledger, or one thing that a session could give: so much for the requirement at this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Index in `Version::requirements`.
    pub requirement: usize,
    /// In the requirement's unit; negative for a reversal.
    pub amount: i64,
}

/// What people decided about an enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decisions {
    /// Indexes of requirements for which prior learning stands.
    pub waived: Vec<usize>,
    /// When the plan ends, pauses already added (T7).
    pub deadline: Date,
    /// Since when it rests, if it does: the time that is left stands still.
    pub paused_on: Option<Date>,
    /// Completed, withdrawn or dismissed: nothing more will come.
    pub is_over: bool,
}

impl Decisions {
    /// The planned end is over and the enrolment still goes on: nothing is counted down any more, and credit goes on.
    pub fn is_past_end(&self, today: Date) -> bool {
        !self.is_over && self.deadline <= self.paused_on.unwrap_or(today)
    }
}

/// What the timetable says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookings {
    /// What past sessions could have given this person; without those during a pause (T7).
    pub offered: Vec<Line>,
    /// What published sessions before the deadline could still give.
    pub coming: Vec<Line>,
}

/// Where one requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RequirementProgress {
    /// The sum of its lines.
    pub have: i64,
    /// What the plan says.
    pub need: i64,
    /// What is still needed to meet it, the allowance taken off.
    pub missing: i64,
    /// The best that can still be had; never less than `have`.
    pub reachable: i64,
    /// The gate may pass it.
    pub is_met: bool,
    /// Prior learning stands for it.
    pub is_waived: bool,
}

/// The three percentages, rounded down, so that 100 means all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Of what was possible until now.
    pub percent_so_far: i64,
    pub percent_of_plan: i64,
    /// The best still possible, of everything.
    pub percent_reachable: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhaseProgress {
    /// 1 to 4.
    pub number: i64,
    /// The percentages of its mandatory requirements.
    pub figures: Figures,
    /// A mandatory requirement is out of reach (T8).
    pub cannot_pass: bool,
    /// Indexes of mandatory requirements that are neither met nor waived (T4).
    pub missing: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// By index in `Version::requirements`.
    pub requirements: Vec<RequirementProgress>,
    pub phases: Vec<PhaseProgress>,
    /// The percentages of the whole programme.
    pub figures: Figures,
}

impl Evaluation {
    pub fn phase(&self, number: i64) -> Option<&PhaseProgress> {
        self.phases.iter().find(|phase| phase.number == number)
    }
}

/// Weighted sums of one phase or of everything, in minutes of weight times [`FINE`].
#[derive(Clone, Copy, Default)]
struct Sums {
    plan: i64,
    offered: i64,
    have: i64,
    reachable: i64,
}

/// So that shares of a weight stay whole numbers.
const FINE: i64 = 1_000;

impl Sums {
    fn add(&mut self, requirement: &Requirement, reached: &RequirementProgress, offered: i64) {
        let share = |amount: i64| {
            if reached.is_waived {
                requirement.weight * FINE
            } else {
                requirement.weight * FINE * amount.clamp(0, requirement.need) / requirement.need
            }
        };
        self.plan += requirement.weight * FINE;
        self.have += share(reached.have);
        self.offered += share(offered.max(reached.have));
        self.reachable += share(reached.reachable);
    }

    fn figures(self) -> Figures {
        let percent = |part: i64, whole: i64| if whole == 0 { 100 } else { part * 100 / whole };
        Figures {
            percent_so_far: percent(self.have, self.offered),
            percent_of_plan: percent(self.have, self.plan),
            percent_reachable: percent(self.reachable, self.plan),
        }
    }

    fn and(self, other: Sums) -> Sums {
        Sums {
            plan: self.plan + other.plan,
            offered: self.offered + other.offered,
            have: self.have + other.have,
            reachable: self.reachable + other.reachable,
        }
    }
}

/// Where somebody stands on `today`.
pub fn evaluate(
    version: &Version,
    ledger: &[Line],
    decisions: &Decisions,
    bookings: &Bookings,
    today: Date,
) -> Evaluation {
    let count = version.requirements.len();
    let total = |lines: &[Line]| {
        let mut sums = vec![0; count];
        for line in lines {
            if let Some(sum) = sums.get_mut(line.requirement) {
                *sum += line.amount;
            }
        }
        sums
    };
    let (have, offered, coming) = (total(ledger), total(&bookings.offered), total(&bookings.coming));
    let weeks = weeks_left(decisions, today);
    let is_past_end = decisions.is_past_end(today);
    let mut evaluation = Evaluation {
        requirements: Vec::with_capacity(count),
        phases: Vec::with_capacity(version.phases.len()),
        figures: Sums::default().figures(),
    };
    for (index, requirement) in version.requirements.iter().enumerate() {
        let is_waived = decisions.waived.contains(&index);
        let have = have[index].max(0);
        let threshold = requirement.threshold();
        evaluation.requirements.push(RequirementProgress {
            have,
            need: requirement.need,
            missing: if is_waived { 0 } else { (threshold - have).max(0) },
            reachable: if is_past_end {
                have.max(requirement.need)
            } else {
                reachable(requirement, have, coming[index].max(0), weeks, decisions.is_over)
            },
            is_met: have >= threshold,
            is_waived,
        });
    }
    let mut whole = Sums::default();
    for phase in &version.phases {
        let (mut sums, mut cannot_pass, mut missing) = (Sums::default(), false, vec![]);
        for (index, requirement) in version.of_phase(phase.number).filter(|(_, r)| r.is_mandatory) {
            let reached = &evaluation.requirements[index];
            sums.add(requirement, reached, offered[index]);
            if !reached.is_met && !reached.is_waived {
                missing.push(index);
                cannot_pass |= reached.reachable < requirement.threshold();
            }
        }
        whole = whole.and(sums);
        evaluation.phases.push(PhaseProgress {
            number: phase.number,
            figures: sums.figures(),
            cannot_pass,
            missing,
        });
    }
    evaluation.figures = whole.figures();
    evaluation
}

/// Whole weeks in which something can still be planned. A pause stops the clock.
fn weeks_left(decisions: &Decisions, today: Date) -> i64 {
    let from = decisions.paused_on.unwrap_or(today);
    let days = i64::from((decisions.deadline - from).get_days());
    (days.max(0) + 6) / 7
}

/// The best that can still be had: what is in the timetable already, or what the remaining weeks leave room for, whichever
/// is more. Papers and assessments can come at any time until the end.
fn reachable(requirement: &Requirement, have: i64, coming: i64, weeks: i64, is_over: bool) -> i64 {
    if is_over {
        have
    } else if requirement.kind.comes_from_sessions() {
        have + coming.max(weeks * requirement.per_week)
    } else {
        have.max(requirement.need)
    }
}

#[cfg(test)]
mod tests;
