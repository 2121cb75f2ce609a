//! The nouns of scheduling. Nothing here asks the web or the database.

mod attendance;
mod available;
mod default_types;
mod plan;
mod session;
mod session_type;
pub mod slot;

pub use attendance::{
    AttendanceStatus, CorrectionReason, HeadCount, LineStanding, Place, Recorded, SHEET_CLOSES, SHEET_FREEZES,
    SHEET_OPENS, Sender, TapOutcome, TapSource, on_our_clock, roster_window,
};
pub use available::Available;
pub use default_types::default_types;
pub use plan::{Amendment, Asked, DebriefAnswers, Plan, Shift};
pub use session::{CancelReason, SeatRole, SeatState, SessionState, Verb};
pub use session_type::{Extra, Need, SessionType, Staffing};
pub use slot::{Slot, Span};

use crate::clock::{DAY, HOUR, MINUTE, Millis};

/// Set-up and clear-away time of a room on either side of a session.
pub const ROOM_BUFFER: Millis = 15 * MINUTE;
/// What a counsellor has between two sessions in one studio.
pub const REST_SAME_STUDIO: Millis = 30 * MINUTE;
/// What a counsellor has between two sessions in different studios.
pub const REST_OTHER_STUDIO: Millis = 60 * MINUTE;
/// Led sessions in a week, from Monday to Sunday, before a warning.
pub const LED_A_WEEK: usize = 3;
/// How long a cancelled session can be restored.
pub const UNDO_CANCEL: Millis = 10 * MINUTE;
/// How long after its end a session can be said not to have been held, and a closed one be opened again.
pub const REOPENS_FOR: Millis = 90 * DAY;
/// Notices of a change wait at most so long, however often the session changes again.
pub const NEWS_AT_MOST: Millis = 30 * MINUTE;
/// Of a session that starts within this time people are told at once.
pub const NEWS_AT_ONCE: Millis = HOUR;
/// How long before the start a session can be opened for check-in.
pub const CHECK_IN_LEAD: Millis = 30 * MINUTE;
/// A debrief is due this long after the end.
pub const DEBRIEF_DUE: Millis = 24 * HOUR;
