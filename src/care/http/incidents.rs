//! Incidents, as much of them as somebody may see.

use crate::accounts::access::{Caller, Permissions, Role};
use crate::accounts::api::nicknames;
use crate::bilingual::Bilingual;
use crate::care::access::{OnDuty, sight_of};
use crate::care::actions::{self, Kit, NewIncident};
use crate::care::model::{
    Category, DEBRIEF_DUE, INCIDENT_CHARACTERS, Incident, IncidentState, Involved, Place, Sight, severity,
};
use crate::care::store::{self, Known};
use crate::care::today::known_districts;
use crate::chat;
use crate::chat::model::Cid;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, DistrictId, EscalationId, IncidentId, PersonId, SessionId};
use crate::scheduling::api::{SessionBrief, briefs, next_sessions};
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many of somebody's next sessions are shown for the check.
const NEXT: i64 = 5;

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

/// What is offered to somebody who was involved.
#[derive(Serialize, ToSchema)]
pub struct SupervisionOffer {
    #[schema(required = true)]
    offered_at: Option<Millis>,
    due_at: Millis,
    #[schema(required = true)]
    wants: Option<bool>,
}

/// Somebody of the staff who was involved.
#[derive(Serialize, ToSchema)]
pub struct InvolvedView {
    person_id: PersonId,
    nickname: String,
    /// When somebody talked it through with them.
    #[schema(required = true)]
    debriefed_at: Option<Millis>,
    #[schema(required = true)]
    offer: Option<SupervisionOffer>,
    #[schema(required = true)]
    checked_at: Option<Millis>,
    /// For the coordinator's check.
    next_sessions: Vec<SessionBrief>,
}

/// An incident; what the reader may not see is absent.
#[derive(Serialize, ToSchema)]
#[schema(as = Incident)]
pub struct IncidentView {
    id: IncidentId,
    sight: Sight,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    state: IncidentState,
    recorded_at: Millis,
    #[schema(required = true)]
    category: Option<Category>,
    #[schema(required = true)]
    severity: Option<i64>,
    #[schema(required = true)]
    happened_at: Option<Millis>,
    #[schema(required = true)]
    closed_at: Option<Millis>,
    /// By when the talk with those involved is due.
    #[schema(required = true)]
    debrief_due_at: Option<Millis>,
    #[schema(required = true)]
    room_id: Option<ChatRoomId>,
    #[schema(required = true)]
    session_id: Option<SessionId>,
    #[schema(required = true)]
    place: Option<Bilingual>,
    #[schema(required = true)]
    reporter: Option<String>,
    am_reporter: bool,
    #[schema(required = true)]
    assigned: Option<String>,
    am_assigned: bool,
    /// Only where one incident is read; that it was read is recorded.
    #[schema(required = true)]
    text: Option<String>,
    people: Vec<InvolvedView>,
    /// What is offered to the reader.
    #[schema(required = true)]
    my_offer: Option<SupervisionOffer>,
    #[schema(required = true)]
    row_version: Option<i64>,
}

/// Which incidents.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IncidentsQuery {
    /// Only open or closed ones.
    #[param(value_type = Option<String>)]
    state: Option<IncidentState>,
    /// Only of this district.
    #[param(value_type = Option<String>)]
    district_id: Option<DistrictId>,
    cursor: Option<String>,
    limit: Option<i64>,
}

fn offer_of(part: &Involved) -> Option<SupervisionOffer> {
    part.offer_due_at.map(|due_at| SupervisionOffer {
        offered_at: part.offered_at,
        due_at,
        wants: part.wants_supervision,
    })
}

fn place_of(conn: &mut Conn, incident: &Incident) -> Result<Option<Bilingual>> {
    if let Some(room) = &incident.room_id {
        return Ok(chat::api::room(conn, room)?.map(|room| Bilingual::written(&room.name)));
    }
    let Some(session) = &incident.session_id else {
        return Ok(None);
    };
    let briefs = briefs(conn, &incident.reporter_id, std::slice::from_ref(session))?;
    Ok(briefs
        .first()
        .map(|brief| brief.called().and(&format!(" · {}", brief.studio))))
}

