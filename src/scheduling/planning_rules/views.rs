//! The rules as the editor shows them: what ships, and every row that the reader may see.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, allowed};
use crate::bilingual::Bilingual;
use crate::db::Conn;
use crate::districts::api as districts;
use crate::error::Result;
use crate::ids::DistrictId;
use crate::scheduling::planning_rules::defaults::default_rules;
use crate::scheduling::planning_rules::model::{PlaceKind, PlanningRule, RuleRow, RuleScope, RuleSeverity};
use crate::scheduling::planning_rules::store;
use crate::scheduling::types::store::list_types;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// The rules, times of travel and what the reader may change.
#[derive(Serialize, ToSchema)]
pub struct PlanningRulesPage {
    rules: Vec<RuleView>,
    travel_times: Vec<TravelTimeView>,
    /// Whether the reader changes what holds for all and for a kind of session.
    may_change_all: bool,
}

/// A rule, as it ships and as it is set.
#[derive(Serialize, ToSchema)]
pub struct RuleView {
    code: PlanningRule,
    /// `minutes`, `sessions` or `days`; none where the rule has no amount.
    #[schema(required = true)]
    unit: Option<String>,
    /// 0 where the rule has no amount.
    most: i64,
    /// It cannot be lowered to a warning.
    always_blocks: bool,
    default_severity: RuleSeverity,
    default_amount: i64,
    /// What applies where, the widest scope first.
    rows: Vec<RuleRowView>,
}

/// What a rule says for one scope.
#[derive(Serialize, ToSchema)]
pub struct RuleRowView {
    scope: RuleScope,
    scope_id: String,
    /// Of the district or studio.
    #[schema(required = true)]
    name: Option<String>,
    /// Of the kind of session.
    #[schema(required = true)]
    type_name: Option<Bilingual>,
    severity: RuleSeverity,
    amount: i64,
    may_change: bool,
}

/// Minutes between two places, both ways.
#[derive(Serialize, ToSchema)]
pub struct TravelTimeView {
    kind: PlaceKind,
    first_id: String,
    first: String,
    second_id: String,
    second: String,
    minutes: i64,
    may_change: bool,
}

/// Names and districts of every place, by its id.
struct Places(HashMap<String, (String, DistrictId)>);

impl Places {
    fn load(conn: &mut Conn) -> Result<Self> {
        let mut places = HashMap::new();
        for district in districts::districts(conn)? {
            places.insert(district.id.to_string(), (district.name, district.id));
        }
        for studio in districts::studios(conn)? {
            places.insert(studio.id.to_string(), (studio.name, studio.district_id));
        }
        Ok(Places(places))
    }

    fn name(&self, id: &str) -> Option<String> {
        self.0.get(id).map(|place| place.0.clone())
    }

    fn is_coordinated(&self, who: &Permissions, id: &str) -> bool {
        self.0.get(id).is_some_and(|place| who.coordinates(&place.1))
    }
}

/// Every rule; of districts and studios only the rows that the reader coordinates.
pub(crate) async fn planning_rules(ctx: &Context) -> Result<PlanningRulesPage> {
    ctx.read(|conn, who| {
        allowed(!who.coordinated().is_empty())?;
        let book = store::load_book(conn)?;
        let places = Places::load(conn)?;
        let types = list_types(conn, None)?;
        let row = |row: &RuleRow| {
            let is_wide = matches!(row.scope, RuleScope::All | RuleScope::Type);
            let is_coordinated = places.is_coordinated(who, &row.scope_id);
            (is_wide || is_coordinated).then(|| RuleRowView {
                scope: row.scope,
                name: places.name(&row.scope_id),
                type_name: types
                    .iter()
                    .find(|kind| row.scope == RuleScope::Type && kind.code == row.scope_id)
                    .map(|kind| kind.name()),
                scope_id: row.scope_id.clone(),
                severity: row.setting.severity,
                amount: row.setting.amount,
                may_change: if is_wide { who.is_headquarters() } else { is_coordinated },
            })
        };
        let rules = default_rules()?.into_iter().map(|rule| {
            let of_rule = book.rows().iter().filter(|row| row.rule == rule.code);
            let mut rows: Vec<RuleRowView> = of_rule.filter_map(row).collect();
            rows.sort_by(|a, b| (a.scope, &a.name).cmp(&(b.scope, &b.name)));
            RuleView {
                code: rule.code,
                most: rule.most,
                always_blocks: rule.code.always_blocks(),
                default_severity: rule.severity,
                default_amount: rule.amount,
                unit: rule.unit,
                rows,
            }
        });
        let rules = rules.collect();
        let travel = store::list_travel_times(conn)?.into_iter();
        let travel_times = travel.filter_map(|(kind, first_id, second_id, minutes)| {
            let may_change = places.is_coordinated(who, &first_id) || places.is_coordinated(who, &second_id);
            Some(TravelTimeView {
                kind,
                first: places.name(&first_id)?,
                second: places.name(&second_id)?,
                first_id,
                second_id,
                minutes,
                may_change,
            })
        });
        Ok(PlanningRulesPage {
            rules,
            travel_times: travel_times.collect(),
            may_change_all: who.is_headquarters(),
        })
    })
    .await
}
