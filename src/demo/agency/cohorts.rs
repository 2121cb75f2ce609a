//! Intakes and how far their trainees have come: opened, enrolled and recorded by the people whose work it is.

use super::Agency;
use super::people::has_cohort;
use super::places::Place;
use crate::cohorts::cohort::model::NewCohort;
use crate::error::{Error, Result};
use crate::ids::{CohortId, EnrolmentId};
use crate::training::api;
use crate::training::cohorts::actions::open_cohort;
use crate::training::enrolments::actions::{EnrolOptions, enrol, withdraw};
use crate::training::gates::actions::request_review;
use crate::training::ledger::evidence::actions::record_evidence;

/// What a supervisor records of everybody in the first phase.
const PAPERS: [&str; 4] = [
    "application",
    "recommendation",
    "readiness_conversation",
    "confidentiality_pledge",
];

/// An intake of a district.
pub(super) struct Intake {
    pub(super) place: usize,
    pub(super) year: i64,
    pub(super) cohort: CohortId,
    enrolments: Vec<EnrolmentId>,
}

/// Opens the intakes of a year and enrols their trainees.
pub(super) async fn open(agency: &Agency<'_>, places: &[Place], year: i64) -> Result<Vec<Intake>> {
    let starts_on = agency.date(agency.scale.intake_week(year), 1)?;
    agency.at(starts_on, 9, 0)?;
    let version = agency
        .app
        .db
        .read(|conn| api::newest_version(conn, "community")?.ok_or_else(Error::not_found))
        .await?;
    let mut intakes = vec![];
    let with_cohort = places.iter().enumerate().filter(|(at, _)| has_cohort(*at));
    for (number, (at, place)) in with_cohort.enumerate() {
        let before = (agency.scale.years - 1 - year) * places.len().div_ceil(2) as i64;
        let intake_no = before + number as i64 + 1;
        let ctx = agency.context(&place.coordinator);
        let new = NewCohort {
            intake_no,
            name: format!("第{intake_no}期同伴辅导员培训"),
            district_id: Some(place.venue.district.clone()),
            starts_on,
            programme_version_id: version.clone(),
            places: agency.scale.trainees_a_cohort as i64,
        };
        let cohort = open_cohort(&ctx, new).await?.cohort.id;
        let mut enrolments = vec![];
        for person in &place.trainees[usize::try_from(year).map_err(Error::internal)?] {
            enrolments.push(enrol(&ctx, cohort.clone(), person.clone(), EnrolOptions::default()).await?);
        }
        intakes.push(Intake {
            place: at,
            year,
            cohort,
            enrolments,
        });
    }
    Ok(intakes)
}

/// The papers of the first phase. Of the last intake, those who have everything ask for its review; the trainees of earlier
/// ones have left.
pub(super) async fn finish(agency: &Agency<'_>, places: &[Place], intakes: &[Intake]) -> Result<()> {
    let requirements = agency
        .app
        .db
        .read(|conn| {
            let version = api::newest_version(conn, "community")?.ok_or_else(Error::not_found)?;
            api::requirements(conn, &version)
        })
        .await?;
    for intake in intakes {
        let place = &places[intake.place];
        let supervisor = agency.context(&place.supervisors[0]);
        let last_week = agency.scale.intake_week(intake.year) + agency.scale.intake_began - 1;
        agency.at(agency.date(last_week, 7)?, 20, 0)?;
        for (number, enrolment) in intake.enrolments.iter().enumerate() {
            let is_ready = number * 3 < intake.enrolments.len();
            let has = if is_ready { PAPERS.len() } else { number % PAPERS.len() };
            for code in &PAPERS[..has] {
                let requirement = requirements.get(*code).cloned().ok_or_else(Error::not_found)?;
                record_evidence(&supervisor, enrolment.clone(), requirement, None, None, None).await?;
            }
            if intake.year > 0 {
                withdraw(&agency.context(&place.coordinator), enrolment.clone()).await?;
            } else if is_ready {
                let trainee = agency.context(&place.trainees[0][number]);
                request_review(&trainee, enrolment.clone(), 1).await?;
            }
        }
    }
    Ok(())
}
