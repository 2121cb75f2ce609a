//! Who came, and which of two records of one person stands.

use super::Span;
use crate::clock::{DAY, HOUR, Millis};
use crate::ids::PersonId;
use crate::text_enum;

text_enum! {
    /// What is known of a person at a session. There is no "absent": nobody is asked why.
    pub AttendanceStatus {
        /// Came.
        Here = "here",
        /// Was not seen.
        NotSeen = "not_seen",
        /// Let us know beforehand.
        LetUsKnow = "let_us_know",
    }
}

text_enum! {
    /// As what a person was there. All but the participant's are practice places of the training.
    pub Place {
        /// Takes part.
        Participant = "participant",
        /// Watches and learns.
        Observer = "observer",
        /// Leads with the lead.
        CoLead = "co_lead",
        /// Leads while observed.
        Lead = "lead",
    }
}

impl Place {
    /// A practice place claims its person's time; a participant's does not.
    pub fn claims(self) -> bool {
        self != Place::Participant
    }
}

/// After so long nothing is added to a sheet any more, not even from a phone that was offline.
pub const SHEET_CLOSES: Millis = 14 * DAY;

/// When those who conduct a session see the names on its sheet (safety 8 and 10).
pub fn roster_window(span: Span) -> Span {
    span.widened(24 * HOUR)
}

/// One record of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Who.
    pub person: PersonId,
    /// Came or not.
    pub status: AttendanceStatus,
    /// As what.
    pub place: Place,
    /// For how long, at most the session's length.
    pub minutes: i64,
    /// The device's own id of this record: sending it twice changes nothing.
    pub cid: String,
    /// When the tap was made; of two records the later stands (scheduling case 25).
    pub recorded_at: Millis,
}

impl Recorded {
    /// Whether this record replaces `other` of the same person: the newest tap wins; two taps of one instant are
    /// decided by their ids, so that every order of arrival ends the same.
    pub fn replaces(&self, other_at: Millis, other_cid: &str) -> bool {
        (self.recorded_at, self.cid.as_str()) > (other_at, other_cid)
    }
}
