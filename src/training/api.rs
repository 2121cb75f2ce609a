//! What the start, the seeds and the importer may ask of this room.

pub use super::actions::cohorts::{NewCohort, open_cohort_in};
pub use super::actions::enrolments::enrol_in;
pub use super::actions::programmes::{plant_default_programme, plant_default_programme_in};
pub use super::actions::rooms::consequence;

use super::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ProgrammeVersionId, RequirementId};
use std::collections::HashMap;

/// The newest version of a programme, by its code; the default one is `community`.
pub fn newest_version(conn: &mut Conn, code: &str) -> Result<Option<ProgrammeVersionId>> {
    store::find_newest_version(conn, code)
}

/// The requirements of a programme version by their codes.
pub fn requirements(conn: &mut Conn, version: &ProgrammeVersionId) -> Result<HashMap<String, RequirementId>> {
    let version = store::find_version(conn, version)?.ok_or_else(Error::not_found)?;
    let all = version.requirements.into_iter();
    Ok(all.map(|requirement| (requirement.code, requirement.id)).collect())
}
