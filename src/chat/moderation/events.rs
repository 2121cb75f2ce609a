//! What a room hears of moderation. A change of the room or of a message is told to everybody; what is done to a person is
//! told to that person alone, and the others hear only that a number has passed (`k` is `none`).

use super::model::{HiddenBy, Reason, Verb};
use crate::chat::events::{EventMetadata, encode_frame};
use crate::chat::model::EventKind;
use crate::clock::Millis;
use crate::event::Event;
use crate::ids::{ChatRoomId, PersonId};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What stands in the log of an act: ids and codes. A message that belongs to it is looked up when it is told, so that its text
/// stands in one column only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ModerationEvent {
    /// What was done, or that a message is held.
    pub what: ModerationAct,
    /// The act; none for a held message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m: Option<String>,
    /// Its place among the messages, for the rooms in memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<i64>,
    /// Why the message is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<HiddenBy>,
    /// How slow the room is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    /// Whom it concerns; they alone hear why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
}

/// A verb, or the holding of a message, which nobody decides by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ModerationAct {
    /// Something that was done.
    Done(Verb),
    /// A message waits for a look.
    AwaitsReview(AwaitsReviewTag),
}

/// The word `held`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AwaitsReviewTag {
    #[serde(rename = "held")]
    Held,
}

/// The topic under which every device of a person hears that something was done to them in a room, whether or not it listens
/// to the room.
pub fn measure_on(person: &PersonId, verb: Verb, room: &ChatRoomId) -> Event {
    Event {
        topic: format!("measures/{person}/{verb}/{room}"),
        number: 0,
        body: Bytes::new(),
    }
}

/// Person, verb and room of such a topic.
pub fn measure_of(topic: &str) -> Option<(&str, &str, &str)> {
    let mut parts = topic.strip_prefix("measures/")?.splitn(3, '/');
    Some((parts.next()?, parts.next()?, parts.next()?))
}

impl ModerationEvent {
    /// Of a message that waits for a look: its author alone hears of it.
    pub fn held(m: &str, seat: &str) -> Self {
        ModerationEvent {
            what: ModerationAct::AwaitsReview(AwaitsReviewTag::Held),
            act: None,
            m: Some(m.to_owned()),
            no: None,
            hidden: None,
            seconds: None,
            seat: Some(seat.to_owned()),
            reason: None,
            until: None,
        }
    }

    /// Whether the message itself goes with it.
    pub fn brings_message(&self) -> bool {
        matches!(
            self.what,
            ModerationAct::AwaitsReview(_) | ModerationAct::Done(Verb::Show)
        )
    }

    /// Whether texts that were told before must not be told again out of memory.
    fn forgets(&self) -> bool {
        self.hidden.is_some()
    }

    fn detail(&self, message: Option<&Value>) -> Map<String, Value> {
        let mut detail = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                detail.insert(name.to_owned(), value);
            }
        };
        put("verb", json!(self.what));
        put("m", json!(self.m));
        put("hidden", json!(self.hidden));
        put("seconds", json!(self.seconds));
        put("message", json!(message));
        detail
    }

    /// The event; `message` is the message as the room sees it, for those that bring one.
    pub fn event(&self, room: &ChatRoomId, seq: i64, message: Option<&str>) -> Event {
        let message: Option<Value> = message.and_then(|json| serde_json::from_str(json).ok());
        let mut own = self.detail(message.as_ref());
        own.insert("act".into(), json!(self.act));
        own.insert("reason".into(), json!(self.reason));
        own.insert("until".into(), json!(self.until.filter(|until| *until < Millis::MAX)));
        let frame = |d: &Map<String, Value>| {
            let d = Value::Object(d.clone());
            format!(r#"{{"t":"ev","r":"{room}","seq":{seq},"k":"mod","d":{d}}}"#)
        };
        let is_public = match self.what {
            ModerationAct::Done(verb) => verb.is_on_room() || self.hidden.is_some() || verb == Verb::Show,
            ModerationAct::AwaitsReview(_) => false,
        };
        let text = if is_public {
            frame(&self.detail(message.as_ref()))
        } else {
            format!(r#"{{"t":"ev","r":"{room}","seq":{seq},"k":"none"}}"#)
        };
        let metadata = EventMetadata {
            k: EventKind::Mod,
            d_at: text.len(),
            no: self.no,
            cid: None,
            seat: self.seat.clone(),
            member: None,
            own: self.seat.as_ref().map(|_| frame(&own)),
            forgets: self.forgets() || self.what == ModerationAct::Done(Verb::Show),
        };
        encode_frame(room, seq, text, &metadata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::chat::events::decode;
    use crate::clock::Clock;

    fn told(what: Verb) -> ModerationEvent {
        ModerationEvent {
            what: ModerationAct::Done(what),
            act: Some("act".into()),
            m: None,
            no: None,
            hidden: None,
            seconds: None,
            seat: Some("seat".into()),
            reason: Some(Reason::Hurtful),
            until: Some(5),
        }
    }

    #[test]
    fn what_is_done_to_a_person_is_told_to_nobody_else() {
        let room = ChatRoomId::mint(&Clock::fixed(0), &Chance::seeded(1));
        for verb in Verb::ALL
            .iter()
            .filter(|verb| !verb.is_on_room() && **verb != Verb::Show)
        {
            let (text, metadata) = decode(&told(*verb).event(&room, 7, None)).unwrap();
            let text = String::from_utf8(text.to_vec()).unwrap();
            assert_eq!(
                text,
                format!(r#"{{"t":"ev","r":"{room}","seq":7,"k":"none"}}"#),
                "{verb}"
            );
            let own = metadata.own.unwrap();
            assert!(own.contains("hurtful") && own.contains(verb.as_str()), "{own}");
        }
    }

    #[test]
    fn the_log_holds_the_same_as_was_told() {
        let told = ModerationEvent {
            m: Some("m".into()),
            hidden: Some(HiddenBy::Flags),
            ..told(Verb::Hide)
        };
        let room = ChatRoomId::mint(&Clock::fixed(0), &Chance::seeded(1));
        let again: ModerationEvent = serde_json::from_str(&serde_json::to_string(&told).unwrap()).unwrap();
        assert_eq!(again.event(&room, 1, None).body, told.event(&room, 1, None).body);
        let held = ModerationEvent::held("m", "seat");
        let again: ModerationEvent = serde_json::from_str(&serde_json::to_string(&held).unwrap()).unwrap();
        assert_eq!(again.what, held.what);
        let (text, metadata) = decode(&told.event(&room, 1, None)).unwrap();
        assert!(
            !String::from_utf8(text.to_vec()).unwrap().contains("hurtful"),
            "the reason is the author's"
        );
        assert!(metadata.forgets);
    }
}
