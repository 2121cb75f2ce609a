//! How much somebody works: led sessions and minutes a week, minutes a day, days in a row. A ceiling that somebody has set for
//! themselves holds where it is lower than the rule (S11).

use crate::clock::MINUTE;
use crate::ids::{PersonId, SessionId};
use crate::local_time::{add_days, week_of};
use crate::scheduling::planning_rules::model::{PlanningRule, PlanningRules, RuleSeverity, Setting};
use crate::scheduling::rules::{PersonFacts, Reason, Rule, Severity, StaffMember, SubjectKind, severity_of};
use crate::scheduling::slot::Slot;
use jiff::civil::Date;

/// A session on whose staff somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub session: SessionId,
    /// `YYYY-MM-DD`.
    pub local_date: String,
    pub minutes: i64,
    pub leads: bool,
}

/// What somebody does around a session, without it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub led_this_week: usize,
    pub minutes_this_day: i64,
    pub minutes_this_week: i64,
    /// Days in a row, the day of the session among them.
    pub days_in_a_row: i64,
}

impl Load {
    /// Counts the sessions of the slot's day and week, and the days in a row around it.
    pub fn of(work: &[Work], own: Option<&SessionId>, slot: &Slot) -> Option<Load> {
        let day: Date = slot.local_date.parse().ok()?;
        let (from, to) = week_of(day).ok()?;
        let (from, to) = (from.to_string(), to.to_string());
        let others = || work.iter().filter(|work| own != Some(&work.session));
        let of_week = || others().filter(|work| (from.as_str()..to.as_str()).contains(&work.local_date.as_str()));
        let has = |date: Date| {
            let text = date.to_string();
            others().any(|work| work.local_date == text)
        };
        let run = |step: i64| {
            let days = (1..=31).map(|days| add_days(day, days * step));
            days.take_while(|date| date.as_ref().is_ok_and(|date| has(*date)))
                .count()
        };
        Some(Load {
            led_this_week: of_week().filter(|work| work.leads).count(),
            minutes_this_day: others()
                .filter(|work| work.local_date == slot.local_date)
                .map(|work| work.minutes)
                .sum(),
            minutes_this_week: of_week().map(|work| work.minutes).sum(),
            days_in_a_row: 1 + i64::try_from(run(-1) + run(1)).unwrap_or(0),
        })
    }
}

/// A ceiling that somebody has set for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCeiling {
    pub person: PersonId,
    pub rule: PlanningRule,
    pub amount: i64,
}

/// The ceiling that holds for somebody: their own where it is lower, or where the rule is ignored.
pub(crate) fn ceiling(rules: &PlanningRules, rule: PlanningRule, own: &[OwnCeiling]) -> Setting {
    let setting = rules.get(rule);
    let own = own.iter().filter(|own| own.rule == rule).map(|own| own.amount).min();
    match own {
        Some(amount) if setting.severity == RuleSeverity::Ignore => Setting {
            severity: RuleSeverity::Warn,
            amount,
        },
        Some(amount) => Setting {
            amount: amount.min(setting.amount),
            ..setting
        },
        None => setting,
    }
}

pub(crate) fn judge(
    seat: &StaffMember,
    slot: &Slot,
    facts: &PersonFacts,
    rules: &PlanningRules,
    reasons: &mut Vec<Reason>,
) {
    let load = &facts.load;
    let led = i64::try_from(load.led_this_week).unwrap_or(i64::MAX - 1);
    let minutes = slot.span.length() / MINUTE;
    let mut check = |rule: PlanningRule, reason: Rule, reached: i64| {
        let Setting { severity, amount } = ceiling(rules, rule, &facts.own);
        let Some(severity) = severity_of(Setting { severity, amount }) else {
            return;
        };
        if reached > amount {
            let person = &seat.person;
            let (id, name) = (person.id.as_str(), person.nickname.as_str());
            let reason = Reason::about(reason, severity, SubjectKind::Person, Some(id), name);
            reasons.push(reason.by(reached - amount).with_limit(amount));
        }
    };
    if seat.role.leads() {
        check(PlanningRule::LedAWeek, Rule::WeeklyCeiling, led + 1);
    }
    check(
        PlanningRule::MinutesADay,
        Rule::DailyMinutes,
        load.minutes_this_day + minutes,
    );
    check(
        PlanningRule::MinutesAWeek,
        Rule::WeeklyMinutes,
        load.minutes_this_week + minutes,
    );
    check(PlanningRule::ConsecutiveDays, Rule::ConsecutiveDays, load.days_in_a_row);
}

/// Whether one more would go past a ceiling of somebody, whatever the rule makes of it.
pub(crate) fn is_over(reasons: &[Reason]) -> bool {
    let is_ceiling = |rule| {
        matches!(
            rule,
            Rule::WeeklyCeiling | Rule::DailyMinutes | Rule::WeeklyMinutes | Rule::ConsecutiveDays
        )
    };
    reasons
        .iter()
        .any(|reason| is_ceiling(reason.rule) && reason.severity == Severity::Warn)
}
