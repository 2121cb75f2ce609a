//! The page of a group: its dates, and what a new date is like.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::bilingual::Bilingual;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SeriesId, SessionId};
use crate::scheduling::access::Sight;
use crate::scheduling::calendar::line::{Lines, SessionBrief, briefs};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::Reason;
use crate::scheduling::series::model::SeriesField;
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::types::store::find_type;
use crate::scheduling::{places, sessions, validation};

/// The page shows at most so many dates, the newest.
const MOST_DATES: i64 = 400;

/// One date of a series.
pub(crate) struct SeriesRow {
    pub brief: SessionBrief,
    pub occurrence_key: String,
    /// How many have booked a place.
    pub bookings: usize,
    /// What it has of its own.
    pub detached: Vec<SeriesField>,
    /// Why it was skipped.
    pub reasons: Vec<Reason>,
    pub may_revive: bool,
}

/// A series with the dates of it that the caller sees.
pub(crate) struct SeriesPage {
    pub series: Series,
    pub type_name: Option<Bilingual>,
    pub studio: String,
    pub room: String,
    /// The staff of new dates; empty for whoever does not plan.
    pub staff: Vec<(PersonId, StaffRole, String)>,
    /// The caller may change it.
    pub may_plan: bool,
    pub rows: Vec<SeriesRow>,
}

/// The lines of these sessions, as the caller sees them.
pub(crate) async fn session_lines(ctx: &Context, ids: Vec<SessionId>) -> Result<Vec<SessionBrief>> {
    ctx.read(move |conn, who| {
        let sessions = sessions::store::list_sessions(conn, &ids)?;
        briefs(conn, who, &sessions)
    })
    .await
}

/// A series with the dates of it that the caller sees; nothing to see is nothing there.
pub(crate) async fn series_page(ctx: &Context, id: SeriesId) -> Result<SeriesPage> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let series = store::find_series(conn, &id)?.ok_or_else(Error::not_found)?;
        let rows = rows(conn, who, &series, now)?;
        let may_plan = who.coordinates(&series.district_id);
        let reads = who.coordinated_or_supervised().contains(&series.district_id);
        if rows.is_empty() && !may_plan {
            return Err(Error::not_found());
        }
        let kind = find_type(conn, &series.studio_id, &series.type_code)?;
        let place = validation::store::list_places(conn, std::slice::from_ref(&series.room_id))?.pop();
        let (room, studio) = place.map(|(room, studio)| (room.name, studio.name)).unwrap_or_default();
        Ok(SeriesPage {
            type_name: kind.map(|kind| kind.name()),
            studio,
            room,
            staff: if reads { store::list_staff(conn, &id)? } else { vec![] },
            may_plan,
            rows,
            series: Series {
                note: if reads { series.note } else { String::new() },
                people: series.people.filter(|_| reads),
                ..series
            },
        })
    })
    .await
}

fn rows(conn: &mut Conn, who: &Permissions, series: &Series, now: i64) -> Result<Vec<SeriesRow>> {
    let sessions = store::list_dates(conn, &series.id, MOST_DATES)?;
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let lines = Lines::load(conn, &sessions, &who.person)?;
    let bookings = places::store::list_bookings(conn, &ids)?;
    let detached = store::list_detached(conn, &ids)?;
    let mut rows = vec![];
    for session in &sessions {
        let seen = lines.seen(session, &who.person);
        // that a time is booked says nothing about which group it is
        let Some(sight) = seen.sight(who).filter(|sight| *sight != Sight::Booked) else {
            continue;
        };
        let is_full = sight == Sight::Full;
        // stored as the session's own district may know them
        let reasons: Vec<Reason> = if is_full && session.state == SessionState::Skipped {
            serde_json::from_str(&session.warnings)?
        } else {
            vec![]
        };
        let own = |id: &SessionId| is_full && *id == session.id;
        rows.push(SeriesRow {
            brief: lines.brief(&seen, sight)?,
            occurrence_key: session.occurrence_key.clone().unwrap_or_default(),
            bookings: bookings.iter().filter(|(booking, _)| own(&booking.session_id)).count(),
            detached: detached
                .iter()
                .filter(|(id, _)| own(id))
                .map(|(_, field)| *field)
                .collect(),
            reasons,
            may_revive: seen.may(who, SessionVerb::Revive, now),
        });
    }
    Ok(rows)
}
