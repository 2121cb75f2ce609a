//! Joining, resting, moving and leaving.

use super::{Desk, Kit, notices, rooms};
use crate::accounts::access::{Role, Scope, Standing, allowed};
use crate::accounts::front::{self as accounts, NewGrant};
use crate::accounts::model::CounsellorStatus;
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, EnrolmentId, PersonId};
use crate::training::access::{self, Seen};
use crate::training::model::{Cohort, EnrolmentState, NewCredit, PhaseEventKind, Source};
use crate::training::store::{self, PhaseEvent};

/// Takes somebody into a cohort.
pub async fn enrol(desk: Desk, cohort: CohortId, person: PersonId) -> Result<EnrolmentId> {
    desk.write(move |tx, standing, desk| {
        let cohort = access::own_cohort(tx.conn(), standing, &cohort)?;
        may_enrol(tx, standing, &cohort, &person)?;
        if store::count_enrolled(tx.conn(), &cohort.id)? >= cohort.places {
            return Err(Code::CohortFull.into());
        }
        let id = enrol_in(tx, &desk.kit, &cohort, &person, Some(&standing.person))?;
        desk.note(tx, AuditVerb::Enrol, AuditSubject::Enrolment, id.as_str())?;
        Ok(id)
    })
    .await
}

/// A coordinator takes in only people whom they may see; there is no way to try out ids (safety 9).
fn may_enrol(tx: &mut Tx<'_>, standing: &Standing, cohort: &Cohort, person: &PersonId) -> Result<()> {
    if *person == standing.person {
        return Err(Code::OwnRecord.into());
    }
    let theirs = Standing::of_person(tx.conn(), person).map_err(|_| Error::not_found())?;
    let scope = match &cohort.district_id {
        Some(district) => Scope::Districts(vec![district.clone()]),
        None => Scope::All,
    };
    let is_from_there = theirs.visible_districts().and(&scope) != Scope::Districts(vec![]);
    if !is_from_there && !standing.is_headquarters() {
        return Err(Error::not_found());
    }
    Ok(())
}

/// Enrols whoever came with an invitation to a cohort; called by a job, so doing it twice does nothing.
pub async fn enrol_invited(db: Db, kit: Kit, person: PersonId, cohort: CohortId) -> Result<()> {
    db.write(move |tx| {
        let Some(cohort) = store::find_cohort(tx.conn(), &cohort)? else {
            return Ok(());
        };
        let is_in = store::list_of_person(tx.conn(), &person)?
            .iter()
            .any(|enrolment| enrolment.state.is_going_on() || enrolment.cohort_id == cohort.id);
        if !is_in {
            enrol_in(tx, &kit, &cohort, &person, None)?; // a code is a place, so no places are counted
        }
        Ok(())
    })
    .await
}

/// Takes somebody into a cohort in the caller's transaction: phase 1 opens, and they become a trainee and a candidate.
pub fn enrol_in(
    tx: &mut Tx<'_>,
    kit: &Kit,
    cohort: &Cohort,
    person: &PersonId,
    by: Option<&PersonId>,
) -> Result<EnrolmentId> {
    let is_going_on = store::list_of_person(tx.conn(), person)?
        .iter()
        .any(|enrolment| enrolment.state.is_going_on());
    if is_going_on {
        return Err(Code::AlreadyEnrolled.into());
    }
    let (now, id) = (kit.now(), EnrolmentId::mint(&kit.clock, &kit.chance));
    store::insert_enrolment(tx.conn(), &id, person, cohort, now)?;
    store::insert_membership(tx.conn(), &kit.mint(), &id, &cohort.id, now)?;
    enter_phase(tx, kit, &id, 1)?;
    accounts::grant_in(
        tx,
        &kit.clock,
        &kit.chance,
        person,
        &NewGrant {
            role: Role::Trainee,
            district: cohort.district_id.clone(),
            is_privacy_officer: false,
        },
        by,
    )?;
    if store::find_status(tx.conn(), person)?.is_none() {
        accounts::set_counsellor_status_in(tx, person, Some(CounsellorStatus::Candidate))?;
    }
    credit_consent(tx, kit, &id, cohort, person)?;
    rooms::seat_trainee_in(tx, kit, &cohort.id, person)?;
    notices::enrolled(tx, kit, person, &cohort.name)?;
    Ok(id)
}

