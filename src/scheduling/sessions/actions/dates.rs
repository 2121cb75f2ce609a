//! Which dates a session may have.

use crate::clock::{DAY, Millis};
use crate::error::{Code, Error, Result};
use crate::scheduling::slot::Slot;

/// Refuses what would stand in the past without being meant to (scheduling 3).
pub(crate) fn must_mean_the_past(slot: &Slot, is_meant: bool, now: Millis) -> Result<()> {
    if slot.span.from_at < now && !is_meant {
        return Err(Code::InPast.into());
    }
    Ok(())
}

/// Dates so far back or ahead are typing errors.
pub(crate) fn must_be_near(slot: &Slot, now: Millis) -> Result<()> {
    let at = slot.span.from_at;
    if at < now - 31 * DAY || at > now + 731 * DAY {
        return Err(Error::field("local_date", "out_of_range"));
    }
    Ok(())
}
