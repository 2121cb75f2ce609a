//! Who could be assigned: standby first, then free, below the ceilings, gladly, from the same district (M1).
//!
//! Each candidate is judged as the session would be with them on it, so whoever is called free is accepted when assigned at
//! once (S14). Everybody is ranked before the list is cut. Whoever is not free stands by how near they are to it: somebody with one
//! reason that an override lifts, and that by little, before somebody with two, and that before whoever cannot be at all.

use crate::accounts::access::Scope;
use crate::accounts::model::CounsellorStatus;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{
    Mood, Person, Proposal, Reason, Severity, StaffMember, SubjectKind, brought, is_over, judge,
};
use crate::scheduling::slot::Slot;
use crate::scheduling::validation::facts::GatheredFacts;
use crate::scheduling::{standby, validation};
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
    /// They have said that they could step in on that evening or for this session.
    pub is_standby: bool,
    /// Has not said that they are not available then.
    pub is_available: bool,
    /// How they would have the time; none where they have not said.
    #[schema(required = true)]
    pub mood: Option<Mood>,
    /// One more session goes past a ceiling of theirs.
    pub is_over_ceiling: bool,
    /// Not free, and each reason can be set aside with a reason in words.
    pub is_near_miss: bool,
    /// Works in the session's district.
    pub is_same_district: bool,
    /// Sessions that they lead in that week.
    pub led_this_week: usize,
    /// What is in the way, or doubtful.
    pub why_not: Vec<Reason>,
    /// How far they are from being free: reasons that nobody can set aside, all that block, and how large those are.
    #[serde(skip)]
    #[schema(ignore)]
    pub distance: (usize, usize, i64),
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

/// Distance from being free, not on standby, over a ceiling, mood, from elsewhere, led this week, nickname, id: the smaller, the
/// better.
pub(crate) type Rank = ((usize, usize, i64), bool, bool, u8, bool, usize, String, PersonId);

/// Where somebody stands among the others.
pub(crate) fn rank_of(candidate: &Candidate) -> Rank {
    let mood = match candidate.mood {
        Some(Mood::Gladly) => 0,
        None | Some(Mood::Possible) => 1,
        Some(Mood::Not) => 2,
    };
    (
        candidate.distance,
        !candidate.is_standby,
        candidate.is_over_ceiling,
        mood,
        !candidate.is_same_district,
        candidate.led_this_week,
        candidate.nickname.clone(),
        candidate.person_id.clone(),
    )
}

/// Reasons that nobody can set aside, all that block, and how large those are.
fn distance(reasons: &[Reason]) -> (usize, usize, i64) {
    let blocks = || reasons.iter().filter(|reason| reason.severity == Severity::Block);
    let firm = blocks().filter(|reason| !reason.rule.yields()).count();
    (firm, blocks().count(), blocks().map(|reason| reason.extent).sum())
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
    let atoms = proposal.room.atoms();
    let mut around = GatheredFacts::of_everybody(conn, &[&proposal.slot], &[&proposal.studio.id], &atoms)?;
    around.add_apart(conn, &proposal)?;
    let standby: Vec<PersonId> = on_standby(conn, &proposal)?;
    let mut facts = around.facts(&proposal)?;
    let mut found = Vec::new();
    for person in validation::store::list_workers(conn)? {
        let is_called = |part: &String| person.nickname.to_lowercase().contains(part);
        let is_on_it = proposal.staff.iter().any(|seat| seat.person.id == person.id);
        if is_on_it || !could_take(&person, &proposal.slot, role) || !part.as_ref().is_none_or(is_called) {
            continue;
        }
        let theirs = around.person(&person.id, proposal.session.as_ref(), &proposal.slot)?;
        let led_this_week = theirs.load.led_this_week;
        let mood = person.available.at(&theirs.dates, &proposal.slot);
        facts.people.push((person.id.clone(), theirs));
        proposal.staff.push(StaffMember { person, role });
        // as the door judges: what stood before refuses nobody
        let reasons = brought(before.as_deref().unwrap_or_default(), judge(&proposal, &facts));
        facts.people.pop();
        let Some(StaffMember { person, .. }) = proposal.staff.pop() else {
            continue;
        };
        let why_not = concerning(&person.id, reasons, before.is_some());
        let distance = distance(&why_not);
        found.push(Candidate {
            role,
            is_free: distance.1 == 0,
            is_near_miss: distance.1 > 0 && distance.0 == 0,
            is_standby: standby.contains(&person.id),
            is_available: mood != Some(Mood::Not),
            mood,
            is_over_ceiling: is_over(&why_not),
            is_same_district: person.home_district.as_ref() == Some(&proposal.studio.district_id),
            led_this_week,
            why_not: why_not.into_iter().map(|reason| reason.seen_by(districts)).collect(),
            distance,
            status: person.status_on(&proposal.slot),
            person_id: person.id,
            nickname: person.nickname,
        });
    }
    found.sort_by_cached_key(rank_of);
    Ok(found)
}

