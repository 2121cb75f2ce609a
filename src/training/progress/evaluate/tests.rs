use super::*;
use crate::training::programmes::default::community_version;
use jiff::civil::date;
use proptest::prelude::*;

const TODAY: Date = date(2026, 11, 23);

fn version() -> Version {
    community_version().unwrap()
}

fn going_on() -> Decisions {
    Decisions {
        waived: vec![],
        deadline: date(2027, 9, 1),
        paused_on: None,
        is_over: false,
    }
}

fn index(version: &Version, code: &str) -> usize {
    version.requirements.iter().position(|r| r.code == code).unwrap()
}

fn all_of(version: &Version) -> Vec<Line> {
    let line = |(requirement, r): (usize, &Requirement)| Line {
        requirement,
        amount: r.need,
    };
    version.requirements.iter().enumerate().map(line).collect()
}

#[test]
fn a_newcomer_has_nothing_is_not_late_and_can_reach_everything() {
    let e = evaluate(&version(), &[], &going_on(), &Bookings::default(), TODAY);
    assert_eq!(
        (
            e.figures.percent_so_far,
            e.figures.percent_of_plan,
            e.figures.percent_reachable
        ),
        (100, 0, 100)
    );
    assert!(e.phases.iter().all(|phase| !phase.cannot_pass));
}

#[test]
fn all_of_it_is_a_hundred_per_cent_and_nothing_is_missing() {
    let v = version();
    let e = evaluate(&v, &all_of(&v), &going_on(), &Bookings::default(), TODAY);
    assert_eq!(e.figures.percent_of_plan, 100);
    assert!(e.phases.iter().all(|phase| phase.missing.is_empty()));
}

#[test]
fn nine_tenths_of_a_module_meet_it_and_less_does_not() {
    let v = version();
    let boundaries = index(&v, "boundaries");
    let reached = |amount| {
        let ledger = [Line {
            requirement: boundaries,
            amount,
        }];
        evaluate(&v, &ledger, &going_on(), &Bookings::default(), TODAY).requirements[boundaries]
    };
    assert!(reached(270).is_met && reached(270).missing == 0);
    assert!(!reached(269).is_met && reached(269).missing == 1);
    assert_eq!(reached(270).need, 300);
}

// T7
#[test]
fn while_paused_the_time_that_is_left_stands_still() {
    let v = version();
    let mut decisions = going_on();
    decisions.deadline = date(2026, 12, 7);
    let reach = |decisions: &Decisions, today| {
        let e = evaluate(&v, &[], decisions, &Bookings::default(), today);
        e.figures.percent_reachable
    };
    let before = reach(&decisions, TODAY);
    decisions.paused_on = Some(TODAY);
    assert_eq!(reach(&decisions, date(2027, 6, 1)), before);
    decisions.paused_on = None;
    assert!(reach(&decisions, date(2026, 12, 6)) < before);
}

// training 6.8
#[test]
fn cannot_pass_is_said_while_the_plan_runs_and_not_after_its_end() {
    let v = version();
    let mut decisions = going_on();
    decisions.deadline = date(2026, 12, 7);
    let phase_1 = |today| evaluate(&v, &[], &decisions, &Bookings::default(), today).phases[0].clone();
    assert!(phase_1(date(2026, 12, 6)).cannot_pass); // 480 minutes of salons, 240 in a week
    let after = phase_1(date(2026, 12, 7));
    assert!(!after.cannot_pass && after.missing.len() == 8);
    assert_eq!(after.figures.percent_reachable, 100);
}

#[test]
fn a_waived_requirement_is_not_missing_and_counts_as_done() {
    let v = version();
    let mut decisions = going_on();
    decisions.waived = v.of_phase(1).map(|(index, _)| index).collect();
    let e = evaluate(&v, &[], &decisions, &Bookings::default(), TODAY);
    assert_eq!(e.phases[0].figures.percent_of_plan, 100);
    assert!(e.phases[0].missing.is_empty() && !e.phases[1].missing.is_empty());
}

