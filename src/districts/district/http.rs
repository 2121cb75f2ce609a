//! Districts and service points.

use super::actions::{self, DistrictChange, NewDistrict};
use super::views::{self, DistrictView, ServicePointView};
use crate::accounts::Context;
use crate::districts::model;
use crate::error::Result;
use crate::ids::DistrictId;
use crate::local_time::DEFAULT_ZONE;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDistrict {
    name: String,
    /// An IANA zone; Asia/Shanghai when absent.
    zone: Option<String>,
    duty_phone: Option<String>,
    #[serde(default)]
    has_station: bool,
}

/// Changes a district; what is absent stays, an empty duty number is none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditDistrict {
    name: Option<String>,
    zone: Option<String>,
    duty_phone: Option<String>,
    has_station: Option<bool>,
}

/// Adds a service point.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddServicePoint {
    name: String,
}

/// The districts that the caller has a role in.
#[utoipa::path(get, path = "/api/v1/districts", tag = "districts", params(PageQuery),
    responses((status = 200, body = Page<DistrictView>)))]
pub async fn list(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_districts(&ctx, query.0).await?))
}

/// Headquarters opens a district.
#[utoipa::path(post, path = "/api/v1/districts", tag = "districts", request_body = OpenDistrict,
    responses((status = 201, body = DistrictView)))]
pub async fn open(ctx: Context, body: Json<OpenDistrict>) -> Result<HttpResponse> {
    let body = body.0;
    let new = NewDistrict {
        name: model::name("name", &body.name)?,
        zone: model::zone(body.zone.as_deref().unwrap_or(DEFAULT_ZONE))?,
        duty_phone: model::duty_phone(body.duty_phone.as_deref().unwrap_or_default())?,
        has_station: body.has_station,
    };
    let district = actions::open_district(&ctx, new).await?;
    Ok(json::created(&DistrictView::from(district)))
}

/// Headquarters changes anything, coordinators the duty number.
#[utoipa::path(patch, path = "/api/v1/districts/{id}", tag = "districts", params(("id" = String, Path)),
    request_body = EditDistrict, responses((status = 200, body = DistrictView)))]
pub async fn edit(ctx: Context, id: Path<DistrictId>, body: Json<EditDistrict>) -> Result<HttpResponse> {
    let body = body.0;
    let change = DistrictChange {
        name: body.name.map(|name| model::name("name", &name)).transpose()?,
        zone: body.zone.map(|zone| model::zone(&zone)).transpose()?,
        duty_phone: body.duty_phone.map(|phone| model::duty_phone(&phone)).transpose()?,
        has_station: body.has_station,
    };
    let district = actions::edit_district(&ctx, id.0, change).await?;
    Ok(json::ok(&DistrictView::from(district)))
}

/// The service points of a district.
#[utoipa::path(get, path = "/api/v1/districts/{id}/service-points", tag = "districts", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<ServicePointView>)))]
pub async fn list_service_points(ctx: Context, id: Path<DistrictId>, query: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_service_points(&ctx, id.0, query.0).await?))
}

/// Adds a service point to a district.
#[utoipa::path(post, path = "/api/v1/districts/{id}/service-points", tag = "districts", params(("id" = String, Path)),
    request_body = AddServicePoint, responses((status = 201, body = ServicePointView)))]
pub async fn add_service_point(
    ctx: Context,
    id: Path<DistrictId>,
    body: Json<AddServicePoint>,
) -> Result<HttpResponse> {
    let name = model::name("name", &body.0.name)?;
    let point = actions::add_service_point(&ctx, id.0, name).await?;
    Ok(json::created(&ServicePointView::from(point)))
}
