//! Districts and service points as people see them.

use crate::accounts::Context;
use crate::districts::model::{District, ServicePoint};
use crate::districts::{access, store};
use crate::error::Result;
use crate::ids::{DistrictId, ServicePointId};
use crate::web::page::{Page, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;

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

/// The districts that the caller has a role in.
pub(super) async fn list_districts(ctx: &Context, query: PageQuery) -> Result<Page<DistrictView>> {
    ctx.read(move |conn, who| {
        let limit = query.limit();
        let rows = store::page_districts(conn, &who.visible_districts(), query.after()?, limit + 1)?;
        let page = Page::cut(rows, limit, |row| (row.name.clone(), row.id.clone()));
        Ok(page.map(DistrictView::from))
    })
    .await
}

/// The service points of a district.
pub(super) async fn list_service_points(
    ctx: &Context,
    district: DistrictId,
    query: PageQuery,
) -> Result<Page<ServicePointView>> {
    ctx.read(move |conn, who| {
        let district = access::seen_district(conn, who, &district)?;
        let limit = query.limit();
        let rows = store::page_service_points(conn, &district.id, query.after()?, limit + 1)?;
        let page = Page::cut(rows, limit, |row| (row.name.clone(), row.id.clone()));
        Ok(page.map(ServicePointView::from))
    })
    .await
}
