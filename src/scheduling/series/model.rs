//! What a coordinator asks of a series, read and checked for form.

use crate::ids::{PersonId, RoomId, SessionId};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::OverrideRequest;
use crate::scheduling::series::recurrence::{Recurrence, RuleEnd};
use crate::scheduling::sessions::model::Plan;
use crate::text_enum;
use jiff::civil::{Date, Time};

text_enum! {
    /// What becomes of a date on which the studio does not work.
    pub OffDays {
        /// It is left out, and can be revived.
        Skip = "skip",
        /// It is planned like any other, as far as the rules let it.
        Keep = "keep",
        /// The next day on which the studio is open takes its place.
        Move = "move",
        /// It is left out until somebody decides.
        Ask = "ask",
    }
}

text_enum! {
    /// What becomes of dates that cannot be placed.
    pub OnConflict {
        /// They are left out, and can be revived.
        Skip = "skip",
        /// The whole series is not made.
        Refuse = "refuse",
    }
}

text_enum! {
    /// A field that a date can have of its own.
    pub SeriesField {
        Title = "title",
        Time = "time",
        /// How long it lasts, on the time line.
        Minutes = "minutes",
        Room = "room",
        People = "people",
        Note = "note",
        Staff = "staff",
    }
}

/// A group that meets by a rule. The date of the plan is the first that the rule may give.
#[derive(Clone, Debug)]
pub struct NewSeries {
    pub plan: Plan,
    /// What the group is called; nothing, where it is called as its type is.
    pub name: Option<String>,
    pub rule: Recurrence,
    pub off_days: OffDays,
    pub on_conflict: OnConflict,
}

/// Which dates a change is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditScope {
    /// One date; its fields are its own afterwards.
    This(SessionId),
    /// This date and those that the rule gives after it.
    Later(SessionId),
    /// All that lie ahead.
    All,
}

/// New values; a field that is absent stays.
#[derive(Clone, Debug, Default)]
pub struct SeriesChanges {
    /// An empty one takes the title away.
    pub title: Option<String>,
    pub local_start: Option<Time>,
    pub minutes: Option<i64>,
    /// Another room of the same studio.
    pub room_id: Option<RoomId>,
    pub people: Option<i64>,
    pub note: Option<String>,
    /// Exactly who is on the staff.
    pub staff: Option<Vec<(PersonId, StaffRole)>>,
}

#[derive(Clone, Debug)]
pub struct SeriesEdit {
    /// The version of the series that the caller has seen.
    pub row_version: i64,
    pub scope: EditScope,
    pub changes: SeriesChanges,
    pub overrides: Vec<OverrideRequest>,
    /// Dates that would clash stay as they are, instead of refusing the whole change.
    pub leaves_clashing: bool,
    /// The rows that the caller was shown, with their versions; absent for a dry run.
    pub seen: Option<Vec<(SessionId, i64)>>,
}

/// More dates of a series.
#[derive(Clone, Debug)]
pub struct Extension {
    pub row_version: i64,
    pub end: RuleEnd,
    /// On the calendar at once, or drafts.
    pub publish: bool,
}

/// A skipped date that takes place after all.
#[derive(Clone, Debug)]
pub struct Revival {
    pub row_version: i64,
    pub local_date: Date,
    pub local_start: Time,
    pub room_id: Option<RoomId>,
    pub minutes: Option<i64>,
    /// Whether the staff of the series is put on it.
    pub with_staff: bool,
    pub overrides: Vec<OverrideRequest>,
    pub is_past_meant: bool,
}
