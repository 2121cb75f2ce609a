//! The room: free with its buffers, not blocked, in use, and large enough. Online there is nothing of the kind.

use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::rules::{Facts, Proposal, Reason, Rule, Severity, SubjectKind, severity_of};
use crate::scheduling::slot::Span;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    let room = &proposal.room;
    let about = |rule, severity| Reason::about(rule, severity, SubjectKind::Room, Some(room.id.as_str()), &room.name);
    if room.is_online {
        if !room.is_active {
            reasons.push(about(Rule::PlaceInactive, Severity::Block));
        }
        return;
    }
    let wanted = taken(proposal, facts);
    let mut seen = vec![];
    for busy in &facts.room {
        // a session in a hall is found once for each part
        if proposal.session.as_ref() == Some(&busy.session) || seen.contains(&&busy.session) {
            continue;
        }
        seen.push(&busy.session);
        if let Some(overlap) = wanted.overlap(busy.taken) {
            reasons.push(about(Rule::RoomOverlap, Severity::Block).against(busy, overlap));
        }
    }
    let blocked: Vec<Span> = facts.blocked.iter().filter_map(|span| span.overlap(wanted)).collect();
    if let (Some(from_at), Some(to_at)) = (
        blocked.iter().map(|span| span.from_at).min(),
        blocked.iter().map(|span| span.to_at).max(),
    ) {
        let extent = blocked.iter().map(|span| span.length()).sum();
        let mut reason = about(Rule::RoomBlocked, Severity::Block).by(extent);
        reason.overlap = Some(Span { from_at, to_at });
        reason.parts = blocked;
        reasons.push(reason);
    }
    if !room.is_active {
        reasons.push(about(Rule::PlaceInactive, Severity::Block));
    }
    let severity = severity_of(facts.rules.get(PlanningRule::OverCapacity));
    let people = proposal.people.filter(|people| *people > room.capacity);
    if let (Some(severity), Some(people)) = (severity, people) {
        reasons.push(about(Rule::OverCapacity, severity).by(people - room.capacity));
    }
}

/// The time that the session takes of its room. What it has claimed stays as wide as it was until it is moved, whatever the buffer
/// is by now.
fn taken(proposal: &Proposal, facts: &Facts) -> Span {
    let span = proposal.slot.span;
    let own = facts
        .room
        .iter()
        .find(|busy| proposal.session.as_ref() == Some(&busy.session) && busy.span == span);
    let buffer = facts.rules.span(PlanningRule::RoomBuffer);
    own.map_or_else(|| span.widened(buffer), |busy| busy.taken)
}
