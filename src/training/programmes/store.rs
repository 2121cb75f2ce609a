//! Programmes.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{cohorts, programme_versions, programmes};
use crate::error::Result;
use crate::ids::{ProgrammeId, ProgrammeVersionId};
use crate::training::programmes::model::{ListedProgramme, Names};
use diesel::prelude::*;

/// A programme by its code.
pub fn find_programme(conn: &mut Conn, code: &str) -> Result<Option<ProgrammeId>> {
    Ok(programmes::table
        .filter(programmes::code.eq(code))
        .select(programmes::id)
        .first(conn)
        .optional()?)
}

/// Programmes by code, each with its versions by number and whether a cohort uses them.
pub fn list_programmes(conn: &mut Conn) -> Result<Vec<ListedProgramme>> {
    let used: Vec<ProgrammeVersionId> = cohorts::table
        .select(cohorts::programme_version_id)
        .distinct()
        .load(conn)?;
    let rows: Vec<(ProgrammeId, String, String, String)> = programmes::table
        .select((
            programmes::id,
            programmes::code,
            programmes::name_zh,
            programmes::name_en,
        ))
        .order(programmes::code)
        .load(conn)?;
    let mut listed = vec![];
    for (id, code, zh, en) in rows {
        let versions: Vec<(ProgrammeVersionId, i64)> = programme_versions::table
            .filter(programme_versions::programme_id.eq(&id))
            .select((programme_versions::id, programme_versions::number))
            .order(programme_versions::number)
            .load(conn)?;
        let versions = versions.into_iter().map(|(id, number)| {
            let is_used = used.contains(&id);
            (id, number, is_used)
        });
        listed.push(ListedProgramme {
            code,
            name: Names { zh, en },
            versions: versions.collect(),
            id,
        });
    }
    Ok(listed)
}

/// The programme of a version.
pub fn find_programme_of(conn: &mut Conn, version: &ProgrammeVersionId) -> Result<Option<ProgrammeId>> {
    Ok(programme_versions::table
        .find(version)
        .select(programme_versions::programme_id)
        .first(conn)
        .optional()?)
}

/// The newest version of a programme.
pub fn find_newest_version(conn: &mut Conn, code: &str) -> Result<Option<ProgrammeVersionId>> {
    Ok(programme_versions::table
        .inner_join(programmes::table)
        .filter(programmes::code.eq(code))
        .order(programme_versions::number.desc())
        .select(programme_versions::id)
        .first(conn)
        .optional()?)
}

pub fn insert_programme(conn: &mut Conn, id: &ProgrammeId, code: &str, name: &Names, now: Millis) -> Result<()> {
    diesel::insert_into(programmes::table)
        .values((
            programmes::id.eq(id),
            programmes::code.eq(code),
            programmes::name_zh.eq(&name.zh),
            programmes::name_en.eq(&name.en),
            programmes::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