/// One place decides what of an incident leaves the house (safety 8).
fn view(
    conn: &mut Conn,
    who: &Permissions,
    now: Millis,
    (incident, sight): (Incident, Sight),
    text: Option<String>,
    parts: &[Involved],
) -> Result<IncidentView> {
    let (is_all, is_whole) = (sight == Sight::All, matches!(sight, Sight::All | Sight::Own));
    let knows_severity = is_whole || sight == Sight::Outline;
    let checks = incident.district_id.as_ref();
    let checks = checks.is_some_and(|district| who.has_in(Role::Coordinator, district));
    let mut people = vec![incident.reporter_id.clone()];
    people.extend(incident.assigned_to.clone());
    people.extend(parts.iter().map(|part| part.person_id.clone()));
    let names = nicknames(conn, &people)?;
    let name = |person: &PersonId| names.get(person).cloned().unwrap_or_default();
    let mut shown = vec![];
    for part in parts
        .iter()
        .filter(|part| is_all || (checks && part.offer_due_at.is_some()))
    {
        shown.push(InvolvedView {
            person_id: part.person_id.clone(),
            nickname: name(&part.person_id),
            debriefed_at: part.debriefed_at.filter(|_| is_all),
            offer: offer_of(part).filter(|_| is_all),
            checked_at: part.checked_at,
            next_sessions: if checks && part.offer_due_at.is_some() {
                next_sessions(conn, &part.person_id, now, NEXT)?
            } else {
                vec![]
            },
        });
    }
    let mine = parts.iter().find(|part| part.person_id == who.person);
    Ok(IncidentView {
        place: if is_whole { place_of(conn, &incident)? } else { None },
        reporter: is_all.then(|| name(&incident.reporter_id)),
        am_reporter: incident.reporter_id == who.person,
        assigned: incident.assigned_to.as_ref().filter(|_| is_all).map(name),
        am_assigned: incident.assigned_to.as_ref() == Some(&who.person),
        my_offer: mine.and_then(offer_of),
        debrief_due_at: (is_all && incident.severity == 1).then_some(incident.recorded_at + DEBRIEF_DUE),
        id: incident.id,
        sight,
        district_id: incident.district_id,
        state: incident.state,
        recorded_at: incident.recorded_at,
        category: (sight != Sight::Offer).then_some(incident.category),
        severity: knows_severity.then_some(incident.severity),
        happened_at: knows_severity.then_some(incident.happened_at),
        closed_at: incident.closed_at.filter(|_| knows_severity),
        room_id: incident.room_id.filter(|_| is_whole),
        session_id: incident.session_id.filter(|_| is_whole),
        text,
        people: shown,
        row_version: is_all.then_some(incident.row_version),
    })
}

async fn read(kit: &Kit, caller: Caller, id: IncidentId) -> Result<IncidentView> {
    let now = kit.clock.now();
    let (incident, sight, text, people) = actions::read_incident(kit, caller.clone(), id).await?;
    kit.db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            view(conn, &who, now, (incident.clone(), sight), text.clone(), &people)
        })
        .await
}

/// Writes an incident down: whoever conducts the session or holds the room, and the staff of the district.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "care", request_body = ReportIncident,
    responses((status = 201, body = IncidentView), (status = 200, body = IncidentView, description = "written already")))]
pub async fn report_incident(kit: Data<Kit>, caller: Caller, body: Json<ReportIncident>) -> Result<HttpResponse> {
    let body = body.0;
    let place = match (body.room_id, body.session_id) {
        (Some(_), Some(_)) => return Err(Error::field("session_id", "not_allowed")),
        (Some(room), None) => Some(Place::Room(room)),
        (None, session) => session.map(Place::Session),
    };
    if body.happened_at.is_some_and(|at| at > kit.clock.now()) {
        return Err(Error::field("happened_at", "not_yet"));
    }
    let new = NewIncident {
        cid: Cid::parse("cid", &body.cid)?,
        call: body.escalation_id,
        place,
        district: body.district_id,
        category: body.category,
        severity: severity(body.severity)?,
        text: crate::field::text("text", &body.text, 1, INCIDENT_CHARACTERS)?,
        happened_at: body.happened_at,
    };
    let (incident, is_known) = actions::report_incident(&kit, caller.clone(), new).await?;
    let view = read(&kit, caller, incident.id).await?;
    Ok(if is_known {
        json::ok(&view)
    } else {
        json::created(&view)
    })
}

