//! What an exchange would be refused for: both sessions as they would be after it, with each person's time of the other session free.

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::rules::{Person, Proposal, Reason, StaffMember, brought, judge};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::candidates::ranking::could_take;
use crate::scheduling::validation::facts::GatheredFacts;
use crate::scheduling::validation::proposals::current_proposals;
use std::collections::HashMap;

/// Somebody's part in a session.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub session: &'a SessionId,
    pub person: &'a PersonId,
}

/// Sessions as they stand, with what is true around all of them.
pub(crate) struct SwapBoard {
    around: GatheredFacts,
    stands: HashMap<SessionId, Proposal>,
}

impl SwapBoard {
    /// In a handful of queries, however many sessions there are.
    pub(crate) fn load(conn: &mut Conn, sessions: &[Session]) -> Result<Self> {
        let proposals = current_proposals(conn, sessions)?;
        let around = GatheredFacts::gather(conn, &proposals)?;
        let stands = sessions.iter().map(|session| session.id.clone()).zip(proposals);
        Ok(SwapBoard {
            around,
            stands: stands.collect(),
        })
    }

    pub(crate) fn members(&self, session: &SessionId) -> &[StaffMember] {
        self.stands.get(session).map_or(&[], |proposal| &proposal.staff)
    }

    /// The reasons that an exchange would bring, of both sessions; none of them blocks where it can be made. Nothing where it cannot
    /// be meant at all: a part that does not exist, somebody who is on both, or a role that is not for people like them.
    pub(crate) fn reasons(&self, gives: Part<'_>, gets: Part<'_>) -> Result<Option<Vec<Reason>>> {
        let (Some(giver), Some(getter)) = (self.member(gives), self.member(gets)) else {
            return Ok(None);
        };
        let is_on_both = self.is_on(gives.session, gets.person) || self.is_on(gets.session, gives.person);
        let fits = could_take(&getter.person, &self.stand(gives.session)?.slot, giver.role)
            && could_take(&giver.person, &self.stand(gets.session)?.slot, getter.role);
        if is_on_both || !fits {
            return Ok(None);
        }
        let mut reasons = self.judge_one(gives, &getter.person, gets.session)?;
        reasons.extend(self.judge_one(gets, &giver.person, gives.session)?);
        Ok(Some(reasons))
    }

    /// The session of a part with somebody else in it, whose time at `freed` is free.
    fn judge_one(&self, part: Part<'_>, with: &Person, freed: &SessionId) -> Result<Vec<Reason>> {
        let stands = self.stand(part.session)?;
        let stood = judge(stands, &self.around.facts(stands)?);
        let mut after = stands.clone();
        for member in &mut after.staff {
            if member.person.id == *part.person {
                member.person = with.clone();
            }
        }
        let mut facts = self.around.facts(&after)?;
        for (person, theirs) in &mut facts.people {
            if *person == with.id {
                *theirs = self.around.person_without(person, part.session, freed, &after.slot)?;
            }
        }
        Ok(brought(&stood, judge(&after, &facts)))
    }

    fn stand(&self, session: &SessionId) -> Result<&Proposal> {
        self.stands
            .get(session)
            .ok_or_else(|| Error::internal("a session was not loaded"))
    }

    fn member(&self, part: Part<'_>) -> Option<&StaffMember> {
        self.members(part.session)
            .iter()
            .find(|member| member.person.id == *part.person)
    }

    fn is_on(&self, session: &SessionId, person: &PersonId) -> bool {
        let mut members = self.members(session).iter();
        members.any(|member| member.person.id == *person)
    }
}
