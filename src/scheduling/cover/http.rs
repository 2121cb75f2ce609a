//! Cover over HTTP.

use super::actions::{answer, ask, cancel, request};
use super::views::{
    AskedOfMe, CoverCandidateView, CoverInboxLine, SessionCover, asked_of_me as asked_view,
    cover_candidates as candidates_view, cover_inbox as inbox_view, session_cover as session_view,
};
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::ids::{CoverRequestId, PersonId, SessionId};
use crate::scheduling::cover::model::{CoverKey, MOST_ASKED};
use crate::scheduling::sessions::http::lifecycle::Nothing;
use crate::web::json;
use crate::web::json::Json;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Who cannot come. There is no reason to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestCover {
    /// The caller themselves when absent.
    person_id: Option<PersonId>,
    /// False for a coordinator who chooses whom to ask; true when absent.
    asks_everybody: Option<bool>,
}

/// The people who are asked to take over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForCover {
    /// 1 to 60 people; everybody fit when absent.
    people: Option<Vec<PersonId>>,
    /// One after the other, each ten minutes before the next is asked too.
    #[serde(default)]
    is_in_order: bool,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CoverCandidatesQuery {
    /// Part of a nickname; everybody when absent.
    q: Option<String>,
}

/// Looks for somebody in a person's place, who stays responsible until somebody takes over.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cover", tag = "scheduling", request_body = RequestCover,
    params(("id" = String, Path)), responses((status = 200, body = SessionCover),
    (status = 409, description = "wrong_state, cover_too_late")))]
pub async fn request_cover(ctx: Context, id: Path<SessionId>, body: Json<RequestCover>) -> Result<HttpResponse> {
    let RequestCover {
        person_id,
        asks_everybody,
    } = body.0;
    request::request_cover(&ctx, id.0.clone(), person_id, asks_everybody.unwrap_or(true)).await?;
    Ok(json::ok(&session_view(&ctx, id.0).await?))
}

/// Cover on the page of a session.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/cover", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SessionCover)))]
pub async fn session_cover(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&session_view(&ctx, id.0).await?))
}

/// Every open request of the caller's districts, the next session first.
#[utoipa::path(get, path = "/api/v1/cover-requests", tag = "scheduling", params(PageQuery),
    responses((status = 200, body = Page<CoverInboxLine>), (status = 403, description = "not_allowed")))]
pub async fn cover_inbox(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    let after: Option<CoverKey> = query.0.after()?;
    Ok(json::ok(&inbox_view(&ctx, after, query.0.limit()).await?))
}

/// Who could take over, the best first, at most 100.
#[utoipa::path(get, path = "/api/v1/cover-requests/{id}/candidates", tag = "scheduling",
    params(("id" = String, Path), CoverCandidatesQuery), responses((status = 200, body = Page<CoverCandidateView>)))]
pub async fn cover_candidates(
    ctx: Context,
    id: Path<CoverRequestId>,
    query: Query<CoverCandidatesQuery>,
) -> Result<HttpResponse> {
    let found = candidates_view(&ctx, id.0, query.0.q).await?;
    Ok(json::ok(&Page::whole(found)))
}

/// Asks people to take over. Whoever was asked before is not asked again.
#[utoipa::path(post, path = "/api/v1/cover-requests/{id}/ask", tag = "scheduling", request_body = AskForCover,
    params(("id" = String, Path)), responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn ask_for_cover(ctx: Context, id: Path<CoverRequestId>, body: Json<AskForCover>) -> Result<HttpResponse> {
    match body.0.people {
        Some(people) if people.is_empty() || people.len() > MOST_ASKED => {
            return Err(Error::field("people", "out_of_range"));
        }
        Some(people) => ask::ask_people(&ctx, id.0, people, body.0.is_in_order).await?,
        None => ask::ask_everybody(&ctx, id.0).await?,
    }
    Ok(json::no_content())
}

/// Takes the session over. The first yes wins.
#[utoipa::path(post, path = "/api/v1/cover-requests/{id}/accept", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 204),
    (status = 409, description = "cover_filled, session_refused, wrong_state")))]
pub async fn accept_cover(ctx: Context, id: Path<CoverRequestId>, _: Json<Nothing>) -> Result<HttpResponse> {
    answer::accept_cover(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// A no, which nobody sees.
#[utoipa::path(post, path = "/api/v1/cover-requests/{id}/decline", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 204)))]
pub async fn decline_cover(ctx: Context, id: Path<CoverRequestId>, _: Json<Nothing>) -> Result<HttpResponse> {
    answer::decline_cover(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// Looks for nobody any more.
#[utoipa::path(post, path = "/api/v1/cover-requests/{id}/cancel", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn cancel_cover(ctx: Context, id: Path<CoverRequestId>, _: Json<Nothing>) -> Result<HttpResponse> {
    cancel::cancel_cover(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// What the caller is asked, and what they could take.
#[utoipa::path(get, path = "/api/v1/me/asked", tag = "scheduling", responses((status = 200, body = AskedOfMe)))]
pub async fn asked_of_me(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&asked_view(&ctx).await?))
}
