//! Run, deliver, close.

use super::Kit;
use super::change::{credit_later, record};
use crate::accounts::access::{Caller, Standing};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{PersonId, SessionId, mint};
use crate::keys::Keys;
use crate::scheduling::access::look_locked;
use crate::scheduling::model::{DebriefAnswers, SeatState, SessionState, Verb};
use crate::scheduling::store;
use crate::scheduling::store::attendance::Debrief;
use crate::scheduling::store::sessions::Session;
use serde_json::json;

/// Opens check-in.
pub async fn run(kit: &Kit, caller: Caller, id: SessionId) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Run, inner.clock.now())?;
            let mut session = seen.session;
            session.state = SessionState::Running;
            record(tx, &inner, &mut session, Verb::Run, &caller.person, json!({}))
        })
        .await
}

/// It took place.
pub async fn deliver(kit: &Kit, caller: Caller, id: SessionId) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Deliver, inner.clock.now())?;
            let mut session = seen.session;
            hand_over(tx, &inner, &mut session, &caller.person)
        })
        .await
}

/// Done with it, with the four answers if somebody gave them. A session that was not marked as delivered is, on the way.
pub async fn close(
    kit: &Kit,
    keys: &Keys,
    caller: Caller,
    id: SessionId,
    debrief: Option<DebriefAnswers>,
) -> Result<()> {
    let (inner, keys) = (kit.clone(), keys.clone());
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Close, inner.clock.now())?;
            let mut session = seen.session;
            if session.state != SessionState::Delivered {
                hand_over(tx, &inner, &mut session, &caller.person)?;
            }
            session.state = SessionState::Closed;
            session.closed_at = Some(inner.clock.now());
            if let Some(answers) = &debrief
                && !store::attendance::has_debrief(tx.conn(), &session.id, &caller.person)?
            {
                let row = sealed(&inner, &keys, &session, &caller.person, answers)?;
                store::attendance::insert_debrief(tx.conn(), &row)?;
            }
            let detail = json!({ "has_debrief": debrief.is_some() });
            record(tx, &inner, &mut session, Verb::Close, &caller.person, detail)?;
            credit_later(tx, &inner, &session.id)
        })
        .await
}

fn hand_over(tx: &mut Tx<'_>, kit: &Kit, session: &mut Session, actor: &PersonId) -> Result<()> {
    session.state = SessionState::Delivered;
    session.delivered_at = Some(kit.clock.now());
    for (seat, _) in store::staff::list_assignments(tx.conn(), std::slice::from_ref(&session.id))? {
        if seat.state == SeatState::Accepted {
            store::staff::update_assignment(tx.conn(), &seat.id, seat.role, SeatState::Done)?;
        }
    }
    record(tx, kit, session, Verb::Deliver, actor, json!({}))?;
    credit_later(tx, kit, &session.id)
}

fn sealed(kit: &Kit, keys: &Keys, session: &Session, author: &PersonId, answers: &DebriefAnswers) -> Result<Debrief> {
    let id = mint(&kit.clock, &kit.chance);
    let body = json!({
        "went_well": answers.went_well,
        "hard": answers.hard,
        "follow_up": answers.follow_up,
    });
    Ok(Debrief {
        body: keys.seal("debriefs.body", &id, body.to_string().as_bytes())?,
        how_am_i: keys.seal("debriefs.how_am_i", &id, answers.how_am_i.as_bytes())?,
        id,
        session_id: session.id.clone(),
        author_id: author.clone(),
        written_at: kit.clock.now(),
    })
}
