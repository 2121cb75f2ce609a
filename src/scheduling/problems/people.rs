//! Sessions ahead are judged anew when something changes about a person: leave, dates, ceilings, what they are qualified for.

use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::leave::store::{list_sessions_of, studios_of};
use crate::scheduling::problems::actions::refresh;
use crate::scheduling::rules::Reason;
use crate::scheduling::sessions;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Span;

/// Locks the studios of somebody's sessions in a span, or of all ahead, and then the person: the order of every change. What is
/// written about them after it is seen by whoever plans next.
pub(crate) fn lock_with_sessions(tx: &mut Tx<'_>, person: &PersonId, span: Option<Span>) -> Result<()> {
    let now = tx.now();
    let ahead = list_sessions_of(tx.conn(), person, span, now)?;
    for studio in studios_of(&ahead) {
        sessions::store::lock_studio(tx.conn(), &studio)?;
    }
    Ok(sessions::store::lock_people(tx.conn(), std::slice::from_ref(person))?)
}

/// Judges somebody's sessions ahead anew; those with a block that was not known come back with it. One that somebody put them on
/// until the lock was held is locked now.
pub(crate) fn refresh_person(
    tx: &mut Tx<'_>,
    person: &PersonId,
    span: Option<Span>,
) -> Result<Vec<(Session, Vec<Reason>)>> {
    let now = tx.now();
    let ahead = list_sessions_of(tx.conn(), person, span, now)?;
    for studio in studios_of(&ahead) {
        sessions::store::lock_studio(tx.conn(), &studio)?;
    }
    refresh(tx, &ahead, now)
}
