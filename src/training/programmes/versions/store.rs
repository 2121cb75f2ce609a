//! Whole versions, with their phases, signers and requirements.

use crate::accounts::model::CounsellorStatus;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{gate_signers, phase_defs, programme_versions, programmes, requirements};
use crate::error::Result;
use crate::ids::{ProgrammeId, ProgrammeVersionId, RequirementId};
use crate::training::programmes::model::{Domain, Kind, Names, Phase, Requirement, Signer, Unit, Version};
use diesel::prelude::*;

/// Writes a version with everything in it. `mint` gives ids to rows that nothing refers to by type.
pub fn insert_version(
    conn: &mut Conn,
    programme: &ProgrammeId,
    version: &Version,
    now: Millis,
    mint: impl Fn() -> String,
) -> Result<()> {
    diesel::insert_into(programme_versions::table)
        .values((
            programme_versions::id.eq(&version.id),
            programme_versions::programme_id.eq(programme),
            programme_versions::number.eq(version.number),
            programme_versions::created_at.eq(now),
        ))
        .execute(conn)?;
    for phase in &version.phases {
        diesel::insert_into(phase_defs::table)
            .values((
                phase_defs::id.eq(mint()),
                phase_defs::programme_version_id.eq(&version.id),
                phase_defs::number.eq(phase.number),
                phase_defs::name_zh.eq(&phase.name.zh),
                phase_defs::name_en.eq(&phase.name.en),
                phase_defs::weeks.eq(phase.weeks),
                phase_defs::status_held.eq(phase.status_held),
                phase_defs::status_after.eq(phase.status_after),
            ))
            .execute(conn)?;
        for signer in &phase.signers {
            diesel::insert_into(gate_signers::table)
                .values((
                    gate_signers::id.eq(mint()),
                    gate_signers::programme_version_id.eq(&version.id),
                    gate_signers::phase.eq(phase.number),
                    gate_signers::label_index.eq(signer.index),
                    gate_signers::name_zh.eq(&signer.name.zh),
                    gate_signers::name_en.eq(&signer.name.en),
                    gate_signers::roles.eq(serde_json::to_string(&signer.roles)?),
                    gate_signers::places.eq(serde_json::to_string(&signer.places)?),
                    gate_signers::needs_certified.eq(signer.needs_certified),
                ))
                .execute(conn)?;
        }
    }
    for (position, requirement) in (1i64..).zip(&version.requirements) {
        insert_requirement(conn, &version.id, position, requirement)?;
    }
    Ok(())
}

fn insert_requirement(conn: &mut Conn, version: &ProgrammeVersionId, position: i64, r: &Requirement) -> Result<()> {
    diesel::insert_into(requirements::table)
        .values((
            requirements::id.eq(&r.id),
            requirements::programme_version_id.eq(version),
            requirements::phase.eq(r.phase),
            requirements::position.eq(position),
            requirements::code.eq(&r.code),
            requirements::kind.eq(r.kind),
            requirements::name_zh.eq(&r.name.zh),
            requirements::name_en.eq(&r.name.en),
            requirements::unit.eq(r.unit),
            requirements::need.eq(r.need),
            requirements::allowance_percent.eq(r.allowance_percent),
            requirements::plan_minutes.eq(r.plan_minutes),
            requirements::weight.eq(r.weight),
            requirements::per_week.eq(r.per_week),
            requirements::domain.eq(r.domain),
            requirements::is_mandatory.eq(r.is_mandatory),
            requirements::is_waivable.eq(r.is_waivable),
            requirements::must_differ.eq(r.must_differ),
            requirements::gives.eq(serde_json::to_string(&r.gives)?),
        ))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable)]
struct RequirementRow {
    id: RequirementId,
    code: String,
    phase: i64,
    kind: Kind,
    name_zh: String,
    name_en: String,
    need: i64,
    unit: Unit,
    allowance_percent: i64,
    plan_minutes: i64,
    weight: i64,
    per_week: i64,
    domain: Option<Domain>,
    is_mandatory: bool,
    is_waivable: bool,
    must_differ: bool,
    gives: String,
}

