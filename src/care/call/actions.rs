//! Asking for help, coming, and that it is over.

use super::paging::enqueue_turn;
use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::audit::{AuditSubject, AuditVerb};
use crate::care::access::{CallSight, OnDuty, call_in_full, call_to_answer, sight_of_call};
use crate::care::model::{Escalation, EscalationState, HelpRequest, NOTE_CHARACTERS, Origin};
use crate::care::store;
use crate::chat;
use crate::chat::api::SaidBefore;
use crate::chat::model::SeatRole;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::ids::{DistrictId, EscalationId};
use crate::keys::Keys;
use crate::scheduling::access::{Sight, look};
use serde_json::json;
use std::collections::BTreeSet;

/// Asks for help. The call and the job that asks the first people are one transaction (I20). A second tap gives the same
/// call; what it says besides is added to the note.
pub(super) async fn ask_for_help(ctx: &Context, request: HelpRequest) -> Result<(Escalation, bool)> {
    let (keys, person) = (ctx.keys.clone(), ctx.caller.person.clone());
    ctx.db
        .write(move |tx| {
            // nobody is kept from help by a second factor that is not set up yet
            let who = Permissions::of_person(tx.conn(), &person)?;
            ask_in(tx, &keys, &who, &request)
        })
        .await
}

fn ask_in(tx: &mut Tx<'_>, keys: &Keys, who: &Permissions, request: &HelpRequest) -> Result<(Escalation, bool)> {
    let person = &who.person;
    let district = district_of(tx.conn(), who, &request.origin)?;
    let id = tx.mint::<EscalationId>();
    let (room_id, session_id) = match &request.origin {
        Origin::Room(room) => (Some(room.clone()), None),
        Origin::Session(session) => (None, Some(session.clone())),
    };
    let sealed = |note: &String| keys.seal("escalations", id.as_str(), note.as_bytes());
    let call = Escalation {
        note: request.note.as_ref().map(sealed).transpose()?,
        id,
        cid: request.cid.as_str().to_owned(),
        person_id: person.clone(),
        district_id: district,
        room_id,
        session_id,
        state: EscalationState::Asked,
        step: None,
        turn: 0,
        due_at: Some(tx.now()),
        asked_at: tx.now(),
        seen_at: None,
        seen_by: None,
        seen_step: None,
        is_seat_given: false,
        closed_at: None,
        closed_by: None,
    };
    // the unanswered call that stands in the way may be answered while we look: then ours is a new one after all
    for _ in 0..3 {
        if store::insert_escalation(tx.conn(), &call)? {
            if let Some(room) = &call.room_id {
                let now = tx.now();
                let before = chat::api::keep_newest(tx.conn(), room, person, now)?;
                store::insert_messages(tx.conn(), &call.id, &before)?;
            }
            enqueue_turn(tx, &call.id, 1, tx.now())?;
            return Ok((call, false));
        }
        if let Some(known) = store::find_by_cid(tx.conn(), person, &call.cid)? {
            return if known.is_from(&request.origin) {
                Ok((known, true))
            } else {
                Err(Code::CidConflict.into())
            };
        }
        if let Some(known) = store::find_unanswered(tx.conn(), person, &request.origin)? {
            if let Some(more) = &request.note {
                add_to_note(tx, keys, &known, more)?;
            }
            return Ok((known, true));
        }
    }
    Err(Code::Busy.into())
}

fn add_to_note(tx: &mut Tx<'_>, keys: &Keys, call: &Escalation, more: &str) -> Result<()> {
    let before = match &call.note {
        Some(note) => keys.open_text("escalations", call.id.as_str(), note)? + "\n",
        None => String::new(),
    };
    let is_too_long = before.chars().count() + more.chars().count() > 4 * NOTE_CHARACTERS;
    if before.trim_end() != more && !is_too_long {
        let note = keys.seal("escalations", call.id.as_str(), (before + more).as_bytes())?;
        store::update_note(tx.conn(), &call.id, &note)?;
    }
    Ok(())
}

/// Whose chain it is; a place in which the caller has no seat does not exist for them.
fn district_of(conn: &mut Conn, who: &Permissions, origin: &Origin) -> Result<Option<DistrictId>> {
    match origin {
        Origin::Room(room) => {
            chat::access::seat_in(conn, room, &who.person)?;
            Ok(chat::api::room(conn, room)?.and_then(|room| room.district_id))
        }
        Origin::Session(session) => {
            let seen = look(conn, who, session)?;
            match seen.sight(who) {
                Some(Sight::Full | Sight::Expected) => Ok(Some(seen.session.district_id)),
                Some(Sight::Booked) | None => Err(Error::not_found()),
            }
        }
    }
}

