use super::*;
use crate::accounts::access::Scope;
use crate::chance::Chance;
use crate::clock::{Clock, MINUTE};
use crate::scheduling::planning_rules::defaults::default_rules;
use crate::scheduling::rules::Available;
use crate::scheduling::slot::Slot;
use crate::scheduling::types::model::Need;
use jiff::civil::{Date, date};
use proptest::prelude::*;

mod rows;

pub(crate) struct Ids(pub Clock, pub Chance);

impl Ids {
    pub(crate) fn new() -> Self {
        Ids(Clock::fixed(1), Chance::seeded(7))
    }

    pub(crate) fn person(&self, nickname: &str, status: CounsellorStatus) -> Person {
        Person {
            id: PersonId::mint(&self.0, &self.1),
            nickname: nickname.into(),
            qualified: Qualifications::always(status),
            is_staff: false,
            is_active: true,
            home_district: None,
            districts: vec![],
            available: Available::default(),
        }
    }

    pub(crate) fn proposal(&self, start: &str, minutes: i64) -> Proposal {
        let district_id = DistrictId::mint(&self.0, &self.1);
        Proposal {
            session: None,
            title: "Tuesday".into(),
            kind: SessionType {
                code: "peer_group_open".into(),
                name_zh: "小组".into(),
                name_en: "Group".into(),
                minutes: 90,
                min_people: 3,
                max_people: 12,
                needs: vec![Need {
                    role: StaffRole::Lead,
                    count: 1,
                    certified: 1,
                }],
                per_extra: None,
                is_training: false,
                is_online: false,
                domain: None,
            },
            studio: Studio {
                id: StudioId::mint(&self.0, &self.1),
                district_id,
                name: "S".into(),
                zone: "Asia/Shanghai".into(),
                is_active: true,
            },
            room: Room {
                id: RoomId::mint(&self.0, &self.1),
                name: "R".into(),
                capacity: 12,
                is_online: false,
                parts: vec![],
                is_active: true,
            },
            slot: slot(date(2026, 11, 24), start, minutes),
            people: Some(8),
            staff: vec![StaffMember {
                person: self.person("大枫", CounsellorStatus::Certified),
                role: StaffRole::Lead,
            }],
            overrides: vec![],
            is_credited: true,
        }
    }

    pub(crate) fn busy(&self, like: &Proposal, studio: &StudioId, start: &str, minutes: i64) -> Busy {
        let span = slot(date(2026, 11, 24), start, minutes).span;
        Busy {
            session: SessionId::mint(&self.0, &self.1),
            title: "Other".into(),
            type_code: "salon".into(),
            studio_id: studio.clone(),
            district_id: like.studio.district_id.clone(),
            span,
            taken: span,
        }
    }
}

fn given(rule: Rule, subject_id: &str) -> Override {
    Override {
        rule,
        subject_id: subject_id.into(),
        of: None,
        reason: "Lantern evening".into(),
    }
}

pub(crate) fn slot(date: Date, start: &str, minutes: i64) -> Slot {
    Slot::new("Asia/Shanghai", date, format!("{start}:00").parse().unwrap(), minutes).unwrap()
}

/// The rules as they ship.
fn shipped() -> PlanningRules {
    let rules = default_rules().unwrap().into_iter();
    PlanningRules::new(
        rules.map(|rule| (rule.code, rule.setting())).collect(),
        Default::default(),
    )
}

pub(crate) fn open(proposal: &Proposal) -> Facts {
    Facts {
        open: open_around(&proposal.slot, |_| vec![(9 * 60, 21 * 60)]).unwrap(),
        rules: shipped(),
        ..Facts::default()
    }
}

/// A room that another session takes, its buffers included.
fn in_room(busy: Busy) -> Busy {
    Busy {
        taken: busy.span.widened(15 * MINUTE),
        ..busy
    }
}

/// Somebody with these sessions around.
fn with(person: &PersonId, busy: Vec<Busy>) -> Vec<(PersonId, PersonFacts)> {
    let facts = PersonFacts {
        busy,
        ..PersonFacts::default()
    };
    vec![(person.clone(), facts)]
}

fn rules(reasons: &[Reason], severity: Severity) -> Vec<Rule> {
    reasons
        .iter()
        .filter(|reason| reason.severity == severity)
        .map(|reason| reason.rule)
        .collect()
}

#[test]
fn a_sound_proposal_has_no_reason_against_it() {
    let proposal = Ids::new().proposal("18:30", 90);
    assert_eq!(judge(&proposal, &open(&proposal)), []);
}

