//! Yes and no. The first yes is applied in its own transaction: claims, assignments, history and notices, or nothing.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Scope, allowed};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CoverRequestId, PersonId};
use crate::notifications::api::{NoticeKind, settle_in};
use crate::scheduling::claims::actions::claim;
use crate::scheduling::confirmations;
use crate::scheduling::cover;
use crate::scheduling::cover::access::{Answerable, lock_answerable, must_be_coverable};
use crate::scheduling::cover::actions::ask::{ask_next, notify_if_exhausted};
use crate::scheduling::cover::closing::close;
use crate::scheduling::cover::fit::staff_without;
use crate::scheduling::cover::model::{CoverAnswer, CoverState};
use crate::scheduling::cover::notices::{answer_link, hint, notify, notify_quietly, session_link};
use crate::scheduling::cover::store::{CoverAsk, CoverRequest};
use crate::scheduling::notices::actions::drop_notice;
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::rules::{Reason, StaffMember};
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::actions::record::record;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::actions::assign::seat;
use crate::scheduling::staffing::assignments::model::StaffChange;
use crate::scheduling::staffing::candidates::ranking::could_take;
use crate::scheduling::validation::proposals::staffed_proposal;
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::{on_calendar, validate_change};
use serde_json::json;

/// Takes the session over, asked or not. The first yes wins; every later one is told that it is filled.
pub async fn accept_cover(ctx: &Context, id: CoverRequestId) -> Result<()> {
    ctx.write(move |tx, who| {
        let Answerable { session, request, ask } = lock_answerable(tx, who, &id)?;
        if request.state == CoverState::Applied {
            if request.covered_by.as_ref() == Some(&who.person) {
                return Ok(());
            }
            return Err(Code::CoverFilled.into());
        }
        if !request.state.is_open() {
            return Err(Error::from(Code::WrongState).with("state", request.state));
        }
        must_be_coverable(&session, tx.now())?;
        allowed(request.person_id != who.person)?;
        apply(tx, who, session, request, ask)
    })
    .await
}

fn apply(
    tx: &mut Tx<'_>,
    who: &Permissions,
    mut session: Session,
    request: CoverRequest,
    ask: Option<CoverAsk>,
) -> Result<()> {
    let me = &who.person;
    let before = lock_current_proposal(tx, &session, std::slice::from_ref(me))?;
    if before.staff.iter().any(|member| member.person.id == *me) {
        return Err(Error::new(Code::WrongState, "You are on this session already."));
    }
    let wanted = staff_without(tx.conn(), &session, &request.person_id, Some(me))?;
    must_fit(&wanted, me, &session)?;
    let proposal = staffed_proposal(tx.conn(), &session, &wanted)?;
    let reasons = validate_change(tx.conn(), on_calendar(&session, &before), &proposal)?;
    must_stand(&as_known_to(who, &reasons), &Scope::All)?;
    claim(tx, &session.id, &proposal, &who.coordinated())?;
    mark_yes(tx, &request, me, ask)?;
    close(tx, &session, request.clone(), CoverState::Applied, Some(me))?;
    let (added, removed) = seat(tx, &session, &wanted, StaffChange::Cover, me)?;
    session.warnings = warnings_text(&reasons, &proposal)?;
    let detail = json!({ "added": added, "removed": removed, "cover_request": request.id });
    record(tx, &mut session, SessionVerb::Staff, me, detail)?;
    update_problems(tx, &session, &reasons, &[], Some(me))?;
    // a yes is a confirmation
    let now = tx.now();
    confirmations::store::save_confirmed(tx.conn(), (&session.id, me), session.starts_at, now)?;
    notify_of_cover(tx, &session, &request, me)
}

/// Somebody knows their own sessions; of others only that they are in the way (S14).
pub(crate) fn as_known_to(who: &Permissions, reasons: &[Reason]) -> Vec<Reason> {
    let districts = who.coordinated();
    let is_own = |reason: &Reason| reason.subject_id.as_deref() == Some(who.person.as_str());
    reasons
        .iter()
        .cloned()
        .map(|reason| {
            if is_own(&reason) {
                reason
            } else {
                reason.seen_by(&districts)
            }
        })
        .collect()
}

/// Whoever the role is for; whether they are free and qualified is judged with the session.
fn must_fit(wanted: &[StaffMember], me: &PersonId, session: &Session) -> Result<()> {
    let own = wanted.iter().find(|member| member.person.id == *me);
    allowed(own.is_some_and(|member| could_take(&member.person, &session.slot(), member.role)))
}

fn mark_yes(tx: &mut Tx<'_>, request: &CoverRequest, me: &PersonId, ask: Option<CoverAsk>) -> Result<()> {
    if ask.is_none() && cover::store::find_ask(tx.conn(), &request.id, me)?.is_none() {
        let row = CoverAsk {
            request_id: request.id.clone(),
            person_id: me.clone(),
            place_no: 0,
            asked_at: None,
            answer: Some(CoverAnswer::Yes),
        };
        return Ok(cover::store::insert_ask(tx.conn(), &row)?);
    }
    Ok(cover::store::update_answer(
        tx.conn(),
        &request.id,
        me,
        CoverAnswer::Yes,
    )?)
}

/// Whoever could not come is free, and the coordinators know. Notices that waited for the two say nothing new.
fn notify_of_cover(tx: &mut Tx<'_>, session: &Session, request: &CoverRequest, me: &PersonId) -> Result<()> {
    drop_notice(tx, &session.id, me)?;
    drop_notice(tx, &session.id, &request.person_id)?;
    let link = session_link(session);
    let freed = std::slice::from_ref(&request.person_id);
    notify(tx, session, NoticeKind::CoverApplied, freed, "/calendar")?;
    let mut coordinators = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
    coordinators.retain(|id| id != me && *id != request.person_id);
    settle_in(
        tx,
        &coordinators,
        &[NoticeKind::CoverNeeded, NoticeKind::CoverNobody],
        &link,
    )?;
    notify_quietly(tx, session, NoticeKind::CoverApplied, &coordinators, &link)?;
    hint(tx, session, std::slice::from_ref(me))
}

/// A no, which needs no reason and which nobody sees. Said twice it is one no.
pub async fn decline_cover(ctx: &Context, id: CoverRequestId) -> Result<()> {
    ctx.write(move |tx, who| {
        let Answerable { session, request, ask } = lock_answerable(tx, who, &id)?;
        let Some(ask) = ask else {
            return Err(Error::not_found());
        };
        let me = std::slice::from_ref(&who.person);
        settle_in(tx, me, &[NoticeKind::CoverAsked], &answer_link(&id))?;
        if !request.state.is_open() || ask.answer.is_some() {
            return Ok(());
        }
        cover::store::update_answer(tx.conn(), &id, &who.person, CoverAnswer::No)?;
        let asks = cover::store::list_asks(tx.conn(), std::slice::from_ref(&id))?;
        let is_turn_over = request.is_in_order && !asks.iter().any(CoverAsk::is_waiting);
        if !is_turn_over || !ask_next(tx, &session, &request)? {
            notify_if_exhausted(tx, &session, &request)?;
        }
        hint(tx, &session, me)
    })
    .await
}
