//! Opening a cohort, inside the transaction of whoever opens it.

use crate::clock::Millis;
use crate::cohorts::chat_room;
use crate::cohorts::cohort::dates::{PhaseDates, PhaseLength, lay_out};
use crate::cohorts::cohort::model::{Cohort, NewCohort};
use crate::cohorts::cohort::store;
use crate::config::ChatConfig;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CohortId, PersonId};

/// Writes a cohort with the dates of its phases and opens its chat room.
pub fn open_in(
    tx: &mut Tx<'_>,
    settings: &ChatConfig,
    new: &NewCohort,
    phases: &[PhaseLength],
    by: Option<&PersonId>,
) -> Result<(Cohort, Vec<PhaseDates>)> {
    let dates = lay_out(phases, new.starts_on)?;
    let ends_on = dates.last().map_or_else(String::new, |last| last.to.clone());
    let cohort = Cohort {
        id: tx.mint::<CohortId>(),
        intake_no: new.intake_no,
        name: new.name.clone(),
        district_id: new.district_id.clone(),
        programme_version_id: new.programme_version_id.clone(),
        starts_on: new.starts_on.to_string(),
        ends_on,
        places: new.places,
    };
    write_cohort(tx, &cohort, &dates, by, tx.now())?;
    chat_room::actions::open_in(tx, settings, &cohort)?;
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
