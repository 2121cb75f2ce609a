//! The sealed notes of evidence.

use crate::error::Result;
use crate::keys::Keys;
use crate::training::ledger::evidence::model::Evidence;

/// Which sealed field of which table.
pub(crate) const SEALED: &str = "evidence_items";

/// The note of a paper, for those who judge; what is done by hand has its reason in clear.
pub fn note_of(keys: &Keys, one: &Evidence) -> Result<Option<String>> {
    match &one.sealed_note {
        Some(sealed) => keys.open_text(SEALED, &one.id, sealed).map(Some),
        None => Ok(one.note.clone()),
    }
}
