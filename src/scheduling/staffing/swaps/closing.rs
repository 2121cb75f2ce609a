//! Ends proposed exchanges that can no longer be made. A session of theirs is locked by the caller.

use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::notifications::api::{NoticeKind, settle_in};
use crate::scheduling::cover::notices::{answer_link, hint, notify_quietly};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::swaps;
use crate::scheduling::staffing::swaps::model::SwapState;
use crate::scheduling::staffing::swaps::store::Swap;

/// Ends an exchange; nobody's inbox asks for it any more. Whoever proposed it learns that it is not made, and not why.
pub(crate) fn end(tx: &mut Tx<'_>, session: &Session, swap: &Swap, state: SwapState) -> Result<()> {
    let now = tx.now();
    swaps::store::update_ended(tx.conn(), &swap.id, state, now)?;
    let both = [swap.person_id.clone(), swap.with_person_id.clone()];
    settle_in(tx, &both, &[NoticeKind::SwapProposed], &answer_link(&swap.id))?;
    if matches!(state, SwapState::Declined | SwapState::Expired) {
        notify_quietly(tx, session, NoticeKind::SwapClosed, &both[..1], "/asked")?;
    }
    hint(tx, session, &both)
}

/// Somebody, or everybody, is off a session: what they proposed to exchange there is void.
pub(crate) fn withdraw_around(tx: &mut Tx<'_>, session: &Session, person: Option<&PersonId>) -> Result<()> {
    for swap in swaps::store::list_open_around(tx.conn(), &session.id, person)? {
        end(tx, session, &swap, SwapState::Withdrawn)?;
    }
    Ok(())
}
