//! Studios as people see them.

use crate::accounts::Context;
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api::HitSession;
use crate::districts::hours::views::{OpeningExceptionView, OpeningRuleView};
use crate::districts::model::{self, Studio};
use crate::districts::room::views::RoomView;
use crate::districts::{access, store};
use crate::error::Result;
use crate::ids::{DistrictId, StudioId};
use crate::web::page::{Page, PageQuery, decode};
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

fn view(conn: &mut Conn, now: Millis, studio: Studio) -> Result<StudioView> {
    let rooms = store::list_rooms(conn, &studio.id)?;
    let hours = store::opening_hours(conn, &studio.id, &model::a_month_before(now))?;
    Ok(StudioView {
        studio: studio.into(),
        rooms: rooms.into_iter().map(RoomView::from).collect(),
        opening_rules: hours.rules.into_iter().map(OpeningRuleView::from).collect(),
        exceptions: hours.exceptions.into_iter().map(OpeningExceptionView::from).collect(),
    })
}

/// The studios of the districts that the caller has a role in.
pub(super) async fn list_studios(ctx: &Context, query: StudiosQuery) -> Result<Page<StudioBrief>> {
    let StudiosQuery {
        district_id,
        cursor,
        limit,
    } = query;
    let limit = PageQuery { cursor: None, limit }.limit();
    ctx.read(move |conn, who| {
        if let Some(district) = &district_id {
            who.must_see(district)?;
        }
        let after = cursor.as_deref().map(decode).transpose()?;
        let rows = store::page_studios(conn, &who.visible_districts(), district_id.as_ref(), after, limit + 1)?;
        let page = Page::cut(rows, limit, |row| (row.name.clone(), row.id.clone()));
        Ok(page.map(StudioBrief::from))
    })
    .await
}

/// A studio with its rooms and hours.
pub(super) async fn studio(ctx: &Context, id: StudioId) -> Result<StudioView> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let studio = access::seen_studio(conn, who, &id)?;
        view(conn, now, studio)
    })
    .await
}

/// A studio that the caller has just changed.
pub(in crate::districts) async fn studio_after(ctx: &Context, studio: Studio) -> Result<StudioView> {
    let now = ctx.now();
    ctx.db.read(move |conn| view(conn, now, studio)).await
}

/// The same with the sessions that the change hits.
pub(in crate::districts) async fn studio_changed(
    ctx: &Context,
    studio: Studio,
    sessions_hit: Vec<HitSession>,
) -> Result<StudioChanged> {
    Ok(StudioChanged {
        studio: studio_after(ctx, studio).await?,
        sessions_hit,
    })
}
