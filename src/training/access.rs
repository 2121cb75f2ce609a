//! Who may see and do what. A trainee sees their own enrolment; supervisors and coordinators those of their districts; headquarters
//! all. Whoever may not see something is told that there is nothing (safety 8, 9).

use crate::accounts::access::{Permissions, Role, Scope, allowed};
use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, EnrolmentId, PersonId};

/// An enrolment that the caller may see.
#[derive(Clone, Debug)]
pub struct VisibleEnrolment {
    pub enrolment: Enrolment,
    /// It is the caller's own.
    pub is_own: bool,
    /// The caller looks after it: supervisor or coordinator of its district, or headquarters.
    pub is_staff: bool,
}

/// An enrolment that the caller looks after and that is not their own.
#[derive(Clone, Debug)]
pub struct SupervisedEnrolment(pub Enrolment);

/// Where reviews may wait for somebody by their role: where they coordinate or supervise, and where they counsel; none is everywhere.
pub fn review_districts(who: &Permissions) -> Option<Vec<DistrictId>> {
    let supervised = who.coordinated_or_supervised();
    supervised.districts().map(|supervised| {
        let asked = who.scope(Role::Counsellor);
        let asked = asked.districts().unwrap_or_default().iter();
        supervised.iter().chain(asked).cloned().collect()
    })
}

fn is_supervised(who: &Permissions, district: Option<&DistrictId>) -> bool {
    match (who.coordinated_or_supervised(), district) {
        (Scope::All, _) => true,
        (scope, Some(district)) => scope.contains(district),
        (Scope::Districts(_), None) => false,
    }
}

/// An enrolment that the caller may see.
pub fn visible_enrolment(conn: &mut Conn, who: &Permissions, id: &EnrolmentId) -> Result<VisibleEnrolment> {
    let enrolment = cohorts::find_enrolment(conn, id)?.ok_or_else(Error::not_found)?;
    let is_own = enrolment.person_id == who.person;
    let is_staff = is_supervised(who, enrolment.district());
    if is_own || is_staff {
        Ok(VisibleEnrolment {
            enrolment,
            is_own,
            is_staff,
        })
    } else {
        Err(Error::not_found())
    }
}

/// An enrolment for which the caller may record, ask and confirm: one that they look after and that is not their own.
pub fn supervised_enrolment(conn: &mut Conn, who: &Permissions, id: &EnrolmentId) -> Result<SupervisedEnrolment> {
    let seen = visible_enrolment(conn, who, id)?;
    if seen.is_own {
        return Err(Code::OwnRecord.into());
    }
    Ok(SupervisedEnrolment(seen.enrolment))
}

/// Programmes are shown to whoever has to do with training.
pub fn may_read_programmes(who: &Permissions) -> Result<()> {
    allowed(who.is_staff() || who.has(Role::Trainee) || who.has(Role::Counsellor))
}

/// Nothing new goes into the file of somebody who took their consent to it back; what stands in it stays (safety 15).
pub(crate) fn must_record(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    if accounts::has_withdrawn(tx.conn(), person, Purpose::TrainingFile)? {
        return Err(Code::TrainingFileClosed.into());
    }
    Ok(())
}
