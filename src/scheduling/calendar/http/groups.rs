//! The next groups to which somebody may simply come.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{DistrictId, SessionId};
use crate::scheduling::calendar::views::{self, OpenGroup, TypeNames};
use crate::scheduling::places::model::{BookingMode, RegistrationState};
use crate::scheduling::places::views::OwnPlace;
use crate::web::json;
use crate::web::page::Page;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// How the reader stands with it; absent where they could not take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = GroupPlace, required = false)]
    place: Option<GroupPlace>,
}

/// Whether there is a place, and whether the reader has it.
#[derive(Serialize, ToSchema)]
pub struct GroupPlace {
    mode: BookingMode,
    is_full: bool,
    #[schema(required = true)]
    state: Option<RegistrationState>,
}

/// The next five groups of two weeks when nothing is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GroupsQuery {
    /// Those of four weeks, and not only the next few.
    all: Option<bool>,
}

impl OpenGroupView {
    fn of(group: OpenGroup, types: &TypeNames, own: Option<&OwnPlace>) -> Self {
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
            place: own.map(|own| GroupPlace {
                mode: own.mode,
                is_full: own.is_full,
                state: own.place_state,
            }),
        }
    }
}

/// The next open groups in the caller's districts, for whoever wants to come to one.
#[utoipa::path(get, path = "/api/v1/groups/coming", tag = "scheduling", params(GroupsQuery),
    responses((status = 200, body = Page<OpenGroupView>)))]
pub async fn coming_groups(ctx: Context, query: Query<GroupsQuery>) -> Result<HttpResponse> {
    let (groups, types, own) = views::coming_groups(&ctx, query.0.all.unwrap_or(false)).await?;
    let view = |group: OpenGroup| {
        let place = own.get(&group.id);
        OpenGroupView::of(group, &types, place)
    };
    Ok(json::ok(&Page::whole(groups.into_iter().map(view).collect())))
}
