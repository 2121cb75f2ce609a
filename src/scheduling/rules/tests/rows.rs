//! Rules that are rows: leave, ceilings, gaps and buffers, and what their severity does.

use super::*;
use crate::scheduling::planning_rules::model::{PlanningRule, RuleSeverity, Setting};

// scheduling 9, case 15; a leave of leading leaves observing free
#[test]
fn leave_blocks_whoever_is_seated_in_it_and_says_so_only_in_their_districts() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("18:30", 90);
    let home = DistrictId::mint(&ids.0, &ids.1);
    proposal.staff[0].person.districts = vec![home.clone()];
    let person = proposal.staff[0].person.id.clone();
    let leave = |roles, start: &str, minutes| LeaveSpan {
        span: slot(date(2026, 11, 24), start, minutes).span,
        roles,
    };
    let judged = |proposal: &Proposal, leave: LeaveSpan| {
        let mut facts = open(proposal);
        let theirs = PersonFacts {
            leaves: vec![leave],
            ..PersonFacts::default()
        };
        facts.people = vec![(person.clone(), theirs)];
        judge(proposal, &facts)
    };
    let hit = judged(&proposal, leave(LeaveRoles::All, "19:30", 300));
    assert_eq!(rules(&hit, Severity::Block), [Rule::OnLeave]);
    assert_eq!(hit[0].extent, 30 * MINUTE);
    assert_eq!(judged(&proposal, leave(LeaveRoles::All, "20:00", 300)), [], "half-open");
    let seen = |scope: &Scope| hit[0].clone().seen_by(scope).rule;
    assert_eq!(seen(&Scope::Districts(vec![home])), Rule::OnLeave);
    assert_eq!(
        seen(&Scope::Districts(vec![proposal.studio.district_id.clone()])),
        Rule::NotAvailable
    );
    // whoever may not know of the leave sets aside that somebody is not available
    proposal.overrides = vec![given(Rule::NotAvailable, person.as_str())];
    assert!(!blocks(&judged(&proposal, leave(LeaveRoles::All, "19:30", 300))));
    proposal.overrides = vec![];
    proposal.staff[0].role = StaffRole::Observer;
    let observing = judged(&proposal, leave(LeaveRoles::Leading, "18:00", 300));
    assert!(observing.iter().all(|reason| reason.rule != Rule::OnLeave));
    assert!(blocks(&judged(&proposal, leave(LeaveRoles::All, "18:00", 300))));
}

// scheduling 6: what blocks, warns or is ignored is a row
#[test]
fn a_rule_blocks_warns_or_is_ignored_as_its_row_says_and_a_double_booking_always_blocks() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("20:30", 90);
    proposal.people = Some(13);
    proposal.staff[0].person.available = Available::parse("周三 09:00-10:00").unwrap();
    let person = proposal.staff[0].person.id.clone();
    for (severity, expected) in [
        (RuleSeverity::BlockPublish, Some(Severity::Block)),
        (RuleSeverity::Warn, Some(Severity::Warn)),
        (RuleSeverity::Ignore, None),
    ] {
        let mut facts = open(&proposal);
        for (rule, amount) in [
            (PlanningRule::RestSameStudio, 30),
            (PlanningRule::LedAWeek, 0),
            (PlanningRule::MinutesADay, 60),
            (PlanningRule::MinutesAWeek, 60),
            (PlanningRule::ConsecutiveDays, 0),
            (PlanningRule::OutsideOpeningHours, 0),
            (PlanningRule::OverCapacity, 0),
            (PlanningRule::OnLeave, 0),
            (PlanningRule::NotAvailable, 0),
        ] {
            facts.rules = facts.rules.with(rule, Setting { severity, amount });
        }
        let near = ids.busy(&proposal, &proposal.studio.id, "19:45", 30);
        let at_once = ids.busy(&proposal, &proposal.studio.id, "21:45", 60);
        facts.people = with(&person, vec![near, at_once]);
        facts.people[0].1.load.days_in_a_row = 1;
        facts.people[0].1.leaves = vec![LeaveSpan {
            span: proposal.slot.span,
            roles: LeaveRoles::All,
        }];
        let reasons = judge(&proposal, &facts);
        for rule in [
            Rule::PersonGap,
            Rule::WeeklyCeiling,
            Rule::DailyMinutes,
            Rule::WeeklyMinutes,
            Rule::ConsecutiveDays,
            Rule::OutsideOpeningHours,
            Rule::OverCapacity,
            Rule::OnLeave,
            Rule::NotAvailable,
        ] {
            let found = reasons.iter().find(|reason| reason.rule == rule);
            assert_eq!(found.map(|reason| reason.severity), expected, "{rule} {severity}");
        }
        let double = reasons.iter().find(|reason| reason.rule == Rule::PersonOverlap);
        assert_eq!(double.map(|reason| reason.severity), Some(Severity::Block));
    }
}

#[test]
fn an_own_ceiling_holds_where_it_is_lower_and_where_the_rule_is_ignored() {
    let ids = Ids::new();
    let proposal = ids.proposal("18:30", 90);
    let person = proposal.staff[0].person.id.clone();
    for (severity, own, led, is_warned) in [
        (RuleSeverity::Warn, None, 2, false),
        (RuleSeverity::Warn, None, 3, true),
        (RuleSeverity::Warn, Some(1), 1, true),
        (RuleSeverity::Warn, Some(9), 3, true),
        (RuleSeverity::Ignore, None, 30, false),
        (RuleSeverity::Ignore, Some(1), 1, true),
        (RuleSeverity::Ignore, Some(1), 0, false),
    ] {
        let mut facts = open(&proposal);
        let setting = Setting { severity, amount: 3 };
        facts.rules = facts.rules.with(PlanningRule::LedAWeek, setting);
        facts.people = with(&person, vec![]);
        facts.people[0].1.load.led_this_week = led;
        facts.people[0].1.own = own
            .map(|amount| OwnCeiling {
                person: person.clone(),
                rule: PlanningRule::LedAWeek,
                amount,
            })
            .into_iter()
            .collect();
        let warned = rules(&judge(&proposal, &facts), Severity::Warn).contains(&Rule::WeeklyCeiling);
        assert_eq!(warned, is_warned, "{severity} {own:?} {led}");
    }
}

