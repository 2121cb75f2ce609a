//! Joining, and coming back.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role, Scope};
use crate::accounts::api as accounts;
use crate::accounts::api::NewGrant;
use crate::accounts::model::{CounsellorStatus, QualifiedBy};
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::cohort::model::Cohort;
use crate::cohorts::membership::model::{Enrolment, EnrolmentState};
use crate::cohorts::{access as cohort_access, api as cohorts};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, DistrictId, EnrolmentId, PersonId};
use crate::jobs;
use crate::jobs::NewJob;
use crate::scheduling::api::CREDIT_SESSION;
use crate::training::enrolments::actions::{enter_phase, must_have_place};
use crate::training::enrolments::store;
use crate::training::ledger::lines::first_line;
use crate::training::ledger::model::{NewCredit, Source};
use crate::training::programmes::versions;
use crate::training::progress::enrolment_progress::version_of;
use crate::training::progress::timetable;
use crate::training::{ledger, notices, programmes};

/// How somebody is taken in.
#[derive(Clone, Debug, Default)]
pub struct EnrolOptions {
    /// Where they live, for a city-wide intake, if it is not known yet.
    pub home_district: Option<DistrictId>,
    /// What counts again was shown, and they take up the enrolment that they had.
    pub take_up: bool,
}

/// Takes somebody into a cohort, or back into a programme that they had left (T7).
pub async fn enrol(ctx: &Context, cohort: CohortId, person: PersonId, options: EnrolOptions) -> Result<EnrolmentId> {
    ctx.write(move |tx, who| {
        cohort_access::managed_cohort(tx.conn(), who, &cohort)?;
        let cohort = cohorts::lock_cohort(tx.conn(), &cohort)?;
        may_enrol(tx, who, &cohort, &person)?;
        accounts::hold_person_in(tx, &person)?;
        let by = Some(&who.person);
        let id = match earlier(tx, &cohort, &person)? {
            Some(earlier) => {
                must_have_place(tx, &cohort)?;
                if !options.take_up {
                    return Err(comes_back(tx, &earlier)?);
                }
                take_up_in(tx, &earlier, &cohort, by)?
            }
            None => {
                must_have_place(tx, &cohort)?;
                settle_home(tx, &cohort, &person, options.home_district.as_ref(), by)?;
                enrol_in(tx, &cohort, &person, by)?
            }
        };
        tx.audit(&who.entry(AuditVerb::Enrol, AuditSubject::Enrolment, id.as_str()))?;
        Ok(id)
    })
    .await
}

/// What the person had of this programme, if they left it. Whoever is in a cohort, or has completed it, is not taken in again.
fn earlier(tx: &mut Tx<'_>, cohort: &Cohort, person: &PersonId) -> Result<Option<Enrolment>> {
    let all = cohorts::list_of_person(tx.conn(), person)?;
    if all.iter().any(|enrolment| enrolment.state.is_going_on()) {
        return Err(Code::AlreadyEnrolled.into());
    }
    let programme = programmes::store::find_programme_of(tx.conn(), &cohort.programme_version_id)?;
    let mut found = None;
    for enrolment in all {
        if programmes::store::find_programme_of(tx.conn(), &enrolment.programme_version_id)? != programme {
            continue;
        }
        if enrolment.state == EnrolmentState::Completed {
            return Err(Code::ProgrammeCompleted.into());
        }
        found = found.or(Some(enrolment));
    }
    Ok(found)
}

/// The refusal that shows what would count again.
fn comes_back(tx: &mut Tx<'_>, earlier: &Enrolment) -> Result<Error> {
    let version = version_of(tx.conn(), earlier)?;
    let mut credits: Vec<(usize, i64)> = vec![];
    for sum in ledger::store::list_sums(tx.conn(), std::slice::from_ref(&earlier.id))? {
        let Some(index) = version.index_of(&sum.requirement_id) else {
            continue;
        };
        match credits.iter_mut().find(|(at, _)| *at == index) {
            Some((_, amount)) => *amount += sum.amount,
            None => credits.push((index, sum.amount)),
        }
    }
    credits.retain(|(_, amount)| *amount > 0);
    credits.sort_unstable();
    let shown = credits.into_iter().map(|(index, amount)| {
        let requirement = &version.requirements[index];
        serde_json::json!({"requirement": requirement.name, "amount": amount, "unit": requirement.unit})
    });
    Ok(Error::from(Code::ComesBack)
        .with("phase", earlier.open_phase)
        .with("credits", shown.collect::<Vec<_>>()))
}

/// Takes up the enrolment that somebody had left: the same ledger, the same phase, and the time between counts for nothing.
fn take_up_in(tx: &mut Tx<'_>, earlier: &Enrolment, cohort: &Cohort, by: Option<&PersonId>) -> Result<EnrolmentId> {
    let (now, id) = (tx.now(), &earlier.id);
    let earlier = cohorts::lock_enrolment(tx.conn(), id)?;
    let left_at = earlier.ended_at.ok_or(Code::AlreadyEnrolled)?;
    let row = tx.mint::<String>();
    store::insert_absence(tx.conn(), &row, id, left_at, now)?;
    if earlier.cohort_id != cohort.id {
        let row = tx.mint::<String>();
        cohorts::update_cohort(tx.conn(), &row, id, &cohort.id, now)?;
    }
    cohorts::update_state(tx.conn(), id, EnrolmentState::Active, None)?;
    welcome(tx, id, cohort, &earlier.person_id, by)?;
    Ok(id.clone())
}

