//! Programmes and their versions, as people read them.

use crate::accounts::Context;
use crate::accounts::model::Role;
use crate::cohorts::places::model::CohortPlace;
use crate::error::{Error, Result};
use crate::ids::{ProgrammeId, ProgrammeVersionId, RequirementId};
use crate::training::access;
use crate::training::programmes::model::{
    Domain, Kind, ListedProgramme, Names, Phase, Requirement, Signer, Unit, Version,
};
use crate::training::programmes::{store, versions};
use crate::web::page::Page;
use serde::Serialize;
use utoipa::ToSchema;

/// Something a phase asks for.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = RequirementDef)]
pub struct RequirementView {
    id: RequirementId,
    code: String,
    phase: i64,
    kind: Kind,
    name: Names,
    need: i64,
    unit: Unit,
    #[schema(required = true)]
    domain: Option<Domain>,
    is_mandatory: bool,
    is_waivable: bool,
    /// A session has to be planned for exactly this requirement: `phase_module` is its code.
    is_module: bool,
}

impl From<&Requirement> for RequirementView {
    fn from(r: &Requirement) -> Self {
        RequirementView {
            id: r.id.clone(),
            code: r.code.clone(),
            phase: r.phase,
            kind: r.kind,
            name: r.name.clone(),
            need: r.need,
            unit: r.unit,
            domain: r.domain,
            is_mandatory: r.is_mandatory,
            is_waivable: r.is_waivable,
            is_module: r.gives.module,
        }
    }
}

/// One label of a gate.
#[derive(Serialize, ToSchema)]
pub struct GateSigner {
    label: Names,
    roles: Vec<Role>,
    places: Vec<CohortPlace>,
}

/// One of the four phases.
#[derive(Serialize, ToSchema)]
#[schema(as = PhaseDef)]
pub struct PhaseDefView {
    number: i64,
    name: Names,
    weeks: i64,
    gate_signers: Vec<GateSigner>,
}

impl From<&Phase> for PhaseDefView {
    fn from(phase: &Phase) -> Self {
        let signer = |signer: &Signer| GateSigner {
            label: signer.name.clone(),
            roles: signer.roles.clone(),
            places: signer.places.clone(),
        };
        PhaseDefView {
            number: phase.number,
            name: phase.name.clone(),
            weeks: phase.weeks,
            gate_signers: phase.signers.iter().map(signer).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProgrammeVersion)]
pub struct VersionView {
    id: ProgrammeVersionId,
    number: i64,
    name: Names,
    phases: Vec<PhaseDefView>,
    requirements: Vec<RequirementView>,
}

impl From<&Version> for VersionView {
    fn from(version: &Version) -> Self {
        VersionView {
            id: version.id.clone(),
            number: version.number,
            name: version.name.clone(),
            phases: version.phases.iter().map(PhaseDefView::from).collect(),
            requirements: version.requirements.iter().map(RequirementView::from).collect(),
        }
    }
}

/// A version in a list.
#[derive(Serialize, ToSchema)]
pub struct VersionBrief {
    id: ProgrammeVersionId,
    number: i64,
    is_used: bool,
}

/// A programme in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Programme)]
pub struct ProgrammeView {
    id: ProgrammeId,
    code: String,
    name: Names,
    versions: Vec<VersionBrief>,
}

/// The programmes with their versions.
pub async fn list_programmes(ctx: &Context) -> Result<Page<ProgrammeView>> {
    let listed = ctx.read(|conn, who| {
        access::may_read_programmes(who)?;
        store::list_programmes(conn)
    });
    let brief = |(id, number, is_used)| VersionBrief { id, number, is_used };
    let view = |programme: ListedProgramme| ProgrammeView {
        id: programme.id,
        code: programme.code,
        name: programme.name,
        versions: programme.versions.into_iter().map(brief).collect(),
    };
    Ok(Page::whole(listed.await?.into_iter().map(view).collect()))
}

/// One version with its phases and requirements.
pub async fn programme_version(ctx: &Context, id: ProgrammeVersionId) -> Result<VersionView> {
    let version = ctx.read(move |conn, who| {
        access::may_read_programmes(who)?;
        versions::store::find_version(conn, &id)?.ok_or_else(Error::not_found)
    });
    Ok(VersionView::from(&version.await?))
}
