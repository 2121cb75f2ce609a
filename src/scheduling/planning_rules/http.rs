//! The rules of planning over HTTP.

use super::actions::{self, TravelChange};
use super::model::{PlaceKind, PlanningRule, RuleRow, RuleScope, RuleSeverity, Setting};
use super::views::{self, PlanningRulesPage};
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::scheduling::problems::views::ChangeHit;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What a rule says for a scope.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPlanningRule {
    scope: RuleScope,
    /// Of the district or studio, or the code of the kind of session; empty for all.
    #[serde(default)]
    scope_id: String,
    severity: RuleSeverity,
    /// Minutes, sessions or days; 0 for a rule without an amount.
    #[serde(default)]
    amount: i64,
}

/// Which row of a rule.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanningRuleQuery {
    scope: RuleScope,
    /// Of the district or studio, or the code of the kind of session; empty for all.
    #[serde(default)]
    scope_id: String,
}

/// Minutes between two places.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTravelTime {
    kind: PlaceKind,
    one_id: String,
    other_id: String,
    /// The rule holds where absent.
    minutes: Option<i64>,
}

fn rule_of(code: &str) -> Result<PlanningRule> {
    PlanningRule::parse(code).ok_or_else(Error::not_found)
}

/// Every rule of planning and what applies where.
#[utoipa::path(get, path = "/api/v1/planning-rules", tag = "scheduling",
    responses((status = 200, body = PlanningRulesPage)))]
pub async fn planning_rules(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::planning_rules(&ctx).await?))
}

/// Makes a rule say something for a scope; the answer names the sessions that it breaks.
#[utoipa::path(put, path = "/api/v1/planning-rules/{code}", tag = "scheduling", params(("code" = String, Path)),
    request_body = SetPlanningRule, responses((status = 200, body = ChangeHit)))]
pub async fn set_planning_rule(ctx: Context, code: Path<String>, body: Json<SetPlanningRule>) -> Result<HttpResponse> {
    let body = body.0;
    let row = RuleRow {
        rule: rule_of(&code.0)?,
        scope: body.scope,
        scope_id: body.scope_id,
        setting: Setting {
            severity: body.severity,
            amount: body.amount,
        },
    };
    Ok(json::ok(&actions::set_rule(&ctx, row).await?))
}

/// Takes the row of a scope away; the one for all is as it ships again.
#[utoipa::path(delete, path = "/api/v1/planning-rules/{code}", tag = "scheduling",
    params(("code" = String, Path), PlanningRuleQuery), responses((status = 200, body = ChangeHit)))]
pub async fn reset_planning_rule(
    ctx: Context,
    code: Path<String>,
    query: Query<PlanningRuleQuery>,
) -> Result<HttpResponse> {
    let (rule, query) = (rule_of(&code.0)?, query.0);
    let hit = actions::reset_rule(&ctx, rule, query.scope, query.scope_id).await?;
    Ok(json::ok(&hit))
}

/// Sets or removes the minutes between two studios or districts.
#[utoipa::path(put, path = "/api/v1/travel-times", tag = "scheduling", request_body = SetTravelTime,
    responses((status = 200, body = ChangeHit)))]
pub async fn set_travel_time(ctx: Context, body: Json<SetTravelTime>) -> Result<HttpResponse> {
    let body = body.0;
    let change = TravelChange {
        kind: body.kind,
        one: body.one_id,
        other: body.other_id,
        minutes: body.minutes,
    };
    Ok(json::ok(&actions::set_travel_time(&ctx, change).await?))
}
