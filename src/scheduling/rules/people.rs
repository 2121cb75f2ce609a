//! Time between the sessions of one person: none at once, rest within a studio, travel between studios (S11).

use crate::clock::{MINUTE, Millis};
use crate::ids::SessionId;
use crate::scheduling::planning_rules::model::PlanningRules;
use crate::scheduling::rules::{
    Busy, Facts, Person, PersonFacts, Proposal, Reason, Rule, Severity, Studio, SubjectKind, severity_of,
};
use crate::scheduling::slot::Span;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    let own = proposal.session.as_ref();
    for seat in &proposal.staff {
        let Some(around) = facts.of(&seat.person.id) else {
            continue;
        };
        let wanted = proposal.slot.span;
        reasons.extend(clashes(
            &seat.person,
            wanted,
            &proposal.studio,
            own,
            around,
            &facts.rules,
        ));
        reasons.extend(places_at(&seat.person, wanted, own, &around.places));
    }
}

/// What keeps somebody from being at `wanted`, the session itself aside.
pub(crate) fn clashes(
    person: &Person,
    wanted: Span,
    studio: &Studio,
    own: Option<&SessionId>,
    around: &PersonFacts,
    rules: &PlanningRules,
) -> Vec<Reason> {
    let others = around.busy.iter().filter(|busy| own != Some(&busy.session));
    others
        .filter_map(|busy| {
            let clash = clash(wanted, studio, busy, rules)?;
            let (id, name) = (person.id.as_str(), person.nickname.as_str());
            let reason = Reason::about(clash.rule, clash.severity, SubjectKind::Person, Some(id), name);
            let reason = reason.against(busy, clash.overlap);
            Some(match clash.gap {
                Some(gap) => reason.with_limit(gap / MINUTE),
                None => reason,
            })
        })
        .collect()
}

/// Where somebody is to take part at that time. Nothing claims such a place, so it only warns.
pub(crate) fn places_at(person: &Person, wanted: Span, own: Option<&SessionId>, places: &[Busy]) -> Vec<Reason> {
    let others = places.iter().filter(|busy| own != Some(&busy.session));
    others
        .filter_map(|busy| {
            let overlap = wanted.overlap(busy.span)?;
            let (id, name) = (person.id.as_str(), person.nickname.as_str());
            let kind = SubjectKind::Person;
            let reason = Reason::about(Rule::TakesPartElsewhere, Severity::Warn, kind, Some(id), name);
            Some(reason.against(busy, overlap))
        })
        .collect()
}

struct Clash {
    rule: Rule,
    severity: Severity,
    overlap: Span,
    /// What is needed between the two.
    gap: Option<Millis>,
}

/// Whether somebody on `busy` can also be at `wanted`; otherwise the rule and the time in dispute. For too short a gap
/// that is the part of the other session, rest included, that reaches into the wanted one.
fn clash(wanted: Span, studio: &Studio, busy: &Busy, rules: &PlanningRules) -> Option<Clash> {
    if let Some(overlap) = wanted.overlap(busy.span) {
        return Some(Clash {
            rule: Rule::PersonOverlap,
            severity: Severity::Block,
            overlap,
            gap: None,
        });
    }
    let (rule, gap) = rules.gap((&studio.id, &studio.district_id), (&busy.studio_id, &busy.district_id));
    let severity = severity_of(rules.get(rule))?;
    let overlap = wanted.overlap(busy.span.widened(gap))?;
    Some(Clash {
        rule: Rule::PersonGap,
        severity,
        overlap,
        gap: Some(gap),
    })
}
