//! Who could take a seat.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, RoomId, SessionId, StudioId};
use crate::scheduling::access::{Sight, desk_of, look};
use crate::scheduling::roles::SeatRole;
use crate::scheduling::sessions::http;
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::sessions::state::Verb;
use crate::scheduling::staffing::candidates::ranking::{Candidate, Opening, Rank, rank_of};
use crate::scheduling::staffing::{assignments, candidates};
use crate::scheduling::validation::proposals::{propose, seats, staffed_proposal, standing_proposal};
use crate::scheduling::validation::weigh_one;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::IntoParams;

/// Who is looked for, and which part of the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidatesPage {
    /// Who else is on it, as `person:seat,person:seat`, a lone comma for nobody; who has a seat now when absent.
    staff: Option<String>,
    /// For which seat; the first that is open when absent.
    role: Option<SeatRole>,
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
    /// Where.
    studio_id: StudioId,
    /// In which room; any when absent, for only people are judged.
    room_id: Option<RoomId>,
    /// Which kind of session.
    #[serde(rename = "type")]
    kind: String,
    /// `YYYY-MM-DD`.
    local_date: String,
    /// `HH:MM`.
    local_start: String,
    /// How long; as long as the kind usually is when absent.
    minutes: Option<i64>,
    /// How many people are expected.
    people: Option<i64>,
    /// Who else is on it, as `person:seat,person:seat`.
    staff: Option<String>,
    /// For which seat; the first that is open when absent.
    role: Option<SeatRole>,
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

fn read_staff(text: Option<&str>) -> Result<Option<Vec<(PersonId, SeatRole)>>> {
    let Some(text) = text else { return Ok(None) };
    let read = |part: &str| {
        let (person, role) = part.split_once(':')?;
        Some((PersonId::parse(person)?, SeatRole::parse(role)?))
    };
    let parts = text.split(',').filter(|part| !part.is_empty());
    let read: Option<Vec<_>> = parts.map(read).collect();
    read.map(Some)
        .ok_or_else(|| Error::new(Code::BadQuery, "staff is `person:seat,person:seat`."))
}

/// Who could take a seat on a session, the best first.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/candidates", tag = "scheduling",
    params(("id" = String, Path), CandidatesPage), responses((status = 200, body = Page<Candidate>)))]
pub async fn candidates(ctx: Context, id: Path<SessionId>, asked: Query<CandidatesPage>) -> Result<HttpResponse> {
    let asked = asked.0;
    let staff = read_staff(asked.staff.as_deref())?;
    let page = ctx
        .read(move |conn, who| {
            let seen = look(conn, who, &id.0)?;
            if seen.sight(who) != Some(Sight::Full) {
                return Err(Code::NotAllowed.into());
            }
            allowed(who.coordinates(&seen.session.district_id))?;
            seen.must_be_time_for(Verb::Staff, seen.session.starts_at)?;
            let session = seen.session;
            let staff = match &staff {
                Some(staff) => staff.clone(),
                None => on_it(conn, &session.id)?,
            };
            let wanted = seats(conn, &staff)?;
            let stood = if session.state.claims() {
                let stands = standing_proposal(conn, &session)?;
                Some(weigh_one(conn, &stands)?)
            } else {
                None
            };
            let opening = Opening {
                proposal: staffed_proposal(conn, &session, &wanted)?,
                role: asked.role,
                before: stood,
            };
            let ranked = candidates::ranking::rank(conn, opening, &who.coordinated(), asked.q.as_deref())?;
            cut(asked.cursor.clone(), asked.limit, ranked)
        })
        .await?;
    Ok(json::ok(&page))
}

fn on_it(conn: &mut Conn, session: &SessionId) -> Result<Vec<(PersonId, SeatRole)>> {
    let seats = assignments::store::list_assignments(conn, std::slice::from_ref(session))?.into_iter();
    let seats = seats.filter(|(seat, _)| seat.state.holds());
    Ok(seats.map(|(seat, _)| (seat.person_id, seat.role)).collect())
}

/// Who could take a seat at a time for which nothing is planned yet, the best first.
#[utoipa::path(get, path = "/api/v1/sessions/candidates", tag = "scheduling", params(CandidatesQuery),
    responses((status = 200, body = Page<Candidate>)))]
pub async fn candidates_for_plan(ctx: Context, query: Query<CandidatesQuery>) -> Result<HttpResponse> {
    let query = query.0;
    let (local_date, local_start) = (
        field::date("local_date", &query.local_date)?,
        field::time("local_start", &query.local_start)?,
    );
    let minutes = http::plan::minutes(query.minutes)?;
    let staff = read_staff(query.staff.as_deref())?.unwrap_or_default();
    let page = ctx
        .read(move |conn, who| {
            let desk = desk_of(conn, who, &query.studio_id)?;
            let room_id = match &query.room_id {
                Some(room) => room.clone(),
                None => any_room(conn, &query.studio_id)?,
            };
            let plan = Plan {
                type_code: query.kind.clone(),
                studio_id: query.studio_id.clone(),
                room_id,
                local_date,
                local_start,
                minutes,
                title: None,
                people: query.people,
                note: String::new(),
                cohort_id: None,
                phase_module: None,
                staff: staff.clone(),
                publish: true,
                overrides: vec![],
                is_past_meant: true,
            };
            let opening = Opening {
                proposal: propose(conn, &desk.studio, &plan)?,
                role: query.role,
                before: None,
            };
            let ranked = candidates::ranking::rank(conn, opening, &desk.districts, query.q.as_deref())?;
            cut(query.cursor.clone(), query.limit, ranked)
        })
        .await?;
    Ok(json::ok(&page))
}

fn any_room(conn: &mut Conn, studio: &StudioId) -> Result<RoomId> {
    let rooms = crate::districts::api::rooms(conn, studio)?;
    let first = rooms.into_iter().next();
    first
        .map(|room| room.id)
        .ok_or_else(|| Error::field("room_id", "required"))
}
