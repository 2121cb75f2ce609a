//! Series rows.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{series, sessions};
use crate::ids::{CohortId, DistrictId, PersonId, RoomId, SeriesId, SessionId, StudioId};
use crate::scheduling::series::model::{OffDays, OnConflict};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;

/// A group that meets by a rule, and what a new date of it is like.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = series, treat_none_as_null = true)]
pub struct Series {
    pub id: SeriesId,
    /// What the group is called; empty where it is called as its type is.
    pub name: String,
    /// Which kind of session.
    pub type_code: String,
    pub district_id: DistrictId,
    pub studio_id: StudioId,
    pub room_id: RoomId,
    pub cohort_id: Option<CohortId>,
    /// ISO weekday of the first date, 1 is Monday.
    pub weekday: i64,
    /// Intent on the wall.
    pub local_start: String,
    /// How long each lasts.
    pub minutes: i64,
    pub zone: String,
    /// From here the rule counts.
    pub first_date: String,
    /// Up to here dates were made.
    pub until_date: String,
    pub created_by: PersonId,
    pub created_at: Millis,
    /// RFC 5545, without its end.
    pub rule: String,
    pub off_days: OffDays,
    pub on_conflict: OnConflict,
    /// Rises with each change of the series.
    pub row_version: i64,
    /// The title of its sessions; empty where they are called as their type is.
    pub title: String,
    pub note: String,
    pub people: Option<i64>,
    pub phase_module: Option<String>,
}

pub fn insert_series(conn: &mut Conn, row: &Series) -> QueryResult<()> {
    diesel::insert_into(series::table).values(row).execute(conn).map(drop)
}

pub fn find_series(conn: &mut Conn, id: &SeriesId) -> QueryResult<Option<Series>> {
    series::table.find(id).first(conn).optional()
}

/// Stores every column; the caller holds the lock of the row.
pub fn update_series(conn: &mut Conn, row: &Series) -> QueryResult<()> {
    diesel::update(series::table.find(&row.id))
        .set(row)
        .execute(conn)
        .map(drop)
}

/// A part of the list of series.
#[derive(Clone, Debug)]
pub struct SeriesFilter {
    /// None is every district.
    pub districts: Option<Vec<DistrictId>>,
    pub studio: Option<StudioId>,
    /// Those whose dates reach this date, or those that ended before it.
    pub today: String,
    pub is_past: bool,
    /// After this key of the previous page.
    pub after: Option<(String, SeriesId)>,
    pub limit: i64,
}

/// Those that go on, the first to end first; or those that are over, the last first.
pub fn page_series(conn: &mut Conn, wanted: &SeriesFilter) -> QueryResult<Vec<Series>> {
    let mut query = series::table.into_boxed();
    if let Some(districts) = &wanted.districts {
        query = query.filter(series::district_id.eq_any(districts));
    }
    if let Some(studio) = &wanted.studio {
        query = query.filter(series::studio_id.eq(studio));
    }
    if wanted.is_past {
        query = query
            .filter(series::until_date.lt(&wanted.today))
            .order((series::until_date.desc(), series::id.desc()));
        if let Some((date, id)) = &wanted.after {
            let same_day = series::until_date.eq(date).and(series::id.lt(id));
            query = query.filter(series::until_date.lt(date).or(same_day));
        }
    } else {
        query = query
            .filter(series::until_date.ge(&wanted.today))
            .order((series::until_date, series::id));
        if let Some((date, id)) = &wanted.after {
            let same_day = series::until_date.eq(date).and(series::id.gt(id));
            query = query.filter(series::until_date.gt(date).or(same_day));
        }
    }
    query.limit(wanted.limit).load(conn)
}

/// A date that has not begun: its series, local date and time, and state.
pub type ComingDate = (Option<SeriesId>, String, String, SessionState);

/// The dates of these series that have not begun, whatever their state, each series in the order of its dates.
pub fn list_coming(conn: &mut Conn, ids: &[SeriesId], now: Millis) -> QueryResult<Vec<ComingDate>> {
    sessions::table
        .filter(sessions::series_id.eq_any(ids))
        .filter(sessions::starts_at.gt(now))
        .order((sessions::series_id, sessions::starts_at))
        .select((
            sessions::series_id,
            sessions::local_date,
            sessions::local_start,
            sessions::state,
        ))
        .load(conn)
}

/// The dates of a series that lie ahead and stand, by id: the order in which they are locked.
pub fn list_standing(conn: &mut Conn, id: &SeriesId, now: Millis) -> QueryResult<Vec<SessionId>> {
    let standing = [SessionState::Draft, SessionState::OnHold, SessionState::Published];
    sessions::table
        .filter(sessions::series_id.eq(id))
        .filter(sessions::starts_at.gt(now))
        .filter(sessions::state.eq_any(standing))
        .order(sessions::id)
        .select(sessions::id)
        .load(conn)
}

/// The keys of a series from one on, whatever became of their dates.
pub fn list_keys(conn: &mut Conn, id: &SeriesId, from: &str) -> QueryResult<Vec<String>> {
    sessions::table
        .filter(sessions::series_id.eq(id))
        .filter(sessions::occurrence_key.assume_not_null().ge(from))
        .select(sessions::occurrence_key.assume_not_null())
        .load(conn)
}

/// The newest dates of a series in their order: all that lie ahead and, before them, as many as there is room for.
pub fn list_dates(conn: &mut Conn, id: &SeriesId, limit: i64) -> QueryResult<Vec<Session>> {
    let mut rows: Vec<Session> = sessions::table
        .filter(sessions::series_id.eq(id))
        .order((sessions::starts_at.desc(), sessions::id.desc()))
        .limit(limit)
        .select(Session::as_select())
        .load(conn)?;
    rows.reverse();
    Ok(rows)
}