#[test]
fn a_claimed_room_stays_as_wide_as_it_was_until_the_session_is_moved() {
    let ids = Ids::new();
    let mut proposal = ids.proposal("18:30", 90);
    let own = SessionId::mint(&ids.0, &ids.1);
    proposal.session = Some(own.clone());
    let mut facts = open(&proposal);
    let setting = Setting {
        severity: RuleSeverity::BlockPublish,
        amount: 45,
    };
    facts.rules = facts.rules.with(PlanningRule::RoomBuffer, setting);
    let mut mine = in_room(ids.busy(&proposal, &proposal.studio.id, "18:30", 90));
    mine.session = own;
    facts.room = vec![mine, in_room(ids.busy(&proposal, &proposal.studio.id, "17:00", 60))];
    assert!(
        !blocks(&judge(&proposal, &facts)),
        "30 minutes were enough when both were planned"
    );
    proposal.slot = slot(date(2026, 11, 24), "18:45", 90);
    let reasons = judge(&proposal, &facts);
    assert_eq!(
        rules(&reasons, Severity::Block),
        [Rule::RoomOverlap],
        "a move asks for 45 and 15"
    );
}

proptest! {
    // S11: minutes, led sessions and days in a row, counted one by one
    #[test]
    fn what_somebody_does_in_a_week_is_counted_as_by_hand(
        sessions in proptest::collection::vec((0i64..21, 30i64..300, proptest::bool::ANY), 0..25), day in 7i64..14,
    ) {
        let ids = Ids::new();
        // day 7 is a Monday
        let monday = date(2026, 11, 16);
        let at = |days: i64| crate::local_time::add_days(monday, days).unwrap();
        let work: Vec<Work> = sessions.iter().map(|(days, minutes, leads)| Work {
            session: SessionId::mint(&ids.0, &ids.1),
            local_date: at(*days).to_string(),
            minutes: *minutes,
            leads: *leads,
        }).collect();
        let load = Load::of(&work, None, &slot(at(day), "18:30", 90)).unwrap();
        let of_week = || sessions.iter().filter(|(days, ..)| (7..14).contains(days));
        prop_assert_eq!(load.led_this_week, of_week().filter(|(.., leads)| *leads).count());
        prop_assert_eq!(load.minutes_this_week, of_week().map(|(_, minutes, _)| minutes).sum::<i64>());
        let today = sessions.iter().filter(|(days, ..)| *days == day);
        prop_assert_eq!(load.minutes_this_day, today.map(|(_, minutes, _)| minutes).sum::<i64>());
        let works: std::collections::HashSet<i64> = sessions.iter().map(|(days, ..)| *days).chain([day]).collect();
        let first = (0..=day).rev().take_while(|days| works.contains(days)).last().unwrap();
        let last = (day..21).take_while(|days| works.contains(days)).last().unwrap();
        prop_assert_eq!(load.days_in_a_row, last - first + 1);
        // the session itself does not count
        if let Some(own) = work.first() {
            let without = Load::of(&work, Some(&own.session), &slot(at(day), "18:30", 90)).unwrap();
            prop_assert_eq!(without, Load::of(&work[1..], None, &slot(at(day), "18:30", 90)).unwrap());
        }
    }

    // S11: rest and travel minute by minute, with times of travel of any pair
    #[test]
    fn a_gap_is_judged_as_if_minute_by_minute(
        start in 0i64..1300, length in 10i64..120, is_here in proptest::bool::ANY,
        rest in 0i64..120, travel in 0i64..240, pair in proptest::option::of(0i64..240),
    ) {
        use crate::scheduling::planning_rules::model::{PlaceKind, TravelTimes};
        let ids = Ids::new();
        let proposal = ids.proposal("12:00", 60);
        let there = StudioId::mint(&ids.0, &ids.1);
        let studio = if is_here { proposal.studio.id.clone() } else { there };
        let clock = format!("{:02}:{:02}", start / 60, start % 60);
        let busy = ids.busy(&proposal, &studio, &clock, length);
        let mut times = TravelTimes::default();
        if let Some(minutes) = pair {
            times.add(PlaceKind::Studio, proposal.studio.id.as_str(), studio.as_str(), minutes);
        }
        let block = |amount| Setting { severity: RuleSeverity::BlockPublish, amount };
        let mut facts = open(&proposal);
        facts.rules = PlanningRules::new(
            vec![(PlanningRule::RestSameStudio, block(rest)), (PlanningRule::RestOtherStudio, block(travel))],
            std::sync::Arc::new(times),
        );
        facts.people = with(&proposal.staff[0].person.id, vec![busy]);
        let needed = if is_here { rest } else { pair.unwrap_or(travel) };
        // the oracle: every minute of the one is at least `needed` away from every minute of the other
        let between = if start >= 780 { start - 780 } else { 720 - (start + length) };
        let is_at_once = start < 780 && 720 < start + length;
        let found = rules(&judge(&proposal, &facts), Severity::Block);
        prop_assert_eq!(found.contains(&Rule::PersonOverlap), is_at_once);
        prop_assert_eq!(found.contains(&Rule::PersonGap), !is_at_once && between < needed);
    }
}
