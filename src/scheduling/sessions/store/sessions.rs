//! Session rows.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::sessions;
use crate::ids::{CohortId, DistrictId, RoomId, SeriesId, SessionId, StudioId};
use crate::native;
use crate::scheduling::sessions::state::{CancelReason, SessionState, SessionVerb};
use crate::scheduling::slot::{Slot, Span};
use diesel::prelude::*;

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = sessions, treat_none_as_null = true)]
pub struct Session {
    pub id: SessionId,
    /// The series that it belongs to.
    pub series_id: Option<SeriesId>,
    /// The local date and time that the series meant; stays when the session moves.
    pub occurrence_key: Option<String>,
    pub type_code: String,
    /// Whose it is; stays when the studio changes hands.
    pub district_id: DistrictId,
    pub studio_id: StudioId,
    pub room_id: RoomId,
    pub cohort_id: Option<CohortId>,
    /// The module of the training that a class teaches.
    pub phase_module: Option<String>,
    /// What somebody called it; empty where it is called as its type is.
    pub title: String,
    /// For those who run it.
    pub note: String,
    pub starts_at: Millis,
    pub ends_at: Millis,
    /// The date on the studio's wall.
    pub local_date: String,
    /// The time on the studio's wall.
    pub local_start: String,
    /// The studio's zone when it was planned.
    pub zone: String,
    /// Where it is in its life.
    pub state: SessionState,
    /// How many people may take a place.
    pub capacity: i64,
    /// How many are expected.
    pub people: Option<i64>,
    /// How many came without a name.
    pub unnamed_count: i64,
    /// Rises with each change; the history has one line for each value.
    pub row_version: i64,
    /// Born with the session, never recomputed.
    pub ical_uid: String,
    /// Rises when the time or the status changes (RFC 5546), and only then.
    pub ical_sequence: i64,
    /// Why it was cancelled.
    pub cancel_reason: Option<CancelReason>,
    pub cancelled_at: Option<Millis>,
    /// The state to which a restore returns.
    pub cancelled_from: Option<SessionState>,
    /// The warnings with which it was put on the calendar, JSON.
    pub warnings: String,
    /// When it was delivered.
    pub delivered_at: Option<Millis>,
    /// When it was closed.
    pub closed_at: Option<Millis>,
    /// When it was last put where it is.
    pub placed_at: Millis,
}

impl Session {
    pub fn span(&self) -> Span {
        Span {
            from_at: self.starts_at,
            to_at: self.ends_at,
        }
    }

    /// When it is, on the line and on the wall.
    pub fn slot(&self) -> Slot {
        Slot {
            span: self.span(),
            local_date: self.local_date.clone(),
            local_start: self.local_start.clone(),
            zone: self.zone.clone(),
        }
    }

    /// Whether its state and the time allow the verb, whoever asks. What was put into the past can be moved on from there.
    pub fn allows(&self, verb: SessionVerb, now: Millis) -> bool {
        let is_slip = self.state == SessionState::Published && self.placed_at > self.starts_at;
        (verb == SessionVerb::Move && is_slip) || self.state.allows(verb, self.span(), self.cancelled_at, now)
    }

    /// How long it lasts.
    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at) / crate::clock::MINUTE
    }
}

pub fn find_session(conn: &mut Conn, id: &SessionId) -> QueryResult<Option<Session>> {
    sessions::table
        .find(id)
        .select(Session::as_select())
        .first(conn)
        .optional()
}

pub fn list_sessions(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::id.eq_any(ids))
        .order((sessions::starts_at, sessions::id))
        .select(Session::as_select())
        .load(conn)
}

pub fn insert_session(conn: &mut Conn, session: &Session) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(session)
        .execute(conn)
        .map(drop)
}

/// Many at once, for seeds.
pub fn insert_sessions(conn: &mut Conn, rows: &[Session]) -> QueryResult<()> {
    for rows in rows.chunks(500) {
        native!(conn, |c| diesel::insert_into(sessions::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// Stores every column; false when the row no longer has the version that `session` was read with.
pub fn update_session(conn: &mut Conn, session: &Session, read_version: i64) -> QueryResult<bool> {
    let row = sessions::table
        .filter(sessions::id.eq(&session.id))
        .filter(sessions::row_version.eq(read_version));
    Ok(diesel::update(row).set(session).execute(conn)? == 1)
}