/// Who said that they could step in at this place on this date, or for this session.
fn on_standby(conn: &mut Conn, proposal: &Proposal) -> Result<Vec<PersonId>> {
    let rows = standby::store::list_on(conn, &proposal.slot.local_date)?;
    let is_here = |row: &standby::store::StandbyRow| {
        row.studio_id.as_ref() == Some(&proposal.studio.id)
            || row.district_id.as_ref() == Some(&proposal.studio.district_id)
            || (row.session_id.is_some() && row.session_id == proposal.session)
    };
    Ok(rows.into_iter().filter(is_here).map(|row| row.person_id).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MINUTE;
    use crate::scheduling::rules::tests::{Ids, open, slot};
    use crate::scheduling::rules::{LeaveRoles, LeaveSpan, PersonFacts, blocks};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn status() -> impl Strategy<Value = CounsellorStatus> {
        prop_oneof![
            Just(CounsellorStatus::Candidate),
            Just(CounsellorStatus::Provisional),
            Just(CounsellorStatus::Certified)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        // S14: whoever is called free is accepted by the door, and whoever is not is refused, in 10^4 random states
        #[test]
        fn whoever_is_called_free_is_accepted_and_nobody_else(
            (start, minutes, people) in (480i64..1320, 15i64..180, 0i64..16),
            (lead, other) in (proptest::option::of(status()), status()),
            busy in proptest::collection::vec((480i64..1320, 15i64..120, proptest::bool::ANY), 0..3),
            leave in proptest::option::of((480i64..1320, 15i64..300, proptest::bool::ANY)),
            role in 0usize..StaffRole::ALL.len(), led in 0usize..6, stood in proptest::bool::ANY,
        ) {
            let ids = Ids::new();
            let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
            let mut proposal = ids.proposal(&clock(start), minutes);
            proposal.people = Some(people);
            proposal.staff = lead.map(|status| StaffMember {
                person: ids.person("a", status),
                role: StaffRole::Lead,
            }).into_iter().collect();
            let mut facts = open(&proposal);
            let before = stood.then(|| judge(&proposal, &facts));
            let person = ids.person("b", other);
            let id = person.id.clone();
            let busy = busy.iter().map(|(from, long, is_here)| {
                let there = crate::ids::StudioId::mint(&ids.0, &ids.1);
                let studio = if *is_here { &proposal.studio.id } else { &there };
                ids.busy(&proposal, studio, &clock(*from), *long)
            });
            let mut theirs = PersonFacts { busy: busy.collect(), ..PersonFacts::default() };
            theirs.load.led_this_week = led;
            theirs.leaves = leave.iter().map(|(from, long, is_all)| LeaveSpan {
                span: slot(date(2026, 11, 24), &clock(*from), *long).span,
                roles: if *is_all { LeaveRoles::All } else { LeaveRoles::Leading },
            }).collect();
            facts.people.push((id.clone(), theirs));
            proposal.staff.push(StaffMember { person, role: StaffRole::ALL[role] });
            // the door: the session as it would be with them
            let door = brought(before.as_deref().unwrap_or_default(), judge(&proposal, &facts));
            let why_not = concerning(&id, door.clone(), before.is_some());
            let is_free = distance(&why_not).1 == 0;
            if before.is_some() {
                prop_assert_eq!(is_free, !blocks(&door));
            } else {
                // while it is being planned only people are judged; the place is refused by the plan itself
                let is_of_the_place = |reason: &Reason| {
                    matches!(reason.subject_kind, SubjectKind::Room | SubjectKind::Studio)
                };
                let people = door.iter().filter(|reason| !is_of_the_place(reason));
                prop_assert_eq!(is_free, people.clone().all(|reason| reason.severity != Severity::Block));
            }
            // S14: whoever is not free has at least one reason
            prop_assert!(is_free || !why_not.is_empty());
        }
    }

    #[test]
    fn somebody_with_one_reason_that_can_be_lifted_stands_before_somebody_with_two_and_before_a_firm_one() {
        use crate::scheduling::rules::Rule;
        let reason =
            |rule, extent| Reason::about(rule, Severity::Block, SubjectKind::Person, Some("x"), "x").by(extent);
        let ten_minutes = distance(&[reason(Rule::PersonGap, 10 * MINUTE)]);
        let twenty_minutes = distance(&[reason(Rule::PersonGap, 20 * MINUTE)]);
        let twice = distance(&[reason(Rule::PersonGap, MINUTE), reason(Rule::OnLeave, MINUTE)]);
        let elsewhere = distance(&[reason(Rule::PersonOverlap, MINUTE)]);
        let mut all = [elsewhere, twice, twenty_minutes, (0, 0, 0), ten_minutes];
        all.sort();
        assert_eq!(all, [(0, 0, 0), ten_minutes, twenty_minutes, twice, elsewhere]);
    }
}
