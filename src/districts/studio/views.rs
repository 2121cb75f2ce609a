//! Studios as people see them.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api::HitSession;
use crate::districts::calendar_days::model::{DayKind, StudioCalendar};
use crate::districts::hours::views::{OpeningExceptionView, OpeningRuleView, OpeningSetView};
use crate::districts::model::{self, Studio};
use crate::districts::room::views::RoomView;
use crate::districts::{access, store};
use crate::error::Result;
use crate::ids::{DistrictId, RoomId, StudioId};
use crate::local_time::date_in;
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
    /// Where its online groups are planned.
    #[schema(required = true)]
    online_room_id: Option<RoomId>,
    /// The weekly hours that hold today.
    opening_rules: Vec<OpeningRuleView>,
    /// Weekly hours that hold from a later day on.
    later_hours: Vec<OpeningSetView>,
    exceptions: Vec<OpeningExceptionView>,
    /// Whose public holidays it keeps.
    region: String,
    closes_on_public_days: bool,
    /// Public holidays and make-up working days from today on.
    calendar_days: Vec<StudioDay>,
}

/// A public holiday or make-up working day as a studio keeps it.
#[derive(Serialize, ToSchema)]
pub struct StudioDay {
    /// `YYYY-MM-DD`.
    date: String,
    kind: DayKind,
    name: Bilingual,
    /// The weekday whose hours a make-up day has; its own when absent.
    #[schema(required = true)]
    weekday: Option<i64>,
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
    let date = date_in(&studio.zone, now)?;
    let today = date.to_string();
    let opening_rules = hours.set_on(date).iter().copied().map(OpeningRuleView::from).collect();
    let later = hours.sets.into_iter().filter(|set| set.valid_from > today);
    Ok(StudioView {
        online_room_id: store::find_online_room(conn, &studio.id)?.map(|room| room.id),
        rooms: rooms.into_iter().map(RoomView::from).collect(),
        opening_rules,
        later_hours: later.map(OpeningSetView::from).collect(),
        exceptions: hours.exceptions.into_iter().map(OpeningExceptionView::from).collect(),
        region: studio.region.clone(),
        closes_on_public_days: studio.closes_on_public_days,
        calendar_days: days_ahead(hours.calendar, &today),
        studio: studio.into(),
    })
}

fn days_ahead(calendar: StudioCalendar, today: &str) -> Vec<StudioDay> {
    let chosen = calendar.make_up_hours;
    let ahead = calendar.days.into_values().filter(|day| *day.date >= *today);
    let mut days: Vec<StudioDay> = ahead
        .map(|day| StudioDay {
            weekday: chosen.get(&day.date).copied(),
            date: day.date,
            kind: day.kind,
            name: day.name,
        })
        .collect();
    days.sort_by(|one, other| one.date.cmp(&other.date));
    days
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
