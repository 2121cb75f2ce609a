//! What a room tells the world: one text for everybody, and behind it what only this node needs.
//!
//! The body of an event is the frame's text, a line feed (JSON has none of its own) and an [`EventMetadata`]. The same bytes come
//! from the action that wrote the event and from the log, so that a reader cannot tell which of the two it heard.

use super::model::{EventKind, Marks, MessageKind, Reaction, Room, Seat, SeatRole};
use super::moderation::model::HiddenBy;
use crate::clock::Millis;
use crate::event::Event;
use crate::ids::{ChatRoomId, MessageId, PersonId, SeatId};
use crate::text_enum;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The topic of a room.
pub fn topic(room: &ChatRoomId) -> String {
    format!("room/{room}")
}

/// The topic under which a person's connections hear that they should look at their rooms again.
pub fn rooms_of(person: &PersonId) -> String {
    format!("rooms/{person}")
}

/// The topic under which nodes tell each other that a room is held.
pub fn facilitated(room: &ChatRoomId) -> String {
    format!("held/{room}")
}

/// The room of such a topic.
pub fn facilitated_room(topic: &str) -> Option<ChatRoomId> {
    topic.strip_prefix("held/").and_then(ChatRoomId::parse)
}

/// A person has read a room up to a message: for their other devices, on whatever node.
pub fn read_marked(person: &PersonId, room: &ChatRoomId, no: i64) -> Event {
    Event {
        topic: format!("read/{person}/{room}/{no}"),
        number: 0,
        body: Bytes::new(),
    }
}

/// Who has read what, and how far, of such a topic.
pub fn mark_of(topic: &str) -> Option<(PersonId, ChatRoomId, i64)> {
    let mut parts = topic.strip_prefix("read/")?.split('/');
    let person = PersonId::parse(parts.next()?)?;
    let room = ChatRoomId::parse(parts.next()?)?;
    Some((person, room, parts.next()?.parse().ok()?))
}

/// Tells every node that texts of a room were taken away, and with which event the room begins now.
pub fn expired(room: &ChatRoomId, begin: i64) -> Event {
    Event {
        // in the topic and not in the body, because only topics travel to other nodes
        topic: format!("expired/{room}/{begin}"),
        number: 0,
        body: Bytes::new(),
    }
}

/// Which room has lost its beginning, and where it begins now, of such a topic.
pub fn read_expired(topic: &str) -> Option<(ChatRoomId, i64)> {
    let (room, begin) = topic.strip_prefix("expired/")?.split_once('/')?;
    Some((ChatRoomId::parse(room)?, begin.parse().ok()?))
}

/// The room of a topic.
pub fn room_of(topic: &str) -> Option<ChatRoomId> {
    topic.strip_prefix("room/").and_then(ChatRoomId::parse)
}

text_enum! {
    /// What happened to a member.
    pub Change {
        Joined = "joined",
        /// They left or were taken out.
        Removed = "removed",
        Role = "role",
        Renamed = "renamed",
    }
}

/// What only this node needs of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventMetadata {
    /// What kind it is.
    pub k: EventKind,
    /// Where `d` begins in the text; it ends one byte before the end.
    pub d_at: usize,
    /// The message's number among the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<i64>,
    /// The client's id, for the author's own connections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<String>,
    /// The author, or the member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    /// The member as they are after the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Member>,
    /// The whole text that the connections of `seat` get instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
    /// What was told before must not be told again out of memory: the database knows what may be shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgets: bool,
}

/// A member as this node knows them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub person: String,
    pub change: Change,
    /// Their name in the room.
    pub name: String,
    pub role: SeatRole,
    /// The last message before they came.
    pub joined_no: i64,
    /// The event of their joining.
    pub joined_seq: i64,
}

/// A message as the room sees it.
pub struct Said<'a> {
    pub m: &'a MessageId,
    pub seq: i64,
    /// Its place among the messages; none while it is held.
    pub no: Option<i64>,
    pub seat: &'a SeatId,
    /// The author's name in the room.
    pub name: &'a str,
    /// The client's id of it.
    pub cid: &'a str,
    /// The text as JSON: quoted, or `null`.
    pub body: &'a str,
    pub at: Millis,
    /// Which version of the text.
    pub version: i64,
    pub reply_to: Option<&'a MessageId>,
    /// When it was last changed.
    pub edited_at: Option<Millis>,
    /// When it was taken back.
    pub deleted_at: Option<Millis>,
    /// How it is meant.
    pub kind: MessageKind,
    /// What hangs on it.
    pub marks: &'a Marks,
    /// Why it is not shown.
    pub hidden: Option<HiddenBy>,
}

