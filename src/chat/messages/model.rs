//! Messages as values; constructors refuse what may not be posted.

use crate::clock::Millis;
use crate::content::{holds_identity_number, is_blank};
use crate::error::{Code, Error, Result};
use crate::ids::MessageId;
use crate::text_enum;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest message, in Unicode scalar values.
pub const MESSAGE_CHARACTERS: usize = 4_000;
/// Unread counts stop here.
pub const UNREAD_AT_MOST: i64 = 100;
/// Pinned messages of a room.
pub const PINS_AT_MOST: i64 = 20;

text_enum! {
    /// How a message is meant.
    pub MessageKind {
        Message = "message",
        /// For everybody to see, set apart; by whoever holds the room.
        Announcement = "announcement",
    }
}

text_enum! {
    /// What somebody may say to a message without words. Few, and none that hurts.
    pub Reaction {
        ThumbsUp = "thumbs_up",
        Heart = "heart",
        Thanks = "thanks",
        Strength = "strength",
        Sprout = "sprout",
        /// I am with you.
        Hug = "hug",
    }
}

/// What hangs on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub mentions: Vec<String>,
    pub reactions: BTreeMap<Reaction, Vec<String>>,
    /// Since when it is pinned.
    pub pinned_at: Option<Millis>,
}

/// How much is past its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub count: i64,
    /// Since when the oldest is due.
    pub oldest_at: Option<Millis>,
}

/// A text that may be posted: not empty, not too long, no identity number in it (safety 22).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// Takes text from outside.
    pub fn parse(text: &str) -> Result<Self> {
        if is_blank(text) {
            return Err(Error::field("body", "required"));
        }
        if text.chars().count() > MESSAGE_CHARACTERS {
            return Err(Error::field("body", "too_long"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            return Err(Error::field("body", "not_allowed"));
        }
        if holds_identity_number(text) {
            return Err(Error::from(Code::RefusedContent).and_field("body", "identity_number"));
        }
        Ok(MessageText(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The client's own id of a message, made when the sender pressed the button; a second arrival is recognised by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cid(String);

impl Cid {
    /// 8 to 64 letters, digits, hyphens and underscores.
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let is_plain = text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if (8..=64).contains(&text.len()) && is_plain {
            Ok(Cid(text.to_owned()))
        } else {
            Err(Error::field(field, "not_allowed"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message that is to be posted.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The client's id of it.
    pub cid: Cid,
    pub text: MessageText,
    /// How it is meant.
    pub kind: MessageKind,
    /// The message that it answers.
    pub reply: Option<MessageId>,
    /// The client's id of the one that must have come before.
    pub prev: Option<Cid>,
}

/// The fields of a draft as a client sends them, over the socket or over HTTP.
#[derive(Debug, Default)]
pub struct RawDraft<'a> {
    pub cid: &'a str,
    pub body: &'a str,
    pub kind: Option<MessageKind>,
    pub reply: Option<MessageId>,
    pub prev: Option<&'a str>,
}

impl Draft {
    /// Parses what a client sends.
    pub fn parse(raw: RawDraft<'_>) -> Result<Self> {
        Ok(Draft {
            cid: Cid::parse("cid", raw.cid)?,
            text: MessageText::parse(raw.body)?,
            kind: raw.kind.unwrap_or(MessageKind::Message),
            reply: raw.reply,
            prev: raw.prev.map(|prev| Cid::parse("prev", prev)).transpose()?,
        })
    }
}

/// A message that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Posted {
    #[schema(value_type = String)]
    pub m: String,
    pub seq: i64,
    /// Its place among the messages.
    #[schema(required = true)]
    pub no: Option<i64>,
    pub at: Millis,
    /// It was there already.
    pub dup: bool,
    /// The client's id of it.
    pub cid: String,
}

/// A message after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Changed {
    pub m: String,
    /// The event of the change; none if it stood already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, required = false)]
    pub seq: Option<i64>,
    /// Which version stands now.
    pub version: i64,
}

/// What a message said for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Version {
    /// 1 is the first.
    pub version: i64,
    pub body: String,
    pub at: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_not_empty_not_too_long_and_holds_no_identity_number() {
        for empty in ["", " \n ", "\u{200b}", "\u{3164} \u{2060}"] {
            assert!(MessageText::parse(empty).is_err(), "{empty:?}");
        }
        assert!(MessageText::parse("👨\u{200d}👩").is_ok());
        assert!(MessageText::parse(&"同".repeat(MESSAGE_CHARACTERS)).is_ok());
        assert!(MessageText::parse(&"同".repeat(MESSAGE_CHARACTERS + 1)).is_err());
        assert!(MessageText::parse("我的证件 11010519491231002X 。").is_err()); // safety 22
        assert_eq!(MessageText::parse("  两行\n文字 ").unwrap().as_str(), "  两行\n文字 ");
    }

    #[test]
    fn a_client_id_is_plain_text_of_a_bounded_length() {
        assert!(Cid::parse("cid", "0190a0b0-0000-7000-8000-000000000001").is_ok());
        for refused in ["", "short", "with space", &"x".repeat(65), "quote\"quote"] {
            assert!(Cid::parse("cid", refused).is_err(), "{refused}");
        }
    }
}
