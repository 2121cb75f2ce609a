//! Districts and service points.

use crate::accounts::access::{Caller, Permissions};
use crate::db::Db;
use crate::districts::actions::{self, Desk, DistrictChange, NewDistrict};
use crate::districts::model::{self, District, ServicePoint};
use crate::districts::{access, store};
use crate::error::Result;
use crate::ids::{DistrictId, ServicePointId};
use crate::local_time::DEFAULT_ZONE;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A district.
#[derive(Serialize, ToSchema)]
#[schema(as = District)]
pub struct DistrictView {
    id: DistrictId,
    name: String,
    has_station: bool,
    zone: String,
    #[schema(required = true)]
    duty_phone: Option<String>,
}

impl From<District> for DistrictView {
    fn from(district: District) -> Self {
        DistrictView {
            id: district.id,
            name: district.name,
            has_station: district.has_station,
            zone: district.zone,
            duty_phone: district.duty_phone,
        }
    }
}

/// A service point.
#[derive(Serialize, ToSchema)]
#[schema(as = ServicePoint)]
pub struct ServicePointView {
    id: ServicePointId,
    name: String,
    district_id: DistrictId,
}

impl From<ServicePoint> for ServicePointView {
    fn from(point: ServicePoint) -> Self {
        ServicePointView {
            id: point.id,
            name: point.name,
            district_id: point.district_id,
        }
    }
}

/// Opens a district.
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
pub async fn list(db: Data<Db>, caller: Caller, query: Query<PageQuery>) -> Result<HttpResponse> {
    let page = db
        .read(move |conn| {
            let scope = Permissions::load(conn, &caller)?.visible_districts();
            let limit = query.0.limit();
            let rows = store::page_districts(conn, &scope, query.0.after()?, limit + 1)?;
            Ok(Page::cut(rows, limit, |row| (row.name.clone(), row.id.clone())))
        })
        .await?;
    Ok(json::ok(&page.map(DistrictView::from)))
}

/// Headquarters opens a district.
#[utoipa::path(post, path = "/api/v1/districts", tag = "districts", request_body = OpenDistrict,
    responses((status = 201, body = DistrictView)))]
pub async fn open(desk: Desk, body: Json<OpenDistrict>) -> Result<HttpResponse> {
    let body = body.0;
    let new = NewDistrict {
        name: model::name("name", &body.name)?,
        zone: model::zone(body.zone.as_deref().unwrap_or(DEFAULT_ZONE))?,
        duty_phone: model::duty_phone(body.duty_phone.as_deref().unwrap_or_default())?,
        has_station: body.has_station,
    };
    let district = actions::open_district(desk, new).await?;
    Ok(json::created(&DistrictView::from(district)))
}

/// Headquarters changes anything, coordinators the duty number.
#[utoipa::path(patch, path = "/api/v1/districts/{id}", tag = "districts", params(("id" = String, Path)),
    request_body = EditDistrict, responses((status = 200, body = DistrictView)))]
pub async fn edit(desk: Desk, id: Path<DistrictId>, body: Json<EditDistrict>) -> Result<HttpResponse> {
    let body = body.0;
    let change = DistrictChange {
        name: body.name.map(|name| model::name("name", &name)).transpose()?,
        zone: body.zone.map(|zone| model::zone(&zone)).transpose()?,
        duty_phone: body.duty_phone.map(|phone| model::duty_phone(&phone)).transpose()?,
        has_station: body.has_station,
    };
    let district = actions::edit_district(desk, id.0, change).await?;
    Ok(json::ok(&DistrictView::from(district)))
}

/// The service points of a district.
#[utoipa::path(get, path = "/api/v1/districts/{id}/service-points", tag = "districts", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<ServicePointView>)))]
pub async fn list_service_points(
    db: Data<Db>,
    caller: Caller,
    id: Path<DistrictId>,
    query: Query<PageQuery>,
) -> Result<HttpResponse> {
    let page = db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            let district = access::seen_district(conn, &who, &id.0)?;
            let limit = query.0.limit();
            let rows = store::page_service_points(conn, &district.id, query.0.after()?, limit + 1)?;
            Ok(Page::cut(rows, limit, |row| (row.name.clone(), row.id.clone())))
        })
        .await?;
    Ok(json::ok(&page.map(ServicePointView::from)))
}

/// Adds a service point to a district.
#[utoipa::path(post, path = "/api/v1/districts/{id}/service-points", tag = "districts", params(("id" = String, Path)),
    request_body = AddServicePoint, responses((status = 201, body = ServicePointView)))]
pub async fn add_service_point(desk: Desk, id: Path<DistrictId>, body: Json<AddServicePoint>) -> Result<HttpResponse> {
    let name = model::name("name", &body.0.name)?;
    let point = actions::add_service_point(desk, id.0, name).await?;
    Ok(json::created(&ServicePointView::from(point)))
}
