//! What staff recorded.

use crate::clock::Millis;
use crate::ids::RequirementId;
use crate::training::ledger::manual::model::ManualKind;

/// Something that was recorded or credited by hand, as whoever signs reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub id: String,
    pub requirement_id: RequirementId,
    /// None for a paper.
    pub by_hand: Option<ManualKind>,
    pub amount: Option<i64>,
    /// Nickname of whoever recorded it or asked for it.
    pub by: String,
    /// Nickname of the second person.
    pub confirmed_by: Option<String>,
    /// The note of a paper, as it is kept.
    pub sealed_note: Option<Vec<u8>>,
    /// The note that can be read: opened, or the reason of what is done by hand.
    pub note: Option<String>,
    pub at: Millis,
    /// It counts no more, because of this.
    pub ended_because: Option<String>,
    pub is_over: bool,
}
