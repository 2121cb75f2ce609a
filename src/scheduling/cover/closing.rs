//! Ends requests: by a yes, and by whatever leaves nothing to be covered. The session is locked by the caller.

use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::notifications::api::{NoticeKind, settle_in};
use crate::scheduling::cover;
use crate::scheduling::cover::model::{CoverAnswer, CoverState};
use crate::scheduling::cover::notices::{answer_link, hint, notify_quietly};
use crate::scheduling::cover::store::CoverRequest;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::swaps::closing::withdraw_around;

/// Ends a request. Nobody's inbox asks for it any more; whoever was asked and has not said no learns of it without an email.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    session: &Session,
    mut request: CoverRequest,
    state: CoverState,
    covered_by: Option<&PersonId>,
) -> Result<()> {
    request.state = state;
    request.ended_at = Some(tx.now());
    request.covered_by = covered_by.cloned();
    cover::store::update_request(tx.conn(), &request)?;
    let asks = cover::store::list_asks(tx.conn(), std::slice::from_ref(&request.id))?;
    let asked: Vec<PersonId> = asks
        .iter()
        .filter(|ask| ask.asked_at.is_some())
        .map(|ask| ask.person_id.clone())
        .collect();
    let link = answer_link(&request.id);
    settle_in(tx, &asked, &[NoticeKind::CoverAsked], &link)?;
    let kind = if state == CoverState::Applied {
        NoticeKind::CoverFilled
    } else {
        NoticeKind::CoverNotNeeded
    };
    let waiting: Vec<PersonId> = asks
        .iter()
        .filter(|ask| ask.asked_at.is_some() && ask.answer != Some(CoverAnswer::No))
        .map(|ask| ask.person_id.clone())
        .filter(|person| covered_by != Some(person))
        .collect();
    notify_quietly(tx, session, kind, &waiting, &link)?;
    cover::store::forget_refusals(tx.conn(), &request.id)?;
    let concerned: Vec<PersonId> = asked.into_iter().chain([request.person_id]).collect();
    hint(tx, session, &concerned)
}

/// Somebody is off a session: what was asked and proposed about their part in it ends.
pub(crate) fn close_around(tx: &mut Tx<'_>, session: &Session, person: &PersonId) -> Result<()> {
    if let Some(request) = cover::store::find_open(tx.conn(), &session.id, person)? {
        close(tx, session, request, CoverState::Cancelled, None)?;
    }
    withdraw_around(tx, session, Some(person))
}

/// A session is off the calendar: nothing of it is asked or proposed any more.
pub(crate) fn close_all(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    let requests = cover::store::list_of_session(tx.conn(), &session.id)?;
    for request in requests.into_iter().filter(|request| request.state.is_open()) {
        close(tx, session, request, CoverState::Cancelled, None)?;
    }
    withdraw_around(tx, session, None)
}
