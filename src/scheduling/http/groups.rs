//! The next groups to which somebody may simply come.

use crate::accounts::access::{Caller, Standing};
use crate::clock::{DAY, Millis};
use crate::error::{Error, Result};
use crate::ids::{DistrictId, SessionId};
use crate::scheduling::actions::Kit;
use crate::scheduling::store::groups::{OpenGroup, list_open_groups};
use crate::web::json;
use crate::web::page::Page;
use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// Types of session that take whoever comes.
const OPEN_TYPES: [&str; 4] = ["orientation", "peer_group_open", "salon", "family_group"];
/// How far ahead, and how many.
const AHEAD: Millis = 14 * DAY;
const MOST: i64 = 5;

/// A coming group: what, where and when, and nobody's name.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenGroup)]
pub struct OpenGroupView {
    id: SessionId,
    title: String,
    #[serde(rename = "type")]
    kind: String,
    district_id: DistrictId,
    studio: String,
    starts_at: Millis,
    ends_at: Millis,
    zone: String,
    local_date: String,
    local_start: String,
}

impl From<OpenGroup> for OpenGroupView {
    fn from(group: OpenGroup) -> Self {
        OpenGroupView {
            id: group.id,
            title: group.title,
            kind: group.type_code,
            district_id: group.district_id,
            studio: group.studio,
            starts_at: group.starts_at,
            ends_at: group.ends_at,
            zone: group.zone,
            local_date: group.local_date,
            local_start: group.local_start,
        }
    }
}

/// The next open groups in the caller's districts, for whoever wants to come to one.
#[utoipa::path(get, path = "/api/v1/groups/coming", tag = "scheduling", responses((status = 200, body = Page<OpenGroupView>)))]
pub async fn coming_groups(kit: Kit, caller: Caller) -> Result<HttpResponse> {
    let now = kit.clock.now();
    let groups = kit
        .db
        .read(move |conn| {
            let standing = Standing::load(conn, &caller)?;
            let scope = standing.visible_districts();
            let near = (now, now + AHEAD);
            Ok::<_, Error>(list_open_groups(conn, scope.districts(), &OPEN_TYPES, near, MOST)?)
        })
        .await?;
    Ok(json::ok(&Page::whole(
        groups.into_iter().map(OpenGroupView::from).collect::<Vec<_>>(),
    )))
}
