//! What is answered as text that was serialised before: its shapes, for the API document.

use crate::chat::model::MessageKind;
use crate::chat::moderation::model::HiddenBy;
use crate::clock::Millis;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A message as its reader sees it.
#[derive(ToSchema)]
pub struct ChatMessage {
    pub m: String,
    pub seq: i64,
    /// Its place among the messages; none while it waits for a look.
    #[schema(required = true)]
    pub no: Option<i64>,
    /// The author's name in the room.
    pub author: String,
    pub author_id: String,
    /// The text; none when it was taken back or is hidden.
    #[schema(required = true)]
    pub body: Option<String>,
    /// When it was said.
    pub at: Millis,
    /// 1 is the first text.
    pub version: i64,
    /// The author's own id of it; nobody else sees it.
    #[schema(value_type = String, required = false)]
    pub cid: Option<String>,
    /// The message that it answers.
    #[schema(value_type = String, required = false)]
    pub reply_to: Option<String>,
    /// How it is meant; an ordinary one when absent.
    #[schema(value_type = MessageKind, required = false)]
    pub kind: Option<MessageKind>,
    /// When the text was changed.
    #[schema(value_type = Millis, required = false)]
    pub edited_at: Option<Millis>,
    /// When it was taken back.
    #[schema(value_type = Millis, required = false)]
    pub deleted_at: Option<Millis>,
    /// The memberships that it names.
    #[schema(value_type = Vec<String>, required = false)]
    pub mentions: Option<Vec<String>>,
    #[schema(value_type = BTreeMap<String, Vec<String>>, required = false)]
    pub reactions: Option<BTreeMap<String, Vec<String>>>,
    /// Since when it is pinned.
    #[schema(value_type = Millis, required = false)]
    pub pinned_at: Option<Millis>,
    /// Why it is not shown.
    #[schema(value_type = HiddenBy, required = false)]
    pub hidden: Option<HiddenBy>,
}

#[derive(ToSchema)]
pub struct MessagePage {
    pub items: Vec<ChatMessage>,
    /// Whether older ones can be had.
    pub has_more: bool,
    /// In which epoch the numbers are.
    pub epoch: String,
    /// The newest event that is told here.
    pub head_seq: i64,
}

/// What happened in a room; `docs/REALTIME.md` says what `d` holds for each `k`.
#[derive(ToSchema)]
pub struct ChatEvent {
    /// `ev`.
    pub t: String,
    pub r: String,
    pub seq: i64,
    /// What kind of event; `none` where it is not the reader's to see.
    pub k: String,
    #[schema(value_type = BTreeMap<String, serde_json::Value>, required = false)]
    pub d: Option<BTreeMap<String, serde_json::Value>>,
}

/// Events in a row.
#[derive(ToSchema)]
pub struct EventPage {
    /// In which epoch the numbers are.
    pub epoch: String,
    /// The first number asked for.
    pub from: i64,
    /// The last one answered.
    pub to: i64,
    /// Whether there are further ones.
    pub more: bool,
    pub events: Vec<ChatEvent>,
}

/// Messages without an order of their own.
#[derive(ToSchema)]
pub struct MessageList {
    pub items: Vec<ChatMessage>,
}
