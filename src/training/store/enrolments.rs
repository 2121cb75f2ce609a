//! Enrolments, their cohorts over time, and their pauses.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::dialect;
use crate::db::schema::{cohort_memberships, cohorts, enrolments, pauses, people, phase_events};
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, EnrolmentId, GateId, PersonId, SessionId};
use crate::training::model::{Enrolment, EnrolmentState, Membership, Opened, Pause, PhaseEventKind};
use diesel::prelude::*;

type Columns = (
    enrolments::id,
    enrolments::person_id,
    people::nickname,
    people::home_district_id,
    enrolments::cohort_id,
    cohorts::name,
    cohorts::intake_no,
    cohorts::district_id,
    cohorts::ends_on,
    enrolments::programme_version_id,
    enrolments::state,
    enrolments::open_phase,
    enrolments::enrolled_at,
    enrolments::ended_at,
);
const COLUMNS: Columns = (
    enrolments::id,
    enrolments::person_id,
    people::nickname,
    people::home_district_id,
    enrolments::cohort_id,
    cohorts::name,
    cohorts::intake_no,
    cohorts::district_id,
    cohorts::ends_on,
    enrolments::programme_version_id,
    enrolments::state,
    enrolments::open_phase,
    enrolments::enrolled_at,
    enrolments::ended_at,
);

macro_rules! joined {
    () => {
        enrolments::table
            .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
            .inner_join(cohorts::table.on(cohorts::id.eq(enrolments::cohort_id)))
            .select(COLUMNS)
    };
}

/// One enrolment.
pub fn find_enrolment(conn: &mut Conn, id: &EnrolmentId) -> Result<Option<Enrolment>> {
    Ok(joined!().filter(enrolments::id.eq(id)).first(conn).optional()?)
}

/// A person's enrolments, the newest first.
pub fn list_of_person(conn: &mut Conn, person: &PersonId) -> Result<Vec<Enrolment>> {
    Ok(joined!()
        .filter(enrolments::person_id.eq(person))
        .order((enrolments::enrolled_at.desc(), enrolments::id.desc()))
        .load(conn)?)
}

