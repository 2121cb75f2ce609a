//! Frames to a client.

use super::incoming::FrameId;
use crate::chat::model::{Posted, SeatRole};
use crate::clock::Millis;
use crate::config::GatewayConfig;
use crate::error::{Code, Error};
use crate::ids::ChatRoomId;
use crate::realtime::frame;
use bytes::Bytes;
use serde::Serialize;

/// A room in `welcome`.
#[derive(Debug, Serialize)]
pub struct WelcomeRoom {
    pub r: ChatRoomId,
    pub epoch: String,
    pub head: i64,
    pub last_no: i64,
    pub read_no: i64,
    pub mentions: i64,
    pub role: SeatRole,
    pub min_seq: i64,
    /// The end of a mute; 0 without one.
    pub muted_until: Millis,
    /// Slow mode: time between two messages of the member; 0 when off.
    pub slow_ms: i64,
}

/// The limits that `welcome` announces.
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

/// Any frame from the server except events, whose text the room writes.
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
        rooms: Vec<WelcomeRoom>,
    },
    #[serde(rename = "sub.ok")]
    SubOk {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a FrameId>,
        r: &'a ChatRoomId,
        epoch: &'a str,
        from: i64,
        head: i64,
        recovered: bool,
    },
    #[serde(rename = "gap")]
    Gap {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a FrameId>,
        r: &'a ChatRoomId,
        epoch: &'a str,
        head: i64,
        min_seq: i64,
        reason: &'a str,
    },
    #[serde(rename = "sent")]
    Sent {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a FrameId>,
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
        id: Option<&'a FrameId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        auth_exp: Option<Millis>,
    },
    #[serde(rename = "err")]
    Err {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a FrameId>,
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
    Ping { n: u64, heads: Vec<RoomHead> },
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

/// A room whose head has moved since the last ping.
#[derive(Debug, Serialize)]
pub struct RoomHead {
    pub r: ChatRoomId,
    pub seq: i64,
}

impl Limits {
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
    /// The bytes of the websocket frame.
    pub fn frame(&self) -> Bytes {
        // plain data always has a JSON form
        frame::text(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// The reply to a message that is committed.
    pub fn sent<'a>(id: Option<&'a FrameId>, r: &'a ChatRoomId, posted: &'a Posted) -> Outgoing<'a> {
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

    /// The reply to an unknown type of frame.
    pub fn unknown<'a>(id: Option<&'a FrameId>, r: Option<&'a str>) -> Outgoing<'a> {
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

    /// The reply to a refused frame, with the error codes of this protocol.
    pub fn refusal<'a>(id: Option<&'a FrameId>, r: Option<&'a str>, error: &'a Error) -> Outgoing<'a> {
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
