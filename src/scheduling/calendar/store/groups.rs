//! Groups to which anybody of a district may come.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{sessions, studios};
use crate::error::Result;
use crate::ids::{DistrictId, SessionId, StudioId};
use crate::local_time::dates_around;
use crate::scheduling::sessions::state::SessionState;
use diesel::prelude::*;

/// A coming group as somebody reads it who is not expected: what, where and when, and nobody's name.
#[derive(Clone, Debug, Queryable)]
pub struct OpenGroup {
    pub id: SessionId,
    /// Its own title, if it has one.
    pub title: String,
    /// The code of its type, which names it where nobody wrote a title.
    pub type_code: String,
    pub district_id: DistrictId,
    pub studio_id: StudioId,
    pub studio: String,
    pub starts_at: Millis,
    pub ends_at: Millis,
    pub zone: String,
    /// `YYYY-MM-DD` on the studio's wall.
    pub local_date: String,
    /// `HH:MM` on the studio's wall.
    pub local_start: String,
}

/// Published sessions of these types that belong to no intake, of these districts (none: of all), the next first.
pub fn list_open_groups(
    conn: &mut Conn,
    districts: Option<&[DistrictId]>,
    types: &[String],
    (from, to): (Millis, Millis),
    limit: i64,
) -> Result<Vec<OpenGroup>> {
    let (first, last) = dates_around(from, to)?;
    let mut query = sessions::table
        .inner_join(studios::table.on(studios::id.eq(sessions::studio_id)))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::cohort_id.is_null())
        .filter(sessions::type_code.eq_any(types))
        .filter(sessions::local_date.ge(first).and(sessions::local_date.le(last)))
        .filter(sessions::starts_at.ge(from).and(sessions::starts_at.lt(to)))
        .order((sessions::starts_at, sessions::id))
        .limit(limit)
        .select((
            sessions::id,
            sessions::title,
            sessions::type_code,
            sessions::district_id,
            studios::id,
            studios::name,
            sessions::starts_at,
            sessions::ends_at,
            sessions::zone,
            sessions::local_date,
            sessions::local_start,
        ))
        .into_boxed();
    if let Some(districts) = districts {
        query = query.filter(sessions::district_id.eq_any(districts));
    }
    Ok(query.load(conn)?)
}