// S14
#[test]
fn every_reason_is_given_and_blocks_come_first() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("20:30", 90);
    proposal.people = Some(13);
    proposal.staff[0].person.qualified = Qualifications::always(CounsellorStatus::Candidate);
    let mut facts = open(&proposal);
    facts.room = vec![in_room(ids.busy(&proposal, &proposal.studio.id, "19:00", 90))];
    let person = proposal.staff[0].person.id.clone();
    facts.people = with(&person, vec![ids.busy(&proposal, &proposal.studio.id, "21:00", 30)]);
    let reasons = judge(&proposal, &facts);
    assert_eq!(
        rules(&reasons, Severity::Block),
        [
            Rule::RoomOverlap,
            Rule::OverCapacity,
            Rule::PersonOverlap,
            Rule::OutsideOpeningHours,
            Rule::CandidateLeads,
            Rule::NotQualified
        ]
    );
    assert_eq!(rules(&reasons, Severity::Warn), [Rule::TooManyPeople]);
    let (other, overlap) = (reasons[0].other_session.as_ref().unwrap(), reasons[0].overlap.unwrap());
    assert_eq!(other.title, "Other");
    assert_eq!(overlap.to_at - overlap.from_at, 30 * MINUTE); // 20:15 to 20:45: the buffers of both
}

// S14
#[test]
fn a_session_of_another_district_is_only_busy_elsewhere() {
    let ids = Ids::new();
    let proposal = ids.proposal("18:30", 90);
    let mut facts = open(&proposal);
    let mut busy = ids.busy(&proposal, &proposal.studio.id, "18:30", 60);
    busy.district_id = DistrictId::mint(&ids.0, &ids.1);
    facts.people = with(&proposal.staff[0].person.id, vec![busy.clone()]);
    let own = Scope::Districts(vec![proposal.studio.district_id.clone()]);
    let reason = judge(&proposal, &facts).remove(0);
    let seen = reason.clone().seen_by(&own).other_session.unwrap();
    assert_eq!(
        (seen.id, seen.title.as_str(), seen.kind.as_str()),
        (None, "busy elsewhere", "")
    );
    assert_eq!((seen.starts_at, seen.ends_at), (busy.span.from_at, busy.span.to_at));
    assert_eq!(
        reason.seen_by(&Scope::All).other_session.unwrap().id,
        Some(busy.session)
    );
}

#[test]
fn rooms_are_free_again_half_an_hour_after_a_session() {
    let ids = Ids::new();
    let proposal = ids.proposal("18:30", 90);
    for (start, is_free) in [("17:00", true), ("17:01", false), ("20:30", true), ("20:29", false)] {
        let mut facts = open(&proposal);
        facts.room = vec![in_room(ids.busy(&proposal, &proposal.studio.id, start, 60))];
        assert_eq!(!blocks(&judge(&proposal, &facts)), is_free, "{start}");
    }
}

// S11
#[test]
fn a_person_has_thirty_minutes_within_a_studio_and_sixty_between_two() {
    let ids = Ids::new();
    let proposal = ids.proposal("18:30", 90);
    let there = StudioId::mint(&ids.0, &ids.1);
    let here = proposal.studio.id.clone();
    let cases = [
        (&here, "17:00", true),
        (&here, "17:01", false),
        (&there, "16:30", true),
        (&there, "16:31", false),
        (&there, "21:00", true),
        (&there, "20:59", false),
    ];
    for (studio, start, is_free) in cases {
        let mut facts = open(&proposal);
        let busy = ids.busy(&proposal, studio, start, 60);
        facts.people = with(&proposal.staff[0].person.id, vec![busy]);
        let found = rules(&judge(&proposal, &facts), Severity::Block);
        assert_eq!(found.is_empty(), is_free, "{start}");
        assert!(is_free || found == [Rule::PersonGap]);
    }
}

#[test]
fn an_override_lifts_its_own_rule_about_its_own_subject_and_never_a_double_booking() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("20:30", 90);
    let mut facts = open(&proposal);
    let person = proposal.staff[0].person.id.clone();
    let studio = proposal.studio.id.to_string();
    proposal.overrides = vec![given(Rule::OutsideOpeningHours, &studio)];
    facts.people = with(&person, vec![ids.busy(&proposal, &proposal.studio.id, "19:10", 60)]);
    // an override for opening hours lifts no rest
    let reasons = judge(&proposal, &facts);
    assert_eq!(rules(&reasons, Severity::Warn), [Rule::OutsideOpeningHours]);
    assert_eq!(rules(&reasons, Severity::Block), [Rule::PersonGap]);
    // nor does one about somebody else
    proposal.overrides.push(given(Rule::PersonGap, &studio));
    assert!(blocks(&judge(&proposal, &facts)));
    proposal.overrides.push(given(Rule::PersonGap, person.as_str()));
    let reasons = judge(&proposal, &facts);
    assert!(!blocks(&reasons) && reasons.iter().all(|reason| reason.is_overridden));
    proposal.overrides.push(given(Rule::PersonOverlap, person.as_str()));
    facts.people = with(&person, vec![ids.busy(&proposal, &proposal.studio.id, "19:40", 60)]);
    assert_eq!(rules(&judge(&proposal, &facts), Severity::Block), [Rule::PersonOverlap]);
}

