//! Propose, accept, decline, take back.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Scope, allowed};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId, SwapId};
use crate::jobs::{self, NewJob};
use crate::notifications::api::NoticeKind;
use crate::scheduling::access::look;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::cover::access::{is_colleague, must_be_coverable};
use crate::scheduling::cover::actions::answer::as_known_to;
use crate::scheduling::cover::fit::staff_without;
use crate::scheduling::cover::notices::{answer_link, hint, notify, notify_quietly, session_link};
use crate::scheduling::notices::actions::drop_notice;
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::rules::{Reason, brought};
use crate::scheduling::sessions::actions::record::record;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::actions::assign::seat;
use crate::scheduling::staffing::assignments::model::StaffChange;
use crate::scheduling::staffing::swaps;
use crate::scheduling::staffing::swaps::closing::end;
use crate::scheduling::staffing::swaps::judge::{Part, SwapBoard};
use crate::scheduling::staffing::swaps::model::SwapState;
use crate::scheduling::staffing::swaps::store::Swap;
use crate::scheduling::validation::proposals::current_proposal;
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::validate_one;
use crate::scheduling::{claims, confirmations, places, sessions};
use serde_json::json;

/// The kind of the job that ends a proposal when the first of its sessions begins; `{swap_id}`.
pub const EXPIRE_SWAP: &str = "scheduling.expire_swap";

/// Proposes to exchange one's own part in a session for somebody's in another. Proposed twice it is one proposal. What would be refused
/// today is refused at once, with its reasons.
pub async fn propose_swap(ctx: &Context, mine: SessionId, with: PersonId, theirs: SessionId) -> Result<SwapId> {
    ctx.write(move |tx, who| {
        let own = look(tx.conn(), who, &mine)?;
        allowed(own.role.is_some() && who.works())?;
        let other = look(tx.conn(), who, &theirs)?;
        allowed(is_colleague(who, &other.session))?;
        let sessions = lock_both(tx, &mine, &theirs)?;
        let parts = (
            Part {
                session: &mine,
                person: &who.person,
            },
            Part {
                session: &theirs,
                person: &with,
            },
        );
        for session in &sessions {
            must_be_coverable(session, tx.now())?;
        }
        let board = SwapBoard::load(tx.conn(), &sessions)?;
        let reasons = board.reasons(parts.0, parts.1)?;
        let reasons = reasons.ok_or_else(|| Error::field("with_person_id", "not_on_session"))?;
        must_stand(&as_known_to(who, &reasons), &Scope::All)?;
        let swap = Swap {
            id: tx.mint::<SwapId>(),
            session_id: mine.clone(),
            person_id: who.person.clone(),
            with_session_id: theirs.clone(),
            with_person_id: with.clone(),
            state: SwapState::Proposed,
            proposed_at: tx.now(),
            ended_at: None,
        };
        if let Some(open) = swaps::store::find_same(tx.conn(), &swap)? {
            return Ok(open.id);
        }
        swaps::store::insert_swap(tx.conn(), &swap)?;
        let first = sessions
            .iter()
            .map(|session| session.starts_at)
            .min()
            .unwrap_or(tx.now());
        let payload = json!({ "swap_id": swap.id });
        jobs::enqueue(tx, &NewJob::new(EXPIRE_SWAP, payload).at(first))?;
        let given = of(&sessions, &mine)?;
        let asked = std::slice::from_ref(&with);
        notify(tx, given, NoticeKind::SwapProposed, asked, &answer_link(&swap.id))?;
        hint(tx, given, &[swap.person_id, swap.with_person_id])?;
        Ok(swap.id)
    })
    .await
}

/// Both sessions, locked in the order of their ids.
fn lock_both(tx: &mut Tx<'_>, one: &SessionId, other: &SessionId) -> Result<Vec<Session>> {
    let mut ids = [one, other];
    ids.sort();
    let mut locked = vec![];
    for id in ids {
        let session = sessions::store::lock_session(tx.conn(), id)?;
        locked.push(session.ok_or_else(Error::not_found)?);
    }
    Ok(locked)
}

fn of<'a>(sessions: &'a [Session], id: &SessionId) -> Result<&'a Session> {
    let found = sessions.iter().find(|session| session.id == *id);
    found.ok_or_else(Error::not_found)
}

