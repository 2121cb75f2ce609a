//! What every change has in common: the claims that it implies, its line of history.

use super::problems::settle;
use crate::accounts::access::Scope;
use crate::clock::{DAY, Millis};
use crate::db::{Tx, dialect};
use crate::error::{Code, Error, Result};
use crate::ids::{AssignmentId, ClaimId, CohortId, Minter, PersonId, SeriesId, SessionId, StudioId};
use crate::jobs::{self, NewJob};
use crate::scheduling::api::CREDIT_SESSION;
use crate::scheduling::events::session_changed;
use crate::scheduling::judgement::weigh_one;
use crate::scheduling::model::{Asked, ROOM_BUFFER, SeatState, SessionState, Slot, Span, Verb};
use crate::scheduling::proposals::standing_proposal;
use crate::scheduling::rules::{Proposal, Reason, blocks};
use crate::scheduling::store;
use crate::scheduling::store::claims::{Claim, OVERLAP, Resource};
use crate::scheduling::store::sessions::{Session, SessionEvent};
use crate::scheduling::store::staff::Assignment;
use serde_json::Value;

/// Locks the studio and the people that a change is about. Whatever judges it is read after this: rooms, hours, people.
pub(super) fn lock_around(tx: &mut Tx<'_>, studio: &StudioId, people: &[PersonId]) -> Result<()> {
    store::sessions::lock_studio(tx.conn(), studio)?;
    Ok(store::sessions::lock_people(tx.conn(), people)?)
}

/// Locks a session's studio, its people and those who may join it, and only then reads what it is as it stands. The session
/// itself is locked already.
pub(super) fn standing_locked(tx: &mut Tx<'_>, session: &Session, also: &[PersonId]) -> Result<Proposal> {
    let ids = std::slice::from_ref(&session.id);
    let mut people = also.to_vec();
    let seats = store::staff::list_assignments(tx.conn(), ids)?.into_iter();
    people.extend(
        seats
            .filter(|(seat, _)| seat.state.holds())
            .map(|(seat, _)| seat.person_id),
    );
    let bookings = store::staff::list_bookings(tx.conn(), ids)?.into_iter();
    people.extend(bookings.map(|(booking, _)| booking.person_id));
    lock_around(tx, &session.studio_id, &people)?;
    standing_proposal(tx.conn(), session)
}

/// What a session is before a change, for the difference: a draft does not stand yet.
pub(super) fn stands<'a>(session: &Session, before: &'a Proposal) -> Option<&'a Proposal> {
    session.state.claims().then_some(before)
}

/// Refuses with every reason, as the caller may know them, when one of them blocks.
pub(super) fn must_stand(reasons: &[Reason], districts: &Scope) -> Result<()> {
    if blocks(reasons) {
        return Err(refused(reasons, districts));
    }
    Ok(())
}

fn refused(reasons: &[Reason], districts: &Scope) -> Error {
    let seen: Vec<Reason> = reasons.iter().map(|reason| reason.clone().seen_by(districts)).collect();
    Error::from(Code::SessionRefused).with("reasons", seen)
}

/// The reasons as they are stored with the session: what its own district may know.
pub(super) fn warnings_text(reasons: &[Reason], proposal: &Proposal) -> Result<String> {
    let own = Scope::Districts(vec![proposal.studio.district_id.clone()]);
    let seen: Vec<Reason> = reasons.iter().map(|reason| reason.clone().seen_by(&own)).collect();
    Ok(serde_json::to_string(&seen)?)
}

/// Gives back what the session has claimed and claims what the proposal implies: one path for all changes (S2). Should
/// the database see an overlap that the rules did not, the refusal is explained by judging again.
pub(super) fn claim(tx: &mut Tx<'_>, session: &SessionId, proposal: &Proposal, districts: &Scope) -> Result<()> {
    let wanted = implied(tx.minter(), session, proposal);
    let done: diesel::QueryResult<()> = tx.attempt(|tx| {
        store::claims::delete_claims(tx.conn(), session)?;
        store::claims::insert_claims(tx.conn(), wanted)
    });
    match done {
        Err(error) if dialect::violates(&error, OVERLAP) => Err(refused(&weigh_one(tx.conn(), proposal)?, districts)),
        done => Ok(done?),
    }
}

fn implied(ids: Minter<'_>, session: &SessionId, proposal: &Proposal) -> Vec<Claim> {
    let claim = |kind, id: &str, span: Span| Claim {
        id: ClaimId::tx.mint::<String>(),
        resource_kind: kind,
        resource_id: id.to_owned(),
        session_id: session.clone(),
        busy_from: span.from_at,
        busy_to: span.to_at,
        state: "confirmed",
    };
    let span = proposal.slot.span;
    let mut claims = vec![claim(
        Resource::Room,
        proposal.room.id.as_str(),
        span.widened(ROOM_BUFFER),
    )];
    for seat in &proposal.staff {
        claims.push(claim(Resource::Person, seat.person.id.as_str(), span));
    }
    claims
}

/// Refuses what would stand in the past without being meant to (scheduling 3).
pub(super) fn must_mean_the_past(slot: &Slot, is_meant: bool, now: Millis) -> Result<()> {
    if slot.span.from_at < now && !is_meant {
        return Err(Code::InPast.into());
    }
    Ok(())
}

/// Refuses when somebody has changed the session since the caller has read it. Places that were booked or given back in
/// between change nothing that a coordinator decides.
pub(super) fn must_have_seen(tx: &mut Tx<'_>, session: &Session, row_version: i64) -> Result<()> {
    let apart = session.row_version.checked_sub(row_version);
    let is_near = apart.is_some_and(|apart| (0..200).contains(&apart));
    let between = if is_near {
        store::sessions::list_verbs_after(tx.conn(), &session.id, row_version)?
    } else {
        return Err(Code::RowChanged.into());
    };
    if between.iter().all(|verb| matches!(verb, Verb::Book | Verb::Unbook)) {
        Ok(())
    } else {
        Err(Code::RowChanged.into())
    }
}

