//! Two people who are not planned together (M17). The reason names who is planned and never with whom, nor who asked for it.

use crate::ids::PersonId;
use crate::scheduling::rules::{Facts, Proposal, Reason, Rule, Severity, SubjectKind};

/// Pairs of people around a session, and who takes part in it without being on its staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    pub pairs: Vec<(PersonId, PersonId)>,
    pub taking_part: Vec<PersonId>,
}

impl Apart {
    /// Whether somebody is kept apart from anybody of these.
    pub fn is_between<'a>(&self, person: &PersonId, mut others: impl Iterator<Item = &'a PersonId>) -> bool {
        others.any(|other| {
            self.pairs
                .iter()
                .any(|(a, b)| (a == person && b == other) || (b == person && a == other))
        })
    }
}

pub(crate) fn judge(proposal: &Proposal, facts: &Facts, reasons: &mut Vec<Reason>) {
    if facts.apart.pairs.is_empty() {
        return;
    }
    for seat in &proposal.staff {
        let id = &seat.person.id;
        let staff = proposal.staff.iter().map(|other| &other.person.id);
        let others = staff.chain(&facts.apart.taking_part).filter(|other| *other != id);
        if facts.apart.is_between(id, others) {
            let (kind, name) = (SubjectKind::Person, seat.person.nickname.as_str());
            reasons.push(Reason::about(
                Rule::KeepApart,
                Severity::Block,
                kind,
                Some(id.as_str()),
                name,
            ));
        }
    }
}
