//! The history of where somebody works or trains, as headquarters sees it.

use super::store::Line;
use crate::clock::Millis;
use crate::ids::DistrictId;
use crate::web::page::Page;
use serde::Serialize;
use utoipa::ToSchema;

/// Where, since when, and who said so.
#[derive(Serialize, ToSchema)]
#[schema(as = HomeDistrict)]
pub struct HomeDistrictView {
    district_id: DistrictId,
    since: Millis,
    /// The nickname of whoever said so; none when it was said at the door.
    #[schema(required = true)]
    set_by: Option<String>,
}

/// The history, the newest line first.
pub(super) fn page(lines: Vec<Line>) -> Page<HomeDistrictView> {
    let view = |(district_id, since, set_by)| HomeDistrictView {
        district_id,
        since,
        set_by,
    };
    Page::whole(lines.into_iter().map(view).collect())
}
