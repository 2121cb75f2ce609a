//! Resting, going on in the same or another cohort, and leaving.

use crate::accounts::Context;
use crate::accounts::access::{Scope, allowed};
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::membership::model::EnrolmentState;
use crate::cohorts::{access as cohort_access, api as cohorts};
use crate::error::{Error, Result};
use crate::ids::{CohortId, EnrolmentId};
use crate::training::access;
use crate::training::enrolments::actions::{lock_visible, must_be, must_have_place};
use crate::training::enrolments::store;

/// Rests; no reason is asked (M16).
pub async fn pause(ctx: &Context, id: EnrolmentId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = lock_visible(tx, who, &id)?;
        must_be(seen.enrolment.state == EnrolmentState::Active)?;
        cohorts::update_state(tx.conn(), &id, EnrolmentState::Paused, None)?;
        let now = tx.now();
        let row = tx.mint::<String>();
        store::insert_pause(tx.conn(), &row, &id, now)?;
        tx.audit(&who.entry(AuditVerb::PauseTraining, AuditSubject::Enrolment, id.as_str()))?;
        Ok(())
    })
    .await
}

/// Goes on, in the same cohort or another one of the same programme version (T7).
pub async fn resume(ctx: &Context, id: EnrolmentId, cohort: Option<CohortId>) -> Result<()> {
    ctx.write(move |tx, who| {
        // the cohort before the enrolment, as at every door
        if let Some(cohort) = &cohort {
            access::visible_enrolment(tx.conn(), who, &id)?;
            cohorts::lock_cohort(tx.conn(), cohort)?;
        }
        let seen = lock_visible(tx, who, &id)?;
        must_be(seen.enrolment.state == EnrolmentState::Paused)?;
        if let Some(cohort) = cohort.as_ref().filter(|cohort| **cohort != seen.enrolment.cohort_id) {
            allowed(seen.is_staff)?;
            let to = cohorts::find_cohort(tx.conn(), cohort)?.ok_or_else(Error::not_found)?;
            cohort_access::visible_cohort(tx.conn(), who, cohort).or_else(|error| match to.district_id {
                None => Ok(cohort_access::VisibleCohort {
                    cohort: to.clone(),
                    people_of: Scope::Districts(vec![]),
                }),
                Some(_) => Err(error),
            })?;
            if to.programme_version_id != seen.enrolment.programme_version_id {
                return Err(Error::field("cohort_id", "other_programme_version"));
            }
            must_have_place(tx, &to)?;
            let now = tx.now();
            let row = tx.mint::<String>();
            cohorts::update_cohort(tx.conn(), &row, &id, cohort, now)?;
            cohorts::unseat_in(tx, &seen.enrolment.cohort_id, &seen.enrolment.person_id)?;
            cohorts::seat_trainee_in(tx, cohort, &seen.enrolment.person_id)?;
        }
        cohorts::update_state(tx.conn(), &id, EnrolmentState::Active, None)?;
        let now = tx.now();
        store::update_pause_ended(tx.conn(), &id, now)?;
        tx.audit(&who.entry(AuditVerb::ResumeTraining, AuditSubject::Enrolment, id.as_str()))?;
        Ok(())
    })
    .await
}

/// Leaves; no reason is asked, and what was credited stays.
pub async fn withdraw(ctx: &Context, id: EnrolmentId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = lock_visible(tx, who, &id)?;
        must_be(seen.enrolment.state.is_going_on())?;
        let now = tx.now();
        store::update_pause_ended(tx.conn(), &id, now)?;
        cohorts::update_state(tx.conn(), &id, EnrolmentState::Withdrawn, Some(now))?;
        cohorts::unseat_in(tx, &seen.enrolment.cohort_id, &seen.enrolment.person_id)?;
        tx.audit(&who.entry(AuditVerb::WithdrawTraining, AuditSubject::Enrolment, id.as_str()))?;
        Ok(())
    })
    .await
}
