//! A member says that a message worries them (safety 43).

use super::{ActDetail, NewAct, notify_reviewers};
use crate::accounts::access::Caller;
use crate::chat::model::{Room, SeatRole};
use crate::chat::moderation::model::{HiddenBy, MemberRules, Reason, Verb};
use crate::chat::moderation::store::{self, acts::Subject};
use crate::chat::moderation::thresholds::{Count, judge};
use crate::chat::staffed_hours::model::Staffed;
use crate::chat::store as room_store;
use crate::chat::{Chat, access, events};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};

/// Flags a message: once for each person, whoever flags is told to nobody. Enough people hide it until a supervisor has
/// looked; and while nobody is there, enough people silence its author.
pub async fn flag_message(
    chat: &Chat,
    caller: Caller,
    room: ChatRoomId,
    message: MessageId,
    reason: Reason,
) -> Result<()> {
    if !reason.is_for_people() {
        return Err(Error::field("reason", "not_allowed"));
    }
    let in_room = room.clone();
    let is_held = chat.is_facilitator_present(&room);
    let seq = chat
        .db
        .write(move |tx| {
            room_store::rooms::lock_head(tx.conn(), &in_room)?;
            let seat = access::seat_in(tx.conn(), &in_room, &caller.person)?;
            let found = store::acts::find_subject(tx.conn(), &message)?
                .filter(|found| found.room == in_room && found.no.is_some_and(|no| no > seat.joined_no))
                .ok_or_else(Error::not_found)?;
            if found.person == caller.person {
                return Err(Error::field("m", "not_allowed"));
            }
            let now = tx.now();
            let (conn, author) = (tx.conn(), &found.person);
            if store::flags::insert_flag(conn, &in_room, &message, author, &caller.person, reason, now)? {
                weigh(tx, &in_room, &found, is_held)?;
            }
            let head = room_store::rooms::head(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            Ok(head.seq)
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(())
}

/// What follows from one more flag.
fn weigh(tx: &mut Tx<'_>, room: &ChatRoomId, found: &Subject, is_held: bool) -> Result<()> {
    let whole = room_store::rooms::find_room(tx.conn(), room)?.ok_or_else(Error::not_found)?;
    let (_, rules) = store::rules::find_rules(tx.conn(), room, &found.person)?;
    let count = Count {
        on_message: store::flags::count_on_message(tx.conn(), &found.id)?,
        on_author: store::flags::count_on_author(tx.conn(), room, &found.person, rules.looked_at)?,
        is_staffed: is_held || is_staffed(tx, &whole)?,
        is_hidden: found.hidden.is_some(),
        is_silenced: rules.read_only_at.is_some() || found.role == SeatRole::Facilitator,
    };
    let verdict = judge(count);
    let on = || (found.person.clone(), found.seat.clone());
    if verdict.hides {
        store::acts::update_hidden(tx.conn(), &found.id, Some(HiddenBy::Flags))?;
        let detail = ActDetail {
            message: Some((found.id.clone(), found.no)),
            hidden: Some(HiddenBy::Flags),
            ..ActDetail::default()
        };
        by_itself(room, Verb::Hide).record(tx, Some(on()), detail)?;
    }
    if verdict.silences {
        silence(tx, room, &found.person, rules)?;
        by_itself(room, Verb::ReadOnly).record(tx, Some(on()), ActDetail::default())?;
    }
    if count.on_message == 1 || verdict.hides || verdict.silences {
        notify_reviewers(tx, room, &found.person)?;
    }
    Ok(())
}

fn silence(tx: &mut Tx<'_>, room: &ChatRoomId, person: &PersonId, rules: MemberRules) -> Result<()> {
    let rules = MemberRules {
        read_only_at: Some(tx.now()),
        ..rules
    };
    store::rules::update_member(tx.conn(), room, person, rules)?;
    Ok(())
}

fn by_itself<'a>(room: &'a ChatRoomId, verb: Verb) -> NewAct<'a> {
    NewAct {
        room,
        verb,
        reason: Reason::Flagged,
        actor: None,
    }
}

/// By its hours alone; rooms that need no staffing are always staffed.
fn is_staffed(tx: &mut Tx<'_>, room: &Room) -> Result<bool> {
    if !room.needs_staffing() {
        return Ok(true);
    }
    let hours = room_store::help::list_hours(tx.conn(), &room.id, room.district_id.as_ref())?;
    let zone = room_store::help::zone_of(tx.conn(), room.district_id.as_ref())?;
    Ok(Staffed::at(tx.now(), &zone, &hours).is_now)
}
