//! The room: free with its buffers, not blocked, in use, and large enough. Online there is nothing of the kind.

use crate::scheduling::rules::{Facts, Proposal, ROOM_BUFFER, Reason, Rule, Severity, SubjectKind};
use crate::scheduling::slot::Span;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    let room = &proposal.room;
    let about = |rule| {
        Reason::about(
            rule,
            Severity::Block,
            SubjectKind::Room,
            Some(room.id.as_str()),
            &room.name,
        )
    };
    if room.is_online {
        if !room.is_active {
            reasons.push(about(Rule::PlaceInactive));
        }
        return;
    }
    let wanted = proposal.slot.span.widened(ROOM_BUFFER);
    let mut seen = vec![];
    for busy in &facts.room {
        // a session in a hall is found once for each part
        if proposal.session.as_ref() == Some(&busy.session) || seen.contains(&&busy.session) {
            continue;
        }
        seen.push(&busy.session);
        if let Some(overlap) = wanted.overlap(busy.span.widened(ROOM_BUFFER)) {
            reasons.push(about(Rule::RoomOverlap).against(busy, overlap));
        }
    }
    let blocked: Vec<Span> = facts.blocked.iter().filter_map(|span| span.overlap(wanted)).collect();
    if let (Some(from_at), Some(to_at)) = (
        blocked.iter().map(|span| span.from_at).min(),
        blocked.iter().map(|span| span.to_at).max(),
    ) {
        let mut reason = about(Rule::RoomBlocked).by(blocked.iter().map(|span| span.to_at - span.from_at).sum());
        reason.overlap = Some(Span { from_at, to_at });
        reason.parts = blocked;
        reasons.push(reason);
    }
    if !room.is_active {
        reasons.push(about(Rule::PlaceInactive));
    }
    if let Some(people) = proposal.people.filter(|people| *people > room.capacity) {
        reasons.push(about(Rule::OverCapacity).by(people - room.capacity));
    }
}
