//! Who may: coordinators of the district change a series.

use crate::accounts::access::Permissions;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::SeriesId;
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions;

/// Not found for a series where the caller does not work, refused where they do not coordinate.
pub(crate) fn planned_series(conn: &mut Conn, who: &Permissions, id: &SeriesId) -> Result<Series> {
    let series = store::find_series(conn, id)?.ok_or_else(Error::not_found)?;
    if !who.works_in(&series.district_id) {
        return Err(Error::not_found());
    }
    who.must_coordinate(&series.district_id)?;
    Ok(series)
}

/// The same, locked until the commit, and refused when somebody has changed the series since the caller has read it.
pub(crate) fn locked_series(conn: &mut Conn, who: &Permissions, id: &SeriesId, row_version: i64) -> Result<Series> {
    sessions::store::lock_series(conn, id)?;
    let series = planned_series(conn, who, id)?;
    if series.row_version != row_version {
        return Err(Code::RowChanged.into());
    }
    Ok(series)
}