// scheduling 6: availability warns
#[test]
fn whoever_leads_outside_the_hours_that_they_named_is_warned_of_and_not_refused() {
    let mut proposal = Ids::new().proposal("18:30", 90); // a Tuesday, until 20:00
    for (available, is_warned) in [
        ("", false),
        ("周二 18:30-20:00", false),
        ("周二 18:30-19:59", true),
        ("周三 18:00-21:00", true),
        ("周三 09:00-12:00; 周二 18:00-21:00", false),
    ] {
        proposal.staff[0].person.available = Available::parse(available).unwrap();
        let reasons = judge(&proposal, &open(&proposal));
        assert!(!blocks(&reasons), "{available}");
        let warned = rules(&reasons, Severity::Warn).contains(&Rule::NotAvailable);
        assert_eq!(warned, is_warned, "{available}");
        // it is said of those who lead, not of somebody who watches
        proposal.staff[0].role = StaffRole::Observer;
        assert!(!rules(&judge(&proposal, &open(&proposal)), Severity::Warn).contains(&Rule::NotAvailable));
        proposal.staff[0].role = StaffRole::Lead;
    }
}

// S12
#[test]
fn somebody_certified_leads_and_a_candidate_never() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("18:30", 90);
    let pair = |a, b| {
        vec![
            StaffMember {
                person: ids.person("a", a),
                role: StaffRole::Lead,
            },
            StaffMember {
                person: ids.person("b", b),
                role: StaffRole::CoLead,
            },
        ]
    };
    use CounsellorStatus::{Candidate, Certified, Provisional};
    for (a, b, blocked) in [
        (Certified, Provisional, vec![]),
        (Provisional, Certified, vec![]),
        (Provisional, Provisional, vec![Rule::NotQualified]),
        (Certified, Candidate, vec![Rule::CandidateLeads]),
    ] {
        proposal.staff = pair(a, b);
        assert_eq!(rules(&judge(&proposal, &open(&proposal)), Severity::Block), blocked);
    }
    proposal.staff.clear();
    let reasons = judge(&proposal, &open(&proposal));
    assert_eq!(rules(&reasons, Severity::Warn), [Rule::Understaffed]);
}

#[test]
fn a_studio_that_is_open_past_midnight_is_open_at_midnight() {
    let mut proposal = Ids::new().proposal("23:30", 60);
    proposal.people = None;
    let mut facts = Facts {
        open: open_around(&proposal.slot, |_| vec![(0, 60), (20 * 60, 1440)]).unwrap(),
        rules: shipped(),
        ..Facts::default()
    };
    assert_eq!(judge(&proposal, &facts), []);
    facts.open = open_around(&proposal.slot, |_| vec![(20 * 60, 1440)]).unwrap();
    assert_eq!(
        rules(&judge(&proposal, &facts), Severity::Block),
        [Rule::OutsideOpeningHours]
    );
}

proptest! {
    // S10: whatever the hours, the rule says yes exactly when every minute of the session is an open minute
    #[test]
    fn opening_hours_are_judged_as_if_minute_by_minute(
        start in 0i64..1440, length in 5i64..300,
        hours in proptest::collection::vec((0i64..1439, 1i64..400), 0..4),
    ) {
        let hours: Vec<(i64, i64)> = hours.into_iter().map(|(from, long)| (from, (from + long).min(1440))).collect();
        let mut proposal = Ids::new().proposal("18:30", 90);
        proposal.slot = slot(date(2026, 11, 24), &format!("{:02}:{:02}", start / 60, start % 60), length);
        let facts = Facts { open: open_around(&proposal.slot, |_| hours.clone()).unwrap(), rules: shipped(), ..Facts::default() };
        let is_open = |minute: i64| hours.iter().any(|(from, to)| (*from..*to).contains(&(minute % 1440)));
        let expected = (start..start + length).all(is_open);
        let refused = rules(&judge(&proposal, &facts), Severity::Block).contains(&Rule::OutsideOpeningHours);
        prop_assert_eq!(!refused, expected);
    }
}

