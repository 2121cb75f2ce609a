//! Dates on the calendar of a district.

use crate::clock::Millis;
use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::DistrictId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Where the programme runs when no district says otherwise.
const ZONE: &str = "Asia/Shanghai";

/// The date in a zone.
pub fn date_in(zone: &str, at: Millis) -> Result<Date> {
    let zone = TimeZone::get(zone).map_err(Error::internal)?;
    let at = Timestamp::from_millisecond(at).map_err(Error::internal)?;
    Ok(zone.to_datetime(at).date())
}

/// When a date begins in a zone.
pub fn start_of(zone: &str, date: Date) -> Result<Millis> {
    let zone = TimeZone::get(zone).map_err(Error::internal)?;
    let start = zone.to_timestamp(date.at(0, 0, 0, 0)).map_err(Error::internal)?;
    Ok(start.as_millisecond())
}

/// The zone of a district, or of the city.
pub fn zone_of(conn: &mut Conn, district: Option<&DistrictId>) -> Result<String> {
    let found = match district {
        Some(id) => crate::districts::api::district(conn, id)?,
        None => None,
    };
    Ok(found.map_or_else(|| ZONE.to_owned(), |district| district.zone))
}

/// Whether it can still change.
pub fn is_over(state: EnrolmentState) -> bool {
    !state.is_going_on()
}