/// A swap as it is once both its sessions are locked, for one of the two.
fn lock_swap(tx: &mut Tx<'_>, who: &Permissions, id: &SwapId) -> Result<(Vec<Session>, Swap)> {
    let found = swaps::store::find_swap(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    if found.person_id != who.person && found.with_person_id != who.person {
        return Err(Error::not_found());
    }
    let sessions = lock_both(tx, &found.session_id, &found.with_session_id)?;
    let swap = swaps::store::find_swap(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    Ok((sessions, swap))
}

/// Makes the exchange. Refused, everything is as it was.
pub async fn accept_swap(ctx: &Context, id: SwapId) -> Result<()> {
    ctx.write(move |tx, who| {
        let (mut sessions, swap) = lock_swap(tx, who, &id)?;
        allowed(swap.with_person_id == who.person && who.works())?;
        match swap.state {
            SwapState::Applied => return Ok(()),
            SwapState::Proposed => {}
            state => return Err(Error::from(Code::WrongState).with("state", state)),
        }
        for session in &sessions {
            must_be_coverable(session, tx.now())?;
        }
        end(tx, of(&sessions, &swap.session_id)?, &swap, SwapState::Applied)?;
        exchange(tx, who, &mut sessions, &swap)?;
        let now = tx.now();
        let (given, gotten) = (of(&sessions, &swap.session_id)?, of(&sessions, &swap.with_session_id)?);
        for (session, person) in [(given, &swap.with_person_id), (gotten, &swap.person_id)] {
            confirmations::store::save_confirmed(tx.conn(), (&session.id, person), session.starts_at, now)?;
        }
        let proposer = std::slice::from_ref(&swap.person_id);
        notify(tx, gotten, NoticeKind::SwapApplied, proposer, &session_link(gotten))?;
        for session in [given, gotten] {
            let mut coordinators = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
            coordinators.retain(|one| *one != swap.person_id && *one != swap.with_person_id);
            notify_quietly(
                tx,
                session,
                NoticeKind::CoverApplied,
                &coordinators,
                &session_link(session),
            )?;
            hint(tx, session, &[swap.person_id.clone(), swap.with_person_id.clone()])?;
        }
        Ok(())
    })
    .await
}

/// Releases both, exchanges, claims both in one order, and judges what stands then against what stood (S17).
fn exchange(tx: &mut Tx<'_>, who: &Permissions, sessions: &mut [Session], swap: &Swap) -> Result<()> {
    lock_studios_and_people(tx, sessions, swap)?;
    let mut stood: Vec<Vec<Reason>> = vec![];
    for session in sessions.iter() {
        let stands = current_proposal(tx.conn(), session)?;
        stood.push(validate_one(tx.conn(), &stands)?);
        claims::store::delete_claims(tx.conn(), &session.id)?;
    }
    for session in sessions.iter() {
        let (from, to) = if session.id == swap.session_id {
            (&swap.person_id, &swap.with_person_id)
        } else {
            (&swap.with_person_id, &swap.person_id)
        };
        let wanted = staff_without(tx.conn(), session, from, Some(to))?;
        if !wanted.iter().any(|member| member.person.id == *to) {
            return Err(Code::WrongState.into());
        }
        seat(tx, session, &wanted, StaffChange::Swap, &who.person)?;
        drop_notice(tx, &session.id, from)?;
        drop_notice(tx, &session.id, to)?;
    }
    for session in sessions.iter() {
        let proposal = current_proposal(tx.conn(), session)?;
        claim(tx, &session.id, &proposal, &who.coordinated())?;
    }
    for (session, stood) in sessions.iter_mut().zip(stood) {
        let proposal = current_proposal(tx.conn(), session)?;
        let reasons = brought(&stood, validate_one(tx.conn(), &proposal)?);
        must_stand(&as_known_to(who, &reasons), &Scope::All)?;
        session.warnings = warnings_text(&reasons, &proposal)?;
        let detail = json!({ "swap": swap.id });
        record(tx, session, SessionVerb::Staff, &who.person, detail)?;
        update_problems(tx, session, &reasons, &[], Some(&who.person))?;
    }
    Ok(())
}

/// Studios before people, each in the order of the ids, as every change of one session does.
fn lock_studios_and_people(tx: &mut Tx<'_>, both: &[Session], swap: &Swap) -> Result<()> {
    let mut studios: Vec<_> = both.iter().map(|session| &session.studio_id).collect();
    studios.sort();
    studios.dedup();
    for studio in studios {
        sessions::store::lock_studio(tx.conn(), studio)?;
    }
    let ids: Vec<SessionId> = both.iter().map(|session| session.id.clone()).collect();
    let mut people = vec![swap.person_id.clone(), swap.with_person_id.clone()];
    let staff = assignments::store::list_assignments(tx.conn(), &ids)?;
    people.extend(staff.into_iter().map(|(row, _)| row.person_id));
    let bookings = places::store::list_bookings(tx.conn(), &ids)?;
    people.extend(bookings.into_iter().map(|(booking, _)| booking.person_id));
    Ok(sessions::store::lock_people(tx.conn(), &people)?)
}

/// "No" by whoever was asked, or "never mind" by whoever proposed it. Said twice it is said once.
pub async fn close_swap(ctx: &Context, id: SwapId) -> Result<()> {
    ctx.write(move |tx, who| {
        let (sessions, swap) = lock_swap(tx, who, &id)?;
        let state = if swap.person_id == who.person {
            SwapState::Withdrawn
        } else {
            SwapState::Declined
        };
        match swap.state {
            SwapState::Proposed => end(tx, of(&sessions, &swap.session_id)?, &swap, state),
            SwapState::Applied => Err(Error::from(Code::WrongState).with("state", swap.state)),
            _ => Ok(()),
        }
    })
    .await
}

/// One of the sessions has begun without an answer.
pub async fn expire_swap(db: &crate::db::Db, id: SwapId) -> Result<()> {
    db.write(move |tx| {
        let Some(found) = swaps::store::find_swap(tx.conn(), &id)? else {
            return Ok(());
        };
        let sessions = lock_both(tx, &found.session_id, &found.with_session_id)?;
        let swap = swaps::store::find_swap(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        if swap.state != SwapState::Proposed {
            return Ok(());
        }
        let first = sessions.iter().map(|session| session.starts_at).min().unwrap_or(0);
        if first > tx.now() {
            let payload = json!({ "swap_id": id });
            jobs::enqueue(tx, &NewJob::new(EXPIRE_SWAP, payload).at(first))?;
            return Ok(());
        }
        end(tx, of(&sessions, &swap.session_id)?, &swap, SwapState::Expired)
    })
    .await
}
