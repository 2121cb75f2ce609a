//! Who is on duty.

use crate::clock::{DAY, Millis};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{DistrictId, PersonId, ShiftId};

/// The longest time in one piece.
const LONGEST_SHIFT: Millis = 7 * DAY;

/// A person's time on duty; without a district it is the duty of headquarters.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::duty_shifts)]
pub struct Shift {
    pub id: ShiftId,
    pub district_id: Option<DistrictId>,
    pub person_id: PersonId,
    pub starts_at: Millis,
    /// Not included in the shift.
    pub ends_at: Millis,
    pub created_by: PersonId,
    pub created_at: Millis,
}

/// Refuses a time that is no shift: backwards, over, or longer than a week.
pub fn shift_span(starts_at: Millis, ends_at: Millis, now: Millis) -> Result<(Millis, Millis)> {
    let (starts_at, ends_at) = (
        field::instant("starts_at", starts_at)?,
        field::instant("ends_at", ends_at)?,
    );
    let code = if ends_at <= starts_at {
        "too_early"
    } else if ends_at <= now {
        "past"
    } else if ends_at - starts_at > LONGEST_SHIFT {
        "too_long"
    } else {
        return Ok((starts_at, ends_at));
    };
    Err(Error::field("ends_at", code))
}