pub fn find_version(conn: &mut Conn, id: &ProgrammeVersionId) -> Result<Option<Version>> {
    let found: Option<(i64, String, String)> = programme_versions::table
        .inner_join(programmes::table)
        .filter(programme_versions::id.eq(id))
        .select((programme_versions::number, programmes::name_zh, programmes::name_en))
        .first(conn)
        .optional()?;
    let Some((number, zh, en)) = found else {
        return Ok(None);
    };
    let mut phases = list_phases(conn, id)?;
    phases.sort_by_key(|phase| phase.number);
    let rows: Vec<RequirementRow> = requirements::table
        .filter(requirements::programme_version_id.eq(id))
        .order((requirements::phase, requirements::position))
        .select((
            requirements::id,
            requirements::code,
            requirements::phase,
            requirements::kind,
            requirements::name_zh,
            requirements::name_en,
            requirements::need,
            requirements::unit,
            requirements::allowance_percent,
            requirements::plan_minutes,
            requirements::weight,
            requirements::per_week,
            requirements::domain,
            requirements::is_mandatory,
            requirements::is_waivable,
            requirements::must_differ,
            requirements::gives,
        ))
        .load(conn)?;
    let requirements = rows.into_iter().map(requirement).collect::<Result<Vec<_>>>()?;
    Ok(Some(Version::new(
        id.clone(),
        number,
        Names { zh, en },
        phases,
        requirements,
    )))
}

fn requirement(row: RequirementRow) -> Result<Requirement> {
    Ok(Requirement {
        id: row.id,
        code: row.code,
        phase: row.phase,
        kind: row.kind,
        name: Names {
            zh: row.name_zh,
            en: row.name_en,
        },
        need: row.need,
        unit: row.unit,
        allowance_percent: row.allowance_percent,
        plan_minutes: row.plan_minutes,
        weight: row.weight,
        per_week: row.per_week,
        domain: row.domain,
        is_mandatory: row.is_mandatory,
        is_waivable: row.is_waivable,
        must_differ: row.must_differ,
        gives: serde_json::from_str(&row.gives)?,
    })
}

fn list_phases(conn: &mut Conn, id: &ProgrammeVersionId) -> Result<Vec<Phase>> {
    type SignerRow = (i64, i64, String, String, String, String, bool);
    let signers: Vec<SignerRow> = gate_signers::table
        .filter(gate_signers::programme_version_id.eq(id))
        .order((gate_signers::phase, gate_signers::label_index))
        .select((
            gate_signers::phase,
            gate_signers::label_index,
            gate_signers::name_zh,
            gate_signers::name_en,
            gate_signers::roles,
            gate_signers::places,
            gate_signers::needs_certified,
        ))
        .load(conn)?;
    type PhaseRow = (i64, String, String, i64, CounsellorStatus, CounsellorStatus);
    let rows: Vec<PhaseRow> = phase_defs::table
        .filter(phase_defs::programme_version_id.eq(id))
        .select((
            phase_defs::number,
            phase_defs::name_zh,
            phase_defs::name_en,
            phase_defs::weeks,
            phase_defs::status_held,
            phase_defs::status_after,
        ))
        .load(conn)?;
    let mut phases = vec![];
    for (number, zh, en, weeks, status_held, status_after) in rows {
        let of_phase = signers.iter().filter(|signer| signer.0 == number);
        let signers = of_phase.map(|(_, index, zh, en, roles, places, needs_certified)| {
            Ok(Signer {
                phase: number,
                index: *index,
                name: Names {
                    zh: zh.clone(),
                    en: en.clone(),
                },
                roles: serde_json::from_str(roles)?,
                places: serde_json::from_str(places)?,
                needs_certified: *needs_certified,
            })
        });
        phases.push(Phase {
            number,
            name: Names { zh, en },
            weeks,
            status_held,
            status_after,
            signers: signers.collect::<Result<_>>()?,
        });
    }
    Ok(phases)
}

/// The names of requirements, for lists over several versions.
pub fn find_requirement_names(conn: &mut Conn, id: &RequirementId) -> Result<Option<(String, String, Unit)>> {
    Ok(requirements::table
        .find(id)
        .select((requirements::name_zh, requirements::name_en, requirements::unit))
        .first(conn)
        .optional()?)
}
