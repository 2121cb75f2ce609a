//! One notice for each person whom a change concerns, in the same transaction (S13). The words are neutral and live with
//! the notices; here only who hears of what.

use super::Kit;
use crate::db::Tx;
use crate::districts::front as districts;
use crate::error::Result;
use crate::ids::PersonId;
use crate::notifications::front::{NewNotice, NoticeKind, notify_in};
use crate::scheduling::store;
use crate::scheduling::store::sessions::Session;
use serde_json::json;

/// Tells everybody who is on the session or has booked a place, except who did it.
pub(super) fn tell(tx: &mut Tx<'_>, kit: &Kit, session: &Session, news: NoticeKind, actor: &PersonId) -> Result<()> {
    let ids = std::slice::from_ref(&session.id);
    let seats = store::staff::list_assignments(tx.conn(), ids)?;
    let mut people: Vec<PersonId> = seats
        .into_iter()
        .filter(|(seat, _)| seat.state.holds())
        .map(|(seat, _)| seat.person_id)
        .collect();
    let bookings = store::staff::list_bookings(tx.conn(), ids)?;
    people.extend(bookings.into_iter().map(|(booking, _)| booking.person_id));
    if let Some(cohort) = &session.cohort_id {
        people.extend(
            store::staff::list_cohort(tx.conn(), cohort)?
                .into_iter()
                .map(|(id, _)| id),
        );
    }
    tell_people(tx, kit, session, news, actor, &people)
}

/// Tells these people, except who did it.
pub(super) fn tell_people(
    tx: &mut Tx<'_>,
    kit: &Kit,
    session: &Session,
    news: NoticeKind,
    actor: &PersonId,
    people: &[PersonId],
) -> Result<()> {
    let mut people: Vec<&PersonId> = people.iter().filter(|id| *id != actor).collect();
    people.sort();
    people.dedup();
    if people.is_empty() {
        return Ok(());
    }
    let studio = districts::studio(tx.conn(), &session.studio_id)?.map(|studio| studio.name);
    let params = json!({
        "title": session.title,
        "date": session.local_date,
        "time": session.local_start,
        "studio": studio,
    });
    for person in people {
        let notice = NewNotice {
            person: person.clone(),
            kind: news,
            params: params.clone(),
            link: format!("/sessions/{}", session.id),
        };
        notify_in(tx, &kit.clock, &kit.chance, notice)?;
    }
    Ok(())
}
