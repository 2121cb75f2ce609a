//! Booking rules over HTTP.

use super::views::BookingRuleView;
use super::{actions, views};
use crate::accounts::Context;
use crate::error::Result;
use crate::ids::StudioId;
use crate::scheduling::places::model::{BookingMode, BookingRule};
use crate::web::json;
use crate::web::json::Json;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Serialize, ToSchema)]
pub struct BookingRules {
    items: Vec<BookingRuleView>,
}

/// Of one studio; the defaults when absent.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BookingRulesQuery {
    studio_id: Option<StudioId>,
}

/// How places of each type of session are booked.
#[utoipa::path(get, path = "/api/v1/booking-rules", tag = "scheduling", params(BookingRulesQuery),
    responses((status = 200, body = BookingRules)))]
pub async fn booking_rules(ctx: Context, query: Query<BookingRulesQuery>) -> Result<HttpResponse> {
    let items = views::booking_rules(&ctx, query.0.studio_id).await?;
    Ok(json::ok(&BookingRules { items }))
}

/// How a type is booked from now on, in a studio or by default.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBookingRule {
    #[serde(rename = "type")]
    kind: String,
    studio_id: Option<StudioId>,
    mode: BookingMode,
    is_listed: bool,
    observers: i64,
    co_leads: i64,
    leads: i64,
}

/// Sets how a type is booked; sessions that are there are booked so from now on.
#[utoipa::path(put, path = "/api/v1/booking-rules", tag = "scheduling", request_body = SetBookingRule,
    responses((status = 200, body = BookingRules)))]
pub async fn set_booking_rule(ctx: Context, body: Json<SetBookingRule>) -> Result<HttpResponse> {
    let body = body.0;
    let rule = BookingRule {
        mode: body.mode,
        is_listed: body.is_listed,
        observers: body.observers,
        co_leads: body.co_leads,
        leads: body.leads,
    };
    actions::set_rule(&ctx, body.kind, body.studio_id.clone(), rule).await?;
    let items = views::booking_rules(&ctx, body.studio_id).await?;
    Ok(json::ok(&BookingRules { items }))
}