impl Said<'_> {
    /// The message as JSON.
    pub fn json(&self) -> String {
        let Said {
            m,
            seq,
            no,
            seat,
            body,
            at,
            version,
            ..
        } = self;
        let name = serde_json::Value::from(self.name);
        let no = no.map_or_else(|| "null".to_owned(), |no| no.to_string());
        let mut json = format!(
            r#"{{"m":"{m}","seq":{seq},"no":{no},"author":{name},"author_id":"{seat}","body":{body},"at":{at},"version":{version}"#
        );
        if let Some(m) = self.reply_to {
            json.push_str(&format!(r#","reply_to":"{m}""#));
        }
        for (name, at) in [("edited_at", self.edited_at), ("deleted_at", self.deleted_at)] {
            if let Some(at) = at {
                json.push_str(&format!(r#","{name}":{at}"#));
            }
        }
        if self.kind != MessageKind::Message {
            json.push_str(&format!(r#","kind":"{}""#, self.kind));
        }
        self.marks.push_to(&mut json);
        if let Some(by) = self.hidden {
            json.push_str(&format!(r#","hidden":"{by}""#));
        }
        json.push('}');
        json
    }

    /// What the room hears when the message was changed or taken back: those parts of it that are now otherwise.
    pub fn change(&self, room: &ChatRoomId, seq: i64, kind: EventKind) -> Event {
        let Said {
            m, no, body, version, ..
        } = self;
        let no = no.map_or_else(|| "null".to_owned(), |no| no.to_string());
        let mut json = format!(r#"{{"m":"{m}","no":{no},"body":{body},"version":{version}"#);
        for (name, at) in [("edited_at", self.edited_at), ("deleted_at", self.deleted_at)] {
            if let Some(at) = at {
                json.push_str(&format!(r#","{name}":{at}"#));
            }
        }
        match &self.marks.mentions[..] {
            [] => json.push_str(r#","mentions":null"#),
            mentions => push_list(&mut json, "mentions", mentions),
        }
        if kind == EventKind::MsgDel {
            json.push_str(r#","reactions":null,"pinned_at":null"#);
        }
        json.push('}');
        of_message(room, seq, kind, self.no, &json)
    }

    pub fn event(&self, room: &ChatRoomId) -> Event {
        let metadata = |d_at| EventMetadata {
            k: EventKind::MsgNew,
            d_at,
            no: self.no,
            cid: Some(self.cid.to_owned()),
            seat: Some(self.seat.to_string()),
            member: None,
            own: None,
            forgets: false,
        };
        encode(room, self.seq, EventKind::MsgNew, &self.json(), metadata)
    }
}

impl Marks {
    /// The marks as parts of a message's JSON; what is not there has no part.
    fn push_to(&self, json: &mut String) {
        if !self.mentions.is_empty() {
            push_list(json, "mentions", &self.mentions);
        }
        if !self.reactions.is_empty() {
            json.push_str(r#","reactions":{"#);
            for (index, (reaction, seats)) in self.reactions.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                json.push_str(&format!(r#"{comma}"{reaction}":["{}"]"#, seats.join("\",\"")));
            }
            json.push('}');
        }
        if let Some(at) = self.pinned_at {
            json.push_str(&format!(r#","pinned_at":{at}"#));
        }
    }
}

/// A list of ids as a further part of a JSON object.
fn push_list(json: &mut String, name: &str, ids: &[String]) {
    json.push_str(&format!(r#","{name}":["{}"]"#, ids.join("\",\"")));
}

/// The parts of a reaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reacted {
    pub m: String,
    pub no: i64,
    pub e: Reaction,
    /// From now on, or no longer.
    pub on: bool,
    pub membership_id: String,
}

/// The public part of a member event.
pub fn member_json(seat: &Seat, change: Change) -> String {
    let name = serde_json::Value::from(seat.display_name.as_str());
    format!(
        r#"{{"membership_id":"{}","name":{name},"role":"{}","change":"{change}"}}"#,
        seat.id, seat.role
    )
}

/// A member event; `json` as it stands in the log.
pub fn member(room: &ChatRoomId, seq: i64, seat: &Seat, change: Change, json: &str) -> Event {
    let member = Member {
        person: seat.person_id.to_string(),
        change,
        name: seat.display_name.clone(),
        role: seat.role,
        joined_no: seat.joined_no,
        joined_seq: seat.joined_seq,
    };
    let metadata = |d_at| EventMetadata {
        k: EventKind::Member,
        d_at,
        no: None,
        cid: None,
        seat: Some(seat.id.to_string()),
        member: Some(member),
        own: None,
        forgets: false,
    };
    encode(room, seq, EventKind::Member, json, metadata)
}

/// An event of the room itself.
pub fn room(room: &ChatRoomId, seq: i64, json: &str) -> Event {
    let metadata = |d_at| EventMetadata {
        k: EventKind::Room,
        d_at,
        no: None,
        cid: None,
        seat: None,
        member: None,
        own: None,
        forgets: false,
    };
    encode(room, seq, EventKind::Room, json, metadata)
}

/// Something that happened to a message with this number; `d` are the parts of the message that are now otherwise.
pub fn of_message(room: &ChatRoomId, seq: i64, kind: EventKind, no: impl Into<Option<i64>>, d: &str) -> Event {
    let no = no.into();
    let metadata = |d_at| EventMetadata {
        k: kind,
        d_at,
        no,
        cid: None,
        seat: None,
        member: None,
        own: None,
        forgets: false,
    };
    encode(room, seq, kind, d, metadata)
}

/// What a member hears of an event that is not theirs to see: its number alone, so that numbers stay dense.
pub fn masked(room: &ChatRoomId, seq: i64) -> Bytes {
    Bytes::from(format!(r#"{{"t":"ev","r":"{room}","seq":{seq},"k":"none"}}"#))
}

/// What listeners are told when the numbers of a room were made anew; the same words as a socket's own `gap`.
pub fn restarted(room: &Room, head: i64) -> Bytes {
    let Room { id, epoch, min_seq, .. } = room;
    Bytes::from(format!(
        r#"{{"t":"gap","r":"{id}","epoch":"{epoch}","head":{head},"min_seq":{min_seq},"reason":"epoch"}}"#
    ))
}

fn encode(
    room: &ChatRoomId,
    seq: i64,
    kind: EventKind,
    d: &str,
    metadata: impl FnOnce(usize) -> EventMetadata,
) -> Event {
    let mut body = format!(r#"{{"t":"ev","r":"{room}","seq":{seq},"k":"{kind}","d":"#);
    let metadata = metadata(body.len());
    body.push_str(d);
    body.push('}');
    encode_frame(room, seq, body, &metadata)
}

/// An event of a text that is ready.
pub fn encode_frame(room: &ChatRoomId, seq: i64, mut body: String, metadata: &EventMetadata) -> Event {
    body.push('\n');
    // an EventMetadata is plain data: it always has a JSON form
    body.push_str(&serde_json::to_string(metadata).unwrap_or_default());
    Event {
        topic: topic(room),
        number: seq,
        body: Bytes::from(body),
    }
}

/// Takes an event apart: the text for everybody, and what is only for this node.
pub fn decode(event: &Event) -> Option<(Bytes, EventMetadata)> {
    let end = event.body.iter().position(|byte| *byte == b'\n')?;
    let metadata = serde_json::from_slice(&event.body[end + 1..]).ok()?;
    Some((event.body.slice(..end), metadata))
}

/// The message or change alone, out of an event's text.
pub fn detail(text: &Bytes, metadata: &EventMetadata) -> Bytes {
    text.slice(metadata.d_at.min(text.len())..text.len().saturating_sub(1).max(metadata.d_at))
}

/// Adds the author's own client id to the text of an event, or to a message that ends with `closing` braces.
pub fn with_cid(text: &[u8], cid: &str, closing: usize) -> Bytes {
    let (front, back) = text.split_at(text.len().saturating_sub(closing));
    Bytes::from([front, br#","cid":""#, cid.as_bytes(), b"\"", back].concat())
}