/// "I am coming": no more people are asked. Whoever comes to a room gets a seat that holds it, until it is over.
pub(super) async fn acknowledge(ctx: &Context, id: EscalationId) -> Result<Escalation> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        let (mut call, step) = call_to_answer(tx.conn(), who, now, &id)?;
        match call.state {
            EscalationState::Asked => {}
            EscalationState::Seen if call.seen_by.as_ref() == Some(&who.person) => return Ok(call),
            EscalationState::Seen => return Err(Code::AlreadySeen.into()),
            EscalationState::Closed => return Err(Code::WrongState.into()),
        }
        if let Some(room) = &call.room_id
            && chat::api::seat_of(tx.conn(), room, &who.person)?.is_none()
        {
            chat::api::add_seat_in(tx, room, &who.person, SeatRole::Facilitator)?;
            call.is_seat_given = true;
        }
        // a lead who comes before they were asked
        store::insert_page(tx.conn(), &call.id, &who.person, step, now)?;
        call.state = EscalationState::Seen;
        call.due_at = None;
        call.seen_at = Some(now);
        call.seen_by = Some(who.person.clone());
        call.seen_step = Some(step);
        store::update_seen(tx.conn(), &call)?;
        tx.audit(&who.entry(AuditVerb::AcknowledgeCall, AuditSubject::Escalation, &id))?;
        refresh_pages(tx, &call)?;
        Ok(call)
    })
    .await
}

/// It is over: the seat that was given for it ends.
pub(super) async fn close_call(ctx: &Context, id: EscalationId) -> Result<()> {
    ctx.write(move |tx, who| {
        let now = tx.now();
        let (call, _) = call_in_full(tx.conn(), who, now, &id)?;
        if call.state != EscalationState::Seen {
            // somebody has to have come first
            return Err(Code::WrongState.into());
        }
        store::update_closed(tx.conn(), &id, &who.person, now)?;
        if let Some(room) = &call.room_id {
            let kept = store::list_messages(tx.conn(), &id)?;
            chat::api::keep_from_now(tx.conn(), room, &kept, now)?;
        }
        if let (true, Some(room), Some(person)) = (call.is_seat_given, &call.room_id, &call.seen_by) {
            chat::api::remove_seat_in(tx, room, person)?;
        }
        tx.audit(&who.entry(AuditVerb::CloseCall, AuditSubject::Escalation, &id))?;
        refresh_pages(tx, &call)
    })
    .await
}

/// Lets the pages that show the call load it again: of the one who asked, and of all who were asked.
fn refresh_pages(tx: &mut Tx<'_>, call: &Escalation) -> Result<()> {
    tx.after_commit(Event::hint(&call.person_id, "help"));
    for person in store::list_paged(tx.conn(), &call.id)? {
        tx.after_commit(Event::hint(&person, "duty"));
    }
    Ok(())
}

/// A call as somebody reads it.
pub(super) struct CallDetails {
    pub call: Escalation,
    /// How much of it they see.
    pub sight: CallSight,
    /// What the one who asked said besides.
    pub note: Option<String>,
    /// What was said in the room before.
    pub said: Vec<SaidBefore>,
}

/// Reads a call with its note and what was said before; the audit says so, and so can the one who asked (safety 16, 19).
pub(super) async fn read_call(ctx: &Context, id: EscalationId) -> Result<CallDetails> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        let call = store::find_escalation(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let now = tx.now();
        let duty = OnDuty::of(tx.conn(), who, now)?;
        let sight = sight_of_call(tx.conn(), who, &duty, &call)?.ok_or_else(Error::not_found)?;
        let mut read = CallDetails {
            call,
            sight,
            note: None,
            said: vec![],
        };
        let CallSight::All(_) = sight else { return Ok(read) };
        let kept = store::list_messages(tx.conn(), &id)?;
        let kept = chat::api::kept(tx.conn(), &keys, &kept)?;
        let role = who.highest_role();
        // whose words were read stands in the audit, or nothing is shown
        let authors: BTreeSet<_> = kept.iter().filter_map(|(person, _)| person.clone()).collect();
        for author in authors.iter().filter(|author| **author != who.person) {
            let entry = who
                .entry(AuditVerb::KeptMessageRead, AuditSubject::Person, author)
                .detail(json!({ "role": role, "escalation_id": id }));
            tx.audit(&entry)?;
        }
        read.said = kept.into_iter().map(|(_, said)| said).collect();
        if let Some(note) = &read.call.note {
            read.note = Some(keys.open_text("escalations", id.as_str(), note)?);
        }
        if read.note.is_some() {
            let entry = who
                .entry(AuditVerb::IncidentRead, AuditSubject::Person, &read.call.person_id)
                .detail(json!({ "role": role, "escalation_id": id }));
            tx.audit(&entry)?;
        }
        Ok(read)
    })
    .await
}
