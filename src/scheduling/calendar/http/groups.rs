//! The next groups to which somebody may simply come.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{DistrictId, SessionId};
use crate::scheduling::calendar::views::{self, OpenGroup, TypeNames};
use crate::web::json;
use crate::web::page::Page;
use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// A coming group: what, where and when, and nobody's name.
#[derive(Serialize, ToSchema)]
#[schema(as = OpenGroup)]
pub struct OpenGroupView {
    id: SessionId,
    /// The title that somebody wrote; empty where nobody wrote one.
    title: String,
    /// What its type is called, where it has no title of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    type_name: Option<Bilingual>,
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

impl OpenGroupView {
    fn of(group: OpenGroup, types: &TypeNames) -> Self {
        let name = types.get(&(group.studio_id.clone(), group.type_code.clone()));
        OpenGroupView {
            type_name: name.filter(|_| group.title.is_empty()).cloned(),
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
pub async fn coming_groups(ctx: Context) -> Result<HttpResponse> {
    let (groups, types) = views::coming_groups(&ctx).await?;
    let view = |group| OpenGroupView::of(group, &types);
    Ok(json::ok(&Page::whole(groups.into_iter().map(view).collect())))
}
