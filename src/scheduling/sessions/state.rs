//! The states of a session, and what each allows.

use crate::clock::{DAY, MINUTE, Millis};
use crate::scheduling::slot::Span;
use crate::text_enum;

/// How long a cancelled session can be restored.
pub const UNDO_CANCEL: Millis = 10 * MINUTE;

/// How long after its end a session can be said not to have been held, and a closed one be opened again.
pub const REOPENS_FOR: Millis = 90 * DAY;

/// How long before the start a session can be opened for check-in.
pub const CHECK_IN_LEAD: Millis = 30 * MINUTE;

text_enum! {
    /// Where a session is in its life.
    pub SessionState {
        /// Being thought about; claims nothing.
        Draft = "draft",
        /// Holds its place while somebody decides.
        Held = "held",
        /// On the calendar, with its claims.
        Published = "published",
        /// Check-in is open.
        Running = "running",
        /// It took place.
        Delivered = "delivered",
        /// The people who led it are done with it.
        Closed = "closed",
        /// It will not take place.
        Cancelled = "cancelled",
        /// A date of a series that could not be placed.
        Skipped = "skipped",
    }
}

text_enum! {
    /// Why a session is cancelled; the list is short and neutral.
    pub CancelReason {
        /// Nobody could lead it.
        NoCover = "no_cover",
        /// The room is not to be had.
        Room = "room",
        /// Too few people.
        LowNumbers = "low_numbers",
        /// Weather or holiday.
        WeatherHoliday = "weather_holiday",
        /// Anything else; not asked.
        Other = "other",
    }
}

text_enum! {
    /// What can be done with a session; also the words of its history.
    pub Verb as "SessionVerb" {
        /// Written down for the first time.
        Plan = "plan",
        /// Title, note or number of people.
        Edit = "edit",
        /// Another time or room.
        Move = "move",
        /// From draft to the calendar.
        Publish = "publish",
        /// Off the calendar.
        Cancel = "cancel",
        /// Undo a cancellation.
        Restore = "restore",
        /// Open check-in.
        Run = "run",
        /// Close check-in again.
        Unrun = "unrun",
        /// It has begun, and does not take place.
        NotHeld = "not_held",
        /// It took place.
        Deliver = "deliver",
        /// Done with it.
        Close = "close",
        /// Not done with it after all.
        Reopen = "reopen",
        /// Keep it although something has changed.
        Keep = "keep",
        /// Who leads it.
        Staff = "staff",
        /// Who came.
        Attendance = "attendance",
        /// Read from a spreadsheet.
        Import = "import",
        /// A trainee or member takes a place.
        Book = "book",
        /// A trainee or member gives a place back.
        Unbook = "unbook",
    }
}

impl SessionState {
    /// States in which the session has claims on its room and people.
    pub fn claims(self) -> bool {
        use SessionState::{Closed, Delivered, Held, Published, Running};
        matches!(self, Held | Published | Running | Delivered | Closed)
    }

    /// Still to come or going on.
    pub fn is_ahead(self) -> bool {
        matches!(self, SessionState::Draft | SessionState::Held | SessionState::Published)
    }

    /// Whether the state and the time allow the verb, whoever asks.
    pub fn allows(self, verb: Verb, span: Span, cancelled_at: Option<Millis>, now: Millis) -> bool {
        use SessionState::{Cancelled, Closed, Delivered, Draft, Held, Published, Running};
        match verb {
            Verb::Edit => matches!(self, Draft | Held | Published | Running),
            Verb::Publish => matches!(self, Draft | Held),
            Verb::Move | Verb::Cancel => self == Draft || (self.is_ahead() && now < span.from_at),
            Verb::Staff => self.is_ahead() || self == Running,
            Verb::Restore => self == Cancelled && cancelled_at.is_some_and(|at| now <= at + UNDO_CANCEL),
            Verb::Unrun => self == Running,
            Verb::NotHeld => {
                (self == Running || (self == Published && span.from_at <= now)) && now <= span.to_at + REOPENS_FOR
            }
            Verb::Reopen => self == Closed && now <= span.to_at + REOPENS_FOR,
            Verb::Keep => matches!(self, Held | Published) && now < span.from_at,
            Verb::Run => self == Published && span.from_at - CHECK_IN_LEAD <= now && now < span.to_at,
            Verb::Deliver => matches!(self, Published | Running) && span.to_at <= now,
            Verb::Close => self == Delivered || self.allows(Verb::Deliver, span, cancelled_at, now),
            Verb::Attendance => matches!(self, Published | Running | Delivered | Closed),
            Verb::Book | Verb::Unbook => self == Published && now < span.from_at,
            Verb::Plan | Verb::Import => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span {
        from_at: 100 * 60_000,
        to_at: 190 * 60_000,
    };

    #[test]
    fn a_cancelled_session_can_be_restored_for_ten_minutes() {
        let at = |minutes: i64| SessionState::Cancelled.allows(Verb::Restore, SPAN, Some(0), minutes * 60_000);
        assert!(at(10));
        assert!(!at(11));
        assert!(!SessionState::Published.allows(Verb::Restore, SPAN, None, 0));
    }

    #[test]
    fn a_session_is_delivered_only_after_its_end() {
        assert!(!SessionState::Running.allows(Verb::Deliver, SPAN, None, SPAN.to_at - 1));
        assert!(SessionState::Running.allows(Verb::Deliver, SPAN, None, SPAN.to_at));
        assert!(!SessionState::Closed.allows(Verb::Deliver, SPAN, None, SPAN.to_at));
    }

    // scheduling 3
    #[test]
    fn what_has_begun_did_not_take_place_until_its_sheet_is_closed() {
        let at = |state: SessionState, now| state.allows(Verb::NotHeld, SPAN, None, now);
        assert!(at(SessionState::Running, 0));
        assert!(!at(SessionState::Published, SPAN.from_at - 1));
        assert!(at(SessionState::Published, SPAN.from_at));
        assert!(at(SessionState::Published, SPAN.to_at + REOPENS_FOR));
        assert!(!at(SessionState::Published, SPAN.to_at + REOPENS_FOR + 1));
        for state in [SessionState::Delivered, SessionState::Closed, SessionState::Draft] {
            assert!(!at(state, SPAN.to_at));
        }
    }

    // scheduling 3
    #[test]
    fn a_closed_session_is_reopened_for_ninety_days() {
        let at = |now| SessionState::Closed.allows(Verb::Reopen, SPAN, None, now);
        assert!(at(SPAN.to_at + 90 * 24 * 3_600_000));
        assert!(!at(SPAN.to_at + 90 * 24 * 3_600_000 + 1));
        assert!(!SessionState::Delivered.allows(Verb::Reopen, SPAN, None, SPAN.to_at));
    }

    #[test]
    fn nothing_moves_once_it_has_started() {
        for state in [SessionState::Published, SessionState::Running, SessionState::Closed] {
            assert!(!state.allows(Verb::Move, SPAN, None, SPAN.from_at));
        }
        assert!(SessionState::Published.allows(Verb::Move, SPAN, None, SPAN.from_at - 1));
    }
}
