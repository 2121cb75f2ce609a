//! The frames of `tongxing.v1`, one JSON object each; `docs/REALTIME.md` shows every one.

use crate::chat::model::{MessageKind, Posted, Reaction, SeatRole};
use crate::clock::Millis;
use crate::config::GatewayConfig;
use crate::error::{Code, Error};
use crate::ids::ChatRoomId;
use crate::realtime::frame;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The name that is answered to an upgrade.
pub const PROTOCOL: &str = "tongxing.v1";

/// A client's own mark of a frame, given back with the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Mark {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

impl Mark {
    /// The mark of a frame of which something else could not be read.
    pub fn of(text: &str) -> Option<Self> {
        let mut frame: serde_json::Value = serde_json::from_str(text).ok()?;
        serde_json::from_value(frame.get_mut("id")?.take()).ok()
    }
}

/// Where a client stands in a room.
#[derive(Clone, Debug, Deserialize)]
pub struct Position {
    /// The room.
    pub r: String,
    /// The last event that it has.
    pub seq: Option<i64>,
    /// The epoch of that number.
    pub epoch: Option<String>,
}

/// Anything from a client: which fields count depends on `t`, and unknown ones are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Incoming {
    /// What kind of frame.
    pub t: String,
    /// The client's mark.
    pub id: Option<Mark>,
    /// A room.
    pub r: Option<String>,
    /// `hello`: the version of the protocol.
    pub v: Option<i64>,
    /// `hello`: what the client can do besides.
    pub caps: Vec<String>,
    /// `focus`: whether the page is in view.
    pub visible: Option<bool>,
    /// `hello`: rooms to listen to; `ack`: what the client has of them.
    pub rooms: Vec<Position>,
    /// `sub`: the last event that the client has.
    pub seq: Option<i64>,
    /// `sub`: the epoch of that number.
    pub epoch: Option<String>,
    /// `send`: the client's id of the message.
    pub cid: Option<String>,
    /// `send`, `edit`: the text.
    pub body: Option<String>,
    /// `send`: what it answers.
    pub reply: Option<String>,
    /// `send`: what must have come before.
    pub prev: Option<String>,
    /// `send`: how it is meant.
    pub kind: Option<MessageKind>,
    /// `react`: how.
    pub e: Option<Reaction>,
    /// `react`, `typing`: from now on, or no longer.
    pub on: Option<bool>,
    /// `edit`, `del`, `react`: the message.
    pub m: Option<String>,
    /// `edit`: the version that the client saw.
    pub base_ver: Option<i64>,
    /// `read`: up to which message.
    pub no: Option<i64>,
    /// `pong`: the ping that it answers.
    pub n: Option<u64>,
    /// `auth`: a new ticket.
    pub ticket: Option<String>,
}

/// A room in `welcome`.
#[derive(Debug, Serialize)]
pub struct Greeted {
    pub r: ChatRoomId,
    pub epoch: String,
    pub head: i64,
    pub last_no: i64,
    pub read_no: i64,
    pub mentions: i64,
    pub role: SeatRole,
    pub min_seq: i64,
    /// Until when the member may not write; 0 if they may.
    pub muted_until: Millis,
    /// Between two of their messages, while the room is slow.
    pub slow_ms: i64,
}

/// What a socket may take, as announced.
#[derive(Debug, Serialize)]
pub struct Limits {
    pub frame_bytes: usize,
    pub frames_per_second: u32,
    pub frame_burst: u32,
    pub body_characters: usize,
    pub messages_per_second: u32,
    pub message_burst: u32,
    pub rooms_per_socket: usize,
    pub sockets_per_person: usize,
    pub recovery_events: i64,
    pub recovery_bytes: usize,
    pub recovery_events_overall: i64,
}

