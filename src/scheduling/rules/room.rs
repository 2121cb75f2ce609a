//! The room: free with its buffers, in use, and large enough.

use crate::scheduling::rules::{Facts, Proposal, ROOM_BUFFER, Reason, Rule, Severity, SubjectKind};

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
    let wanted = proposal.slot.span.widened(ROOM_BUFFER);
    for busy in &facts.room {
        if proposal.session.as_ref() == Some(&busy.session) {
            continue;
        }
        if let Some(overlap) = wanted.overlap(busy.span.widened(ROOM_BUFFER)) {
            reasons.push(about(Rule::RoomOverlap).against(busy, overlap));
        }
    }
    if !room.is_active {
        reasons.push(about(Rule::PlaceInactive));
    }
    if let Some(people) = proposal.people.filter(|people| *people > room.capacity) {
        reasons.push(about(Rule::OverCapacity).by(people - room.capacity));
    }
}
