//! The report on what is kept longer than its time: the same figures for the command line and for headquarters.

use crate::chat::api as chat;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::scheduling::attendance::actions::forget::{DEBRIEF_KEPT, KEPT};
use crate::scheduling::{attendance, debriefs};
use crate::text_enum;
use serde::Serialize;

text_enum! {
    /// What is forgotten by the clock (safety 28).
    pub RetentionKind {
        /// The text of a chat message, when the time of its room is over, or of the call for help that it belongs to; the words of an appeal.
        MessageText = "message_text",
        /// The name of a member on the sheet of a session, a year after it.
        MemberName = "member_name",
        /// What the staff said of a session, ninety days after they wrote it.
        Debrief = "debrief",
    }
}

/// How much of something is past its time.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RetentionLine {
    pub what: RetentionKind,
    /// How many the next run takes.
    pub due: i64,
    /// Since when the oldest of them is due.
    #[schema(required = true)]
    pub due_since: Option<Millis>,
}

/// What a run at `now` would take; it changes nothing.
pub fn report(conn: &mut Conn, now: Millis) -> Result<Vec<RetentionLine>> {
    let messages = chat::messages_due(conn, now)?;
    let (names, ended_at) = attendance::store::retention::count_due(conn, now - KEPT)?;
    let (debriefs, written_at) = debriefs::store::count_old(conn, now - DEBRIEF_KEPT)?;
    Ok(vec![
        RetentionLine {
            what: RetentionKind::MessageText,
            due: messages.count,
            due_since: messages.oldest_at,
        },
        RetentionLine {
            what: RetentionKind::MemberName,
            due: names,
            due_since: ended_at.map(|at| at + KEPT),
        },
        RetentionLine {
            what: RetentionKind::Debrief,
            due: debriefs,
            due_since: written_at.map(|at| at + DEBRIEF_KEPT),
        },
    ])
}
