//! The verbs of moderation. Each locks the room's number row first; act, event, audit and notice leave with one commit.

mod appeals;
mod context;
mod flags;
mod measures;
mod members;
mod reviews;

pub use appeals::{appeal, decide_appeal, read_appeal};
pub use flags::flag_message;
pub use measures::take_measure;
pub use reviews::{Decision, OpenedReview, Seen, decide_message, read_message, reopen};

use super::events::{ModerationAct, ModerationEvent, measure_on};
use super::model::{Act, HiddenBy, Reason, Verb};
use super::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::model::EventKind;
use crate::chat::store as room_store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ActId, ChatRoomId, MessageId, PersonId, SeatId};
use crate::notifications::api::{NewNotice, NoticeKind, notify_in};

/// Who does something to whom, before it has a number.
pub(super) struct NewAct<'a> {
    room: &'a ChatRoomId,
    verb: Verb,
    reason: Reason,
    actor: Option<&'a PersonId>,
}

/// What a room gets besides the verb.
#[derive(Default)]
pub(super) struct ActDetail {
    /// The message and its place among the messages.
    message: Option<(MessageId, Option<i64>)>,
    /// Why it is not shown now.
    hidden: Option<HiddenBy>,
    /// How slow the room is now.
    seconds: Option<i64>,
    /// The message as the room sees it, as JSON.
    json: Option<String>,
    /// Until when it holds.
    until: Option<i64>,
}

impl NewAct<'_> {
    /// Writes an act down and tells the room, under the lock of its number row; gives back the act and its event's number.
    fn record(&self, tx: &mut Tx<'_>, on: Option<(PersonId, SeatId)>, detail: ActDetail) -> Result<(Act, i64)> {
        let head = room_store::rooms::bump_head(tx.conn(), self.room, 0)?.ok_or_else(Error::not_found)?;
        let act = self.insert(tx, head.seq, on, &detail)?;
        let told = ModerationEvent {
            what: ModerationAct::Done(self.verb),
            act: Some(act.id.to_string()),
            m: detail.message.as_ref().map(|(m, _)| m.to_string()),
            no: detail.message.as_ref().and_then(|(_, no)| *no),
            hidden: detail.hidden,
            seconds: detail.seconds,
            seat: act.on.as_ref().map(|(_, seat)| seat.to_string()),
            reason: Some(self.reason),
            until: detail.until,
        };
        let payload = serde_json::to_string(&told)?;
        let (conn, kind) = (tx.conn(), EventKind::Mod);
        room_store::log::insert_event(conn, self.room, head.seq, kind, None, Some(&payload), act.at)?;
        tx.after_commit(told.event(self.room, head.seq, detail.json.as_deref()));
        Ok((act, head.seq))
    }

    /// Writes an act down where the room hears of it in another way, or not at all.
    fn insert(&self, tx: &mut Tx<'_>, seq: i64, on: Option<(PersonId, SeatId)>, detail: &ActDetail) -> Result<Act> {
        let act = Act {
            id: tx.mint::<ActId>(),
            room: self.room.clone(),
            verb: self.verb,
            reason: self.reason,
            actor: self.actor.cloned(),
            on,
            message: detail.message.as_ref().map(|(m, _)| m.clone()),
            until: detail.until,
            at: tx.now(),
            seq,
        };
        store::acts::insert_act(tx.conn(), &act)?;
        let entry = Entry::new(self.actor, AuditVerb::ModerateChat, AuditSubject::ChatRoom, self.room);
        let detail = serde_json::json!({ "act": act.id, "verb": act.verb, "reason": act.reason, "message": act.message,
            "person": act.on.as_ref().map(|(person, _)| person) });
        tx.audit(&entry.detail(detail))?;
        if let Some((person, _)) = act.on.as_ref().filter(|(person, _)| self.actor != Some(person))
            && self.verb != Verb::Keep
        {
            notify_person(tx, self.room, person)?;
            tx.after_commit(measure_on(person, self.verb, self.room));
        }
        Ok(act)
    }
}

/// Tells the supervisors of a room's district that something waits for them; not whom it is about, who may not look at it.
pub(super) fn notify_reviewers(tx: &mut Tx<'_>, room: &ChatRoomId, about: &PersonId) -> Result<()> {
    let found = room_store::rooms::find_room(tx.conn(), room)?.ok_or_else(Error::not_found)?;
    let Some(district) = &found.district_id else {
        return Ok(());
    };
    for person in store::flags::list_supervisors(tx.conn(), district)? {
        if person == *about || found.is_aside() && room_store::asides::has_sat(tx.conn(), room, &person)? {
            continue;
        }
        let notice = NewNotice {
            person,
            kind: NoticeKind::ReviewWaiting,
            params: serde_json::json!({}),
            link: "/review".into(),
        };
        notify_in(tx, notice)?;
    }
    Ok(())
}

/// Tells a person that something in a room concerns them; the page behind the notice says what.
pub(super) fn notify_person(tx: &mut Tx<'_>, room: &ChatRoomId, person: &PersonId) -> Result<()> {
    let name = room_store::rooms::find_room(tx.conn(), room)?.map(|room| room.name);
    let notice = NewNotice {
        person: person.clone(),
        kind: NoticeKind::ChatMeasure,
        params: serde_json::json!({ "room": name }),
        link: "/measures".into(),
    };
    notify_in(tx, notice)
}
