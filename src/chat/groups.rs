//! What chat asks about the groups that meet on the calendar. The calendar is a room above chat: it implements [`Groups`], and
//! the composition root hands it in.

use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, SeriesId, SessionId};

/// The groups that rooms belong to.
pub trait Groups: Send + Sync {
    fn district_of_session(&self, conn: &mut Conn, session: &SessionId) -> Result<Option<DistrictId>>;

    fn district_of_series(&self, conn: &mut Conn, series: &SeriesId) -> Result<Option<DistrictId>>;

    /// Whether a session of the series is on at this moment.
    fn is_session_running(&self, conn: &mut Conn, series: &str, now: Millis) -> Result<bool>;

    /// Who leads the sessions of the series that are still to come, in the order of their ids.
    fn list_leads(&self, conn: &mut Conn, series: &str, now: Millis) -> Result<Vec<PersonId>>;
}
