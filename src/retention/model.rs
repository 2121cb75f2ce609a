//! The kinds of things that are forgotten, and how much of each is due.

use crate::clock::Millis;
use crate::text_enum;
use serde::Serialize;

text_enum! {
    /// What is forgotten by the clock (safety 28).
    pub RetentionKind {
        /// The text of a chat message, when the time of its room is over, or of the call for help that it belongs to; the words of an appeal.
        MessageText = "message_text",
        /// The name of a member on the attendance sheet of a session, a year after it.
        MemberName = "member_name",
        /// What the staff said of a session, ninety days after they wrote it.
        Debrief = "debrief",
    }
}

/// How much of something is past its time.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RetentionLine {
    pub what: RetentionKind,
    /// How many the next run deletes.
    pub due: i64,
    /// Since when the oldest of them is due.
    #[schema(required = true)]
    pub due_since: Option<Millis>,
}
