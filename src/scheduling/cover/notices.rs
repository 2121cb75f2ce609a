//! What people read of a request for cover, after sign-in: the kind of session, when and where, and no name or title.

use crate::db::Tx;
use crate::districts::api as districts;
use crate::error::Result;
use crate::event::Event;
use crate::ids::PersonId;
use crate::notifications::api::{NewNotice, NoticeKind, notify_in, notify_quietly_in};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::types;
use serde_json::json;

/// The page on which somebody answers what they are asked.
pub(crate) const ANSWER_PAGE: &str = "/asked";

/// The address of one thing that is asked on that page.
pub(crate) fn answer_link(id: &impl std::fmt::Display) -> String {
    format!("{ANSWER_PAGE}?about={id}")
}

pub(crate) fn session_link(session: &Session) -> String {
    format!("/sessions/{}", session.id)
}

/// A notice about a session by its kind alone.
pub(crate) fn notice(
    tx: &mut Tx<'_>,
    session: &Session,
    kind: NoticeKind,
    person: &PersonId,
    link: String,
) -> Result<NewNotice> {
    let studio = districts::studio(tx.conn(), &session.studio_id)?.map(|studio| studio.name);
    let name = types::store::find_type(tx.conn(), &session.studio_id, &session.type_code)?.map(|kind| kind.name());
    Ok(NewNotice {
        person: person.clone(),
        kind,
        params: json!({ "title": name, "date": session.local_date, "time": session.local_start, "studio": studio }),
        link,
    })
}

/// A notice in the inbox, and a neutral email to whoever wants one.
pub(crate) fn notify(
    tx: &mut Tx<'_>,
    session: &Session,
    kind: NoticeKind,
    people: &[PersonId],
    link: &str,
) -> Result<()> {
    for person in people {
        let new = notice(tx, session, kind, person, link.to_owned())?;
        notify_in(tx, new)?;
    }
    Ok(())
}

/// A notice in the inbox and no email.
pub(crate) fn notify_quietly(
    tx: &mut Tx<'_>,
    session: &Session,
    kind: NoticeKind,
    people: &[PersonId],
    link: &str,
) -> Result<()> {
    for person in people {
        let new = notice(tx, session, kind, person, link.to_owned())?;
        notify_quietly_in(tx, &new)?;
    }
    Ok(())
}

/// Open pages of these people, and of the district's coordinators, look at what is asked again.
pub(crate) fn hint(tx: &mut Tx<'_>, session: &Session, people: &[PersonId]) -> Result<()> {
    let mut all = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
    all.extend(people.iter().cloned());
    all.sort();
    all.dedup();
    for person in all {
        tx.after_commit(Event::hint(&person, "cover"));
    }
    Ok(())
}
