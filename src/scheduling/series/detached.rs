//! Fields that a date has of its own: set by a change of that date alone, and left alone by changes of the series.

use crate::db::Conn;
use crate::error::Result;
use crate::scheduling::series::generation::date_of;
use crate::scheduling::series::model::SeriesField;
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;

/// After a change of these fields of one session: what differs from its series is its own from now on, and what is the same
/// again follows it again. A session without a series has nothing to follow.
pub(crate) fn detach(conn: &mut Conn, session: &Session, changed: &[SeriesField]) -> Result<()> {
    let Some(id) = &session.series_id else { return Ok(()) };
    let Some(series) = store::find_series(conn, id)? else {
        return Ok(());
    };
    let known = store::list_detached(conn, std::slice::from_ref(&session.id))?;
    for field in changed {
        let is_known = known.iter().any(|(_, known)| known == field);
        match (differs(conn, session, &series, *field)?, is_known) {
            (true, false) => store::insert_detached(conn, &session.id, *field)?,
            (false, true) => store::delete_detached(conn, &session.id, *field)?,
            _ => {}
        }
    }
    Ok(())
}

fn differs(conn: &mut Conn, session: &Session, series: &Series, field: SeriesField) -> Result<bool> {
    Ok(match field {
        SeriesField::Title => session.title != series.title,
        SeriesField::Time => {
            let key = session.occurrence_key.as_deref().unwrap_or_default();
            session.local_date != date_of(key)?.to_string() || session.local_start != series.local_start
        }
        SeriesField::Minutes => session.minutes() != series.minutes,
        SeriesField::Room => session.room_id != series.room_id,
        SeriesField::People => session.people != series.people,
        SeriesField::Note => session.note != series.note,
        SeriesField::Staff => {
            let ids = std::slice::from_ref(&session.id);
            let mut own: Vec<_> = assignments::store::list_assignments(conn, ids)?
                .into_iter()
                .filter(|(seat, _)| seat.state.is_active())
                .map(|(seat, _)| (seat.person_id, seat.role))
                .collect();
            let mut usual: Vec<_> = store::list_staff(conn, &series.id)?
                .into_iter()
                .map(|(person, role, _)| (person, role))
                .collect();
            own.sort();
            usual.sort();
            own != usual
        }
    })
}
