//! Asking one step of the chain after the other (safety 33).

use crate::accounts::access::Permissions;
use crate::accounts::api::holders;
use crate::accounts::model::Role;
use crate::care::model::{Chain, ChainStep, Escalation, EscalationState, Step};
use crate::care::notify::{enqueue_once, notify, notify_at_once};
use crate::care::{access, store};
use crate::chat;
use crate::clock::{MINUTE, Millis};
use crate::db::{Conn, Db, Tx};
use crate::error::Result;
use crate::event::Event;
use crate::ids::{DistrictId, EscalationId, PersonId};
use crate::notifications::api::NoticeKind;
use crate::scheduling;
use serde_json::json;

/// The kind of job that asks one step of a chain.
pub(in crate::care) const PAGE: &str = "page_people";

/// After so many turns nobody is asked again by the program; the call stays open on everybody's screen.
const MOST_TURNS: i64 = 24;

/// The chain of a district; without one, or without rows, the default.
pub(in crate::care) fn chain_of(conn: &mut Conn, district: Option<&DistrictId>) -> Result<Chain> {
    let links = match district {
        Some(district) => store::list_links(conn, district)?,
        None => vec![],
    };
    Ok(if links.is_empty() {
        Chain::default()
    } else {
        Chain::parse(links)?
    })
}

/// Writes the job of a turn; one for each turn of a call.
pub(in crate::care) fn enqueue_turn(tx: &mut Tx<'_>, id: &EscalationId, turn: i64, at: Millis) -> Result<()> {
    let payload = json!({ "escalation_id": id, "turn": turn });
    enqueue_once(tx, PAGE, payload, at, format!("{PAGE}/{id}/{turn}"))
}

/// Asks the next step, unless somebody is coming or this turn has happened already.
pub(in crate::care) async fn page(db: &Db, id: EscalationId, turn: i64) -> Result<()> {
    db.write(move |tx| {
        let Some(call) = store::lock_escalation(tx.conn(), &id)? else {
            return Ok(());
        };
        if call.state != EscalationState::Asked || call.turn >= turn {
            return Ok(());
        }
        let now = tx.now();
        let (link, people) = whom_to_ask(tx.conn(), &call, now)?;
        if people.is_empty() {
            tracing::error!(id = %call.id, "nobody can be asked to come: headquarters is empty");
        }
        for person in &people {
            store::insert_page(tx.conn(), &call.id, person, link.step, now)?;
            // a facilitator is notified as they wish; those on duty at once (safety 50)
            if link.step == Step::Facilitator {
                notify(tx, person, NoticeKind::HelpAsked, "/duty")?;
            } else {
                notify_at_once(tx, person, NoticeKind::HelpAsked, "/duty")?;
            }
            tx.after_commit(Event::hint(person, "duty"));
        }
        let due_at = (turn < MOST_TURNS).then(|| now + link.minutes * MINUTE);
        store::update_turn(tx.conn(), &call.id, link.step, turn, due_at)?;
        if let Some(due_at) = due_at {
            enqueue_turn(tx, &call.id, turn + 1, due_at)?;
        }
        tracing::info!(id = %call.id, step = %link.step, turn, count = people.len(), "people were asked to come");
        Ok(())
    })
    .await
}

/// The next step at which there is somebody: nobody waits for an empty chair.
fn whom_to_ask(conn: &mut Conn, call: &Escalation, now: Millis) -> Result<(ChainStep, Vec<PersonId>)> {
    let chain = chain_of(conn, call.district_id.as_ref())?;
    let mut link = match call.step {
        Some(step) => chain.after(step),
        None => chain.first(is_staffed(conn, call, now)?),
    };
    loop {
        let people = access::others(people_at(conn, call, link.step, now)?, &call.person_id);
        if !people.is_empty() || link.step == Step::Headquarters {
            return Ok((link, people));
        }
        link = chain.after(link.step);
    }
}

/// Whether somebody should be there: the hours of the room, or the time of the session.
fn is_staffed(conn: &mut Conn, call: &Escalation, now: Millis) -> Result<bool> {
    if let Some(room) = &call.room_id {
        return match chat::api::room(conn, room)? {
            Some(room) => chat::api::is_staffed(conn, &room, now),
            None => Ok(false),
        };
    }
    let sessions: Vec<_> = call.session_id.iter().cloned().collect();
    let briefs = scheduling::api::briefs(conn, &call.person_id, &sessions)?;
    Ok(briefs
        .iter()
        .any(|brief| (brief.starts_at..brief.ends_at).contains(&now)))
}

fn people_at(conn: &mut Conn, call: &Escalation, step: Step, now: Millis) -> Result<Vec<PersonId>> {
    let district = call.district_id.as_ref();
    match (step, district) {
        (Step::Facilitator, _) => match (&call.room_id, &call.session_id) {
            (Some(room), _) => chat::api::facilitators(conn, room),
            (None, Some(session)) => scheduling::api::staff_of(conn, session),
            (None, None) => Ok(vec![]),
        },
        (Step::Duty, Some(_)) => on_duty(conn, district, now),
        (Step::Lead, Some(_)) => names(holders(conn, &[Role::Coordinator], district)?),
        (Step::Duty | Step::Lead, None) => Ok(vec![]),
        (Step::Headquarters, _) => {
            let duty = access::others(on_duty(conn, None, now)?, &call.person_id);
            if duty.is_empty() {
                names(holders(conn, &[Role::Headquarters], None)?)
            } else {
                Ok(duty)
            }
        }
    }
}

fn names(holders: Vec<(PersonId, String)>) -> Result<Vec<PersonId>> {
    Ok(holders.into_iter().map(|(person, _)| person).collect())
}

/// Who is on duty there and still works there.
pub(in crate::care) fn on_duty(conn: &mut Conn, district: Option<&DistrictId>, now: Millis) -> Result<Vec<PersonId>> {
    let mut people = store::list_on_duty(conn, district, now)?;
    people.retain(|person| Permissions::of_person(conn, person).is_ok_and(|who| access::is_staff_of(&who, district)));
    Ok(people)
}
