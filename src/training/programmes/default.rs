//! The default programme as a value, for the tests and the benchmark; `actions` plants it into the database.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::error::Result;
use crate::ids::Minter;
use crate::training::programmes::definition::{Definition, SignerDefinition};
use crate::training::programmes::model::{Phase, Requirement, Signer, Version};

/// The default programme with fresh ids.
pub fn community_version() -> Result<Version, String> {
    Ok(with_fresh_ids(
        &Definition::community()?,
        Minter::new(&Clock::fixed(0), &Chance::seeded(0)),
    ))
}

/// A definition with fresh ids.
pub fn with_fresh_ids(definition: &Definition, ids: Minter<'_>) -> Version {
    let signers = |phase: i64, signers: &[SignerDefinition]| {
        let signer = |(index, s): (i64, &SignerDefinition)| Signer {
            phase,
            index,
            name: s.name.clone(),
            roles: s.roles.clone(),
            places: s.places.clone(),
            needs_certified: s.needs_certified,
        };
        (0..).zip(signers).map(signer).collect()
    };
    let phases = definition.phases.iter().map(|phase| Phase {
        number: phase.number,
        name: phase.name.clone(),
        weeks: phase.weeks,
        status_held: phase.status_held,
        status_after: phase.status_after,
        signers: signers(phase.number, &phase.signers),
    });
    let requirements = definition.requirements.iter().map(|r| Requirement {
        id: ids.mint(),
        code: r.code.clone(),
        phase: r.phase,
        kind: r.kind,
        name: r.name.clone(),
        need: r.need,
        unit: r.unit(),
        allowance_percent: r.allowance_percent,
        plan_minutes: r.plan_minutes,
        weight: r.weight(),
        per_week: r.per_week(),
        domain: r.domain,
        is_mandatory: r.is_mandatory,
        is_waivable: r.is_waivable,
        must_differ: r.must_differ,
        gives: r.gives.clone(),
    });
    Version::new(
        ids.mint(),
        definition.number,
        definition.name.clone(),
        phases.collect(),
        requirements.collect(),
    )
}
