//! Incidents, as much of them as somebody may see (safety 8).

use super::model::{Category, DEBRIEF_DUE, Incident, IncidentAccess, IncidentState, Involved};
use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::nicknames;
use crate::bilingual::Bilingual;
use crate::care::access::{OnDuty, known_districts, sight_of};
use crate::care::store::{self, KnownIncidents};
use crate::chat;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Code, Result};
use crate::ids::{ChatRoomId, DistrictId, IncidentId, PersonId, SessionId};
use crate::scheduling::api::{SessionBrief, briefs, next_sessions};
use crate::web::page::{Page, PageQuery};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many of somebody's next sessions are shown for the check.
const NEXT: i64 = 5;

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
    sight: IncidentAccess,
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
    (incident, sight): (Incident, IncidentAccess),
    text: Option<String>,
    parts: &[Involved],
) -> Result<IncidentView> {
    let (is_all, is_whole) = (
        sight == IncidentAccess::All,
        matches!(sight, IncidentAccess::All | IncidentAccess::Own),
    );
    let knows_severity = is_whole || sight == IncidentAccess::Outline;
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
        category: (sight != IncidentAccess::Offer).then_some(incident.category),
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

/// One incident as the caller reads it.
pub(super) async fn incident(
    ctx: &Context,
    (incident, sight, text, people): (Incident, IncidentAccess, Option<String>, Vec<Involved>),
) -> Result<IncidentView> {
    let now = ctx.now();
    ctx.read(move |conn, who| view(conn, who, now, (incident, sight), text, &people))
        .await
}

/// A page of the incidents that the caller knows of, the newest first, without texts.
pub(super) async fn list_incidents(ctx: &Context, query: IncidentsQuery) -> Result<Page<IncidentView>> {
    let now = ctx.now();
    let IncidentsQuery {
        state,
        district_id,
        cursor,
        limit,
    } = query;
    let page = PageQuery { cursor, limit };
    let (after, limit) = (page.after::<(Millis, String)>()?, page.limit());
    ctx.read(move |conn, who| {
        let duty = OnDuty::of(conn, who, now)?;
        let known = KnownIncidents {
            person: &who.person,
            districts: &known_districts(who, &duty),
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
            match sight_of(conn, who, &duty, &incident) {
                Ok(sight) => {
                    let people = store::list_involved(conn, &incident.id)?;
                    items.push(view(conn, who, now, (incident, sight), None, &people)?);
                }
                Err(error) if error.code == Code::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Page { items, next: rows.next })
    })
    .await
}
