//! Whom a request asks: everybody fit at once, whom a coordinator chooses, or one after the other.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Scope};
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{CoverRequestId, PersonId};
use crate::jobs::{self, NewJob};
use crate::notifications::api::NoticeKind;
use crate::scheduling::cover;
use crate::scheduling::cover::access::{is_coverable, lock_coordinated, lock_request, must_be_coverable};
use crate::scheduling::cover::fit::{best, ranked};
use crate::scheduling::cover::model::{ASK_EACH, CoverState, MOST_ASKED};
use crate::scheduling::cover::notices::{answer_link, hint, notify};
use crate::scheduling::cover::store::{CoverAsk, CoverRequest};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use serde_json::json;

/// The kind of the job that asks the next person when the one before has not answered; `{request_id, person_id}`.
pub const ASK_NEXT: &str = "scheduling.ask_next_for_cover";

/// Asks everybody fit, at once. Nobody is asked where nobody is fit; then a coordinator decides.
pub(crate) fn ask_fit(tx: &mut Tx<'_>, session: &Session, request: &CoverRequest) -> Result<()> {
    let now = tx.now();
    let nobody = Scope::Districts(vec![]);
    let people = best(&ranked(tx.conn(), session, request, &nobody, now)?);
    ask(tx, session, request.clone(), &people, false)
}

/// Asks these people, all at once or one after the other. Whoever was asked before is not asked again.
pub async fn ask_people(ctx: &Context, id: CoverRequestId, people: Vec<PersonId>, is_in_order: bool) -> Result<()> {
    ctx.write(move |tx, who| {
        let (session, request) = lock_coordinated(tx, who, &id)?;
        if !request.state.is_open() {
            return Err(Code::WrongState.into());
        }
        must_be_coverable(&session, tx.now())?;
        for person in &people {
            must_be_colleague(tx, person, &request)?;
        }
        ask(tx, &session, request, &people, is_in_order)
    })
    .await
}

/// Asks everybody fit who has not been asked yet; for a coordinator who chose first, or whose people have changed since.
pub async fn ask_everybody(ctx: &Context, id: CoverRequestId) -> Result<()> {
    ctx.write(move |tx, who| {
        let (session, request) = lock_coordinated(tx, who, &id)?;
        if !request.state.is_open() {
            return Err(Code::WrongState.into());
        }
        must_be_coverable(&session, tx.now())?;
        ask_fit(tx, &session, &request)
    })
    .await
}

/// Only people who work here are asked.
fn must_be_colleague(tx: &mut Tx<'_>, person: &PersonId, request: &CoverRequest) -> Result<()> {
    let works = *person != request.person_id && Permissions::if_active(tx.conn(), person)?.works();
    if works {
        Ok(())
    } else {
        Err(Error::field("people", "unknown_person"))
    }
}

fn ask(
    tx: &mut Tx<'_>,
    session: &Session,
    mut request: CoverRequest,
    people: &[PersonId],
    is_in_order: bool,
) -> Result<()> {
    let now = tx.now();
    let known = cover::store::list_asks(tx.conn(), std::slice::from_ref(&request.id))?;
    let mut asked = vec![];
    let mut place_no = known.iter().map(|ask| ask.place_no + 1).max().unwrap_or(0);
    for person in people.iter().take(MOST_ASKED) {
        let old = known.iter().find(|ask| ask.person_id == *person);
        let is_asked_now = !is_in_order;
        match old {
            Some(old) if old.asked_at.is_none() && is_asked_now => {
                cover::store::update_asked(tx.conn(), old, now)?;
                asked.push(person.clone());
            }
            Some(_) => {}
            None => {
                let row = CoverAsk {
                    request_id: request.id.clone(),
                    person_id: person.clone(),
                    place_no,
                    asked_at: is_asked_now.then_some(now),
                    answer: None,
                };
                cover::store::insert_ask(tx.conn(), &row)?;
                place_no += 1;
                if is_asked_now {
                    asked.push(person.clone());
                }
            }
        }
    }
    request.is_in_order = is_in_order;
    if !people.is_empty() {
        request.state = CoverState::Offered;
    }
    cover::store::update_request(tx.conn(), &request)?;
    notify(tx, session, NoticeKind::CoverAsked, &asked, &answer_link(&request.id))?;
    hint(tx, session, &asked)?;
    if is_in_order && !known.iter().any(CoverAsk::is_waiting) {
        ask_next(tx, session, &request)?;
    }
    Ok(())
}

/// Asks the next in the order; true if there was one.
pub(crate) fn ask_next(tx: &mut Tx<'_>, session: &Session, request: &CoverRequest) -> Result<bool> {
    let now = tx.now();
    let asks = cover::store::list_asks(tx.conn(), std::slice::from_ref(&request.id))?;
    let Some(next) = asks.into_iter().find(|ask| ask.asked_at.is_none()) else {
        return Ok(false);
    };
    cover::store::update_asked(tx.conn(), &next, now)?;
    let person = std::slice::from_ref(&next.person_id);
    notify(tx, session, NoticeKind::CoverAsked, person, &answer_link(&request.id))?;
    hint(tx, session, person)?;
    let payload = json!({ "request_id": request.id, "person_id": next.person_id });
    jobs::enqueue(tx, &NewJob::new(ASK_NEXT, payload).at(now + ASK_EACH))?;
    Ok(true)
}

/// The one who was asked last has had their time. Running it again asks nobody twice: the next is then the last.
pub async fn ask_after_silence(db: &Db, id: CoverRequestId, person: PersonId) -> Result<()> {
    db.write(move |tx| {
        let (session, request) = lock_request(tx, &id)?;
        let asks = cover::store::list_asks(tx.conn(), std::slice::from_ref(&id))?;
        let last = asks.iter().rfind(|ask| ask.asked_at.is_some());
        let is_silent = last.is_some_and(|ask| ask.person_id == person && ask.is_waiting());
        if !request.state.is_open() || !is_silent || !is_coverable(&session, tx.now()) {
            return Ok(());
        }
        ask_next(tx, &session, &request).map(drop)
    })
    .await
}

/// Everybody who was or could be asked has said no: the coordinators decide now. It says of nobody in particular what they said.
pub(crate) fn notify_if_exhausted(tx: &mut Tx<'_>, session: &Session, request: &CoverRequest) -> Result<()> {
    let asks = cover::store::list_asks(tx.conn(), std::slice::from_ref(&request.id))?;
    if asks.iter().any(|ask| ask.answer.is_none()) {
        return Ok(());
    }
    let coordinators = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
    let link = super::super::notices::session_link(session);
    notify(tx, session, NoticeKind::CoverNobody, &coordinators, &link)
}
