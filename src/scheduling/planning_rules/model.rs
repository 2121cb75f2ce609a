//! What a rule row says, and which rows hold where.

use crate::clock::{MINUTE, Millis};
use crate::ids::{DistrictId, StudioId};
use crate::text_enum;
use std::collections::HashMap;
use std::sync::Arc;

text_enum! {
    /// The rules that are rows.
    pub PlanningRule {
        /// Minutes of set-up and clear-away on either side of a session; claimed with the room, so it always blocks.
        RoomBuffer = "room_buffer",
        /// Minutes that somebody has between two sessions in one studio.
        RestSameStudio = "rest_same_studio",
        /// Minutes between two sessions in different studios, where no time of travel is written for the two.
        RestOtherStudio = "rest_other_studio",
        /// Led sessions from Monday to Sunday.
        LedAWeek = "led_a_week",
        /// Minutes on sessions of one local date.
        MinutesADay = "minutes_a_day",
        /// Minutes on sessions from Monday to Sunday.
        MinutesAWeek = "minutes_a_week",
        /// Days in a row with a session.
        ConsecutiveDays = "consecutive_days",
        OutsideOpeningHours = "outside_opening_hours",
        OverCapacity = "over_capacity",
        OnLeave = "on_leave",
        NotAvailable = "not_available",
    }
}

impl PlanningRule {
    /// Somebody may set a lower ceiling of this kind for themselves.
    pub const OWN: &[PlanningRule] = &[
        PlanningRule::LedAWeek,
        PlanningRule::MinutesADay,
        PlanningRule::MinutesAWeek,
        PlanningRule::ConsecutiveDays,
    ];

    /// The database claims the buffer with the room, so nobody can lower it to a warning.
    pub fn always_blocks(self) -> bool {
        self == PlanningRule::RoomBuffer
    }
}

text_enum! {
    /// What happens when a rule is broken.
    pub RuleSeverity {
        /// Nothing is published; a reason in words lifts it where the rule allows that.
        BlockPublish = "block_publish",
        Warn = "warn",
        Ignore = "ignore",
    }
}

text_enum! {
    /// What a row is for.
    pub RuleScope {
        All = "all",
        Type = "type",
        District = "district",
        Studio = "studio",
    }
}

text_enum! {
    /// What two places of a time of travel are.
    pub PlaceKind {
        District = "district",
        Studio = "studio",
    }
}

/// What one rule says somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub severity: RuleSeverity,
    /// Minutes, sessions or days.
    pub amount: i64,
}

/// The rules that hold for one studio and kind of session.
#[derive(Clone, Debug, Default)]
pub struct PlanningRules {
    settings: Vec<(PlanningRule, Setting)>,
    travel: Arc<TravelTimes>,
}

impl PlanningRules {
    pub fn new(settings: Vec<(PlanningRule, Setting)>, travel: Arc<TravelTimes>) -> Self {
        PlanningRules { settings, travel }
    }

    /// A rule without a row is ignored; [`RuleBook`] has a row for each.
    pub fn get(&self, rule: PlanningRule) -> Setting {
        let found = self.settings.iter().find(|(code, _)| *code == rule);
        found.map_or(
            Setting {
                severity: RuleSeverity::Ignore,
                amount: 0,
            },
            |(_, setting)| *setting,
        )
    }

    /// The same with another value for one rule.
    #[must_use]
    pub fn with(mut self, rule: PlanningRule, setting: Setting) -> Self {
        self.settings.retain(|(code, _)| *code != rule);
        self.settings.push((rule, setting));
        self
    }

    /// The amount of a rule that counts minutes, as milliseconds.
    pub fn span(&self, rule: PlanningRule) -> Millis {
        self.get(rule).amount * MINUTE
    }

    /// What somebody needs between two sessions: rest in one studio, travel between two.
    pub fn gap(&self, from: (&StudioId, &DistrictId), to: (&StudioId, &DistrictId)) -> (PlanningRule, Millis) {
        if from.0 == to.0 {
            return (PlanningRule::RestSameStudio, self.span(PlanningRule::RestSameStudio));
        }
        let travel = self.travel.between(from, to);
        let gap = travel.unwrap_or_else(|| self.span(PlanningRule::RestOtherStudio));
        (PlanningRule::RestOtherStudio, gap)
    }
}

/// Minutes of travel between two studios or districts.
#[derive(Clone, Debug, Default)]
pub struct TravelTimes(HashMap<(PlaceKind, String, String), i64>);

impl TravelTimes {
    pub fn add(&mut self, kind: PlaceKind, one: &str, other: &str, minutes: i64) {
        let (first, second) = in_order(one, other);
        self.0.insert((kind, first.to_owned(), second.to_owned()), minutes);
    }

    /// The studios' own time before that of their districts.
    pub fn between(&self, from: (&StudioId, &DistrictId), to: (&StudioId, &DistrictId)) -> Option<Millis> {
        if self.0.is_empty() {
            return None;
        }
        let minutes = |kind, one: &str, other: &str| {
            let (first, second) = in_order(one, other);
            self.0.get(&(kind, first.to_owned(), second.to_owned())).copied()
        };
        minutes(PlaceKind::Studio, from.0.as_str(), to.0.as_str())
            .or_else(|| minutes(PlaceKind::District, from.1.as_str(), to.1.as_str()))
            .map(|minutes| minutes * MINUTE)
    }

    fn longest(&self) -> i64 {
        self.0.values().copied().max().unwrap_or(0)
    }
}

/// A pair is stored once, in the order of its ids.
pub fn in_order<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if one <= other { (one, other) } else { (other, one) }
}

