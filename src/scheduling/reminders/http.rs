//! The caller's choice of reminders over HTTP.

use super::model::LeadTime;
use super::{actions, views};
use crate::accounts::Context;
use crate::error::Result;
use crate::web::json;
use crate::web::json::Json;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When somebody is reminded of a session that they are on or have a place on.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReminderChoice {
    lead_time: LeadTime,
}

/// When the caller is reminded.
#[utoipa::path(get, path = "/api/v1/me/reminders", tag = "scheduling", responses((status = 200, body = ReminderChoice)))]
pub async fn my_reminders(ctx: Context) -> Result<HttpResponse> {
    let lead_time = views::reminders(&ctx).await?;
    Ok(json::ok(&ReminderChoice { lead_time }))
}

/// Sets when the caller is reminded.
#[utoipa::path(put, path = "/api/v1/me/reminders", tag = "scheduling", request_body = ReminderChoice,
    responses((status = 200, body = ReminderChoice)))]
pub async fn set_my_reminders(ctx: Context, body: Json<ReminderChoice>) -> Result<HttpResponse> {
    actions::set_reminders(&ctx, body.0.lead_time).await?;
    Ok(json::ok(&body.0))
}
