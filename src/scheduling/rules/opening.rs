//! Opening hours: the session itself must lie inside them; the room's buffers may reach outside (S10).

use super::{Facts, Proposal, Reason, Rule, Severity, SubjectKind};
use crate::scheduling::model::Span;

pub(super) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    let studio = &proposal.studio;
    let about = |rule| {
        Reason::about(
            rule,
            Severity::Block,
            SubjectKind::Studio,
            Some(studio.id.as_str()),
            &studio.name,
        )
    };
    if !studio.is_active {
        reasons.push(about(Rule::PlaceInactive));
    }
    if !is_open(proposal.slot.span, &facts.open) {
        reasons.push(about(Rule::OutsideOpeningHours));
    }
}

/// Spans that touch or overlap are one, so that a studio that is open past midnight is open past midnight.
fn is_open(wanted: Span, open: &[Span]) -> bool {
    let mut open = open.to_vec();
    open.sort_by_key(|span| span.from_at);
    let mut reach: Option<Span> = None;
    for span in open {
        reach = match reach {
            Some(so_far) if span.from_at <= so_far.to_at => Some(Span {
                to_at: so_far.to_at.max(span.to_at),
                ..so_far
            }),
            _ => Some(span),
        };
        if reach.is_some_and(|reach| reach.holds(wanted)) {
            return true;
        }
    }
    false
}