/// What a rule says for one scope, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    pub rule: PlanningRule,
    pub scope: RuleScope,
    /// Of a studio or district, or the code of a kind of session; empty for all.
    pub scope_id: String,
    pub setting: Setting,
}

/// Every row, as it was read inside the transaction.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    rows: Vec<RuleRow>,
    travel: Arc<TravelTimes>,
}

impl RuleBook {
    pub fn new(rows: Vec<RuleRow>, travel: TravelTimes) -> Self {
        RuleBook {
            rows,
            travel: Arc::new(travel),
        }
    }

    pub fn rows(&self) -> &[RuleRow] {
        &self.rows
    }

    /// What holds for a kind of session in a studio: the most specific row of each rule.
    pub fn rules(&self, studio: &StudioId, district: &DistrictId, type_code: &str) -> PlanningRules {
        let rank = |row: &RuleRow| match row.scope {
            RuleScope::Studio => (row.scope_id == studio.as_str()).then_some(3),
            RuleScope::District => (row.scope_id == district.as_str()).then_some(2),
            RuleScope::Type => (row.scope_id == type_code).then_some(1),
            RuleScope::All => Some(0),
        };
        let best = |rule: &PlanningRule| {
            let rows = self.rows.iter().filter(|row| row.rule == *rule);
            let ranked = rows.filter_map(|row| Some((rank(row)?, row.setting)));
            Some((*rule, ranked.max_by_key(|(rank, _)| *rank)?.1))
        };
        let settings = PlanningRule::ALL.iter().filter_map(best).collect();
        PlanningRules::new(settings, Arc::clone(&self.travel))
    }

    /// How far from a session another one can matter.
    pub fn reach(&self) -> Millis {
        let is_far = |row: &&RuleRow| {
            matches!(
                row.rule,
                PlanningRule::RoomBuffer | PlanningRule::RestSameStudio | PlanningRule::RestOtherStudio
            )
        };
        let amounts = self.rows.iter().filter(is_far).map(|row| row.setting.amount);
        amounts.max().unwrap_or(0).max(self.travel.longest()) * MINUTE
    }

    /// How many days around a session count for days in a row.
    pub fn days_around(&self) -> i64 {
        let rows = self.rows.iter().filter(|row| row.rule == PlanningRule::ConsecutiveDays);
        rows.map(|row| row.setting.amount).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;
    use proptest::prelude::*;

    proptest! {
        // scheduling 6: the most specific scope wins, in whichever order the rows come
        #[test]
        fn the_most_specific_row_holds(
            rows in proptest::collection::vec((0usize..4, 0i64..2, 0i64..1000), 0..12),
        ) {
            let (clock, chance) = (Clock::fixed(0), Chance::seeded(5));
            let (studio, district) = (StudioId::mint(&clock, &chance), DistrictId::mint(&clock, &chance));
            let all: Vec<RuleRow> = rows.iter().map(|(scope, is_other, amount)| {
                let scope = RuleScope::ALL[*scope];
                let own = match scope {
                    RuleScope::All => String::new(),
                    RuleScope::Type => "salon".into(),
                    RuleScope::District => district.to_string(),
                    RuleScope::Studio => studio.to_string(),
                };
                let other = scope != RuleScope::All && *is_other == 1;
                let scope_id = if other { "another".into() } else { own };
                let setting = Setting { severity: RuleSeverity::Warn, amount: *amount };
                RuleRow { rule: PlanningRule::LedAWeek, scope, scope_id, setting }
            }).collect();
            let mut kept: Vec<RuleRow> = vec![];
            for row in all {
                if !kept.iter().any(|old| old.scope == row.scope && old.scope_id == row.scope_id) {
                    kept.push(row);
                }
            }
            let of = |scope, id: &str| kept.iter().find(|row| row.scope == scope && row.scope_id == id);
            let expected = of(RuleScope::Studio, studio.as_str())
                .or_else(|| of(RuleScope::District, district.as_str()))
                .or_else(|| of(RuleScope::Type, "salon"))
                .or_else(|| of(RuleScope::All, ""))
                .map_or(0, |row| row.setting.amount);
            let book = RuleBook::new(kept.clone(), TravelTimes::default());
            let found = book.rules(&studio, &district, "salon").get(PlanningRule::LedAWeek).amount;
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn travel_of_two_studios_goes_before_that_of_their_districts_and_both_before_the_rule() {
        let (clock, chance) = (Clock::fixed(0), Chance::seeded(5));
        let place = || (StudioId::mint(&clock, &chance), DistrictId::mint(&clock, &chance));
        let (a, b, c) = (place(), place(), place());
        let mut travel = TravelTimes::default();
        travel.add(PlaceKind::District, b.1.as_str(), a.1.as_str(), 90);
        let setting = Setting {
            severity: RuleSeverity::BlockPublish,
            amount: 60,
        };
        let rules = |travel: &TravelTimes| {
            PlanningRules::new(vec![(PlanningRule::RestOtherStudio, setting)], Arc::new(travel.clone()))
        };
        let gap = |travel: &TravelTimes, to: &(StudioId, DistrictId)| rules(travel).gap((&a.0, &a.1), (&to.0, &to.1)).1;
        assert_eq!((gap(&travel, &b), gap(&travel, &c)), (90 * MINUTE, 60 * MINUTE));
        travel.add(PlaceKind::Studio, a.0.as_str(), b.0.as_str(), 40);
        assert_eq!(gap(&travel, &b), 40 * MINUTE);
        assert_eq!(gap(&travel, &a), 0, "rest in one studio has no row here");
    }
}
