//! Cohorts in a list.

use crate::accounts::Context;
use crate::clock::Millis;
use crate::cohorts::cohort::model::{Cohort, CohortState};
use crate::cohorts::cohort::store;
use crate::cohorts::{chat_room, membership};
use crate::db::Conn;
use crate::districts::api as districts;
use crate::error::Result;
use crate::ids::{ChatRoomId, CohortId, DistrictId, ProgrammeVersionId};
use crate::local_time::date_in;
use crate::web::page::{Page, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;

/// A cohort in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Cohort)]
pub struct CohortView {
    id: CohortId,
    intake_no: i64,
    name: String,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    starts_on: String,
    ends_on: String,
    programme_version_id: ProgrammeVersionId,
    state: CohortState,
    enrolled: i64,
    places: i64,
    #[schema(required = true)]
    chat_room_id: Option<ChatRoomId>,
}

pub fn cohort_view(conn: &mut Conn, cohort: Cohort, now: Millis) -> Result<CohortView> {
    let today = date_in(&districts::zone_of(conn, cohort.district_id.as_ref())?, now)?;
    Ok(CohortView {
        state: cohort.state_on(today),
        enrolled: membership::store::count_enrolled(conn, &cohort.id)?,
        chat_room_id: chat_room::find_chat_room(conn, &cohort.id)?,
        id: cohort.id,
        intake_no: cohort.intake_no,
        name: cohort.name,
        district_id: cohort.district_id,
        starts_on: cohort.starts_on,
        ends_on: cohort.ends_on,
        programme_version_id: cohort.programme_version_id,
        places: cohort.places,
    })
}

/// The cohorts that the caller may see, the newest first.
pub async fn list_cohorts(ctx: &Context, page: PageQuery) -> Result<Page<CohortView>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let scope = who.coordinated_or_supervised();
        let (limit, before) = (page.limit(), page.after()?);
        let rows = store::page_cohorts(conn, scope.districts(), before, limit + 1)?;
        let page = Page::cut(rows, limit, |cohort| cohort.intake_no);
        let next = page.next;
        let items = page.items.into_iter().map(|cohort| cohort_view(conn, cohort, now));
        let items = items.collect::<Result<Vec<_>>>()?;
        Ok(Page { items, next })
    })
    .await
}
