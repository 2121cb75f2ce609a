//! Gives a place back, or leaves the waiting list. Nobody asks why.

use super::fill::fill;
use super::{find_waiting, lock_places, settle};
use crate::accounts::Context;
use crate::accounts::access::Scope;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::claims::actions::claim;
use crate::scheduling::places::model::RegistrationState;
use crate::scheduling::places::notices::settle_offer;
use crate::scheduling::problems::actions::refresh_one;
use crate::scheduling::sessions::actions::record::record;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::validation::proposals::current_proposal;
use crate::scheduling::{notices, places, sessions};
use serde_json::json;

/// Gives back one's place, or one's turn on the list; giving back what one does not have is not found.
pub async fn give_back_place(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let session = sessions::store::lock_session(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let mut session = session;
        lock_places(tx, &session, &who.person)?;
        let state = RegistrationState::CancelledByPerson;
        if !end_place(tx, &mut session, &who.person, state, &who.person)? {
            return Err(Error::not_found());
        }
        notices::actions::drop_notice(tx, &id, &who.person)
    })
    .await
}

/// Ends somebody's place or turn, and gives it to the next. False where they have neither.
pub(super) fn end_place(
    tx: &mut Tx<'_>,
    session: &mut Session,
    person: &PersonId,
    state: RegistrationState,
    actor: &PersonId,
) -> Result<bool> {
    let now = tx.now();
    if let Some(row) = find_waiting(tx, session, person)? {
        settle(tx, &row, state, Some(actor))?;
        settle_offer(tx, session, person)?;
        fill(tx, session, None)?;
        return Ok(true);
    }
    if !places::store::delete_booking(tx.conn(), &session.id, person)? {
        return Ok(false);
    }
    if !session.allows(SessionVerb::Unbook, now) {
        return Err(Code::WrongState.into());
    }
    let ids = std::slice::from_ref(&session.id);
    let newest = places::store::list_newest(tx.conn(), ids, person)?.pop();
    if let Some(row) = newest.filter(|row| row.state == RegistrationState::Confirmed) {
        settle(tx, &row, state, Some(actor))?;
    }
    let proposal = current_proposal(tx.conn(), session)?;
    claim(tx, &session.id, &proposal, &Scope::Districts(vec![]))?;
    record(tx, session, SessionVerb::Unbook, actor, json!({}))?;
    refresh_one(tx, session)?;
    fill(tx, session, None)?;
    Ok(true)
}
