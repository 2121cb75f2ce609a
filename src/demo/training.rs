//! An intake in its ninth week, and the evidence of its first phase.

use super::Stage;
use crate::cohorts::cohort::model::NewCohort;
use crate::error::{Error, Result};
use crate::ids::{CohortId, EnrolmentId, RequirementId};
use crate::training::api;
use crate::training::cohorts::actions::open_cohort;
use crate::training::enrolments::actions::{EnrolOptions, enrol};
use crate::training::gates::actions::request_review;
use crate::training::ledger::evidence::actions::record_evidence;
use std::collections::HashMap;

/// The trainees of the intake; the first is furthest.
pub const TRAINEES: [&str; 6] = ["初晴", "南风", "小满", "竹影", "半夏", "流云"];

/// The intake and who is in it.
pub struct Intake {
    pub cohort: CohortId,
    enrolments: HashMap<&'static str, EnrolmentId>,
    requirements: HashMap<String, RequirementId>,
}

/// Opens the intake and enrols the trainees.
pub async fn plant(stage: &Stage<'_>) -> Result<Intake> {
    let starts_on = stage.date(-5, 1)?;
    stage.at(starts_on, 9, 0)?;
    let (version, requirements) = stage
        .app
        .db
        .read(|conn| {
            let id = api::newest_version(conn, "community")?.ok_or_else(Error::not_found)?;
            let requirements = api::requirements(conn, &id)?;
            Ok((id, requirements))
        })
        .await?;
    let new = NewCohort {
        intake_no: 5,
        name: "第五期同伴辅导员培训".into(),
        district_id: Some(stage.district("云溪区")?),
        starts_on,
        programme_version_id: version,
        places: 8,
    };
    let cohort = open_cohort(&stage.context("青松")?, new).await?.cohort.id;
    let mut enrolments = HashMap::new();
    for name in TRAINEES {
        let id = enrol(
            &stage.context("青松")?,
            cohort.clone(),
            stage.person(name)?,
            EnrolOptions::default(),
        )
        .await?;
        enrolments.insert(name, id);
    }
    Ok(Intake {
        cohort,
        enrolments,
        requirements,
    })
}

/// The papers of phase 1; who has everything asks for the gate.
pub async fn papers(stage: &Stage<'_>, intake: &Intake) -> Result<()> {
    stage.at(stage.date(-1, 5)?, 16, 0)?;
    let codes = [
        "application",
        "recommendation",
        "readiness_conversation",
        "confidentiality_pledge",
    ];
    for (at, name) in TRAINEES.iter().enumerate() {
        let has = codes.len() - at.min(codes.len());
        for code in &codes[..has] {
            let requirement = intake.requirements.get(*code).cloned().ok_or_else(Error::not_found)?;
            record_evidence(
                &stage.context("白桦")?,
                intake.enrolments[name].clone(),
                requirement,
                None,
                None,
                None,
            )
            .await?;
        }
    }
    request_review(&stage.context(TRAINEES[0])?, intake.enrolments[TRAINEES[0]].clone(), 1).await
}
