//! Who may see and do what. A trainee sees their own way; supervisors and coordinators that of their districts; headquarters
//! all. Whoever may not see something is told that there is nothing (safety 8, 9).

use super::model::{Cohort, Enrolment};
use super::store;
use crate::accounts::access::{Permissions, Role, Scope, allowed};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CohortId, DistrictId, EnrolmentId};

/// An enrolment that the caller may see.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The enrolment.
    pub enrolment: Enrolment,
    /// It is the caller's own.
    pub is_own: bool,
    /// The caller looks after it: supervisor or coordinator of its district, or headquarters.
    pub is_staff: bool,
}

/// An enrolment that the caller looks after and that is not their own.
#[derive(Clone, Debug)]
pub struct Tended(pub Enrolment);

/// A cohort that the caller may see, and whose people in it.
#[derive(Clone, Debug)]
pub struct SeenCohort {
    /// The cohort.
    pub cohort: Cohort,
    /// Of a city-wide cohort only people of these districts are shown.
    pub people_of: Scope,
}

/// Where somebody coordinates or supervises.
pub fn tended_districts(who: &Permissions) -> Scope {
    match (who.coordinated(), who.scope(Role::Supervisor)) {
        (Scope::All, _) | (_, Scope::All) => Scope::All,
        (Scope::Districts(mut coordinated), Scope::Districts(supervised)) => {
            coordinated.extend(supervised);
            Scope::Districts(coordinated)
        }
    }
}

/// Where reviews may wait for somebody by their role: where they tend, and where they counsel; none is everywhere.
pub fn watched_districts(who: &Permissions) -> Option<Vec<DistrictId>> {
    let tended = tended_districts(who);
    tended.districts().map(|tended| {
        let asked = who.scope(Role::Counsellor);
        let asked = asked.districts().unwrap_or_default().iter();
        tended.iter().chain(asked).cloned().collect()
    })
}

fn is_tended(who: &Permissions, district: Option<&DistrictId>) -> bool {
    match (tended_districts(who), district) {
        (Scope::All, _) => true,
        (scope, Some(district)) => scope.contains(district),
        (Scope::Districts(_), None) => false,
    }
}

/// An enrolment that the caller may see.
pub fn seen_enrolment(conn: &mut Conn, who: &Permissions, id: &EnrolmentId) -> Result<Seen> {
    let enrolment = store::find_enrolment(conn, id)?.ok_or_else(Error::not_found)?;
    let is_own = enrolment.person_id == who.person;
    let is_staff = is_tended(who, enrolment.district());
    if is_own || is_staff {
        Ok(Seen {
            enrolment,
            is_own,
            is_staff,
        })
    } else {
        Err(Error::not_found())
    }
}

/// An enrolment for which the caller may record, ask and confirm: one that they look after and that is not their own.
pub fn tended_enrolment(conn: &mut Conn, who: &Permissions, id: &EnrolmentId) -> Result<Tended> {
    let seen = seen_enrolment(conn, who, id)?;
    if seen.is_own {
        return Err(crate::error::Code::OwnRecord.into());
    }
    Ok(Tended(seen.enrolment))
}

/// A cohort that the caller may see: of their district, or city-wide with somebody of their district in it.
pub fn seen_cohort(conn: &mut Conn, who: &Permissions, id: &CohortId) -> Result<SeenCohort> {
    let cohort = store::find_cohort(conn, id)?.ok_or_else(Error::not_found)?;
    let people_of = match (tended_districts(who), &cohort.district_id) {
        (Scope::All, _) => Scope::All,
        (scope, Some(district)) if scope.contains(district) => Scope::All,
        (Scope::Districts(districts), None) if store::has_people_from(conn, id, &districts)? => {
            Scope::Districts(districts)
        }
        _ => return Err(Error::not_found()),
    };
    Ok(SeenCohort { cohort, people_of })
}

/// A cohort that the caller runs: the coordinators of its district, for a city-wide one only headquarters.
pub fn own_cohort(conn: &mut Conn, who: &Permissions, id: &CohortId) -> Result<Cohort> {
    let cohort = seen_cohort(conn, who, id)?.cohort;
    allowed(runs(who, cohort.district_id.as_ref())).map(|()| cohort)
}

/// Runs what belongs to a district: its coordinators, and headquarters; what is city-wide, only headquarters.
pub fn runs(who: &Permissions, district: Option<&DistrictId>) -> bool {
    match district {
        Some(district) => who.coordinates(district),
        None => who.is_headquarters(),
    }
}

/// Whoever plans a cohort: a coordinator for their district, headquarters for any or for the whole city.
pub fn may_open_cohort(who: &Permissions, district: Option<&DistrictId>) -> Result<()> {
    match district {
        Some(district) => who.must_coordinate(district),
        None => who.must_be_headquarters(),
    }
}

/// Programmes are shown to whoever has to do with training.
pub fn may_read_programmes(who: &Permissions) -> Result<()> {
    allowed(who.is_staff() || who.has(Role::Trainee) || who.has(Role::Counsellor))
}
