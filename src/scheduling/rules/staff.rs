//! Who leads: qualified, in the right role, not too often; and whether staff or people are missing.

use crate::accounts::model::CounsellorStatus;
use crate::scheduling::planning_rules::model::PlanningRules;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{
    Facts, PersonFacts, Proposal, Reason, Rule, Severity, StaffMember, SubjectKind, ceilings, leave,
};
use crate::scheduling::slot::Slot;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    for seat in &proposal.staff {
        let nothing = PersonFacts::default();
        let around = facts.of(&seat.person.id).unwrap_or(&nothing);
        fitness(seat, &proposal.slot, around, &facts.rules, reasons);
    }
    qualification(proposal, reasons);
    let about = |rule| {
        let id = proposal.session.as_ref().map(|id| id.as_str());
        Reason::about(rule, Severity::Warn, SubjectKind::Session, id, &proposal.title)
    };
    let seats: Vec<StaffRole> = proposal.staff.iter().map(|seat| seat.role).collect();
    if !proposal.kind.staffing(proposal.people, &seats).is_met {
        reasons.push(about(Rule::Understaffed));
    }
    if !proposal.is_credited {
        reasons.push(about(Rule::CreditsNothing));
    }
    if let Some(people) = proposal.people {
        if people < proposal.kind.min_people {
            reasons.push(about(Rule::TooFewPeople));
        }
        if people > proposal.kind.max_people {
            reasons.push(about(Rule::TooManyPeople));
        }
    }
}

/// Whether this person is right for the staff role, at work, and below their ceilings.
pub(crate) fn fitness(
    seat: &StaffMember,
    slot: &Slot,
    around: &PersonFacts,
    rules: &PlanningRules,
    reasons: &mut Vec<Reason>,
) {
    let person = &seat.person;
    let status = person.status_on(slot);
    let about = |rule, severity| {
        Reason::about(
            rule,
            severity,
            SubjectKind::Person,
            Some(person.id.as_str()),
            &person.nickname,
        )
    };
    if !person.is_active {
        reasons.push(about(Rule::PersonInactive, Severity::Block));
    }
    let is_counsellor = matches!(
        status,
        Some(CounsellorStatus::Provisional | CounsellorStatus::Certified)
    );
    match seat.role {
        StaffRole::Lead | StaffRole::CoLead if status == Some(CounsellorStatus::Candidate) => {
            reasons.push(about(Rule::CandidateLeads, Severity::Block));
        }
        StaffRole::Lead | StaffRole::CoLead if !is_counsellor => {
            reasons.push(about(Rule::WrongRole, Severity::Block));
        }
        StaffRole::Supervisor | StaffRole::SocialWorker if !person.is_staff => {
            reasons.push(about(Rule::WrongRole, Severity::Block));
        }
        StaffRole::Trainer if !person.is_staff && status != Some(CounsellorStatus::Certified) => {
            reasons.push(about(Rule::WrongRole, Severity::Block));
        }
        _ => {}
    }
    leave::judge(seat, slot.span, around, rules, reasons);
    ceilings::judge(seat, slot, around, rules, reasons);
}

/// Where anybody leads, somebody certified must be among them. Nobody at all is understaffed, not unqualified.
fn qualification(proposal: &Proposal, reasons: &mut Vec<Reason>) {
    let leads: Vec<_> = proposal.staff.iter().filter(|seat| seat.role.leads()).collect();
    let certified = leads
        .iter()
        .filter(|seat| seat.person.status_on(&proposal.slot) == Some(CounsellorStatus::Certified))
        .count();
    let Some(lead) = leads.first() else { return };
    if certified < proposal.kind.certified() {
        let (id, name) = (lead.person.id.as_str(), lead.person.nickname.as_str());
        let reason = Reason::about(Rule::NotQualified, Severity::Block, SubjectKind::Person, Some(id), name);
        let missing = proposal.kind.certified().saturating_sub(certified);
        reasons.push(reason.by(i64::try_from(missing).unwrap_or(1)));
    }
}
