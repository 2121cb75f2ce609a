//! What chat asks about groups, read from the calendar.

use super::store::{find_series, is_session_running, list_leads};
use crate::chat::groups::Groups;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, SeriesId, SessionId};
use crate::scheduling::sessions::store::find_session;

/// The groups of the calendar.
pub struct CalendarGroups;

impl Groups for CalendarGroups {
    fn district_of_session(&self, conn: &mut Conn, session: &SessionId) -> Result<Option<DistrictId>> {
        Ok(find_session(conn, session)?.map(|session| session.district_id))
    }

    fn district_of_series(&self, conn: &mut Conn, series: &SeriesId) -> Result<Option<DistrictId>> {
        Ok(find_series(conn, series)?.map(|series| series.district_id))
    }

    fn is_session_running(&self, conn: &mut Conn, series: &str, now: Millis) -> Result<bool> {
        Ok(is_session_running(conn, series, now)?)
    }

    fn list_leads(&self, conn: &mut Conn, series: &str, now: Millis) -> Result<Vec<PersonId>> {
        Ok(list_leads(conn, series, now)?)
    }
}
