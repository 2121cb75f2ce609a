//! Calls for help: those who ask, and those who come.

use crate::accounts::Accounts;
use crate::accounts::access::{Caller, Holder, Permissions};
use crate::accounts::api::nicknames;
use crate::bilingual::Bilingual;
use crate::care::access::{CallSight, OnDuty, sight_of_call};
use crate::care::actions::{self, CallRead, Kit};
use crate::care::model::{Asking, Escalation, EscalationState, NOTE_CHARACTERS, Place, Step};
use crate::care::store;
use crate::chat;
use crate::chat::api::SaidBefore;
use crate::chat::model::Cid;
use crate::clock::{DAY, Millis, SECOND};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId, EscalationId, PersonId, SessionId};
use crate::scheduling;
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Between two looks of whoever may be asked any moment.
const ASK_SOON: Millis = 4 * SECOND;
/// Between two looks of everybody else.
const ASK_LATER: Millis = 30 * SECOND;

/// Asks the person on duty to come, from a room or from a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForHelp {
    /// Made when the button is pressed; the same again gives the same call.
    cid: String,
    room_id: Option<ChatRoomId>,
    session_id: Option<SessionId>,
    /// At most 500 characters.
    note: Option<String>,
}

/// Who is coming, as the one who asked may know them.
#[derive(Serialize, ToSchema)]
pub struct WhoComes {
    /// Their name in the room, if the call came from one.
    #[schema(required = true)]
    name: Option<String>,
    /// As what they come.
    step: Step,
}

/// A call as the one who made it sees it.
#[derive(Serialize, ToSchema)]
pub struct OwnCall {
    id: EscalationId,
    #[schema(required = true)]
    room_id: Option<ChatRoomId>,
    #[schema(required = true)]
    session_id: Option<SessionId>,
    state: EscalationState,
    asked_at: Millis,
    /// Who was asked last; none in the first moment.
    #[schema(required = true)]
    step: Option<Step>,
    #[schema(required = true)]
    seen_at: Option<Millis>,
    #[schema(required = true)]
    seen_by: Option<WhoComes>,
}

/// A call as those who are asked see it. A lead who was not asked yet sees that there is one and how long it waits.
#[derive(Serialize, ToSchema)]
pub struct Call {
    id: EscalationId,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    state: EscalationState,
    /// Everything, or only the state.
    is_whole: bool,
    asked_at: Millis,
    #[schema(required = true)]
    step: Option<Step>,
    /// When the next people are asked.
    #[schema(required = true)]
    due_at: Option<Millis>,
    #[schema(required = true)]
    seen_at: Option<Millis>,
    /// Who is coming.
    #[schema(required = true)]
    seen_by: Option<String>,
    /// The reader is.
    am_coming: bool,
    #[schema(required = true)]
    room_id: Option<ChatRoomId>,
    #[schema(required = true)]
    session_id: Option<SessionId>,
    /// The room's name, or the session's title with studio and room.
    #[schema(required = true)]
    place: Option<Bilingual>,
    /// Who asks: their name in the room, or their nickname.
    #[schema(required = true)]
    asker: Option<String>,
    has_note: bool,
    /// What they said; only where one call is read.
    #[schema(required = true)]
    note: Option<String>,
    /// How many messages of the room belong to it.
    said_count: i64,
    /// What was said in the room before; only where one call is read.
    said: Vec<SaidBefore>,
}

fn own_view(conn: &mut Conn, call: Escalation) -> Result<OwnCall> {
    let seen_by = match (call.seen_by, call.seen_step, &call.room_id) {
        (Some(person), Some(step), Some(room)) => Some(WhoComes {
            name: chat::api::seat_of(conn, room, &person)?.map(|seat| seat.display_name),
            step,
        }),
        (Some(_), Some(step), None) => Some(WhoComes { name: None, step }),
        _ => None,
    };
    Ok(OwnCall {
        id: call.id,
        room_id: call.room_id,
        session_id: call.session_id,
        state: call.state,
        asked_at: call.asked_at,
        step: call.step,
        seen_at: call.seen_at,
        seen_by,
    })
}

