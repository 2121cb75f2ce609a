//! Posting a message: number, row and event in one transaction, recognised when it comes twice.

use crate::chat::access;
use crate::chat::events::{self, Said};
use crate::chat::mentions::actions::record_mentions;
use crate::chat::mentions::mentioned;
use crate::chat::model::{Draft, EventKind, Marks, MessageKind, Posted, Room, SeatRole};
use crate::chat::moderation;
use crate::chat::moderation::events::ModerationEvent;
use crate::chat::moderation::model::{HELD_AT_MOST, MemberRules, Way, may_write};
use crate::chat::staffed_hours::model::Staffed;
use crate::chat::store::{self, messages::Twin};
use crate::chat::{Chat, RoomView};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};

/// Why nothing was written.
enum Refusal {
    /// The same client id has been posted before.
    Twin(Box<Twin>),
    Error(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal::Error(error.into())
    }
}

/// A draft with everything that can be prepared before the room is locked.
struct Prepared {
    id: MessageId,
    draft: Draft,
    sealed: Vec<u8>,
    body_json: String,
    at: Millis,
    is_staffed_by_presence: bool,
    marks: Marks,
}

/// Posts a message. A second post with the same client id changes nothing and returns the first.
pub async fn post_message(chat: &Chat, person: PersonId, room: ChatRoomId, draft: Draft) -> Result<Posted> {
    let (in_room, overall) = chat.write_limits.message(&person, &room)?;
    let topic = chat.topic_for(&room, &person).await?;
    // a non-member is refused before a write; membership is checked again under the lock
    let look = |view: &RoomView, _| {
        let member = view.member(person.as_str())?;
        let mentions = mentioned(view, &member.seat, draft.text.as_str());
        Some((view.room.clone(), mentions))
    };
    let (found, mentions) = topic.with(look).flatten().ok_or_else(Error::not_found)?;
    let id = chat.db.mint::<MessageId>();
    let prepared = Prepared {
        sealed: chat
            .keys
            .seal("messages", id.as_str(), draft.text.as_str().as_bytes())?,
        body_json: serde_json::to_string(draft.text.as_str())?,
        at: chat.db.now(),
        is_staffed_by_presence: !found.needs_staffing() || chat.is_facilitator_present(&room),
        id,
        draft: draft.clone(),
        marks: Marks {
            mentions,
            ..Marks::default()
        },
    };
    let answer = chat.db.write_or(move |tx| write(tx, &found, &person, &prepared)).await;
    let answer = match answer {
        Ok(posted) => {
            in_room.spend();
            overall.spend();
            return Ok(posted);
        }
        Err(refusal) => refusal,
    };
    match answer {
        Refusal::Twin(twin) => {
            let text = match &twin.body {
                Some(sealed) => Some(chat.keys.open("messages", twin.id.as_str(), sealed)?),
                None => None,
            };
            // a text that was edited or deleted meanwhile cannot be compared, and is no conflict
            let is_same = twin.version > 1 || text.is_none_or(|text| text == draft.text.as_str().as_bytes());
            if is_same && twin.reply_to == draft.reply && twin.kind == draft.kind {
                let Twin {
                    id,
                    seq,
                    no,
                    created_at: at,
                    ..
                } = *twin;
                Ok(Posted {
                    m: id.to_string(),
                    seq,
                    no,
                    at,
                    dup: true,
                    cid: draft.cid.as_str().to_owned(),
                })
            } else {
                Err(Code::CidConflict.into())
            }
        }
        Refusal::Error(error) => {
            if error.code == Code::Unconfirmed {
                // the message may be committed without its event
                let _ = chat.rooms.refresh(&events::topic(&room)).await;
            }
            Err(error)
        }
    }
}

