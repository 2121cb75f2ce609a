//! Studios.

use super::{OpeningExceptionView, OpeningRuleView, RoomView};
use crate::accounts::access::{Caller, Permissions};
use crate::clock::Clock;
use crate::db::{Conn, Db};
use crate::districts::actions::{self, Desk, StudioChange};
use crate::districts::api::{CloneHooks, HitSession};
use crate::districts::model::{self, Studio};
use crate::districts::{access, store};
use crate::error::Result;
use crate::ids::{DistrictId, StudioId};
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery, decode};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A studio in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Studio)]
pub struct StudioBrief {
    id: StudioId,
    district_id: DistrictId,
    name: String,
    zone: String,
    is_active: bool,
}

impl From<Studio> for StudioBrief {
    fn from(studio: Studio) -> Self {
        StudioBrief {
            id: studio.id,
            district_id: studio.district_id,
            name: studio.name,
            zone: studio.zone,
            is_active: studio.is_active,
        }
    }
}

/// A studio with its rooms and hours. Exceptions of the last month and later.
#[derive(Serialize, ToSchema)]
pub struct StudioView {
    #[serde(flatten)]
    studio: StudioBrief,
    rooms: Vec<RoomView>,
    opening_rules: Vec<OpeningRuleView>,
    exceptions: Vec<OpeningExceptionView>,
}

/// A changed studio, and what the change hits.
#[derive(Serialize, ToSchema)]
pub struct StudioChanged {
    #[serde(flatten)]
    studio: StudioView,
    /// Sessions that could not be planned like this any more.
    sessions_hit: Vec<HitSession>,
}

/// `?district_id=&cursor=&limit=`.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StudiosQuery {
    /// Only of this district.
    district_id: Option<DistrictId>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// Opens a studio.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenStudio {
    district_id: DistrictId,
    name: String,
    /// An IANA zone; the district's when absent.
    zone: Option<String>,
}

/// Changes a studio; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditStudio {
    name: Option<String>,
    is_active: Option<bool>,
}

/// Opens a studio like another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloneStudio {
    name: String,
    district_id: DistrictId,
}

fn view(conn: &mut Conn, clock: &Clock, studio: Studio) -> Result<StudioView> {
    let rooms = store::list_rooms(conn, &studio.id)?;
    let hours = store::opening_hours(conn, &studio.id, &model::a_month_before(clock.now()))?;
    Ok(StudioView {
        studio: studio.into(),
        rooms: rooms.into_iter().map(RoomView::from).collect(),
        opening_rules: hours.rules.into_iter().map(OpeningRuleView::from).collect(),
        exceptions: hours.exceptions.into_iter().map(OpeningExceptionView::from).collect(),
    })
}

/// The view of a studio after a verb.
pub(super) async fn view_after(db: &Db, clock: &Clock, studio: Studio) -> Result<StudioView> {
    let clock = clock.clone();
    db.read(move |conn| view(conn, &clock, studio)).await
}

/// The same with the sessions that the verb hits.
pub(super) async fn changed(db: &Db, clock: &Clock, studio: Studio, hit: Vec<HitSession>) -> Result<StudioChanged> {
    Ok(StudioChanged {
        studio: view_after(db, clock, studio).await?,
        sessions_hit: hit,
    })
}

/// The studios of the districts that the caller has a role in.
#[utoipa::path(get, path = "/api/v1/studios", tag = "districts", params(StudiosQuery),
    responses((status = 200, body = Page<StudioBrief>)))]
pub async fn list_studios(db: Data<Db>, caller: Caller, query: Query<StudiosQuery>) -> Result<HttpResponse> {
    let StudiosQuery {
        district_id,
        cursor,
        limit,
    } = query.0;
    let page = PageQuery { cursor: None, limit };
    let page = db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            if let Some(district) = &district_id {
                who.must_see(district)?;
            }
            let (scope, limit) = (who.visible_districts(), page.limit());
            let after = cursor.as_deref().map(decode).transpose()?;
            let rows = store::page_studios(conn, &scope, district_id.as_ref(), after, limit + 1)?;
            Ok(Page::cut(rows, limit, |row| (row.name.clone(), row.id.clone())))
        })
        .await?;
    Ok(json::ok(&page.map(StudioBrief::from)))
}

/// Opens a studio.
#[utoipa::path(post, path = "/api/v1/studios", tag = "districts", request_body = OpenStudio,
    responses((status = 201, body = StudioView)))]
pub async fn open_studio(desk: Desk, body: Json<OpenStudio>) -> Result<HttpResponse> {
    let body = body.0;
    let name = model::name("name", &body.name)?;
    let zone = body.zone.map(|zone| model::zone(&zone)).transpose()?;
    let (db, clock) = (desk.db.clone(), desk.clock.clone());
    let studio = actions::open_studio(desk, body.district_id, name, zone).await?;
    Ok(json::created(&view_after(&db, &clock, studio).await?))
}

/// A studio with its rooms and hours.
#[utoipa::path(get, path = "/api/v1/studios/{id}", tag = "districts", params(("id" = String, Path)),
    responses((status = 200, body = StudioView)))]
pub async fn studio(db: Data<Db>, clock: Data<Clock>, caller: Caller, id: Path<StudioId>) -> Result<HttpResponse> {
    let view = db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            let studio = access::seen_studio(conn, &who, &id.0)?;
            view(conn, &clock, studio)
        })
        .await?;
    Ok(json::ok(&view))
}

/// Renames a studio, or takes it out of use and back.
#[utoipa::path(patch, path = "/api/v1/studios/{id}", tag = "districts", params(("id" = String, Path)),
    request_body = EditStudio, responses((status = 200, body = StudioChanged)))]
pub async fn edit_studio(desk: Desk, id: Path<StudioId>, body: Json<EditStudio>) -> Result<HttpResponse> {
    let body = body.0;
    let change = StudioChange {
        name: body.name.map(|name| model::name("name", &name)).transpose()?,
        is_active: body.is_active,
    };
    let (db, clock) = (desk.db.clone(), desk.clock.clone());
    let (studio, hit) = actions::edit_studio(desk, id.0, change).await?;
    Ok(json::ok(&changed(&db, &clock, studio, hit).await?))
}

/// Opens a studio with the rooms, hours and session types of another.
#[utoipa::path(post, path = "/api/v1/studios/{id}/clone", tag = "districts", params(("id" = String, Path)),
    request_body = CloneStudio, responses((status = 201, body = StudioView)))]
pub async fn clone_studio(
    desk: Desk,
    id: Path<StudioId>,
    hooks: Data<CloneHooks>,
    body: Json<CloneStudio>,
) -> Result<HttpResponse> {
    let body = body.0;
    let name = model::name("name", &body.name)?;
    let (db, clock) = (desk.db.clone(), desk.clock.clone());
    let studio = actions::clone_studio(desk, id.0, name, body.district_id, hooks.get_ref().clone()).await?;
    Ok(json::created(&view_after(&db, &clock, studio).await?))
}