/// Anything from the server except events, which come as text of their own.
#[derive(Debug, Serialize)]
#[serde(tag = "t")]
pub enum Outgoing<'a> {
    #[serde(rename = "welcome")]
    Welcome {
        v: i64,
        sid: String,
        node: &'a str,
        hb_ms: u64,
        now: Millis,
        auth_exp: Millis,
        limits: Limits,
        rooms: Vec<Greeted>,
    },
    #[serde(rename = "sub.ok")]
    SubOk {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Mark>,
        r: &'a ChatRoomId,
        epoch: &'a str,
        from: i64,
        head: i64,
        recovered: bool,
    },
    #[serde(rename = "gap")]
    Gap {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Mark>,
        r: &'a ChatRoomId,
        epoch: &'a str,
        head: i64,
        min_seq: i64,
        reason: &'a str,
    },
    #[serde(rename = "sent")]
    Sent {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Mark>,
        r: &'a ChatRoomId,
        cid: &'a str,
        m: &'a str,
        seq: i64,
        no: Option<i64>,
        ts: Millis,
        dup: bool,
    },
    #[serde(rename = "ok")]
    Ok {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Mark>,
        #[serde(skip_serializing_if = "Option::is_none")]
        auth_exp: Option<Millis>,
    },
    #[serde(rename = "err")]
    Err {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a Mark>,
        #[serde(skip_serializing_if = "Option::is_none")]
        r: Option<&'a str>,
        code: &'a str,
        msg: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_ms: Option<Millis>,
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    #[serde(rename = "read")]
    Read { r: &'a ChatRoomId, no: i64 },
    #[serde(rename = "typing")]
    Typing {
        r: &'a ChatRoomId,
        who: [&'a str; 1],
        ttl_ms: u64,
    },
    #[serde(rename = "presence")]
    Presence {
        r: &'a ChatRoomId,
        count: usize,
        ttl_ms: u64,
    },
    #[serde(rename = "notice")]
    Notice {
        k: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        r: Option<&'a str>,
    },
    #[serde(rename = "ping")]
    Ping { n: u64, heads: Vec<HeadOf> },
    #[serde(rename = "auth.soon")]
    AuthSoon { in_ms: Millis },
    #[serde(rename = "bye")]
    Bye {
        code: u16,
        reason: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_ms: Option<u64>,
        resume: bool,
    },
}

/// A room whose head has moved.
#[derive(Debug, Serialize)]
pub struct HeadOf {
    pub r: ChatRoomId,
    pub seq: i64,
}

impl Limits {
    /// As the settings say.
    pub fn of(gateway: &GatewayConfig, chat: &crate::config::ChatConfig) -> Self {
        Limits {
            frame_bytes: gateway.frame_bytes,
            frames_per_second: gateway.frames_per_second,
            frame_burst: gateway.frame_burst,
            body_characters: crate::chat::model::MESSAGE_CHARACTERS,
            messages_per_second: chat.messages_per_second,
            message_burst: chat.message_burst,
            rooms_per_socket: gateway.rooms_per_socket,
            sockets_per_person: gateway.sockets_per_person,
            recovery_events: gateway.recovery_events,
            recovery_bytes: gateway.recovery_bytes,
            recovery_events_overall: gateway.recovery_events_overall,
        }
    }
}

impl Outgoing<'_> {
    /// The whole frame.
    pub fn frame(&self) -> Bytes {
        // plain data always has a JSON form
        frame::text(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// The answer to a message that stands.
    pub fn sent<'a>(id: Option<&'a Mark>, r: &'a ChatRoomId, posted: &'a Posted) -> Outgoing<'a> {
        Outgoing::Sent {
            id,
            r,
            cid: &posted.cid,
            m: &posted.m,
            seq: posted.seq,
            no: posted.no,
            ts: posted.at,
            dup: posted.dup,
        }
    }

    /// A frame that this server does not know.
    pub fn unknown<'a>(id: Option<&'a Mark>, r: Option<&'a str>) -> Outgoing<'a> {
        Outgoing::Err {
            id,
            r,
            code: "unknown_type",
            msg: "This server does not know such a frame.",
            retry_ms: None,
            field: None,
            why: None,
            until: None,
        }
    }

    /// A refusal, in the words of this protocol.
    pub fn refusal<'a>(id: Option<&'a Mark>, r: Option<&'a str>, error: &'a Error) -> Outgoing<'a> {
        let field = error.fields.first();
        let code = match error.code {
            Code::NotFound if field.is_some() => "not_found",
            Code::NotFound => "not_member",
            Code::Throttled => "rate",
            Code::RowChanged => "conflict",
            Code::RefusedContent => "blocked_content",
            Code::Busy | Code::DatabaseDown | Code::Unconfirmed | Code::Internal => "server_busy",
            Code::TicketRefused => "expired",
            Code::Invalid if field.is_some_and(|field| field.code == "too_long") => "too_long",
            Code::Invalid => "bad_frame",
            other => other.slug(),
        };
        let retry_ms = error.retry_after_ms.or((code == "server_busy").then_some(1_000));
        Outgoing::Err {
            id,
            r,
            code,
            msg: error.code.title(),
            retry_ms,
            field: field.map(|field| field.field.as_str()),
            why: error.more.get("why").and_then(|why| why.as_str()),
            until: error.more.get("until").and_then(|until| until.as_i64()),
        }
    }
}

/// Several events of a room in one frame.
pub fn batch(room: &ChatRoomId, from: i64, to: i64, texts: &[Bytes], more: bool) -> Bytes {
    let begin = format!(r#"{{"t":"batch","r":"{room}","from":{from},"to":{to},"more":{more},"evs":["#);
    let size = texts.iter().map(|text| text.len() + 1).sum::<usize>();
    let mut json = Vec::with_capacity(begin.len() + size + 2);
    json.extend_from_slice(begin.as_bytes());
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            json.push(b',');
        }
        json.extend_from_slice(text);
    }
    json.extend_from_slice(b"]}");
    frame::text(&json)
}
