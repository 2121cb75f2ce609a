//! Cohorts: opened from a template with dates and invitation codes, and the places in them.

use super::rooms;
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::{self as accounts, NewInvitation};
use crate::accounts::context::Context;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::{DAY, Millis};
use crate::config::ChatConfig;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, DistrictId, PersonId, ProgrammeVersionId};
use crate::keys::Keys;
use crate::training::access;
use crate::training::model::{Cohort, CohortPlace, PhaseDates, lay_out};
use crate::training::store;
use jiff::civil::Date;

/// How long the codes of an intake can be used.
const CODES_LAST: i64 = 30 * DAY;

/// What a cohort is made from.
#[derive(Clone, Debug)]
pub struct NewCohort {
    /// The N of "intake N".
    pub intake_no: i64,
    /// For people.
    pub name: String,
    /// None for the whole city.
    pub district_id: Option<DistrictId>,
    /// First day of phase 1.
    pub starts_on: Date,
    /// What it follows.
    pub programme_version_id: ProgrammeVersionId,
    /// How many people, and how many codes.
    pub places: i64,
}

/// A cohort as it was opened. The codes can be read only here and now.
pub struct Opened {
    /// The cohort.
    pub cohort: Cohort,
    /// When the phases are planned.
    pub dates: Vec<PhaseDates>,
    /// One per place.
    pub codes: Vec<String>,
}

/// Opens a cohort: the dates are laid out, whoever opens it leads it, and each place has a one-time code (M21).
pub async fn open_cohort(ctx: &Context, new: NewCohort) -> Result<Opened> {
    let (chat, keys) = (ctx.config.chat.clone(), ctx.keys.clone());
    ctx.write(move |tx, who| {
        access::may_open_cohort(who, new.district_id.as_ref())?;
        let (cohort, dates) = open_cohort_in(tx, &chat, &new, Some(&who.person))?;
        place_in(tx, &cohort.id, &who.person, CohortPlace::Lead)?;
        let codes = invite(tx, &keys, &who.person, &cohort)?;
        tx.audit(&Entry::new(
            Some(&who.person),
            AuditVerb::OpenCohort,
            AuditSubject::Cohort,
            cohort.id.as_str(),
        ))?;
        Ok(Opened { cohort, dates, codes })
    })
    .await
}

/// Writes a cohort with its dates in the caller's transaction.
pub fn open_cohort_in(
    tx: &mut Tx<'_>,
    chat: &ChatConfig,
    new: &NewCohort,
    by: Option<&PersonId>,
) -> Result<(Cohort, Vec<PhaseDates>)> {
    let version = store::find_version(tx.conn(), &new.programme_version_id)?
        .ok_or_else(|| Error::field("programme_version_id", "unknown"))?;
    let dates = lay_out(&version.phases, new.starts_on)?;
    let ends_on = dates.last().map_or_else(String::new, |last| last.to.clone());
    let cohort = Cohort {
        id: tx.mint::<CohortId>(),
        intake_no: new.intake_no,
        name: new.name.clone(),
        district_id: new.district_id.clone(),
        programme_version_id: version.id,
        starts_on: new.starts_on.to_string(),
        ends_on,
        places: new.places,
    };
    write_cohort(tx, &cohort, &dates, by, tx.now())?;
    rooms::open_in(tx, chat, &cohort)?;
    Ok((cohort, dates))
}

/// Writes a cohort whose dates are known; its number may be taken.
pub fn write_cohort(
    tx: &mut Tx<'_>,
    cohort: &Cohort,
    dates: &[PhaseDates],
    by: Option<&PersonId>,
    now: Millis,
) -> Result<()> {
    tx.attempt(|tx| store::insert_cohort(tx.conn(), cohort, by, now))?;
    for dates in dates {
        store::insert_phase_dates(tx.conn(), &cohort.id, dates)?;
    }
    Ok(())
}

fn invite(tx: &mut Tx<'_>, keys: &Keys, by: &PersonId, cohort: &Cohort) -> Result<Vec<String>> {
    let invitation = NewInvitation {
        role: Role::Trainee,
        district: cohort.district_id.clone(),
        cohort: Some(cohort.id.clone()),
        created_by: Some(by.clone()),
        expires_at: tx.now() + CODES_LAST,
    };
    let mut codes = vec![];
    for _ in 0..cohort.places {
        let (_, code) = accounts::invite_in(tx, keys, &invitation)?;
        codes.push(code);
    }
    Ok(codes)
}

/// Gives somebody a place in a cohort: lead, trainer or mentor.
pub async fn give_place(ctx: &Context, cohort: CohortId, person: PersonId, place: CohortPlace) -> Result<()> {
    ctx.write(move |tx, who| {
        let cohort = access::own_cohort(tx.conn(), who, &cohort)?;
        let theirs = Permissions::of_person(tx.conn(), &person).map_err(|_| Error::not_found())?;
        let fits = match &cohort.district_id {
            Some(district) => theirs.visible_districts().contains(district),
            None => true,
        };
        if !fits {
            return Err(Error::not_found());
        }
        if !theirs.is_staff() && !theirs.has(Role::Counsellor) {
            return Err(Error::field("person_id", "not_allowed"));
        }
        place_in(tx, &cohort.id, &person, place)?;
        tx.audit(&Entry::new(
            Some(&who.person),
            AuditVerb::GivePlace,
            AuditSubject::Cohort,
            cohort.id.as_str(),
        ))?;
        Ok(())
    })
    .await
}

fn place_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId, place: CohortPlace) -> Result<()> {
    let is_there = store::list_places(tx.conn(), cohort)?.contains(&(person.clone(), place));
    if !is_there {
        let now = tx.now();
        let row = tx.mint::<String>();
        store::insert_place(tx.conn(), &row, cohort, person, place, now)?;
    }
    rooms::seat_staff_in(tx, cohort, person)
}

/// Ends somebody's place in a cohort.
pub async fn end_place(ctx: &Context, cohort: CohortId, person: PersonId, place: CohortPlace) -> Result<()> {
    ctx.write(move |tx, who| {
        let cohort = access::own_cohort(tx.conn(), who, &cohort)?;
        let now = tx.now();
        if store::update_place_ended(tx.conn(), &cohort.id, &person, place, now)? == 0 {
            return Err(Code::NotFound.into());
        }
        if !store::list_places(tx.conn(), &cohort.id)?
            .iter()
            .any(|(other, _)| *other == person)
        {
            rooms::unseat_in(tx, &cohort.id, &person)?;
        }
        tx.audit(&Entry::new(
            Some(&who.person),
            AuditVerb::EndPlace,
            AuditSubject::Cohort,
            cohort.id.as_str(),
        ))?;
        Ok(())
    })
    .await
}
