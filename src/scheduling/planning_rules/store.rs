//! Rows of rules and times of travel.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{planning_rules, travel_times};
use crate::error::Result;
use crate::ids::PersonId;
use crate::native;
use crate::scheduling::planning_rules::defaults::{DefaultRule, default_rules};
use crate::scheduling::planning_rules::model::{
    PlaceKind, PlanningRule, RuleBook, RuleRow, RuleScope, RuleSeverity, Setting, TravelTimes,
};
use diesel::prelude::*;

type Row = (String, RuleScope, String, RuleSeverity, i64);

/// Every row. A code that this version does not know is passed over; a rule that has no row yet is as it ships.
pub fn load_book(conn: &mut Conn) -> Result<RuleBook> {
    let stored: Vec<Row> = planning_rules::table
        .order((planning_rules::code, planning_rules::scope, planning_rules::scope_id))
        .select((
            planning_rules::code,
            planning_rules::scope,
            planning_rules::scope_id,
            planning_rules::severity,
            planning_rules::amount,
        ))
        .load(conn)?;
    let read = |(code, scope, scope_id, severity, amount): Row| {
        let setting = Setting { severity, amount };
        Some(RuleRow {
            rule: PlanningRule::parse(&code)?,
            scope,
            scope_id,
            setting,
        })
    };
    let mut rows: Vec<RuleRow> = stored.into_iter().filter_map(read).collect();
    let has = |rows: &[RuleRow], rule| rows.iter().any(|row| row.rule == rule && row.scope == RuleScope::All);
    if !PlanningRule::ALL.iter().all(|rule| has(&rows, *rule)) {
        for rule in default_rules()? {
            if !has(&rows, rule.code) {
                rows.push(RuleRow {
                    rule: rule.code,
                    scope: RuleScope::All,
                    scope_id: String::new(),
                    setting: rule.setting(),
                });
            }
        }
    }
    let mut travel = TravelTimes::default();
    for (kind, first, second, minutes) in list_travel_times(conn)? {
        travel.add(kind, &first, &second, minutes);
    }
    Ok(RuleBook::new(rows, travel))
}

/// How many of the rules for all are there.
pub fn count_rules_for_all(conn: &mut Conn) -> QueryResult<i64> {
    planning_rules::table
        .filter(planning_rules::scope.eq(RuleScope::All))
        .count()
        .get_result(conn)
}

/// Writes the rows for all that are not there yet.
pub fn insert_defaults(conn: &mut Conn, rules: &[DefaultRule], now: Millis) -> Result<()> {
    for rule in rules {
        let values = (
            planning_rules::code.eq(rule.code.as_str()),
            planning_rules::scope.eq(RuleScope::All),
            planning_rules::scope_id.eq(""),
            planning_rules::severity.eq(rule.severity),
            planning_rules::amount.eq(rule.amount),
            planning_rules::changed_at.eq(now),
        );
        native!(conn, |c| diesel::insert_into(planning_rules::table)
            .values(values)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

pub fn delete_rule(conn: &mut Conn, rule: PlanningRule, scope: RuleScope, scope_id: &str) -> QueryResult<usize> {
    diesel::delete(
        planning_rules::table
            .filter(planning_rules::code.eq(rule.as_str()))
            .filter(planning_rules::scope.eq(scope))
            .filter(planning_rules::scope_id.eq(scope_id)),
    )
    .execute(conn)
}

/// Makes the row of a scope say this.
pub fn replace_rule(conn: &mut Conn, row: &RuleRow, by: &PersonId, now: Millis) -> QueryResult<()> {
    delete_rule(conn, row.rule, row.scope, &row.scope_id)?;
    diesel::insert_into(planning_rules::table)
        .values((
            planning_rules::code.eq(row.rule.as_str()),
            planning_rules::scope.eq(row.scope),
            planning_rules::scope_id.eq(&row.scope_id),
            planning_rules::severity.eq(row.setting.severity),
            planning_rules::amount.eq(row.setting.amount),
            planning_rules::changed_by.eq(by),
            planning_rules::changed_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Kind of the places, the two in their order, minutes.
pub type TravelRow = (PlaceKind, String, String, i64);

pub fn list_travel_times(conn: &mut Conn) -> QueryResult<Vec<TravelRow>> {
    travel_times::table
        .order((
            travel_times::place_kind,
            travel_times::first_id,
            travel_times::second_id,
        ))
        .load(conn)
}

/// Makes the time between two places this; none removes it.
pub fn replace_travel_time(
    conn: &mut Conn,
    kind: PlaceKind,
    (first, second): (&str, &str),
    minutes: Option<i64>,
) -> QueryResult<()> {
    let stored = travel_times::table
        .filter(travel_times::place_kind.eq(kind))
        .filter(travel_times::first_id.eq(first).and(travel_times::second_id.eq(second)));
    diesel::delete(stored).execute(conn)?;
    let Some(minutes) = minutes else { return Ok(()) };
    diesel::insert_into(travel_times::table)
        .values((
            travel_times::place_kind.eq(kind),
            travel_times::first_id.eq(first),
            travel_times::second_id.eq(second),
            travel_times::minutes.eq(minutes),
        ))
        .execute(conn)
        .map(drop)
}
