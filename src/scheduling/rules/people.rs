//! Time between the sessions of one person: none at once, rest within a studio, travel between studios.

use crate::clock::Millis;
use crate::ids::{SessionId, StudioId};
use crate::scheduling::rules::{
    Busy, Facts, Person, Proposal, REST_OTHER_STUDIO, REST_SAME_STUDIO, Reason, Rule, Severity, SubjectKind,
};
use crate::scheduling::slot::Span;

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    for seat in &proposal.staff {
        let sessions = facts.people.iter().find(|(id, _)| *id == seat.person.id);
        let sessions = sessions.map_or(&[][..], |(_, sessions)| sessions);
        let own = proposal.session.as_ref();
        reasons.extend(clashes(
            &seat.person,
            proposal.slot.span,
            &proposal.studio.id,
            own,
            sessions,
        ));
        let places = facts.places.iter().find(|(id, _)| *id == seat.person.id);
        let places = places.map_or(&[][..], |(_, places)| places);
        reasons.extend(places_at(&seat.person, proposal.slot.span, own, places));
    }
}

/// What keeps somebody from being at `wanted`, the session itself aside.
pub(crate) fn clashes(
    person: &Person,
    wanted: Span,
    studio: &StudioId,
    own: Option<&SessionId>,
    sessions: &[Busy],
) -> Vec<Reason> {
    let others = sessions.iter().filter(|busy| own != Some(&busy.session));
    others
        .filter_map(|busy| {
            let (rule, overlap) = clash(wanted, studio, busy)?;
            let (id, name) = (person.id.as_str(), person.nickname.as_str());
            let reason = Reason::about(rule, Severity::Block, SubjectKind::Person, Some(id), name);
            Some(reason.against(busy, overlap))
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

/// Whether somebody on `busy` can also be at `wanted`; otherwise the rule and the time in dispute. For too short a gap
/// that is the part of the other session, rest included, that reaches into the wanted one.
fn clash(wanted: Span, studio: &StudioId, busy: &Busy) -> Option<(Rule, Span)> {
    if let Some(overlap) = wanted.overlap(busy.span) {
        return Some((Rule::PersonOverlap, overlap));
    }
    let overlap = wanted.overlap(busy.span.widened(rest(studio, busy)))?;
    Some((Rule::PersonGap, overlap))
}

fn rest(studio: &StudioId, busy: &Busy) -> Millis {
    if *studio == busy.studio_id {
        REST_SAME_STUDIO
    } else {
        REST_OTHER_STUDIO
    }
}
