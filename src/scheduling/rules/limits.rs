//! The distances and ceilings that the rules apply.

use crate::clock::{MINUTE, Millis};

/// Set-up and clear-away time of a room on either side of a session.
pub const ROOM_BUFFER: Millis = 15 * MINUTE;

/// What a counsellor has between two sessions in one studio.
pub const REST_SAME_STUDIO: Millis = 30 * MINUTE;

/// What a counsellor has between two sessions in different studios.
pub const REST_OTHER_STUDIO: Millis = 60 * MINUTE;

/// Led sessions in a week, from Monday to Sunday, before a warning.
pub const LED_A_WEEK: usize = 3;
