//! Calls as those see them who made them, and those who are asked to come.

use super::actions::CallDetails;
use super::model::{Escalation, EscalationState};
use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::accounts::api::nicknames;
use crate::bilingual::Bilingual;
use crate::care::access::{CallSight, OnDuty, sight_of_call};
use crate::care::duty::chain::Step;
use crate::care::store;
use crate::chat;
use crate::chat::api::SaidBefore;
use crate::clock::{DAY, Millis, SECOND};
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::ids::{ChatRoomId, DistrictId, EscalationId, PersonId, SessionId};
use crate::scheduling;
use serde::Serialize;
use utoipa::ToSchema;

/// Between two polls of whoever may be asked any moment.
const ASK_SOON: Millis = 4 * SECOND;
/// Between two polls of everybody else.
const ASK_LATER: Millis = 30 * SECOND;

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
    #[schema(required = true)]
    seen_by: Option<String>,
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

/// That somebody asks for the reader, and nothing else: a locked page may say that much (safety 55).
#[derive(Serialize, ToSchema)]
pub struct Asked {
    /// Calls that the reader was asked to come to and nobody has answered.
    calls: usize,
    /// How long to wait before asking again, where no socket tells.
    again_ms: Millis,
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

fn view(conn: &mut Conn, me: &PersonId, details: CallDetails) -> Result<Call> {
    let CallDetails {
        call,
        sight,
        note,
        said,
    } = details;
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

/// One call as the one who made it sees it.
pub(super) async fn own_call(ctx: &Context, call: Escalation) -> Result<OwnCall> {
    ctx.db.read(move |conn| own_view(conn, call)).await
}

/// The caller's own calls of the last day, the newest first. They need no second factor to see them.
pub(super) async fn own_calls(ctx: &Context) -> Result<Vec<OwnCall>> {
    let (person, since) = (ctx.caller.person.clone(), ctx.now() - DAY);
    ctx.db
        .read(move |conn| {
            let calls = store::list_own(conn, &person, since)?;
            calls.into_iter().map(|call| own_view(conn, call)).collect()
        })
        .await
}

/// One call as the caller reads it.
pub(super) async fn call(ctx: &Context, details: CallDetails) -> Result<Call> {
    let person = ctx.caller.person.clone();
    ctx.db.read(move |conn| view(conn, &person, details)).await
}

/// Calls that are not over, the oldest first, without notes.
pub(super) async fn open_calls(ctx: &Context) -> Result<Vec<Call>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let duty = OnDuty::of(conn, who, now)?;
        let mut items = vec![];
        for call in store::list_open(conn)? {
            if let Some(sight) = sight_of_call(conn, who, &duty, &call)? {
                let details = CallDetails {
                    call,
                    sight,
                    note: None,
                    said: vec![],
                };
                items.push(view(conn, &who.person, details)?);
            }
        }
        Ok(items)
    })
    .await
}

/// How many calls wait for somebody, and whether their login must be kept alive: they are on duty or asked.
pub(super) async fn asked(db: &Db, person: &PersonId) -> Result<(Asked, bool)> {
    let (now, person) = (db.now(), person.clone());
    db.read(move |conn| {
        let who = Permissions::of_person(conn, &person)?;
        let duty = OnDuty::of(conn, &who, now)?;
        let mut calls = 0;
        for call in store::list_open(conn)? {
            let is_waiting = call.state == EscalationState::Asked;
            if is_waiting && let Some(CallSight::All(_)) = sight_of_call(conn, &who, &duty, &call)? {
                calls += 1;
            }
        }
        let is_needed = calls > 0 || !duty.is_off();
        let again_ms = if is_needed { ASK_SOON } else { ASK_LATER };
        Ok((Asked { calls, again_ms }, is_needed))
    })
    .await
}
