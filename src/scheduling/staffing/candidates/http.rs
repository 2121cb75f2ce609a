//! Candidates over HTTP.

use super::ranking::{Candidate, Rank, rank_of};
use super::views::{self, CandidateRequest, PlannedTime};
use crate::accounts::Context;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, RoomId, SessionId, StudioId};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::sessions::http::plan::minutes;
use crate::web::field;
use crate::web::json;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::IntoParams;

/// Who is looked for, and which part of the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatesPage {
    /// Who else is on it, as `person:role,person:role`, a lone comma for nobody; who is assigned now when absent.
    staff: Option<String>,
    /// In which role; the first that is open when absent.
    role: Option<StaffRole>,
    /// Part of a nickname; everybody when absent.
    q: Option<String>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// When and where somebody is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatesQuery {
    studio_id: StudioId,
    /// In which room; any when absent, for only people are judged.
    room_id: Option<RoomId>,
    /// Which kind of session.
    #[serde(rename = "type")]
    kind: String,
    /// `YYYY-MM-DD` on the studio's wall.
    local_date: String,
    /// `HH:MM` on the studio's wall.
    local_start: String,
    /// How long; as long as the kind usually is when absent.
    minutes: Option<i64>,
    /// How many people are expected.
    people: Option<i64>,
    /// Who else is on it, as `person:role,person:role`.
    staff: Option<String>,
    /// In which role; the first that is open when absent.
    role: Option<StaffRole>,
    /// Part of a nickname; everybody when absent.
    q: Option<String>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

fn cut(cursor: Option<String>, limit: Option<i64>, mut ranked: Vec<Candidate>) -> Result<Page<Candidate>> {
    let query = PageQuery { cursor, limit };
    if let Some(after) = query.after::<Rank>()? {
        ranked.retain(|candidate| rank_of(candidate) > after);
    }
    Ok(Page::cut(ranked, query.limit(), rank_of))
}

fn read_staff(text: Option<&str>) -> Result<Option<Vec<(PersonId, StaffRole)>>> {
    let Some(text) = text else { return Ok(None) };
    let read = |part: &str| {
        let (person, role) = part.split_once(':')?;
        Some((PersonId::parse(person)?, StaffRole::parse(role)?))
    };
    let parts = text.split(',').filter(|part| !part.is_empty());
    let read: Option<Vec<_>> = parts.map(read).collect();
    read.map(Some)
        .ok_or_else(|| Error::new(Code::BadQuery, "staff is `person:role,person:role`."))
}

/// Who could be assigned to a session, the best first.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/candidates", tag = "scheduling",
    params(("id" = String, Path), CandidatesPage), responses((status = 200, body = Page<Candidate>)))]
pub async fn candidates(ctx: Context, id: Path<SessionId>, asked: Query<CandidatesPage>) -> Result<HttpResponse> {
    let asked = asked.0;
    let request = CandidateRequest {
        staff: read_staff(asked.staff.as_deref())?,
        role: asked.role,
        name: asked.q,
    };
    let ranked = views::candidates(&ctx, id.0, request).await?;
    Ok(json::ok(&cut(asked.cursor, asked.limit, ranked)?))
}

/// Who could be assigned at a time for which nothing is planned yet, the best first.
#[utoipa::path(get, path = "/api/v1/sessions/candidates", tag = "scheduling", params(CandidatesQuery),
    responses((status = 200, body = Page<Candidate>)))]
pub async fn candidates_for_plan(ctx: Context, query: Query<CandidatesQuery>) -> Result<HttpResponse> {
    let query = query.0;
    let time = PlannedTime {
        local_date: field::date("local_date", &query.local_date)?,
        local_start: field::time("local_start", &query.local_start)?,
        minutes: minutes(query.minutes)?,
        studio_id: query.studio_id,
        room_id: query.room_id,
        type_code: query.kind,
        people: query.people,
    };
    let request = CandidateRequest {
        staff: read_staff(query.staff.as_deref())?,
        role: query.role,
        name: query.q,
    };
    let ranked = views::candidates_for_plan(&ctx, time, request).await?;
    Ok(json::ok(&cut(query.cursor, query.limit, ranked)?))
}
