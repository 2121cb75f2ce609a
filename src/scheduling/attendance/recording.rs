//! What a device sends about who came, and what became of each tap.

use crate::clock::Millis;
use crate::ids::{PersonId, TapId};
use crate::scheduling::attendance::model::{AttendanceStatus, CorrectionReason, HeadCount, Sender, TapOutcome};
use crate::scheduling::roles::Place;

/// Who is meant by an entry.
#[derive(Clone, Debug)]
pub enum Who {
    /// By id: only who stands on this sheet or is expected there.
    Person(PersonId),
    /// By nickname, as people say it: only who comes to groups of this district.
    Nickname(String),
}

/// One tap on the sheet.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The device's own id of the tap.
    pub cid: TapId,
    pub who: Who,
    pub status: AttendanceStatus,
    /// For how long; the whole session when absent.
    pub minutes: Option<i64>,
    /// As what; what they are booked or assigned as when absent.
    pub place: Option<Place>,
    /// When the tap was made, by the device.
    pub recorded_at: Millis,
}

/// What one device sends.
#[derive(Clone, Debug)]
pub struct Recording {
    /// Which, and what its clock says.
    pub sender: Sender,
    pub entries: Vec<Entry>,
    /// What it has counted without names, if it was pressed.
    pub unnamed: Option<HeadCount>,
    /// Why, for a correction.
    pub reason: Option<CorrectionReason>,
}

/// What became of one press.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Verdict {
    pub cid: TapId,
    pub outcome: TapOutcome,
}
