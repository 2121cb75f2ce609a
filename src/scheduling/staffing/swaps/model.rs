//! The states of an exchange that somebody proposes.

use crate::text_enum;

text_enum! {
    /// Where a proposed exchange stands.
    pub SwapState {
        Proposed = "proposed",
        Applied = "applied",
        Declined = "declined",
        /// Taken back, or one of the two is off their session.
        Withdrawn = "withdrawn",
        /// One of the sessions began before there was an answer.
        Expired = "expired",
    }
}
