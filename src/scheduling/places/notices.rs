//! What people on the waiting list are notified of. It leads to the page on which they answer.

use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;
use crate::ids::PersonId;
use crate::notifications::api::{NoticeKind, settle_in};
use crate::scheduling::notices::actions::notify_at;
use crate::scheduling::sessions::store::Session;

fn page(session: &Session) -> String {
    format!("/groups/{}", session.id)
}

/// Tells somebody who waits, and has their open pages look again.
pub(crate) fn notify_waiting(tx: &mut Tx<'_>, session: &Session, kind: NoticeKind, person: &PersonId) -> Result<()> {
    settle_offer(tx, session, person)?;
    notify_at(tx, session, kind, person, page(session))
}

/// The offer is answered or over: no inbox asks for it any more.
pub(crate) fn settle_offer(tx: &mut Tx<'_>, session: &Session, person: &PersonId) -> Result<()> {
    let people = std::slice::from_ref(person);
    settle_in(tx, people, &[NoticeKind::PlaceOffered], &page(session))?;
    tx.after_commit(Event::hint(person, "places"));
    Ok(())
}
