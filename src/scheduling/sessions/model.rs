//! What a coordinator asks for, read and checked for form.

use crate::ids::{CohortId, PersonId, RoomId, StudioId};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::OverrideRequest;
use jiff::civil::{Date, Time};

/// The kind of the job that is left whenever the attendance of a delivered session may have changed: on deliver, on
/// close, and on each later correction. Its payload is `{"session_id": …}`; training registers the handler and reads
/// `sessions`, `attendances` and `assignments`. It may come more than once for one state of things.
pub const CREDIT_SESSION: &str = "training.credit_session";

/// A session that somebody wants on the calendar.
#[derive(Clone, Debug)]
pub struct Plan {
    pub type_code: String,
    pub studio_id: StudioId,
    pub room_id: RoomId,
    pub local_date: Date,
    pub local_start: Time,
    /// As long as the type says when absent.
    pub minutes: Option<i64>,
    /// What the calendar calls it; the kind's name when absent.
    pub title: Option<String>,
    /// How many people are expected.
    pub people: Option<i64>,
    /// For those who run it.
    pub note: String,
    pub cohort_id: Option<CohortId>,
    /// The module that a class teaches.
    pub phase_module: Option<String>,
    pub staff: Vec<(PersonId, StaffRole)>,
    /// On the calendar at once, or a draft.
    pub publish: bool,
    pub overrides: Vec<OverrideRequest>,
    /// The caller has confirmed that it is in the past.
    pub is_past_meant: bool,
}

/// Another time or room for a session.
#[derive(Clone, Debug)]
pub struct Reschedule {
    /// The version that the caller has seen.
    pub row_version: i64,
    pub local_date: Date,
    pub local_start: Time,
    /// The new room of the same studio, if another.
    pub room_id: Option<RoomId>,
    /// The new length, if another.
    pub minutes: Option<i64>,
    pub overrides: Vec<OverrideRequest>,
    /// The caller has confirmed that it is in the past.
    pub is_past_meant: bool,
}

/// New words or numbers; nothing here touches the calendar.
#[derive(Clone, Debug)]
pub struct SessionEdit {
    /// The version that the caller has seen.
    pub row_version: i64,
    /// Another title; an empty one takes it away.
    pub title: Option<String>,
    pub note: Option<String>,
    /// Another number of people.
    pub people: Option<i64>,
}
