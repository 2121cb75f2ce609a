//! What the start, the seeds and the importer may ask of this room.

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ProgrammeVersionId, RequirementId};
use crate::training::programmes;
use crate::training::programmes::versions;
use std::collections::HashMap;

pub use super::hooks::access_change_hook;
pub use super::programmes::actions::{default_programme_in, plant_default_programme};

/// The newest version of a programme, by its code; the default one is `community`.
pub fn newest_version(conn: &mut Conn, code: &str) -> Result<Option<ProgrammeVersionId>> {
    programmes::store::find_newest_version(conn, code)
}

/// The requirements of a programme version by their codes.
pub fn requirements(conn: &mut Conn, version: &ProgrammeVersionId) -> Result<HashMap<String, RequirementId>> {
    let version = versions::store::find_version(conn, version)?.ok_or_else(Error::not_found)?;
    let all = version.requirements.into_iter();
    Ok(all.map(|requirement| (requirement.code, requirement.id)).collect())
}
