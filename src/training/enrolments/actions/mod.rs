//! Joining, resting, moving and leaving.

use crate::accounts::access::Permissions;
use crate::cohorts::api as cohorts;
use crate::cohorts::cohort::model::Cohort;
use crate::db::Tx;
use crate::error::{Code, Result};
use crate::ids::EnrolmentId;
use crate::training::access;
use crate::training::access::VisibleEnrolment;
use crate::training::enrolments::model::{PhaseEvent, PhaseEventKind};
use crate::training::enrolments::store;

mod enrol;
mod pause;

pub use enrol::{EnrolOptions, enrol, enrol_in, enrol_invited_in};
pub use pause::{pause, resume, withdraw};

/// Every way in counts the same places. The caller has locked the cohort's row.
fn must_have_place(tx: &mut Tx<'_>, cohort: &Cohort) -> Result<()> {
    if cohorts::count_enrolled(tx.conn(), &cohort.id)? >= cohort.places {
        return Err(Code::CohortFull.into());
    }
    Ok(())
}

/// Opens a phase and says so in the history.
pub(crate) fn enter_phase(tx: &mut Tx<'_>, id: &EnrolmentId, phase: i64) -> Result<()> {
    let (row, at) = (tx.mint::<String>(), tx.now());
    store::insert_phase_event(
        tx.conn(),
        &PhaseEvent {
            row: &row,
            enrolment: id,
            phase,
            kind: PhaseEventKind::Entered,
            gate: None,
            actor: None,
            reason: None,
            evaluation: None,
            at,
        },
    )
}

fn lock_visible(tx: &mut Tx<'_>, who: &Permissions, id: &EnrolmentId) -> Result<VisibleEnrolment> {
    access::visible_enrolment(tx.conn(), who, id)?;
    cohorts::lock_enrolment(tx.conn(), id)?;
    access::visible_enrolment(tx.conn(), who, id)
}

fn must_be(is_right: bool) -> Result<()> {
    if is_right { Ok(()) } else { Err(Code::WrongState.into()) }
}