/// Where a trainee lives is known: of a city-wide intake it is asked at the door, else it is the cohort's district.
fn settle_home(
    tx: &mut Tx<'_>,
    cohort: &Cohort,
    person: &PersonId,
    said: Option<&DistrictId>,
    by: Option<&PersonId>,
) -> Result<()> {
    if accounts::home_district(tx.conn(), person)?.is_some() {
        return Ok(());
    }
    let home = cohort.district_id.as_ref().or(said);
    let home = home.ok_or_else(|| Error::field("home_district_id", "required"))?;
    accounts::set_home_district_in(tx, person, home, by)
}

/// A coordinator takes in only people whom they may see; there is no way to try out ids (safety 9).
fn may_enrol(tx: &mut Tx<'_>, who: &Permissions, cohort: &Cohort, person: &PersonId) -> Result<()> {
    if *person == who.person {
        return Err(Code::OwnRecord.into());
    }
    let theirs = Permissions::of_person(tx.conn(), person).map_err(|_| Error::not_found())?;
    let scope = match &cohort.district_id {
        Some(district) => Scope::Districts(vec![district.clone()]),
        None => Scope::All,
    };
    let is_from_there = theirs.visible_districts().and(&scope) != Scope::Districts(vec![]);
    if !is_from_there && !who.is_headquarters() {
        return Err(Error::not_found());
    }
    Ok(())
}

/// Enrols whoever came with an invitation to a cohort, in the transaction in which they come in: a cohort that is full in the
/// meantime lets nobody in, and nothing is half-written.
pub fn enrol_invited_in(tx: &mut Tx<'_>, person: &PersonId, cohort: &CohortId) -> Result<()> {
    if cohorts::find_cohort(tx.conn(), cohort)?.is_none() {
        return Ok(());
    }
    let cohort = cohorts::lock_cohort(tx.conn(), cohort)?;
    let mine = cohorts::list_of_person(tx.conn(), person)?;
    let is_in = |enrolment: &Enrolment| enrolment.state.is_going_on() || enrolment.cohort_id == cohort.id;
    if mine.iter().any(is_in) {
        return Ok(());
    }
    must_have_place(tx, &cohort)?;
    settle_home(tx, &cohort, person, None, None)?;
    enrol_in(tx, &cohort, person, None).map(drop)
}

/// Takes somebody into a cohort in the caller's transaction: phase 1 opens, and they become a trainee and a candidate.
pub fn enrol_in(tx: &mut Tx<'_>, cohort: &Cohort, person: &PersonId, by: Option<&PersonId>) -> Result<EnrolmentId> {
    let is_going_on = cohorts::list_of_person(tx.conn(), person)?
        .iter()
        .any(|enrolment| enrolment.state.is_going_on());
    if is_going_on {
        return Err(Code::AlreadyEnrolled.into());
    }
    let (now, id) = (tx.now(), tx.mint::<EnrolmentId>());
    tx.attempt(|tx| cohorts::insert_enrolment(tx.conn(), &id, person, cohort, now))?;
    let row = tx.mint::<String>();
    cohorts::insert_membership(tx.conn(), &row, &id, &cohort.id, now)?;
    enter_phase(tx, &id, 1)?;
    credit_consent(tx, &id, cohort, person)?;
    welcome(tx, &id, cohort, person, by)?;
    Ok(id)
}

/// What belongs to being in a cohort: the role, a candidate's standing, the room, the evenings of it that were attended before,
/// and a word.
fn welcome(tx: &mut Tx<'_>, id: &EnrolmentId, cohort: &Cohort, person: &PersonId, by: Option<&PersonId>) -> Result<()> {
    let grant = NewGrant {
        role: Role::Trainee,
        district: cohort.district_id.clone(),
        is_privacy_officer: false,
    };
    accounts::grant_in(tx, person, &grant, by)?;
    let source = (QualifiedBy::Enrolment, id.as_str());
    accounts::qualify_in(tx, person, CounsellorStatus::Candidate, source)?;
    for session in timetable::store::list_attended_of_cohort(tx.conn(), person, &cohort.id)? {
        let payload = serde_json::json!({"session_id": session});
        jobs::enqueue(tx, &NewJob::new(CREDIT_SESSION, payload))?;
    }
    cohorts::seat_trainee_in(tx, &cohort.id, person)?;
    notices::enrolled(tx, person, &cohort.name)
}

/// The consent to a training file, given at the entrance, is one of the papers of phase 1.
fn credit_consent(tx: &mut Tx<'_>, id: &EnrolmentId, cohort: &Cohort, person: &PersonId) -> Result<()> {
    let Some(consent) = store::find_training_consent(tx.conn(), person)? else {
        return Ok(());
    };
    let version =
        versions::store::find_version(tx.conn(), &cohort.programme_version_id)?.ok_or_else(Error::not_found)?;
    let Some(requirement) = version.requirements.iter().find(|r| r.code == "data_consent") else {
        return Ok(());
    };
    let credit = NewCredit {
        recorded_by: Some(person.clone()),
        ..first_line(tx, id, person, requirement, (Source::Consent, consent), (1, 0))
    };
    ledger::store::insert_credit(tx.conn(), &credit)
}
