//! Opening a cohort from a programme with its invitation codes, and changing one with its effects shown first.

use crate::accounts::Context;
use crate::accounts::access::Role;
use crate::accounts::api as accounts;
use crate::accounts::api::NewInvitation;
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::DAY;
use crate::cohorts::cohort::dates::PhaseDates;
use crate::cohorts::cohort::model::{Cohort, NewCohort};
use crate::cohorts::places::model::CohortPlace;
use crate::cohorts::{access as cohort_access, api as cohorts};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{CohortId, EnrolmentId, PersonId};
use crate::keys::Keys;
use crate::training::programmes::versions;
use crate::training::progress::enrolment_progress::{EnrolmentProgress, load_progress_of_many};
use jiff::civil::Date;

/// How long the codes of an intake can be used.
const CODES_LAST: i64 = 30 * DAY;

/// A cohort as it was opened. The codes can be read only here and now.
pub struct OpenedCohort {
    pub cohort: Cohort,
    /// When the phases are planned.
    pub dates: Vec<PhaseDates>,
    pub codes: Vec<String>,
}

/// Opens a cohort: the dates are laid out, whoever opens it leads it, and each place has a one-time code (M21).
pub async fn open_cohort(ctx: &Context, new: NewCohort) -> Result<OpenedCohort> {
    let (chat, keys) = (ctx.config.chat.clone(), ctx.keys.clone());
    ctx.write(move |tx, who| {
        cohort_access::may_open_cohort(who, new.district_id.as_ref())?;
        let version = versions::store::find_version(tx.conn(), &new.programme_version_id)?
            .ok_or_else(|| Error::field("programme_version_id", "unknown"))?;
        let phases = version.phase_lengths();
        let (cohort, dates) = cohorts::open_in(tx, &chat, &new, &phases, Some(&who.person))?;
        cohorts::place_in(tx, &cohort.id, &who.person, CohortPlace::Lead)?;
        let codes = invite(tx, &keys, &who.person, &cohort)?;
        tx.audit(&who.entry(AuditVerb::OpenCohort, AuditSubject::Cohort, cohort.id.as_str()))?;
        Ok(OpenedCohort { cohort, dates, codes })
    })
    .await
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

/// What changes; what is absent stays.
#[derive(Clone, Debug)]
pub struct Change {
    pub name: Option<String>,
    /// How many people it has room for.
    pub places: Option<i64>,
    /// The day after its last.
    pub ends_on: Option<Date>,
    /// Only show what it would do.
    pub is_dry_run: bool,
}

/// What a change does to one person.
pub struct Effect {
    pub enrolment: EnrolmentId,
    pub nickname: String,
    /// Whether their open phase could not be passed before.
    pub cannot_pass_before: bool,
    /// And whether it cannot afterwards.
    pub cannot_pass_after: bool,
}

fn cannot_pass(progress: &EnrolmentProgress) -> bool {
    let open = progress.evaluation.phase(progress.enrolment.open_phase);
    open.is_some_and(|open| open.cannot_pass)
}

/// Changes a cohort, or only shows for whom it makes a difference.
pub async fn change_cohort(ctx: &Context, id: CohortId, change: Change) -> Result<(Cohort, Vec<Effect>)> {
    ctx.write(move |tx, who| {
        cohort_access::managed_cohort(tx.conn(), who, &id)?;
        let before = cohorts::lock_cohort(tx.conn(), &id)?;
        let after = changed(&before, &change)?;
        if after.places < before.places && after.places < cohorts::count_enrolled(tx.conn(), &id)? {
            return Err(Error::field("places", "below_enrolled"));
        }
        let phases = cohorts::list_phase_dates(tx.conn(), &id)?;
        if phases.last().is_some_and(|last| after.ends_on <= last.from) {
            return Err(Error::field("ends_on", "before_last_phase"));
        }
        let mut people = cohorts::list_of_cohort(tx.conn(), &id)?;
        people.retain(|enrolment| enrolment.state.is_going_on());
        let now = tx.now();
        let all_progress = load_progress_of_many(tx.conn(), people.clone(), now)?;
        for enrolment in &mut people {
            enrolment.cohort_ends_on.clone_from(&after.ends_on);
        }
        let effects = all_progress.iter().zip(load_progress_of_many(tx.conn(), people, now)?);
        let effects = effects.map(|(before, after)| Effect {
            enrolment: after.enrolment.id.clone(),
            nickname: after.enrolment.nickname.clone(),
            cannot_pass_before: cannot_pass(before),
            cannot_pass_after: cannot_pass(&after),
        });
        let effects = effects
            .filter(|effect| effect.cannot_pass_before != effect.cannot_pass_after)
            .collect();
        if !change.is_dry_run && after != before {
            cohorts::update_cohort_dates(tx.conn(), &after)?;
            let detail = serde_json::json!({"places": after.places, "ends_on": after.ends_on});
            let entry = who.entry(AuditVerb::ChangeCohort, AuditSubject::Cohort, &id);
            tx.audit(&entry.detail(detail))?;
        }
        Ok((after, effects))
    })
    .await
}

fn changed(before: &Cohort, change: &Change) -> Result<Cohort> {
    let mut after = before.clone();
    if let Some(name) = &change.name {
        after.name.clone_from(name);
    }
    if let Some(places) = change.places {
        after.places = places;
    }
    if let Some(ends_on) = change.ends_on {
        after.ends_on = ends_on.to_string();
    }
    if after.ends_on <= after.starts_on {
        return Err(Error::field("ends_on", "out_of_range"));
    }
    Ok(after)
}
