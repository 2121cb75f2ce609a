//! The states of a request for cover, and its limits.

use crate::clock::{HOUR, MINUTE, Millis};
use crate::ids::CoverRequestId;
use crate::text_enum;

/// Whoever took a session over gives it back themselves until so long before it starts; later a coordinator does.
pub const GIVE_BACK_UNTIL: Millis = 2 * HOUR;

/// When people are asked one after the other, each has so long before the next is asked too.
pub const ASK_EACH: Millis = 10 * MINUTE;

/// So many people are asked at once at most.
pub const MOST_ASKED: usize = 60;

text_enum! {
    /// Where a request for cover stands.
    pub CoverState {
        /// Nobody has been asked.
        Open = "open",
        /// Somebody has been asked, and nobody has said yes.
        Offered = "offered",
        /// Somebody has taken over.
        Applied = "applied",
        /// Nothing to cover any more.
        Cancelled = "cancelled",
        /// The session began before anybody took over.
        Expired = "expired",
    }
}

impl CoverState {
    pub fn is_open(self) -> bool {
        matches!(self, CoverState::Open | CoverState::Offered)
    }
}

text_enum! {
    /// What somebody said who was asked.
    pub CoverAnswer {
        Yes = "yes",
        No = "no",
    }
}

/// Where a page of open requests ended: the start of the session, and the request.
pub type CoverKey = (Millis, CoverRequestId);