/// The incidents that the reader knows of, the newest first, without texts.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "care", params(IncidentsQuery), responses((status = 200, body = Page<IncidentView>)))]
pub async fn list_incidents(kit: Data<Kit>, caller: Caller, query: Query<IncidentsQuery>) -> Result<HttpResponse> {
    let now = kit.clock.now();
    let IncidentsQuery {
        state,
        district_id,
        cursor,
        limit,
    } = query.0;
    let page = PageQuery { cursor, limit };
    let (after, limit) = (page.after::<(Millis, String)>()?, page.limit());
    let answer = kit
        .db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            let duty = OnDuty::of(conn, &who, now)?;
            let known = Known {
                person: &who.person,
                districts: &known_districts(&who, &duty),
                is_without_district: duty.is_in(None),
                is_headquarters: who.is_headquarters(),
                state,
                district: district_id.as_ref(),
            };
            let rows = store::page_incidents(conn, &known, after.as_ref(), limit + 1)?;
            let rows = Page::cut(rows, limit, |row| (row.recorded_at, row.id.to_string()));
            let mut items = vec![];
            for incident in rows.items {
                // somebody whose role has ended may still stand in the row
                match sight_of(conn, &who, &duty, &incident) {
                    Ok(sight) => {
                        let people = store::list_involved(conn, &incident.id)?;
                        items.push(view(conn, &who, now, (incident, sight), None, &people)?);
                    }
                    Err(error) if error.code == Code::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Page { items, next: rows.next })
        })
        .await?;
    Ok(json::ok(&answer))
}

/// One incident; whoever gets the text is in the audit.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "care", params(("id" = String, Path)), responses((status = 200, body = IncidentView)))]
pub async fn incident(kit: Data<Kit>, caller: Caller, id: Path<IncidentId>) -> Result<HttpResponse> {
    Ok(json::ok(&read(&kit, caller, id.0).await?))
}

/// Another category or severity.
#[utoipa::path(patch, path = "/api/v1/incidents/{id}", tag = "care", params(("id" = String, Path)), request_body = ChangeIncident,
    responses((status = 200, body = IncidentView)))]
pub async fn change_incident(
    kit: Data<Kit>,
    caller: Caller,
    id: Path<IncidentId>,
    body: Json<ChangeIncident>,
) -> Result<HttpResponse> {
    let ChangeIncident {
        row_version,
        category,
        severity: level,
    } = body.0;
    let level = level.map(severity).transpose()?;
    actions::change_incident(&kit, caller.clone(), id.0.clone(), row_version, (category, level)).await?;
    Ok(json::ok(&read(&kit, caller, id.0).await?))
}

/// Looks after it from now on.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/take", tag = "care", params(("id" = String, Path)), responses((status = 200, body = IncidentView)))]
pub async fn take_incident(kit: Data<Kit>, caller: Caller, id: Path<IncidentId>) -> Result<HttpResponse> {
    actions::take_incident(&kit, caller.clone(), id.0.clone()).await?;
    Ok(json::ok(&read(&kit, caller, id.0).await?))
}

/// It was talked through with one of those involved.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/debriefs", tag = "care", params(("id" = String, Path)), request_body = OneInvolved,
    responses((status = 204)))]
pub async fn record_debrief(
    kit: Data<Kit>,
    caller: Caller,
    id: Path<IncidentId>,
    body: Json<OneInvolved>,
) -> Result<HttpResponse> {
    actions::record_debrief(&kit, caller, id.0, body.0.person_id).await?;
    Ok(json::no_content())
}

/// A coordinator has looked at somebody's next sessions.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/checks", tag = "care", params(("id" = String, Path)), request_body = OneInvolved,
    responses((status = 204)))]
pub async fn check_sessions(
    kit: Data<Kit>,
    caller: Caller,
    id: Path<IncidentId>,
    body: Json<OneInvolved>,
) -> Result<HttpResponse> {
    actions::check_sessions(&kit, caller, id.0, body.0.person_id).await?;
    Ok(json::no_content())
}

/// Whether the caller wants the talk that is offered to them.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/supervision", tag = "care", params(("id" = String, Path)), request_body = AnswerOffer,
    responses((status = 204)))]
pub async fn answer_offer(
    kit: Data<Kit>,
    caller: Caller,
    id: Path<IncidentId>,
    body: Json<AnswerOffer>,
) -> Result<HttpResponse> {
    actions::answer_offer(&kit, caller, id.0, body.0.wants).await?;
    Ok(json::no_content())
}

/// Done with it.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/close", tag = "care", params(("id" = String, Path)),
    responses((status = 204), (status = 403, description = "second_person_needed"), (status = 409, description = "debrief_needed, wrong_state")))]
pub async fn close_incident(kit: Data<Kit>, caller: Caller, id: Path<IncidentId>) -> Result<HttpResponse> {
    actions::close_incident(&kit, caller, id.0).await?;
    Ok(json::no_content())
}