fn view(conn: &mut Conn, me: &PersonId, read: CallRead) -> Result<Call> {
    let CallRead {
        call,
        sight,
        note,
        said,
    } = read;
    let is_whole = matches!(sight, CallSight::All(_));
    let mut people = vec![call.person_id.clone()];
    people.extend(call.seen_by.clone());
    let names = nicknames(conn, &people)?;
    let (mut place, mut asker, mut said_count) = (None, None, 0);
    if is_whole {
        said_count = store::count_messages(conn, &call.id)?;
        asker = names.get(&call.person_id).cloned();
        if let Some(room) = &call.room_id {
            place = chat::api::room(conn, room)?.map(|room| Bilingual::written(&room.name));
            asker = chat::api::seat_of(conn, room, &call.person_id)?.map(|seat| seat.display_name);
        }
        if let Some(session) = &call.session_id {
            let briefs = scheduling::api::briefs(conn, &call.person_id, std::slice::from_ref(session))?;
            place = briefs
                .first()
                .map(|brief| brief.called().and(&format!(" · {} · {}", brief.studio, brief.room)));
        }
    }
    Ok(Call {
        am_coming: call.seen_by.as_ref() == Some(me),
        seen_by: call.seen_by.as_ref().and_then(|person| names.get(person).cloned()),
        id: call.id,
        district_id: call.district_id,
        state: call.state,
        is_whole,
        asked_at: call.asked_at,
        step: call.step,
        due_at: call.due_at,
        seen_at: call.seen_at,
        room_id: call.room_id.filter(|_| is_whole),
        session_id: call.session_id.filter(|_| is_whole),
        place,
        asker,
        has_note: is_whole && call.note.is_some(),
        said_count,
        said,
        note,
    })
}

/// Asks the person on duty to come. Everybody with a place in the room or session may, and a second tap asks nobody twice.
#[utoipa::path(post, path = "/api/v1/escalations", tag = "care", request_body = AskForHelp,
    responses((status = 201, body = OwnCall), (status = 200, body = OwnCall, description = "asked already")))]
pub async fn ask_for_help(kit: Data<Kit>, caller: Caller, body: Json<AskForHelp>) -> Result<HttpResponse> {
    let body = body.0;
    let place = match (body.room_id, body.session_id) {
        (Some(room), None) => Place::Room(room),
        (None, Some(session)) => Place::Session(session),
        _ => return Err(Error::field("room_id", "required")),
    };
    let note = crate::field::text("note", body.note.as_deref().unwrap_or_default(), 0, NOTE_CHARACTERS)?;
    let asking = Asking {
        cid: Cid::parse("cid", &body.cid)?,
        place,
        note: (!note.is_empty()).then_some(note),
    };
    let (call, is_known) = actions::ask_for_help(&kit, caller, asking).await?;
    let view = kit.db.read(move |conn| own_view(conn, call.clone())).await?;
    Ok(if is_known {
        json::ok(&view)
    } else {
        json::created(&view)
    })
}

/// The caller's own calls of the last day, the newest first.
#[utoipa::path(get, path = "/api/v1/me/escalations", tag = "care", responses((status = 200, body = Page<OwnCall>)))]
pub async fn own_calls(kit: Data<Kit>, caller: Caller) -> Result<HttpResponse> {
    let since = kit.clock.now() - DAY;
    let items = kit
        .db
        .read(move |conn| {
            let calls = store::list_own(conn, &caller.person, since)?;
            calls
                .into_iter()
                .map(|call| own_view(conn, call))
                .collect::<Result<Vec<_>>>()
        })
        .await?;
    Ok(json::ok(&Page::whole(items)))
}

