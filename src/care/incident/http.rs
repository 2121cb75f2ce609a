//! Incidents, as much of them as somebody may see.

use super::actions::{self, NewIncident};
use super::model::{Category, INCIDENT_CHARACTERS, severity};
use super::views::{self, IncidentView, IncidentsQuery};
use crate::accounts::Context;
use crate::care::model::Origin;
use crate::chat::model::Cid;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId, EscalationId, IncidentId, PersonId, SessionId};
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// Writes an incident down: of a call, or of a room or session, or of a district.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportIncident {
    /// Made when the form is opened; the same again gives the same incident.
    cid: String,
    escalation_id: Option<EscalationId>,
    room_id: Option<ChatRoomId>,
    session_id: Option<SessionId>,
    district_id: Option<DistrictId>,
    category: Category,
    /// 1 is the worst, 3 the least.
    severity: i64,
    /// At most 4,000 characters.
    text: String,
    /// When it happened; now if absent.
    happened_at: Option<Millis>,
}

/// Another category or severity.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeIncident {
    row_version: i64,
    category: Option<Category>,
    severity: Option<i64>,
}

/// One of those involved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneInvolved {
    person_id: PersonId,
}

/// Whether the offered talk is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerOffer {
    wants: bool,
}

async fn read(ctx: &Context, id: IncidentId) -> Result<IncidentView> {
    let read = actions::read_incident(ctx, id).await?;
    views::incident(ctx, read).await
}

/// Writes an incident down: whoever conducts the session or holds the room, and the staff of the district.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "care", request_body = ReportIncident,
    responses((status = 201, body = IncidentView), (status = 200, body = IncidentView, description = "written already")))]
pub async fn report_incident(ctx: Context, body: Json<ReportIncident>) -> Result<HttpResponse> {
    let body = body.0;
    let origin = match (body.room_id, body.session_id) {
        (Some(_), Some(_)) => return Err(Error::field("session_id", "not_allowed")),
        (Some(room), None) => Some(Origin::Room(room)),
        (None, session) => session.map(Origin::Session),
    };
    if body.happened_at.is_some_and(|at| at > ctx.now()) {
        return Err(Error::field("happened_at", "not_yet"));
    }
    let new = NewIncident {
        cid: Cid::parse("cid", &body.cid)?,
        call: body.escalation_id,
        origin,
        district: body.district_id,
        category: body.category,
        severity: severity(body.severity)?,
        text: crate::field::text("text", &body.text, 1, INCIDENT_CHARACTERS)?,
        happened_at: body.happened_at,
    };
    let (incident, is_known) = actions::report_incident(&ctx, new).await?;
    let view = read(&ctx, incident.id).await?;
    Ok(if is_known {
        json::ok(&view)
    } else {
        json::created(&view)
    })
}

/// The incidents that the reader knows of, the newest first, without texts.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "care", params(IncidentsQuery), responses((status = 200, body = Page<IncidentView>)))]
pub async fn list_incidents(ctx: Context, query: Query<IncidentsQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_incidents(&ctx, query.0).await?))
}

/// One incident; whoever gets the text is in the audit.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "care", params(("id" = String, Path)), responses((status = 200, body = IncidentView)))]
pub async fn incident(ctx: Context, id: Path<IncidentId>) -> Result<HttpResponse> {
    Ok(json::ok(&read(&ctx, id.0).await?))
}

/// Another category or severity.
#[utoipa::path(patch, path = "/api/v1/incidents/{id}", tag = "care", params(("id" = String, Path)), request_body = ChangeIncident,
    responses((status = 200, body = IncidentView)))]
pub async fn change_incident(ctx: Context, id: Path<IncidentId>, body: Json<ChangeIncident>) -> Result<HttpResponse> {
    let ChangeIncident {
        row_version,
        category,
        severity: level,
    } = body.0;
    let level = level.map(severity).transpose()?;
    actions::change_incident(&ctx, id.0.clone(), row_version, (category, level)).await?;
    Ok(json::ok(&read(&ctx, id.0).await?))
}

/// Looks after it from now on.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/take", tag = "care", params(("id" = String, Path)), responses((status = 200, body = IncidentView)))]
pub async fn take_incident(ctx: Context, id: Path<IncidentId>) -> Result<HttpResponse> {
    actions::take_incident(&ctx, id.0.clone()).await?;
    Ok(json::ok(&read(&ctx, id.0).await?))
}

/// It was talked through with one of those involved.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/debriefs", tag = "care", params(("id" = String, Path)), request_body = OneInvolved,
    responses((status = 204)))]
pub async fn record_debrief(ctx: Context, id: Path<IncidentId>, body: Json<OneInvolved>) -> Result<HttpResponse> {
    actions::record_debrief(&ctx, id.0, body.0.person_id).await?;
    Ok(json::no_content())
}

/// A coordinator has looked at somebody's next sessions.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/checks", tag = "care", params(("id" = String, Path)), request_body = OneInvolved,
    responses((status = 204)))]
pub async fn check_sessions(ctx: Context, id: Path<IncidentId>, body: Json<OneInvolved>) -> Result<HttpResponse> {
    actions::check_sessions(&ctx, id.0, body.0.person_id).await?;
    Ok(json::no_content())
}

/// Whether the caller wants the talk that is offered to them.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/supervision", tag = "care", params(("id" = String, Path)), request_body = AnswerOffer,
    responses((status = 204)))]
pub async fn answer_offer(ctx: Context, id: Path<IncidentId>, body: Json<AnswerOffer>) -> Result<HttpResponse> {
    actions::answer_offer(&ctx, id.0, body.0.wants).await?;
    Ok(json::no_content())
}

#[utoipa::path(post, path = "/api/v1/incidents/{id}/close", tag = "care", params(("id" = String, Path)),
    responses((status = 204), (status = 403, description = "second_person_needed"), (status = 409, description = "debrief_needed, wrong_state")))]
pub async fn close_incident(ctx: Context, id: Path<IncidentId>) -> Result<HttpResponse> {
    actions::close_incident(&ctx, id.0).await?;
    Ok(json::no_content())
}
