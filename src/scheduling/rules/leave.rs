//! Leave: somebody does not work in that time, or only watches. It blocks with an override, and says no reason.

use crate::scheduling::planning_rules::model::{PlanningRule, PlanningRules};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{PersonFacts, Reason, Rule, StaffMember, SubjectKind, severity_of};
use crate::scheduling::slot::Span;
use crate::text_enum;

text_enum! {
    /// From what somebody is on leave.
    pub LeaveRoles {
        All = "all",
        /// Not leading, but observing.
        Leading = "leading",
    }
}

/// A time in which somebody is on leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveSpan {
    pub span: Span,
    pub roles: LeaveRoles,
}

impl LeaveRoles {
    pub fn frees_from(self, role: StaffRole) -> bool {
        self == LeaveRoles::All || role != StaffRole::Observer
    }
}

pub(crate) fn judge(
    seat: &StaffMember,
    wanted: Span,
    facts: &PersonFacts,
    rules: &PlanningRules,
    reasons: &mut Vec<Reason>,
) {
    let Some(severity) = severity_of(rules.get(PlanningRule::OnLeave)) else {
        return;
    };
    let person = &seat.person;
    let hit = facts.leaves.iter().filter(|leave| leave.roles.frees_from(seat.role));
    let longest = hit
        .filter_map(|leave| wanted.overlap(leave.span))
        .max_by_key(|part| part.length());
    if let Some(overlap) = longest {
        let (id, name) = (person.id.as_str(), person.nickname.as_str());
        let mut reason =
            Reason::about(Rule::OnLeave, severity, SubjectKind::Person, Some(id), name).by(overlap.length());
        reason.private_to = Some(person.districts.clone());
        reasons.push(reason);
    }
}
