//! Who may sign under which label.

use crate::accounts::api as accounts;
use crate::accounts::model::{CounsellorStatus, Role};
use crate::clock::Millis;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::cohorts::places::model::CohortPlace;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::training::gates::model::{Gate, GateState, SignOff};
use crate::training::gates::signers::model::{StaffMember, StandIn};
use crate::training::gates::signers::store;
use crate::training::programmes::model::Signer;

/// Everybody who could sign or record something for an enrolment.
pub struct EligibleSigners {
    members: Vec<StaffMember>,
    places: Vec<(PersonId, CohortPlace)>,
    placed: Vec<(PersonId, String)>,
    stand_ins: Vec<StandIn>,
}

impl EligibleSigners {
    /// The staff of the enrolment's district, headquarters, and whoever has a place in the cohort.
    pub fn load(conn: &mut Conn, enrolment: &Enrolment, now: Millis) -> Result<Self> {
        let places = cohorts::list_places(conn, &enrolment.cohort_id)?;
        let rows = store::list_staff(conn, enrolment.district())?;
        let staff: Vec<PersonId> = rows.iter().map(|(person, ..)| person.clone()).collect();
        let qualified = accounts::qualifications(conn, &staff)?;
        let member = |(person_id, nickname, role)| StaffMember {
            status: qualified.get(&person_id).and_then(|qualified| qualified.at(now)),
            person_id,
            nickname,
            role,
        };
        let ids: Vec<PersonId> = places.iter().map(|(person, _)| person.clone()).collect();
        Ok(EligibleSigners {
            members: rows.into_iter().map(member).collect(),
            placed: store::list_nicknames(conn, &ids)?,
            stand_ins: store::list_stand_ins(conn, &enrolment.id)?,
            places,
        })
    }

    /// The nicknames of those who may sign under a label, except `not`.
    pub fn who(&self, signer: &Signer, not: &[PersonId]) -> Vec<String> {
        let by_role = self
            .members
            .iter()
            .filter(|member| is_signer_by_role(signer, member.role, member.status))
            .map(|member| (&member.person_id, &member.nickname));
        let by_place = self
            .placed
            .iter()
            .filter(|(person, _)| self.has_place(signer, person))
            .map(|(person, nickname)| (person, nickname));
        let mut names = vec![];
        let named = self.named(signer).map(|other| (&other.person_id, &other.nickname));
        for (person, nickname) in named.chain(by_place).chain(by_role) {
            if !not.contains(person) && !names.contains(nickname) {
                names.push(nickname.clone());
            }
        }
        names
    }

    /// The nicknames of those who may record evidence, except the trainee.
    pub fn recorders(&self, trainee: &PersonId) -> Vec<String> {
        let is_recorder = |role| matches!(role, Role::Supervisor | Role::Coordinator);
        let mut names: Vec<String> = self
            .members
            .iter()
            .filter(|member| is_recorder(member.role) && member.person_id != *trainee)
            .map(|member| member.nickname.clone())
            .collect();
        names.dedup();
        names
    }

    /// Ids of those who may sign under a label, except `not`.
    pub fn ids(&self, signer: &Signer, not: &[PersonId]) -> Vec<PersonId> {
        let by_role = self
            .members
            .iter()
            .filter(|member| is_signer_by_role(signer, member.role, member.status))
            .map(|member| member.person_id.clone());
        let by_place = self.places.iter().map(|(person, _)| person.clone());
        let by_place = by_place.filter(|person| self.has_place(signer, person));
        let named = self.named(signer).map(|other| other.person_id.clone());
        let mut ids: Vec<PersonId> = by_role
            .chain(by_place)
            .chain(named)
            .filter(|id| !not.contains(id))
            .collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// Ids of those who are asked to sign under a label: headquarters only where the district has nobody.
    pub fn asked(&self, signer: &Signer, not: &[PersonId]) -> Vec<PersonId> {
        let all = self.ids(signer, not);
        let is_near = |person: &PersonId| {
            let mut own = self.members.iter().filter(|member| member.person_id == *person);
            self.has_place(signer, person)
                || own.any(|m| m.role != Role::Headquarters && is_signer_by_role(signer, m.role, m.status))
        };
        let near: Vec<PersonId> = all.iter().filter(|person| is_near(person)).cloned().collect();
        if near.is_empty() { all } else { near }
    }

    /// Whom headquarters named for a label.
    pub fn named(&self, signer: &Signer) -> impl Iterator<Item = &StandIn> {
        let (phase, index) = (signer.phase, signer.index);
        self.stand_ins
            .iter()
            .filter(move |other| other.phase == phase && other.label_index == index)
    }

    /// Signatures of a review that count: those of people who may still sign under their label. Once it is decided, all of them,
    /// whatever became of their roles later.
    pub fn valid_signatures<'a>(&self, gate: &Gate, signers: &[Signer], signed: &'a [SignOff]) -> Vec<&'a SignOff> {
        let counts = |sign_off: &&SignOff| {
            let label = signers.iter().find(|signer| signer.index == sign_off.label_index);
            sign_off.gate_id == gate.id
                && (gate.state != GateState::InReview
                    || label.is_some_and(|signer| is_signer(self, signer, &sign_off.person_id)))
        };
        signed.iter().filter(counts).collect()
    }

    /// The open labels that nobody is left for, when everybody signs under one label at most.
    pub fn stuck(&self, open: &[&Signer], not: &[PersonId]) -> Vec<i64> {
        let who: Vec<Vec<PersonId>> = open.iter().map(|signer| self.ids(signer, not)).collect();
        let best = best_filled(&who, 0, &mut vec![]);
        let labels = open.iter().zip(best);
        labels
            .filter(|(_, is_filled)| !is_filled)
            .map(|(signer, _)| signer.index)
            .collect()
    }

    fn has_place(&self, signer: &Signer, person: &PersonId) -> bool {
        self.places
            .iter()
            .any(|(placed, place)| placed == person && signer.places.contains(place))
    }
}

/// Which labels can be filled by different people, so that as many as possible are.
fn best_filled(who: &[Vec<PersonId>], at: usize, taken: &mut Vec<PersonId>) -> Vec<bool> {
    let Some(people) = who.get(at) else { return vec![] };
    let count = |filled: &Vec<bool>| filled.iter().filter(|is_filled| **is_filled).count();
    let mut best: Option<Vec<bool>> = None;
    for person in people {
        if taken.contains(person) {
            continue;
        }
        taken.push(person.clone());
        let mut filled = vec![true];
        filled.extend(best_filled(who, at + 1, taken));
        taken.pop();
        let is_all = filled.iter().all(|is_filled| *is_filled);
        if best.as_ref().is_none_or(|best| count(best) < count(&filled)) {
            best = Some(filled);
        }
        if is_all {
            break;
        }
    }
    let mut without = vec![false];
    without.extend(best_filled(who, at + 1, taken));
    best.filter(|best| count(best) >= count(&without)).unwrap_or(without)
}

/// Whether somebody may sign under a label.
pub fn is_signer(staff: &EligibleSigners, signer: &Signer, person: &PersonId) -> bool {
    staff.ids(signer, &[]).contains(person)
}

fn is_signer_by_role(signer: &Signer, role: Role, status: Option<CounsellorStatus>) -> bool {
    signer.roles.contains(&role) && (!signer.needs_certified || status == Some(CounsellorStatus::Certified))
}
