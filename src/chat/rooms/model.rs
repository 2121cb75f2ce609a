//! Rooms as values.

use crate::clock::Millis;
use crate::ids::{ChatRoomId, DistrictId};
use crate::text_enum;

text_enum! {
    /// What a room belongs to (safety 40).
    pub OwnerKind {
        /// An intake of trainees.
        Cohort = "cohort",
        /// A row of sessions, with members.
        Series = "series",
        /// Staff and counsellors among themselves.
        Team = "team",
    }
}

text_enum! {
    /// What happened in a room.
    pub EventKind {
        MsgNew = "msg.new",
        /// The author changed a message.
        MsgEdit = "msg.edit",
        /// The author took a message back.
        MsgDel = "msg.del",
        /// Somebody reacted to a message, or no longer.
        React = "react",
        /// A message was pinned, or no longer.
        Pin = "pin",
        /// Somebody came, left, or was given another role or name.
        Member = "member",
        /// The room itself was opened or changed.
        Room = "room",
        /// Something was done to keep the room whole.
        Mod = "mod",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Room {
    pub id: ChatRoomId,
    /// What it belongs to.
    pub owner_kind: OwnerKind,
    /// Which one; nothing here looks inside.
    pub owner_id: String,
    pub district_id: Option<DistrictId>,
    pub name: String,
    /// Changes only when numbers might be used again.
    pub epoch: String,
    /// The first event that still exists.
    pub min_seq: i64,
    /// How long its messages are kept.
    pub keep_ms: Millis,
    /// The room beside which it was opened, if it is an aside (safety 40).
    pub parent_id: Option<ChatRoomId>,
    /// Until when something may be said in an aside.
    pub open_until: Option<Millis>,
}

impl Room {
    /// Two people for a while, and nobody else (safety 40).
    pub fn is_aside(&self) -> bool {
        self.parent_id.is_some()
    }

    /// Whether members may write only while somebody holds the room, or in its hours (safety 41). An aside has its own end instead.
    pub fn needs_staffing(&self) -> bool {
        self.owner_kind == OwnerKind::Series && !self.is_aside()
    }
}

/// A room that is to be opened.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// What it belongs to.
    pub owner_kind: OwnerKind,
    /// Which one; none for a team, which is its own owner.
    pub owner_id: Option<String>,
    pub district_id: Option<DistrictId>,
    pub name: String,
}

/// The number row of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Head {
    pub seq: i64,
    pub no: i64,
}