/// Stores a changed session under its next version with one line of history and one event (S13).
pub(super) fn record(
    tx: &mut Tx<'_>,
    session: &mut Session,
    verb: Verb,
    actor: &PersonId,
    detail: Value,
) -> Result<()> {
    record_by(tx, session, verb, Some(actor), detail)
}

/// The same for a change that nobody asked for here, such as the end of a role.
pub(super) fn record_by(
    tx: &mut Tx<'_>,
    session: &mut Session,
    verb: Verb,
    actor: Option<&PersonId>,
    detail: Value,
) -> Result<()> {
    let read_version = session.row_version;
    session.row_version += 1;
    if !store::sessions::update_session(tx.conn(), session, read_version)? {
        return Err(Code::RowChanged.into());
    }
    write_down(tx, session, verb, actor, detail)
}

fn write_down(tx: &mut Tx<'_>, session: &Session, verb: Verb, actor: Option<&PersonId>, detail: Value) -> Result<()> {
    let event = SessionEvent {
        session_id: session.id.clone(),
        row_version: session.row_version,
        at: tx.now(),
        actor_id: actor.cloned(),
        verb,
        state: session.state,
        detail: detail.to_string(),
    };
    store::sessions::insert_event(tx.conn(), &event)?;
    tx.after_commit(session_changed(session));
    Ok(())
}

/// Training looks at the session's attendance again; running it twice does no harm.
pub(super) fn credit_later(tx: &mut Tx<'_>, session: &SessionId) -> Result<()> {
    let payload = serde_json::json!({ "session_id": session });
    jobs::enqueue(tx, &NewJob::new(CREDIT_SESSION, payload))?;
    Ok(())
}

/// What a new session is beside its proposal.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// For those who run it.
    pub note: String,
    /// For which intake.
    pub cohort_id: Option<CohortId>,
    /// The module that a class teaches.
    pub phase_module: Option<String>,
    /// The series and the occurrence that the series meant.
    pub of_series: Option<(SeriesId, String)>,
    /// What is set aside.
    pub overrides: Vec<Asked>,
}

/// Writes a new session with its seats, its claims when it is published, and the first line of its history.
pub(super) fn insert_new(
    tx: &mut Tx<'_>,
    proposal: &Proposal,
    beside: Beside,
    state: SessionState,
    reasons: &[Reason],
    (verb, actor): (Verb, Option<&PersonId>),
) -> Result<Session> {
    let id = tx.mint::<SessionId>();
    let (series_id, occurrence_key) = beside.of_series.clone().unzip();
    let session = Session {
        ical_uid: id.to_string(),
        series_id,
        occurrence_key,
        type_code: proposal.kind.code.clone(),
        district_id: proposal.studio.district_id.clone(),
        studio_id: proposal.studio.id.clone(),
        room_id: proposal.room.id.clone(),
        cohort_id: beside.cohort_id.clone(),
        phase_module: beside.phase_module.clone(),
        title: proposal.title.clone(),
        note: beside.note.clone(),
        starts_at: proposal.slot.span.from_at,
        ends_at: proposal.slot.span.to_at,
        local_date: proposal.slot.local_date.clone(),
        local_start: proposal.slot.local_start.clone(),
        zone: proposal.slot.zone.clone(),
        state,
        capacity: proposal.kind.max_people.min(proposal.room.capacity),
        people: proposal.people,
        unnamed_count: 0,
        row_version: 1,
        ical_sequence: 0,
        cancel_reason: None,
        cancelled_at: None,
        cancelled_from: None,
        warnings: warnings_text(reasons, proposal)?,
        delivered_at: None,
        closed_at: None,
        placed_at: tx.now(),
        id,
    };
    store::sessions::insert_session(tx.conn(), &session)?;
    for seat in &proposal.staff {
        let row = Assignment {
            id: tx.mint::<AssignmentId>(),
            session_id: session.id.clone(),
            person_id: seat.person.id.clone(),
            role: seat.role,
            state: SeatState::Accepted,
        };
        store::staff::insert_assignment(tx.conn(), &row)?;
    }
    let detail = serde_json::json!({
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "room_id": session.room_id,
    });
    write_down(tx, &session, verb, actor, detail)?;
    settle(tx, &session, reasons, &beside.overrides, actor)?;
    Ok(session)
}

/// For imports: writes a session with its seats, and its claims when it is published, in the caller's transaction, without notices. The
/// caller has judged the line by its own table; `reasons` become the session's warnings. An overlap that the database
/// sees is `session_refused`, and nothing of the session is left.
pub fn insert_imported(
    tx: &mut Tx<'_>,
    proposal: &Proposal,
    beside: Beside,
    state: SessionState,
    reasons: &[Reason],
    actor: Option<&PersonId>,
) -> Result<Session> {
    tx.attempt(|tx| {
        let by = (Verb::Import, actor);
        let session = insert_new(tx, proposal, beside, state, reasons, by)?;
        if state.claims() {
            claim(tx, &session.id, proposal, &Scope::Districts(vec![]))?;
        }
        Ok(session)
    })
}

/// Dates so far back or ahead are typing errors.
pub(super) fn must_be_near(slot: &Slot, now: Millis) -> Result<()> {
    let at = slot.span.from_at;
    if at < now - 31 * DAY || at > now + 731 * DAY {
        return Err(Error::field("local_date", "out_of_range"));
    }
    Ok(())
}
