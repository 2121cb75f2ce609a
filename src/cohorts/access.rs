//! Who may see and run a cohort. Supervisors and coordinators see those of their districts, headquarters all. Whoever may not see a
//! cohort is told that there is none (safety 8, 9).

use crate::accounts::access::{Permissions, Scope, allowed};
use crate::cohorts::cohort::model::Cohort;
use crate::cohorts::{cohort, membership};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CohortId, DistrictId};

/// A cohort that the caller may see, and whose people in it.
#[derive(Clone, Debug)]
pub struct VisibleCohort {
    pub cohort: Cohort,
    /// Of a city-wide cohort only people of these districts are shown.
    pub people_of: Scope,
}

/// A cohort that the caller may see: of their district, or city-wide with somebody of their district in it.
pub fn visible_cohort(conn: &mut Conn, who: &Permissions, id: &CohortId) -> Result<VisibleCohort> {
    let cohort = cohort::store::find_cohort(conn, id)?.ok_or_else(Error::not_found)?;
    let people_of = match (who.coordinated_or_supervised(), &cohort.district_id) {
        (Scope::All, _) => Scope::All,
        (scope, Some(district)) if scope.contains(district) => Scope::All,
        (Scope::Districts(districts), None) if membership::store::has_people_from(conn, id, &districts)? => {
            Scope::Districts(districts)
        }
        _ => return Err(Error::not_found()),
    };
    Ok(VisibleCohort { cohort, people_of })
}

/// A cohort that the caller runs: the coordinators of its district, for a city-wide one only headquarters.
pub fn managed_cohort(conn: &mut Conn, who: &Permissions, id: &CohortId) -> Result<Cohort> {
    let cohort = visible_cohort(conn, who, id)?.cohort;
    allowed(manages(who, cohort.district_id.as_ref())).map(|()| cohort)
}

/// Runs what belongs to a district: its coordinators, and headquarters; what is city-wide, only headquarters.
pub fn manages(who: &Permissions, district: Option<&DistrictId>) -> bool {
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
