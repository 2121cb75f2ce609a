//! The states of a session, and what each allows.

use crate::clock::{DAY, MINUTE, Millis};
use crate::scheduling::slot::Span;
use crate::text_enum;

/// How long a cancelled session can be restored.
pub const UNDO_CANCEL: Millis = 10 * MINUTE;

/// How long after its end a session can be marked as not taken place, and a closed one be opened again.
pub const REOPENS_FOR: Millis = 90 * DAY;

/// How long before the start a session can be opened for check-in.
pub const CHECK_IN_LEAD: Millis = 30 * MINUTE;

text_enum! {
    /// Where a session is in its life.
    pub SessionState {
        /// Being thought about; claims nothing.
        Draft = "draft",
        /// Holds its place while somebody decides.
        OnHold = "held",
        /// On the calendar, with its claims.
        Published = "published",
        /// Check-in of the session is open.
        Running = "running",
        /// The session has taken place.
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
        LowNumbers = "low_numbers",
        WeatherHoliday = "weather_holiday",
        /// Anything else; not asked.
        Other = "other",
    }
}

text_enum! {
    /// What can be done with a session; also the words of its history.
    pub SessionVerb {
        /// Written down for the first time.
        Plan = "plan",
        /// Title, note or number of people.
        Edit = "edit",
        /// Another time or room.
        Move = "move",
        /// From draft to the calendar.
        Publish = "publish",
        /// Takes a session off the calendar.
        Cancel = "cancel",
        /// Undo a cancellation within ten minutes.
        Restore = "restore",
        /// Open check-in of a session.
        Run = "run",
        /// Close check-in again before anybody is on the sheet.
        Unrun = "unrun",
        /// It has begun, and does not take place.
        NotTakenPlace = "not_held",
        /// The session has taken place.
        Deliver = "deliver",
        /// Those who led the session are done with it.
        Close = "close",
        /// Not done with it after all.
        Reopen = "reopen",
        /// Keep it although something has changed.
        Keep = "keep",
        /// Change who is on the staff.
        Staff = "staff",
        /// Write on the attendance sheet.
        Attendance = "attendance",
        /// Read from a spreadsheet.
        Import = "import",
        /// A skipped date of a series takes place after all.
        Revive = "revive",
        /// A trainee or member takes a place.
        Book = "book",
        /// A trainee or member gives a place back.
        Unbook = "unbook",
    }
}

impl SessionState {
    /// States in which the session has claims on its room and people.
    pub fn claims(self) -> bool {
        use SessionState::{Closed, Delivered, OnHold, Published, Running};
        matches!(self, OnHold | Published | Running | Delivered | Closed)
    }

    /// Still to come or going on.
    pub fn is_ahead(self) -> bool {
        matches!(
            self,
            SessionState::Draft | SessionState::OnHold | SessionState::Published
        )
    }

    /// Whether the state and the time allow the verb, whoever asks.
    pub fn allows(self, verb: SessionVerb, span: Span, cancelled_at: Option<Millis>, now: Millis) -> bool {
        use SessionState::{Cancelled, Closed, Delivered, Draft, OnHold, Published, Running, Skipped};
        match verb {
            SessionVerb::Edit => matches!(self, Draft | OnHold | Published | Running),
            SessionVerb::Publish => matches!(self, Draft | OnHold),
            SessionVerb::Move | SessionVerb::Cancel => self == Draft || (self.is_ahead() && now < span.from_at),
            SessionVerb::Staff => self.is_ahead() || self == Running,
            SessionVerb::Restore => self == Cancelled && cancelled_at.is_some_and(|at| now <= at + UNDO_CANCEL),
            SessionVerb::Revive => self == Skipped,
            SessionVerb::Unrun => self == Running,
            SessionVerb::NotTakenPlace => {
                (self == Running || (self == Published && span.from_at <= now)) && now <= span.to_at + REOPENS_FOR
            }
            SessionVerb::Reopen => self == Closed && now <= span.to_at + REOPENS_FOR,
            SessionVerb::Keep => matches!(self, OnHold | Published) && now < span.from_at,
            SessionVerb::Run => self == Published && span.from_at - CHECK_IN_LEAD <= now && now < span.to_at,
            SessionVerb::Deliver => matches!(self, Published | Running) && span.to_at <= now,
            SessionVerb::Close => self == Delivered || self.allows(SessionVerb::Deliver, span, cancelled_at, now),
            SessionVerb::Attendance => matches!(self, Published | Running | Delivered | Closed),
            SessionVerb::Book | SessionVerb::Unbook => self == Published && now < span.from_at,
            SessionVerb::Plan | SessionVerb::Import => false,
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
        let at = |minutes: i64| SessionState::Cancelled.allows(SessionVerb::Restore, SPAN, Some(0), minutes * 60_000);
        assert!(at(10));
        assert!(!at(11));
        assert!(!SessionState::Published.allows(SessionVerb::Restore, SPAN, None, 0));
    }

    #[test]
    fn a_session_is_delivered_only_after_its_end() {
        assert!(!SessionState::Running.allows(SessionVerb::Deliver, SPAN, None, SPAN.to_at - 1));
        assert!(SessionState::Running.allows(SessionVerb::Deliver, SPAN, None, SPAN.to_at));
        assert!(!SessionState::Closed.allows(SessionVerb::Deliver, SPAN, None, SPAN.to_at));
    }

    // scheduling 3
    #[test]
    fn what_has_begun_did_not_take_place_until_its_sheet_is_closed() {
        let at = |state: SessionState, now| state.allows(SessionVerb::NotTakenPlace, SPAN, None, now);
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
        let at = |now| SessionState::Closed.allows(SessionVerb::Reopen, SPAN, None, now);
        assert!(at(SPAN.to_at + 90 * 24 * 3_600_000));
        assert!(!at(SPAN.to_at + 90 * 24 * 3_600_000 + 1));
        assert!(!SessionState::Delivered.allows(SessionVerb::Reopen, SPAN, None, SPAN.to_at));
    }

    #[test]
    fn nothing_moves_once_it_has_started() {
        for state in [SessionState::Published, SessionState::Running, SessionState::Closed] {
            assert!(!state.allows(SessionVerb::Move, SPAN, None, SPAN.from_at));
        }
        assert!(SessionState::Published.allows(SessionVerb::Move, SPAN, None, SPAN.from_at - 1));
    }
}
