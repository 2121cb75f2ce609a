//! Frames from a client.

use crate::chat::model::{MessageKind, Reaction};
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, MessageId};
use serde::{Deserialize, Serialize};

/// The capability of a client that wants typing and presence frames.
pub const PRESENCE: &str = "presence";

/// The client's own id of a frame, returned with the reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FrameId {
    Number(i64),
    Text(String),
}

impl FrameId {
    /// The id of a frame that could not be parsed otherwise.
    pub fn of(text: &str) -> Option<Self> {
        let mut frame: serde_json::Value = serde_json::from_str(text).ok()?;
        serde_json::from_value(frame.get_mut("id")?.take()).ok()
    }
}

/// The position of a client in a room.
#[derive(Clone, Debug, Deserialize)]
pub struct RoomPosition {
    pub r: String,
    /// The last event that the client has.
    pub seq: Option<i64>,
    pub epoch: Option<String>,
}

/// Any frame from a client: `t` decides which fields count; unknown fields are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Incoming {
    pub t: String,
    pub id: Option<FrameId>,
    pub r: Option<String>,
    /// `hello`: the version of the protocol.
    pub v: Option<i64>,
    /// `hello`: capabilities of the client, such as [`PRESENCE`].
    pub caps: Vec<String>,
    /// `focus`: whether the page is in view.
    pub visible: Option<bool>,
    /// `hello`: rooms to subscribe to; `ack`: the positions that the client has.
    pub rooms: Vec<RoomPosition>,
    /// `sub`: the last event that the client has.
    pub seq: Option<i64>,
    /// `sub`: the epoch of that number.
    pub epoch: Option<String>,
    /// `send`: the client's id of the message.
    pub cid: Option<String>,
    /// `send`, `edit`: the text.
    pub body: Option<String>,
    /// `send`: the message that it replies to.
    pub reply: Option<String>,
    /// `send`: the `cid` of the message that must come before.
    pub prev: Option<String>,
    /// `send`
    pub kind: Option<MessageKind>,
    /// `react`
    pub e: Option<Reaction>,
    /// `react`, `typing`: on or off.
    pub on: Option<bool>,
    /// `edit`, `del`, `react`: the message.
    pub m: Option<String>,
    /// `edit`: the version that the client saw.
    pub base_ver: Option<i64>,
    /// `read`: up to which message.
    pub no: Option<i64>,
    /// `pong`: the number of the ping.
    pub n: Option<u64>,
    /// `auth`: a new ticket.
    pub ticket: Option<String>,
}

impl Incoming {
    /// The room of a frame that must name one.
    pub fn room(&self) -> Result<ChatRoomId> {
        let text = self.r.as_deref().ok_or_else(|| Error::field("r", "required"))?;
        ChatRoomId::parse(text).ok_or_else(Error::not_found)
    }

    /// The message of a frame that must name one.
    pub fn message(&self) -> Result<MessageId> {
        let text = self.m.as_deref().ok_or_else(|| Error::field("m", "required"))?;
        MessageId::parse(text).ok_or_else(|| Error::not_found().and_field("m", "unknown"))
    }
}
