//! Opening hours: the session itself must lie inside them; the room's buffers may reach outside (S10).

use crate::scheduling::rules::{Facts, Proposal, Reason, Rule, Severity, SubjectKind};
use crate::scheduling::slot::Span;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
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
    let shut = shut(proposal.slot.span, &facts.open);
    if !shut.is_empty() {
        let mut reason = about(Rule::OutsideOpeningHours);
        reason.extent = shut.iter().map(|part| part.to_at - part.from_at).sum();
        reason.parts = shut;
        reason.open = Some(facts.open.clone());
        reasons.push(reason);
    }
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