/// Calls that are not over, the oldest first: for those who were asked, are on duty, or lead there.
#[utoipa::path(get, path = "/api/v1/escalations", tag = "care", responses((status = 200, body = Page<Call>)))]
pub async fn list_calls(kit: Data<Kit>, caller: Caller) -> Result<HttpResponse> {
    let now = kit.clock.now();
    let items = kit
        .db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            let duty = OnDuty::of(conn, &who, now)?;
            let mut items = vec![];
            for call in store::list_open(conn)? {
                if let Some(sight) = sight_of_call(conn, &who, &duty, &call)? {
                    let (note, said) = (None, vec![]);
                    items.push(view(
                        conn,
                        &who.person,
                        CallRead {
                            call,
                            sight,
                            note,
                            said,
                        },
                    )?);
                }
            }
            Ok(items)
        })
        .await?;
    Ok(json::ok(&Page::whole(items)))
}

/// That somebody asks for the reader, and nothing else: a locked page may say that much (safety 55).
#[derive(Serialize, ToSchema)]
pub struct Asked {
    /// Calls that the reader was asked to come to and nobody has answered.
    calls: usize,
    /// How long to wait before asking again, where no socket tells.
    again_ms: Millis,
}

/// Whether somebody asks for whoever holds the cookie, also while their screen is locked.
#[utoipa::path(get, path = "/api/v1/asked", tag = "care", security(()), responses((status = 200, body = Asked), (status = 401, description = "sign_in_needed, login_ended")))]
pub async fn asked(kit: Data<Kit>, accounts: Data<Accounts>, holder: Holder) -> Result<HttpResponse> {
    let (now, person) = (kit.clock.now(), holder.person.clone());
    let read = kit.db.read(move |conn| {
        let who = Permissions::of_person(conn, &person)?;
        let duty = OnDuty::of(conn, &who, now)?;
        let mut calls = 0;
        for call in store::list_open(conn)? {
            let is_waiting = call.state == EscalationState::Asked;
            if is_waiting && let Some(CallSight::All(_)) = sight_of_call(conn, &who, &duty, &call)? {
                calls += 1;
            }
        }
        Ok((calls, !duty.is_off()))
    });
    let (calls, is_on_duty) = read.await?;
    if is_on_duty || calls > 0 {
        accounts.keep(&holder).await?;
    }
    let again_ms = if is_on_duty || calls > 0 { ASK_SOON } else { ASK_LATER };
    Ok(json::ok(&Asked { calls, again_ms }))
}

/// One call with its note; that it was read is recorded.
#[utoipa::path(get, path = "/api/v1/escalations/{id}", tag = "care", params(("id" = String, Path)), responses((status = 200, body = Call)))]
pub async fn call(kit: Data<Kit>, caller: Caller, id: Path<EscalationId>) -> Result<HttpResponse> {
    read_call(&kit, caller, id.0).await
}

async fn read_call(kit: &Kit, caller: Caller, id: EscalationId) -> Result<HttpResponse> {
    let me = caller.person.clone();
    let read = actions::read_call(kit, caller, id).await?;
    let view = kit.db.read(move |conn| view(conn, &me, read)).await?;
    Ok(json::ok(&view))
}

/// "I am coming": nobody else is asked, and the one who asked learns it.
#[utoipa::path(post, path = "/api/v1/escalations/{id}/acknowledge", tag = "care", params(("id" = String, Path)),
    responses((status = 200, body = Call), (status = 409, description = "already_seen, wrong_state")))]
pub async fn acknowledge(kit: Data<Kit>, caller: Caller, id: Path<EscalationId>) -> Result<HttpResponse> {
    actions::acknowledge(&kit, caller.clone(), id.0.clone()).await?;
    read_call(&kit, caller, id.0).await
}

/// It is over.
#[utoipa::path(post, path = "/api/v1/escalations/{id}/close", tag = "care", params(("id" = String, Path)),
    responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn close_call(kit: Data<Kit>, caller: Caller, id: Path<EscalationId>) -> Result<HttpResponse> {
    actions::close_call(&kit, caller, id.0).await?;
    Ok(json::no_content())
}