// scheduling 6: an override is of one trouble, as large as it was then
#[test]
fn an_override_does_not_lift_what_has_become_worse() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("20:30", 60);
    let (studio, half_an_hour) = (proposal.studio.id.to_string(), 30 * MINUTE);
    proposal.overrides = vec![Override {
        of: Some(Given {
            other: None,
            extent: half_an_hour,
        }),
        ..given(Rule::OutsideOpeningHours, &studio)
    }];
    assert!(!blocks(&judge(&proposal, &open(&proposal))));
    let earlier = Facts {
        open: open_around(&proposal.slot, |_| vec![(9 * 60, 20 * 60 + 59)]).unwrap(),
        rules: shipped(),
        ..Facts::default()
    };
    assert!(blocks(&judge(&proposal, &earlier)));
}

// scheduling 6: judged by the difference
#[test]
fn a_change_is_refused_only_for_what_it_adds_or_makes_worse() {
    let ids = Ids::new();
    let before = ids.proposal("20:00", 90);
    let facts = open(&before);
    let stood = judge(&before, &facts);
    assert_eq!(rules(&stood, Severity::Block), [Rule::OutsideOpeningHours]);
    let against = |after: &Proposal| brought(&stood, judge(after, &open(after)));
    // somebody else: nothing new
    let mut after = before.clone();
    after.staff[0].person = ids.person("橘子", CounsellorStatus::Certified);
    let reasons = against(&after);
    assert!(!blocks(&reasons));
    assert!(reasons[0].is_standing && reasons[0].rule == Rule::OutsideOpeningHours);
    // somebody who may not lead: that is new
    after.staff[0].person = ids.person("豆芽", CounsellorStatus::Candidate);
    assert_eq!(
        rules(&against(&after), Severity::Block),
        [Rule::CandidateLeads, Rule::NotQualified]
    );
    // shorter is better, longer and later are worse
    for (start, minutes, is_fine) in [("20:00", 75, true), ("20:00", 105, false), ("20:15", 90, false)] {
        let mut after = before.clone();
        after.slot = slot(date(2026, 11, 24), start, minutes);
        assert_eq!(!blocks(&against(&after)), is_fine, "{start} {minutes}");
    }
    // the same length outside on another evening is another trouble
    let mut after = before.clone();
    after.slot = slot(date(2026, 11, 25), "20:00", 90);
    assert!(blocks(&against(&after)));
}

#[test]
fn a_room_that_became_too_small_may_stay_and_may_get_better_but_not_worse() {
    let ids = Ids::new();
    let mut before = ids.proposal("18:30", 90);
    (before.room.capacity, before.people) = (6, Some(8));
    let stood = judge(&before, &open(&before));
    for (people, capacity, is_fine) in [(8, 6, true), (7, 6, true), (9, 6, false), (8, 7, true), (8, 5, false)] {
        let mut after = before.clone();
        (after.room.capacity, after.people) = (capacity, Some(people));
        if capacity != 6 {
            after.room.id = RoomId::mint(&ids.0, &ids.1);
        }
        let reasons = brought(&stood, judge(&after, &open(&after)));
        assert_eq!(!blocks(&reasons), is_fine, "{people} in {capacity}");
    }
}

// a double booking never stands, whatever was before
#[test]
fn no_difference_lifts_a_double_booking() {
    let ids = Ids::new();
    let proposal = ids.proposal("18:30", 90);
    let mut facts = open(&proposal);
    facts.room = vec![in_room(ids.busy(&proposal, &proposal.studio.id, "18:30", 90))];
    let reasons = judge(&proposal, &facts);
    assert!(blocks(&brought(&reasons.clone(), reasons)));
}

// the parts that are shut and those that are open make up the session
#[test]
fn what_is_shut_is_what_no_opening_holds() {
    let ids = Ids::new();
    let proposal = ids.proposal("11:00", 240);
    let facts = Facts {
        open: open_around(&proposal.slot, |_| vec![(9 * 60, 12 * 60), (13 * 60, 14 * 60)]).unwrap(),
        rules: shipped(),
        ..Facts::default()
    };
    let reasons = judge(&proposal, &facts);
    let reason = &reasons[0];
    let hour = 60 * MINUTE;
    let at = |hours: i64| proposal.slot.span.from_at + hours * hour;
    let part = |from, to| Span {
        from_at: at(from),
        to_at: at(to),
    };
    assert_eq!(reason.parts, [part(1, 2), part(3, 4)]);
    assert_eq!(reason.extent, 2 * hour);
    assert_eq!(reason.open.as_ref().map(Vec::len), Some(2));
}
