//! Another name, other places or another end for a cohort, with what it does to its people shown first.

use crate::accounts::context::Context;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::error::{Error, Result};
use crate::ids::{CohortId, EnrolmentId};
use crate::training::access;
use crate::training::model::Cohort;
use crate::training::progress::{Picture, pictures_of};
use crate::training::store;
use jiff::civil::Date;

/// What changes; what is absent stays.
#[derive(Clone, Debug)]
pub struct Change {
    /// For people.
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
    /// Whose way.
    pub enrolment: EnrolmentId,
    /// Their nickname.
    pub nickname: String,
    /// Whether their open phase could not be passed before.
    pub cannot_pass_before: bool,
    /// And whether it cannot afterwards.
    pub cannot_pass_after: bool,
}

fn cannot_pass(picture: &Picture) -> bool {
    let open = picture.evaluation.phase(picture.enrolment.open_phase);
    open.is_some_and(|open| open.cannot_pass)
}

/// Changes a cohort, or only shows for whom it makes a difference.
pub async fn change_cohort(ctx: &Context, id: CohortId, change: Change) -> Result<(Cohort, Vec<Effect>)> {
    ctx.write(move |tx, who| {
        access::own_cohort(tx.conn(), who, &id)?;
        let before = store::lock_cohort(tx.conn(), &id)?;
        let after = changed(&before, &change)?;
        if after.places < before.places && after.places < store::count_enrolled(tx.conn(), &id)? {
            return Err(Error::field("places", "below_enrolled"));
        }
        let phases = store::list_phase_dates(tx.conn(), &id)?;
        if phases.last().is_some_and(|last| after.ends_on <= last.from) {
            return Err(Error::field("ends_on", "before_last_phase"));
        }
        let mut people = store::list_of_cohort(tx.conn(), &id)?;
        people.retain(|enrolment| enrolment.state.is_going_on());
        let now = tx.now();
        let pictures = pictures_of(tx.conn(), people.clone(), now)?;
        for enrolment in &mut people {
            enrolment.cohort_ends_on.clone_from(&after.ends_on);
        }
        let effects = pictures.iter().zip(pictures_of(tx.conn(), people, now)?);
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
            store::update_cohort_dates(tx.conn(), &after)?;
            let detail = serde_json::json!({"places": after.places, "ends_on": after.ends_on});
            let entry = Entry::new(Some(&who.person), AuditVerb::ChangeCohort, AuditSubject::Cohort, &id);
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
