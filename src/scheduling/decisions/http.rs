//! What needs a decision, kind by kind; and closing many old sessions at once.

use crate::accounts::Context;
use crate::clock::{DAY, Millis};
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::decisions::views::{self, Decision, DecisionKind};
use crate::scheduling::sessions::actions;
use crate::scheduling::sessions::actions::close_old::{MOST_AT_ONCE, OldSession, ReopenedSession};
use crate::web::json::Json;
use crate::web::page::{Page, PageQuery, decode, encode};
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionsQuery {
    kind: DecisionKind,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseOld {
    /// Those that ended so many days ago or earlier, 2 to 400.
    days: i64,
    /// Where the answer before ended.
    #[serde(default)]
    cursor: Option<String>,
}

/// The sessions that were looked at, each with its outcome.
#[derive(Serialize, ToSchema)]
pub struct ClosedOld {
    /// At most 200, the oldest first.
    items: Vec<OldSession>,
    /// Where to go on, if there are more.
    #[schema(required = true)]
    next: Option<String>,
}

/// Which sessions were closed by mistake.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenMany {
    /// At most 200 of them.
    session_ids: Vec<SessionId>,
    /// In a few words, which the history keeps.
    reason: String,
}

/// The sessions that were looked at, each with its outcome.
#[derive(Serialize, ToSchema)]
pub struct ReopenedMany {
    /// In the order of the request.
    items: Vec<ReopenedSession>,
}

/// One page of one kind: what lies ahead in the order of its start, what is over the newest first.
#[utoipa::path(get, path = "/api/v1/decisions", tag = "scheduling", params(DecisionsQuery),
    responses((status = 200, body = Page<Decision>), (status = 403, description = "not_allowed")))]
pub async fn list_decisions(ctx: Context, query: Query<DecisionsQuery>) -> Result<HttpResponse> {
    let DecisionsQuery { kind, cursor, limit } = query.0;
    let asked = PageQuery { cursor, limit };
    let (items, next) = views::decision_page(&ctx, kind, asked.after()?, asked.limit()).await?;
    let next = next.map(|next| encode(&next));
    Ok(json::ok(&Page { items, next }))
}

/// Closes what ended so long ago and has somebody on its sheet; each session is answered for.
#[utoipa::path(post, path = "/api/v1/decisions/close-old", tag = "scheduling", request_body = CloseOld,
    responses((status = 200, body = ClosedOld), (status = 403, description = "not_allowed")))]
pub async fn close_old(ctx: Context, body: Json<CloseOld>) -> Result<HttpResponse> {
    let days = field::number("days", body.0.days, 2, 400)?;
    let before = ctx.now() - days * DAY;
    let after: Option<(Millis, SessionId)> = body.0.cursor.as_deref().map(decode).transpose()?;
    let (items, next) = actions::close_old::close_old(&ctx, before, after).await?;
    let next = next.map(|next| encode(&next));
    Ok(json::ok(&ClosedOld { items, next }))
}

/// Opens sessions again that were closed together by mistake; each is answered for.
#[utoipa::path(post, path = "/api/v1/decisions/reopen", tag = "scheduling", request_body = ReopenMany,
    responses((status = 200, body = ReopenedMany), (status = 403, description = "not_allowed")))]
pub async fn reopen_many(ctx: Context, body: Json<ReopenMany>) -> Result<HttpResponse> {
    let ReopenMany { session_ids, reason } = body.0;
    let reason = field::text("reason", &reason, 1, 300)?;
    let count = i64::try_from(session_ids.len()).unwrap_or(i64::MAX);
    field::number("session_ids", count, 1, MOST_AT_ONCE)?;
    let items = actions::close_old::reopen_many(&ctx, session_ids, reason).await?;
    Ok(json::ok(&ReopenedMany { items }))
}
