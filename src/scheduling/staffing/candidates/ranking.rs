//! Who could be assigned: qualified, free, not over the ceiling, from the same district first (M1).
//!
//! Each candidate is judged as the session would be with them on it, so whoever is called free is accepted when assigned at
//! once (S14). Everybody is ranked before the list is cut.

use crate::accounts::access::Scope;
use crate::accounts::model::CounsellorStatus;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{
    LED_A_WEEK, Person, Proposal, Reason, Rule, Severity, StaffMember, SubjectKind, brought, judge,
};
use crate::scheduling::slot::Slot;
use crate::scheduling::validation;
use crate::scheduling::validation::facts::GatheredFacts;
use serde::Serialize;

/// Somebody who could be assigned.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Candidate {
    pub person_id: PersonId,
    pub nickname: String,
    /// Provisional or certified when the session begins.
    #[schema(required = true)]
    pub status: Option<CounsellorStatus>,
    /// The role for which they were judged.
    pub role: StaffRole,
    /// In that role, with the others who are on it, nothing of theirs is in the way.
    pub is_free: bool,
    /// Would rather lead at such a time, or has not said.
    pub is_available: bool,
    /// Works in the session's district.
    pub is_same_district: bool,
    /// Sessions that they lead in that week.
    pub led_this_week: usize,
    /// What is in the way, or doubtful.
    pub why_not: Vec<Reason>,
}

/// What somebody is looked for.
pub(crate) struct OpenRole {
    /// The session as it would be without them: who else is on it counts.
    pub proposal: Proposal,
    /// The first that is open when absent.
    pub role: Option<StaffRole>,
    /// What stood against it before, where it stands already; none where it is being planned, and only people are judged.
    pub before: Option<Vec<Reason>>,
}

/// Not free, over the ceiling, outside their hours, from elsewhere, led this week, nickname, id: the smaller, the better.
pub(crate) type Rank = (bool, bool, bool, bool, usize, String, PersonId);

/// Where somebody stands among the others.
pub(crate) fn rank_of(candidate: &Candidate) -> Rank {
    (
        !candidate.is_free,
        candidate.role.leads() && candidate.led_this_week >= LED_A_WEEK,
        !candidate.is_available,
        !candidate.is_same_district,
        candidate.led_this_week,
        candidate.nickname.clone(),
        candidate.person_id.clone(),
    )
}

/// Everybody for one opening with this in their nickname, the best first.
pub(crate) fn rank(
    conn: &mut Conn,
    opening: OpenRole,
    districts: &Scope,
    part: Option<&str>,
) -> Result<Vec<Candidate>> {
    let OpenRole {
        mut proposal,
        role,
        before,
    } = opening;
    let part = part.map(|part| part.trim().to_lowercase());
    let seats: Vec<StaffRole> = proposal.staff.iter().map(|seat| seat.role).collect();
    let role = role.unwrap_or_else(|| proposal.kind.next_seat(&seats));
    let around = GatheredFacts::of_everybody(conn, &proposal)?;
    let mut facts = around.facts(&proposal)?;
    let mut found = Vec::new();
    for person in validation::store::list_workers(conn)? {
        let is_called = |part: &String| person.nickname.to_lowercase().contains(part);
        let is_on_it = proposal.staff.iter().any(|seat| seat.person.id == person.id);
        if is_on_it || !could_take(&person, &proposal.slot, role) || !part.as_ref().is_none_or(is_called) {
            continue;
        }
        let led_this_week = around.led(&person.id, proposal.session.as_ref(), &proposal.slot)?;
        facts.people.push((person.id.clone(), around.busy_person(&person.id)));
        facts.led.push((person.id.clone(), led_this_week));
        proposal.staff.push(StaffMember { person, role });
        // as the door judges: what stood before refuses nobody
        let reasons = brought(before.as_deref().unwrap_or_default(), judge(&proposal, &facts));
        facts.people.pop();
        facts.led.pop();
        let Some(StaffMember { person, .. }) = proposal.staff.pop() else {
            continue;
        };
        let why_not = concerning(&person.id, reasons, before.is_some());
        found.push(Candidate {
            role,
            is_free: !why_not.iter().any(|reason| reason.severity == Severity::Block),
            is_available: !why_not.iter().any(|reason| reason.rule == Rule::NotAvailable),
            is_same_district: person.home_district.as_ref() == Some(&proposal.studio.district_id),
            led_this_week,
            why_not: why_not.into_iter().map(|reason| reason.seen_by(districts)).collect(),
            status: person.status_on(&proposal.slot),
            person_id: person.id,
            nickname: person.nickname,
        });
    }
    found.sort_by_cached_key(rank_of);
    Ok(found)
}

/// Whether such a role is for people like them at all; whether they may have this one is judged.
pub(crate) fn could_take(person: &Person, slot: &Slot, role: StaffRole) -> bool {
    let status = person.status_on(slot);
    let is_counsellor = matches!(
        status,
        Some(CounsellorStatus::Provisional | CounsellorStatus::Certified)
    );
    match role {
        StaffRole::Lead | StaffRole::CoLead | StaffRole::Observer => is_counsellor,
        StaffRole::Trainer => person.is_staff || status == Some(CounsellorStatus::Certified),
        StaffRole::Supervisor | StaffRole::SocialWorker => person.is_staff,
    }
}

/// What is about this person, and what refuses the session with them.
fn concerning(person: &PersonId, reasons: Vec<Reason>, is_placed: bool) -> Vec<Reason> {
    let is_theirs = |reason: &Reason| reason.subject_id.as_deref() == Some(person.as_str());
    let is_of_the_place = |reason: &Reason| matches!(reason.subject_kind, SubjectKind::Room | SubjectKind::Studio);
    reasons
        .into_iter()
        .filter(|reason| {
            let refuses = reason.severity == Severity::Block && (is_placed || !is_of_the_place(reason));
            is_theirs(reason) || refuses
        })
        .collect()
}
