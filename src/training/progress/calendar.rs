//! The zone of a district, and whether an enrolment is over.

use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::DistrictId;
use crate::local_time::DEFAULT_ZONE;

/// The zone of a district, or of the city.
pub fn zone_of(conn: &mut Conn, district: Option<&DistrictId>) -> Result<String> {
    let found = match district {
        Some(id) => crate::districts::api::district(conn, id)?,
        None => None,
    };
    Ok(found.map_or_else(|| DEFAULT_ZONE.to_owned(), |district| district.zone))
}

/// Whether it can still change.
pub fn is_over(state: EnrolmentState) -> bool {
    !state.is_going_on()
}
