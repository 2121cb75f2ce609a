//! The person concerned answers, and a supervisor of the district decides (safety 42).

use super::measures::shown;
use super::members::undo;
use super::{ActDetail, NewAct, notify_reviewers};
use crate::accounts::access::Caller;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::moderation::access;
use crate::chat::moderation::model::{Act, Reason, Verb};
use crate::chat::moderation::store;
use crate::chat::store as room_store;
use crate::chat::{Chat, events};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::field;
use crate::ids::{ActId, AppealId, DistrictId, PersonId};

/// Longest appeal, in characters.
const WORDS: usize = 1_000;

/// Asks the supervisors of the district to look at something that was done to the caller: once for each act, in a few words
/// that are sealed.
pub async fn appeal(chat: &Chat, caller: Caller, act: ActId, words: &str) -> Result<()> {
    let words = field::text("words", words, 1, WORDS)?;
    let id = chat.db.mint::<AppealId>();
    let sealed = chat.keys.seal("appeals", id.as_str(), words.as_bytes())?;
    let now = chat.db.now();
    chat.db
        .write(move |tx| {
            let found = store::acts::find_act(tx.conn(), &act)?
                .filter(|act| act.on.as_ref().is_some_and(|(person, _)| *person == caller.person))
                .ok_or_else(Error::not_found)?;
            let room = room_store::rooms::find_room(tx.conn(), &found.room)?.ok_or_else(Error::not_found)?;
            if !found.verb.is_open_to_appeal() || room.district_id.is_none() {
                return Err(Code::WrongState.into());
            }
            if !store::appeals::insert_appeal(tx.conn(), &id, &act, &sealed, now)? {
                return Err(Code::WrongState.into());
            }
            notify_reviewers(tx, &found.room, &caller.person)
        })
        .await
}

/// The words of an open appeal (none if they are older than they may be), and the message that it is about, if any. Read with a
/// trace, or not at all (safety 16).
pub async fn read_appeal(chat: &Chat, caller: Caller, id: AppealId) -> Result<(String, Act)> {
    let own = chat.clone();
    chat.db
        .write(move |tx| {
            let (act, _, sealed) = open(tx, &caller, &id)?;
            let subject = act
                .on
                .as_ref()
                .map(|(person, _)| person.to_string())
                .unwrap_or_default();
            let entry = Entry::new(
                Some(&caller.person),
                AuditVerb::AppealRead,
                AuditSubject::Person,
                subject,
            );
            let detail = serde_json::json!({ "role": "supervisor", "appeal": id, "act": act.id });
            tx.audit(&entry.detail(detail))?;
            let words = match sealed.is_empty() {
                true => vec![],
                false => own.keys.open("appeals", id.as_str(), &sealed)?,
            };
            Ok((String::from_utf8(words).map_err(Error::internal)?, act))
        })
        .await
}

/// An appeal that nobody has decided, in a district of the caller: its act, the district, the sealed words.
fn open(tx: &mut Tx<'_>, caller: &Caller, id: &AppealId) -> Result<(Act, DistrictId, Vec<u8>)> {
    let scope = access::reviewed_by(tx.conn(), caller)?;
    let (_, act, sealed, _, decision, district) =
        store::appeals::find_appeal(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    let district = district
        .filter(|district| scope.contains(district))
        .ok_or_else(Error::not_found)?;
    let act = store::acts::find_act(tx.conn(), &act)?.ok_or_else(Error::not_found)?;
    // nobody decides about what was done to themselves
    if decision.is_some() || act.on.as_ref().is_some_and(|(person, _)| *person == caller.person) {
        return Err(Error::not_found());
    }
    Ok((act, district, sealed))
}

/// Decides an appeal: what was done stands, or is undone at once.
pub async fn decide_appeal(chat: &Chat, caller: Caller, id: AppealId, is_lifted: bool, reason: Reason) -> Result<()> {
    if !reason.is_for_people() {
        return Err(Error::field("reason", "not_allowed"));
    }
    let own = chat.clone();
    let (room, seq) = chat
        .db
        .write(move |tx| {
            let (act, district, _) = open(tx, &caller, &id)?;
            room_store::rooms::lock_head(tx.conn(), &act.room)?;
            let decision = if is_lifted { "lift" } else { "uphold" };
            let now = tx.now();
            if !store::appeals::decide(tx.conn(), &id, decision, reason, &caller.person, now)? {
                return Err(Error::not_found());
            }
            if is_lifted {
                lift(tx, &own, &act, &district, &caller.person)?;
            }
            let entry = Entry::new(Some(&caller.person), AuditVerb::DecideAppeal, AuditSubject::Appeal, &id);
            tx.audit(&entry.detail(serde_json::json!({ "decision": decision, "reason": reason })))?;
            notify_of_decision(tx, &act)?;
            let head = room_store::rooms::head(tx.conn(), &act.room)?.ok_or_else(Error::not_found)?;
            Ok((act.room, head.seq))
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(())
}

fn lift(tx: &mut Tx<'_>, chat: &Chat, act: &Act, district: &DistrictId, actor: &PersonId) -> Result<()> {
    if !matches!(act.verb, Verb::Hide | Verb::TakeOut | Verb::Refuse) {
        return undo(tx, act, district, actor);
    }
    let id = act.message.as_ref().ok_or_else(Error::not_found)?;
    let found = store::acts::find_subject(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    if found.no.is_none() {
        return super::reviews::let_in(tx, chat, &found, Reason::Mistake, actor);
    }
    if found.hidden.is_none() {
        return Ok(()); // somebody has shown it again meanwhile
    }
    store::acts::update_hidden(tx.conn(), id, None)?;
    let now = tx.now();
    store::flags::settle(tx.conn(), id, now)?;
    let new_act = NewAct {
        room: &act.room,
        verb: Verb::Show,
        reason: Reason::Mistake,
        actor: Some(actor),
    };
    let detail = ActDetail {
        message: Some((id.clone(), found.no)),
        json: shown(tx, &chat.keys, id, Verb::Show)?,
        ..ActDetail::default()
    };
    new_act.record(tx, Some((found.person, found.seat)), detail)?;
    Ok(())
}

/// Notifies the person that their appeal was decided; the page behind the notice says how.
fn notify_of_decision(tx: &mut Tx<'_>, act: &Act) -> Result<()> {
    let Some((person, _)) = &act.on else { return Ok(()) };
    super::notify_person(tx, &act.room, person)
}
