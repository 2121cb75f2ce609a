//! Rota and chain.

use super::actions;
use super::chain::{Chain, ChainStep};
use super::views::{self, DutyToday, RotaView, ShiftView};
use crate::accounts::Context;
use crate::clock::{DAY, Millis};
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, ShiftId};
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which part of the rota; four weeks from now without times.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RotaQuery {
    /// One district; all of the reader's, and headquarters' own for who works there, without it.
    #[param(value_type = Option<String>)]
    district_id: Option<DistrictId>,
    from_at: Option<Millis>,
    to_at: Option<Millis>,
}

/// Puts somebody on duty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddShift {
    /// `null` is the duty of headquarters.
    district_id: Option<DistrictId>,
    person_id: PersonId,
    starts_at: Millis,
    /// At most seven days later.
    ends_at: Millis,
}

/// Who is asked after whom.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationChain)]
pub struct ChainBody {
    /// In the order facilitator, duty, lead, headquarters; headquarters cannot be left out.
    steps: Vec<ChainStep>,
}

/// What there is on duty today: for staff, and for whoever was asked to come.
#[utoipa::path(get, path = "/api/v1/duty", tag = "care", responses((status = 200, body = DutyToday)))]
pub async fn duty_today(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::today(&ctx).await?))
}

/// The rota of one district or of all of the reader's.
#[utoipa::path(get, path = "/api/v1/duty/shifts", tag = "care", params(RotaQuery), responses((status = 200, body = RotaView)))]
pub async fn list_shifts(ctx: Context, query: Query<RotaQuery>) -> Result<HttpResponse> {
    let (query, now) = (query.0, ctx.now());
    let from = field::instant("from_at", query.from_at.unwrap_or(now))?;
    let to = field::instant("to_at", query.to_at.unwrap_or(now + 28 * DAY))?;
    Ok(json::ok(&views::rota(&ctx, query.district_id, from, to).await?))
}

/// Puts somebody on duty: the staff of the district.
#[utoipa::path(post, path = "/api/v1/duty/shifts", tag = "care", request_body = AddShift, responses((status = 201, body = ShiftView)))]
pub async fn add_shift(ctx: Context, body: Json<AddShift>) -> Result<HttpResponse> {
    let AddShift {
        district_id,
        person_id,
        starts_at,
        ends_at,
    } = body.0;
    let shift = actions::add_shift(&ctx, district_id, person_id, (starts_at, ends_at)).await?;
    Ok(json::created(&views::shift(&ctx, shift).await?))
}

/// Takes somebody off duty.
#[utoipa::path(delete, path = "/api/v1/duty/shifts/{id}", tag = "care", params(("id" = String, Path)), responses((status = 204)))]
pub async fn remove_shift(ctx: Context, id: Path<ShiftId>) -> Result<HttpResponse> {
    actions::remove_shift(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// The chain of a district, for its staff.
#[utoipa::path(get, path = "/api/v1/districts/{id}/escalation-chain", tag = "care", params(("id" = String, Path)),
    responses((status = 200, body = ChainBody)))]
pub async fn chain(ctx: Context, id: Path<DistrictId>) -> Result<HttpResponse> {
    let chain = views::chain(&ctx, id.0).await?;
    Ok(json::ok(&ChainBody {
        steps: chain.links().to_vec(),
    }))
}

/// Writes the chain of a district: its coordinators and headquarters.
#[utoipa::path(put, path = "/api/v1/districts/{id}/escalation-chain", tag = "care", params(("id" = String, Path)),
    request_body = ChainBody, responses((status = 200, body = ChainBody)))]
pub async fn set_chain(ctx: Context, id: Path<DistrictId>, body: Json<ChainBody>) -> Result<HttpResponse> {
    let chain = Chain::parse(body.0.steps)?;
    let steps = chain.links().to_vec();
    actions::set_chain(&ctx, id.0, chain).await?;
    Ok(json::ok(&ChainBody { steps }))
}
