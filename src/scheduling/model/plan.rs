//! What a coordinator wants, read and checked for form.

use super::SeatRole;
use crate::ids::{CohortId, PersonId, RoomId, StudioId};
use crate::scheduling::rules::Rule;
use jiff::civil::{Date, Time};

/// A session that somebody wants on the calendar.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Which kind.
    pub type_code: String,
    /// Where.
    pub studio_id: StudioId,
    /// Which room.
    pub room_id: RoomId,
    /// On this date of the studio's calendar,
    pub local_date: Date,
    /// at this time on its wall,
    pub local_start: Time,
    /// for so long; as the kind says when absent.
    pub minutes: Option<i64>,
    /// What the calendar calls it; the kind's name when absent.
    pub title: Option<String>,
    /// How many people are expected.
    pub people: Option<i64>,
    /// For those who run it.
    pub note: String,
    /// For which intake.
    pub cohort_id: Option<CohortId>,
    /// The module that a class teaches.
    pub phase_module: Option<String>,
    /// Who runs it.
    pub staff: Vec<(PersonId, SeatRole)>,
    /// On the calendar at once, or a draft.
    pub publish: bool,
    /// What is to be set aside.
    pub overrides: Vec<Asked>,
    /// That it is in the past is meant.
    pub is_past_meant: bool,
}

/// One rule that somebody sets aside for one session, about one person or place.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The rule.
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    /// Why.
    pub reason: String,
}

/// Another time or room for a session.
#[derive(Clone, Debug)]
pub struct Shift {
    /// The version that the caller has seen.
    pub row_version: i64,
    /// The new date.
    pub local_date: Date,
    /// The new time.
    pub local_start: Time,
    /// The new room of the same studio, if another.
    pub room_id: Option<RoomId>,
    /// The new length, if another.
    pub minutes: Option<i64>,
    /// What is to be set aside.
    pub overrides: Vec<Asked>,
    /// That it is in the past is meant.
    pub is_past_meant: bool,
}

/// New words or numbers; nothing here touches the calendar.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// The version that the caller has seen.
    pub row_version: i64,
    /// Another title; an empty one takes it away.
    pub title: Option<String>,
    /// Another note.
    pub note: Option<String>,
    /// Another number of people.
    pub people: Option<i64>,
}

/// Four answers after a session.
#[derive(Clone, Debug)]
pub struct DebriefAnswers {
    /// What went well.
    pub went_well: String,
    /// What was hard.
    pub hard: String,
    /// What should follow.
    pub follow_up: String,
    /// How the author is; for them and their supervisor only.
    pub how_am_i: String,
}
