//! Who came, which of two records of one person stands, and which of them may be credited.

use crate::clock::{DAY, HOUR, Millis};
use crate::ids::{DeviceId, PersonId, TapId};
use crate::scheduling::roles::Place;
use crate::scheduling::slot::Span;
use crate::text_enum;

text_enum! {
    /// What is known of a person at a session. There is no "absent": nobody is asked why.
    pub AttendanceStatus {
        Here = "here",
        /// Nobody has seen the person there.
        NotSeen = "not_seen",
        /// Let us know beforehand.
        LetUsKnow = "let_us_know",
    }
}

text_enum! {
    /// How a line came onto the sheet.
    pub TapSource {
        /// By whoever leads, on the sheet.
        Tap = "tap",
        /// By a card that the person showed.
        Code = "code",
        /// Typed from a paper sheet.
        Sheet = "sheet",
        /// Later, by a coordinator or supervisor, with a reason.
        Correction = "correction",
    }
}

text_enum! {
    /// Why a sheet is corrected; the list is short, so that nobody writes about a person here.
    pub CorrectionReason {
        /// Was not written down.
        Forgotten = "forgotten",
        Mistaken = "mistaken",
        /// It was somebody else.
        OtherPerson = "other_person",
        /// Came later or left earlier.
        Time = "time",
        /// Was there as something else.
        Place = "place",
        /// Typed from the paper sheet.
        Paper = "paper",
        /// Anything else; not asked.
        Other = "other",
    }
}

text_enum! {
    /// Whether a line may be credited.
    pub LineReview as "LineStanding" {
        /// Nothing speaks against it.
        Plain = "plain",
        /// Waits for a supervisor.
        Waiting = "waiting",
        /// A supervisor confirmed it.
        Confirmed = "confirmed",
        /// A supervisor did not.
        Refused = "refused",
    }
}

text_enum! {
    /// What became of one line of a request; the others do not depend on it.
    pub TapOutcome {
        /// It is on the sheet.
        Saved = "saved",
        /// It is on the sheet and waits for a supervisor.
        Waiting = "waiting",
        /// The person is counted without a name.
        Unnamed = "unnamed",
        /// It came before, or something newer stands.
        Known = "known",
        /// Nobody of this district has the nickname; the same for whoever may not be found here.
        UnknownNickname = "unknown_nickname",
        /// Too many nicknames were tried.
        Throttled = "throttled",
        /// The minutes are more than the session has.
        OutOfRange = "out_of_range",
        /// The nickname holds an identity number.
        IdentityNumber = "identity_number",
        /// The id of the tap stands for somebody else.
        Taken = "taken",
    }
}

/// So long before the start the sheet opens for whoever leads.
pub const SHEET_OPENS: Millis = HOUR;

/// So long after the end it is theirs; then a coordinator or supervisor of the district corrects.
pub const SHEET_CLOSES: Millis = DAY;

/// After so long nobody changes it any more.
pub const SHEET_FREEZES: Millis = 90 * DAY;

/// When those who conduct a session see the names on its sheet (safety 8, 10).
pub fn roster_window(span: Span) -> Span {
    span.widened(24 * HOUR)
}

/// One record of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub person: PersonId,
    pub status: AttendanceStatus,
    pub place: Place,
    /// For how long, at most the session's length.
    pub minutes: i64,
    /// The device's own id of this record: sending it twice changes nothing.
    pub cid: TapId,
    /// When the tap was made, by the device: kept, and decides nothing.
    pub device_at: Millis,
    /// When it was made, by the server's clock; of two records the later stands (scheduling case 25).
    pub tapped_at: Millis,
}

/// What a device has counted without names: all that it counted, not what was added. Less than nothing where it takes off
/// what another device counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadCount {
    /// The id of the press.
    pub cid: TapId,
    /// The device's number of the press; the highest stands.
    pub press: i64,
    pub count: i64,
    /// By the clock of the device.
    pub device_at: Millis,
}

impl Recorded {
    /// Whether this record replaces `other` of the same person: the newest tap wins; two taps of one instant are
    /// decided by their ids, so that every order of arrival ends the same.
    pub fn replaces(&self, other_at: Millis, other_cid: &str) -> bool {
        (self.tapped_at, self.cid.as_str()) > (other_at, other_cid)
    }

    /// Whether nobody but a supervisor decides it: one's own line, and a practice place that was not booked.
    pub fn must_wait(&self, recorder: &PersonId, is_booked: bool) -> bool {
        let is_own = self.person == *recorder;
        self.status == AttendanceStatus::Here && (is_own || (self.place.claims() && !is_booked))
    }
}

/// A moment of a device by the server's clock. How far the device is off is measured where it says its own time (`sent_at`);
/// a device whose clock is ahead must not win for ever (scheduling case 34).
pub fn on_our_clock(device_at: Millis, sent_at: Option<Millis>, now: Millis) -> Millis {
    let skew = sent_at.map_or(0, |sent| now.saturating_sub(sent));
    device_at.saturating_add(skew).min(now)
}

/// Who holds the sheet: what everything that comes from one device has in common.
#[derive(Clone, Debug)]
pub struct Sender {
    pub device: DeviceId,
    /// What its clock said when it sent.
    pub sent_at: Option<Millis>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // scheduling case 34
    #[test]
    fn a_device_that_is_two_days_slow_is_read_by_our_clock() {
        let (now, slow) = (10 * DAY, 8 * DAY);
        assert_eq!(on_our_clock(slow - HOUR, Some(slow), now), now - HOUR);
        assert_eq!(on_our_clock(now + HOUR, None, now), now);
    }

    proptest! {
        // scheduling case 34: whatever a device says, nothing was tapped in the future
        #[test]
        fn no_tap_is_in_the_future(at in any::<i64>(), sent in any::<Option<i64>>(), now in 0..4_000_000_000_000i64) {
            prop_assert!(on_our_clock(at, sent, now) <= now);
        }
    }
}