#[test]
fn a_missed_session_lowers_so_far_but_not_what_is_reachable() {
    let v = version();
    let salons = index(&v, "salons");
    let bookings = Bookings {
        offered: vec![
            Line {
                requirement: salons,
                amount: 120
            };
            2
        ],
        coming: vec![],
    };
    let ledger = [Line {
        requirement: salons,
        amount: 120,
    }];
    let e = evaluate(&v, &ledger, &going_on(), &bookings, TODAY);
    assert_eq!(e.phases[0].figures.percent_so_far, 50);
    assert_eq!(e.phases[0].figures.percent_reachable, 100);
}

fn lines(count: usize, most: i64) -> impl Strategy<Value = Vec<Line>> {
    let line = (0..count, 1..=most).prop_map(|(requirement, amount)| Line { requirement, amount });
    proptest::collection::vec(line, 0..60)
}

proptest! {
    // T1: the credit of a requirement is the sum of its lines, in whatever order, and never negative
    #[test]
    fn credit_is_the_sum_of_the_ledger(mut ledger in lines(42, 300), turn in 0..40usize) {
        let v = version();
        let count = v.requirements.len();
        ledger.retain(|line| line.requirement < count);
        let taken_back: Vec<_> = ledger.iter().step_by(3).map(|l| Line { amount: -l.amount, ..*l }).collect();
        ledger.extend(taken_back);
        let e = evaluate(&v, &ledger, &going_on(), &Bookings::default(), TODAY);
        for (index, reached) in e.requirements.iter().enumerate() {
            let sum: i64 = ledger.iter().filter(|l| l.requirement == index).map(|l| l.amount).sum();
            prop_assert_eq!(reached.have, sum);
            prop_assert!(reached.have >= 0);
        }
        let by = if ledger.is_empty() { 0 } else { turn % ledger.len() };
        ledger.rotate_left(by);
        prop_assert_eq!(evaluate(&v, &ledger, &going_on(), &Bookings::default(), TODAY), e);
    }

    // T8: the best reachable is never below what is there; "cannot pass" is said iff something mandatory is out of reach
    #[test]
    fn reachable_is_never_below_so_far(
        ledger in lines(35, 200), offered in lines(35, 200), coming in lines(35, 200),
        days in -30i32..300, is_over in any::<bool>(), waived in proptest::collection::vec(0..35usize, 0..5),
    ) {
        let v = version();
        let deadline = TODAY.checked_add(jiff::Span::new().days(days)).unwrap();
        let decisions = Decisions { waived, deadline, paused_on: None, is_over };
        let e = evaluate(&v, &ledger, &decisions, &Bookings { offered, coming }, TODAY);
        for figures in e.phases.iter().map(|p| p.figures).chain([e.figures]) {
            prop_assert!(figures.percent_reachable >= figures.percent_of_plan);
            prop_assert!(figures.percent_so_far >= figures.percent_of_plan);
            prop_assert!(figures.percent_so_far <= 100 && figures.percent_reachable <= 100);
        }
        for phase in &e.phases {
            let out_of_reach = v.of_phase(phase.number).any(|(index, r)| {
                let reached = e.requirements[index];
                r.is_mandatory && !reached.is_waived && reached.reachable < r.threshold()
            });
            prop_assert_eq!(phase.cannot_pass, out_of_reach);
        }
    }

    // T13: a dashboard of many is the sum of what each of them sees
    #[test]
    fn a_dashboard_is_the_sum_of_self_views(ledgers in proptest::collection::vec(lines(35, 300), 1..8)) {
        let v = version();
        let one = |ledger: &Vec<Line>| evaluate(&v, ledger, &going_on(), &Bookings::default(), TODAY);
        let summed: i64 = ledgers.iter().map(one).flat_map(|e| e.requirements).map(|s| s.have).sum();
        let together: Vec<Line> = ledgers.concat();
        let total: i64 = one(&together).requirements.iter().map(|s| s.have).sum();
        prop_assert_eq!(summed, total);
    }
}