fn write(tx: &mut Tx<'_>, room: &Room, person: &PersonId, message: &Prepared) -> Result<Posted, Refusal> {
    let Prepared { id, draft, at, .. } = message;
    let head = store::rooms::bump_head(tx.conn(), &room.id, 1)?.ok_or_else(Error::not_found)?;
    let seat = access::seat_in(tx.conn(), &room.id, person)?;
    if let Some(twin) = store::messages::find_twin(tx.conn(), &room.id, person, draft.cid.as_str())? {
        return Err(Refusal::Twin(Box::new(twin)));
    }
    if let Some(prev) = &draft.prev
        && store::messages::find_twin(tx.conn(), &room.id, person, prev.as_str())?.is_none()
    {
        return Err(Error::from(Code::OutOfOrder).into());
    }
    if let Some(reply) = &draft.reply
        && !store::messages::is_visible(tx.conn(), &room.id, reply, seat.joined_no)?
    {
        return Err(Error::field("reply", "unknown").into());
    }
    access::must_be_open(tx, room)?;
    // membership, mute and slow mode are looked up under the lock, so they hold for every device from their commit (I23)
    let (rules, member) = moderation::store::rules::find_rules(tx.conn(), &room.id, person)?;
    let way = may_write(rules, member, seat.role, *at)?;
    if !message.is_staffed_by_presence && seat.role == SeatRole::Participant {
        must_be_staffed(tx, room, *at)?;
    }
    if draft.kind == MessageKind::Announcement {
        access::must_speak_to_all(tx.conn(), room, &seat)?;
    }
    if rules.slow_seconds > 0 && seat.role == SeatRole::Participant {
        let rules = MemberRules { last_at: *at, ..member };
        moderation::store::rules::update_member(tx.conn(), &room.id, person, rules)?;
    }
    let no = match way {
        Way::Open => Some(head.no),
        Way::NeedsReview => {
            moderation::store::rules::give_back_no(tx.conn(), &room.id)?;
            None
        }
    };
    let said = Said {
        m: id,
        seq: head.seq,
        no,
        seat: &seat.id,
        name: &seat.display_name,
        cid: draft.cid.as_str(),
        body: &message.body_json,
        at: *at,
        version: 1,
        reply_to: draft.reply.as_ref(),
        edited_at: None,
        deleted_at: None,
        kind: draft.kind,
        marks: &message.marks,
        hidden: None,
    };
    if way == Way::NeedsReview && moderation::store::acts::count_held(tx.conn(), &seat.id)? >= HELD_AT_MOST {
        return Err(Error::from(Code::HeldForReview).into());
    }
    store::messages::insert_message(tx.conn(), &room.id, &said, &message.sealed, at + room.keep_ms)?;
    // mentions of a message under review are recorded when it is released
    if let Some(no) = no.filter(|_| !message.marks.mentions.is_empty()) {
        record_mentions(tx, id, no, &message.marks.mentions)?;
    }
    if way == Way::NeedsReview {
        hold_for_review(tx, &said, &room.id)?;
    } else {
        store::log::insert_event(tx.conn(), &room.id, head.seq, EventKind::MsgNew, Some(id), None, *at)?;
        tx.after_commit(said.event(&room.id));
    }
    Ok(Posted {
        m: id.to_string(),
        seq: head.seq,
        no,
        at: *at,
        dup: false,
        cid: draft.cid.as_str().to_owned(),
    })
}

/// A message that needs review takes its event number, but only its author gets it until the review.
fn hold_for_review(tx: &mut Tx<'_>, said: &Said<'_>, room: &ChatRoomId) -> Result<()> {
    let told = ModerationEvent::held(said.m.as_str(), said.seat.as_str());
    let payload = serde_json::to_string(&told)?;
    store::log::insert_event(tx.conn(), room, said.seq, EventKind::Mod, None, Some(&payload), said.at)?;
    tx.after_commit(told.event(room, said.seq, Some(&said.json())));
    Ok(())
}

/// A member room takes messages only while it is staffed (safety 41).
pub(in crate::chat) fn must_be_staffed(tx: &mut Tx<'_>, room: &Room, now: Millis) -> Result<()> {
    let hours = store::help::list_hours(tx.conn(), &room.id, room.district_id.as_ref())?;
    let zone = store::help::zone_of(tx.conn(), room.district_id.as_ref())?;
    let staffed = Staffed::at(now, &zone, &hours);
    if staffed.is_now {
        return Ok(());
    }
    let closed = Error::from(Code::ReadOnly).with("why", "unstaffed");
    Err(closed.with("staffed_again_at", staffed.again_at))
}