/// The enrolments of these people, the oldest first.
pub fn list_of_people(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Enrolment>> {
    Ok(joined!()
        .filter(enrolments::person_id.eq_any(people))
        .order((enrolments::enrolled_at, enrolments::id))
        .load(conn)?)
}

/// Everybody in a cohort, by nickname.
pub fn list_of_cohort(conn: &mut Conn, cohort: &CohortId) -> Result<Vec<Enrolment>> {
    Ok(joined!()
        .filter(enrolments::cohort_id.eq(cohort))
        .order((people::nickname, enrolments::id))
        .load(conn)?)
}

/// Locks an enrolment until the commit: the head row of its ledger, its phases and its gates.
pub fn lock_enrolment(conn: &mut Conn, id: &EnrolmentId) -> Result<Enrolment> {
    diesel::update(enrolments::table.find(id))
        .set(enrolments::row_version.eq(enrolments::row_version + 1))
        .execute(conn)?;
    find_enrolment(conn, id)?.ok_or_else(Error::not_found)
}

/// Writes an enrolment in phase 1.
pub fn insert_enrolment(
    conn: &mut Conn,
    id: &EnrolmentId,
    person: &PersonId,
    cohort: &crate::training::model::Cohort,
    now: Millis,
) -> Result<()> {
    diesel::insert_into(enrolments::table)
        .values((
            enrolments::id.eq(id),
            enrolments::person_id.eq(person),
            enrolments::cohort_id.eq(&cohort.id),
            enrolments::programme_version_id.eq(&cohort.programme_version_id),
            enrolments::state.eq(EnrolmentState::Active),
            enrolments::open_phase.eq(1),
            enrolments::row_version.eq(1),
            enrolments::enrolled_at.eq(now),
        ))
        .execute(conn)
        .map_err(|error| {
            if dialect::violates(&error, "enrolments_person_id_key") {
                Error::from(Code::AlreadyEnrolled)
            } else {
                error.into()
            }
        })?;
    Ok(())
}

/// Changes the state; `ended_at` when it is over.
pub fn update_state(conn: &mut Conn, id: &EnrolmentId, state: EnrolmentState, ended_at: Option<Millis>) -> Result<()> {
    diesel::update(enrolments::table.find(id))
        .set((enrolments::state.eq(state), enrolments::ended_at.eq(ended_at)))
        .execute(conn)?;
    Ok(())
}

/// Opens the next phase; after the last one the enrolment is completed.
pub fn update_open_phase(conn: &mut Conn, id: &EnrolmentId, phase: i64, now: Millis) -> Result<()> {
    let row = diesel::update(enrolments::table.find(id));
    if phase > 4 {
        row.set((
            enrolments::open_phase.eq(5),
            enrolments::state.eq(EnrolmentState::Completed),
            enrolments::ended_at.eq(Some(now)),
        ))
        .execute(conn)?;
    } else {
        row.set(enrolments::open_phase.eq(phase)).execute(conn)?;
    }
    Ok(())
}

/// An earlier phase is open again, and whatever was completed goes on.
pub fn update_reopened(conn: &mut Conn, id: &EnrolmentId, phase: i64, state: EnrolmentState) -> Result<()> {
    diesel::update(enrolments::table.find(id))
        .set((
            enrolments::open_phase.eq(phase),
            enrolments::state.eq(state),
            enrolments::ended_at.eq(None::<Millis>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Begins the time in a cohort.
pub fn insert_membership(
    conn: &mut Conn,
    row: &str,
    id: &EnrolmentId,
    cohort: &CohortId,
    from_at: Millis,
) -> Result<()> {
    diesel::insert_into(cohort_memberships::table)
        .values((
            cohort_memberships::id.eq(row),
            cohort_memberships::enrolment_id.eq(id),
            cohort_memberships::cohort_id.eq(cohort),
            cohort_memberships::from_at.eq(from_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves an enrolment to another cohort; its membership of the old one ends.
pub fn update_cohort(conn: &mut Conn, row: &str, id: &EnrolmentId, cohort: &CohortId, now: Millis) -> Result<()> {
    diesel::update(cohort_memberships::table)
        .filter(cohort_memberships::enrolment_id.eq(id))
        .filter(cohort_memberships::to_at.is_null())
        .set(cohort_memberships::to_at.eq(now))
        .execute(conn)?;
    insert_membership(conn, row, id, cohort, now)?;
    diesel::update(enrolments::table.find(id))
        .set(enrolments::cohort_id.eq(cohort))
        .execute(conn)?;
    Ok(())
}

/// Which cohorts these enrolments were in.
pub fn list_memberships(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Membership>> {
    let rows: Vec<(EnrolmentId, CohortId, String, Millis, Option<Millis>)> = cohort_memberships::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_memberships::cohort_id)))
        .filter(cohort_memberships::enrolment_id.eq_any(ids))
        .order(cohort_memberships::from_at)
        .select((
            cohort_memberships::enrolment_id,
            cohort_memberships::cohort_id,
            cohorts::starts_on,
            cohort_memberships::from_at,
            cohort_memberships::to_at,
        ))
        .load(conn)?;
    let membership = |(enrolment_id, cohort_id, starts_on, from_at, to_at)| Membership {
        enrolment_id,
        cohort_id,
        starts_on,
        from_at,
        to_at,
    };
    Ok(rows.into_iter().map(membership).collect())
}

/// Writes the time in which somebody had left.
pub fn insert_absence(conn: &mut Conn, row: &str, id: &EnrolmentId, from_at: Millis, to_at: Millis) -> Result<()> {
    diesel::insert_into(pauses::table)
        .values((
            pauses::id.eq(row),
            pauses::enrolment_id.eq(id),
            pauses::from_at.eq(from_at),
            pauses::to_at.eq(to_at),
            pauses::is_absence.eq(true),
        ))
        .execute(conn)?;
    Ok(())
}

/// Begins a rest.
pub fn insert_pause(conn: &mut Conn, row: &str, id: &EnrolmentId, now: Millis) -> Result<()> {
    diesel::insert_into(pauses::table)
        .values((
            pauses::id.eq(row),
            pauses::enrolment_id.eq(id),
            pauses::from_at.eq(now),
            pauses::is_absence.eq(false),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the rest, if there is one.
pub fn update_pause_ended(conn: &mut Conn, id: &EnrolmentId, now: Millis) -> Result<()> {
    diesel::update(pauses::table)
        .filter(pauses::enrolment_id.eq(id))
        .filter(pauses::to_at.is_null())
        .set(pauses::to_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// The rests of these enrolments.
pub fn list_pauses(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Pause>> {
    Ok(pauses::table
        .filter(pauses::enrolment_id.eq_any(ids))
        .order(pauses::from_at)
        .select((pauses::enrolment_id, pauses::from_at, pauses::to_at, pauses::is_absence))
        .load(conn)?)
}

/// When the phases of these enrolments opened, the oldest first.
pub fn list_opened(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Opened>> {
    Ok(phase_events::table
        .filter(phase_events::enrolment_id.eq_any(ids))
        .filter(phase_events::kind.eq(PhaseEventKind::Entered))
        .order((phase_events::at, phase_events::phase))
        .select((phase_events::enrolment_id, phase_events::phase, phase_events::at))
        .load(conn)?)
}

/// Something that happened to a phase.
pub struct PhaseEvent<'a> {
    /// Its row.
    pub row: &'a str,
    /// Whose.
    pub enrolment: &'a EnrolmentId,
    /// Which phase.
    pub phase: i64,
    /// What.
    pub kind: PhaseEventKind,
    /// In which review.
    pub gate: Option<&'a GateId>,
    /// By whom.
    pub actor: Option<&'a PersonId>,
    /// Why, for a return.
    pub reason: Option<&'a str>,
    /// The frozen copy of the evaluation, as JSON.
    pub evaluation: Option<&'a str>,
    /// When.
    pub at: Millis,
}

/// Writes what happened to a phase.
pub fn insert_phase_event(conn: &mut Conn, event: &PhaseEvent<'_>) -> Result<()> {
    diesel::insert_into(phase_events::table)
        .values((
            phase_events::id.eq(event.row),
            phase_events::enrolment_id.eq(event.enrolment),
            phase_events::phase.eq(event.phase),
            phase_events::kind.eq(event.kind),
            phase_events::gate_id.eq(event.gate),
            phase_events::actor_id.eq(event.actor),
            phase_events::reason.eq(event.reason),
            phase_events::evaluation.eq(event.evaluation),
            phase_events::at.eq(event.at),
        ))
        .execute(conn)?;
    Ok(())
}

/// People with attendance of a session or with credit for it, who are or were enrolled.
pub fn list_concerned(conn: &mut Conn, session: &SessionId) -> Result<Vec<PersonId>> {
    use crate::db::schema::{attendances, credit_entries};
    let mut people: Vec<PersonId> = attendances::table
        .inner_join(enrolments::table.on(enrolments::person_id.eq(attendances::person_id)))
        .filter(attendances::session_id.eq(session))
        .select(attendances::person_id)
        .load(conn)?;
    people.extend(
        credit_entries::table
            .filter(credit_entries::source_kind.eq(crate::training::model::Source::Session))
            .filter(credit_entries::source_id.eq(session.as_str()))
            .select(credit_entries::person_id)
            .load::<PersonId>(conn)?,
    );
    people.sort();
    people.dedup();
    Ok(people)
}