/// The consent to a training file, given at the entrance, is one of the papers of phase 1.
fn credit_consent(tx: &mut Tx<'_>, kit: &Kit, id: &EnrolmentId, cohort: &Cohort, person: &PersonId) -> Result<()> {
    let Some(consent) = store::find_training_consent(tx.conn(), person)? else {
        return Ok(());
    };
    let version = store::find_version(tx.conn(), &cohort.programme_version_id)?.ok_or_else(Error::not_found)?;
    let Some(requirement) = version.requirements.iter().find(|r| r.code == "data_consent") else {
        return Ok(());
    };
    let credit = NewCredit {
        recorded_by: Some(person.clone()),
        ..kit.credit(id, person, &requirement.id, (Source::Consent, consent), (1, 0))
    };
    store::insert_credit(tx.conn(), &credit)
}

/// Opens a phase and says so in the history.
pub(super) fn enter_phase(tx: &mut Tx<'_>, kit: &Kit, id: &EnrolmentId, phase: i64) -> Result<()> {
    store::insert_phase_event(
        tx.conn(),
        &PhaseEvent {
            row: &kit.mint(),
            enrolment: id,
            phase,
            kind: PhaseEventKind::Entered,
            gate: None,
            actor: None,
            reason: None,
            evaluation: None,
            at: kit.now(),
        },
    )
}

/// Rests; no reason is asked (M16).
pub async fn pause(desk: Desk, id: EnrolmentId) -> Result<()> {
    desk.write(move |tx, standing, desk| {
        let seen = lock_seen(tx, standing, &id)?;
        must_be(seen.enrolment.state == EnrolmentState::Active)?;
        let kit = &desk.kit;
        store::update_state(tx.conn(), &id, EnrolmentState::Paused, None)?;
        store::insert_pause(tx.conn(), &kit.mint(), &id, kit.now())?;
        desk.note(tx, AuditVerb::PauseTraining, AuditSubject::Enrolment, id.as_str())
    })
    .await
}

/// Goes on, in the same cohort or another one of the same programme version (T7).
pub async fn resume(desk: Desk, id: EnrolmentId, cohort: Option<CohortId>) -> Result<()> {
    desk.write(move |tx, standing, desk| {
        let seen = lock_seen(tx, standing, &id)?;
        must_be(seen.enrolment.state == EnrolmentState::Paused)?;
        let kit = &desk.kit;
        if let Some(cohort) = cohort.as_ref().filter(|cohort| **cohort != seen.enrolment.cohort_id) {
            allowed(seen.is_staff)?;
            let to = store::find_cohort(tx.conn(), cohort)?.ok_or_else(Error::not_found)?;
            access::seen_cohort(tx.conn(), standing, cohort).or_else(|error| match to.district_id {
                None => Ok(access::SeenCohort {
                    cohort: to.clone(),
                    people_of: Scope::Districts(vec![]),
                }),
                Some(_) => Err(error),
            })?;
            if to.programme_version_id != seen.enrolment.programme_version_id {
                return Err(Error::field("cohort_id", "other_programme_version"));
            }
            store::update_cohort(tx.conn(), &kit.mint(), &id, cohort, kit.now())?;
            rooms::unseat_in(tx, kit, &seen.enrolment.cohort_id, &seen.enrolment.person_id)?;
            rooms::seat_trainee_in(tx, kit, cohort, &seen.enrolment.person_id)?;
        }
        store::update_state(tx.conn(), &id, EnrolmentState::Active, None)?;
        store::update_pause_ended(tx.conn(), &id, kit.now())?;
        desk.note(tx, AuditVerb::ResumeTraining, AuditSubject::Enrolment, id.as_str())
    })
    .await
}

/// Leaves; no reason is asked, and what was credited stays.
pub async fn withdraw(desk: Desk, id: EnrolmentId) -> Result<()> {
    desk.write(move |tx, standing, desk| {
        let seen = lock_seen(tx, standing, &id)?;
        must_be(seen.enrolment.state.is_going_on())?;
        let now = desk.kit.now();
        store::update_pause_ended(tx.conn(), &id, now)?;
        store::update_state(tx.conn(), &id, EnrolmentState::Withdrawn, Some(now))?;
        rooms::unseat_in(tx, &desk.kit, &seen.enrolment.cohort_id, &seen.enrolment.person_id)?;
        desk.note(tx, AuditVerb::WithdrawTraining, AuditSubject::Enrolment, id.as_str())
    })
    .await
}

fn lock_seen(tx: &mut Tx<'_>, standing: &Standing, id: &EnrolmentId) -> Result<Seen> {
    access::seen_enrolment(tx.conn(), standing, id)?;
    store::lock_enrolment(tx.conn(), id)?;
    access::seen_enrolment(tx.conn(), standing, id)
}

fn must_be(is_right: bool) -> Result<()> {
    if is_right { Ok(()) } else { Err(Code::WrongState.into()) }
}
