//! Opening a cohort, its page, and changing it.

use crate::accounts::Context;
use crate::cohorts::cohort::dates::PhaseDates;
use crate::cohorts::cohort::model::NewCohort;
use crate::cohorts::cohort::views::CohortView;
use crate::error::Result;
use crate::field;
use crate::ids::{CohortId, DistrictId, EnrolmentId, ProgrammeVersionId};
use crate::training::cohorts::actions::{Change, Effect};
use crate::training::cohorts::views::CohortPage;
use crate::training::cohorts::{actions, views};
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod export;

pub use export::*;

/// A cohort as it was opened.
#[derive(Serialize, ToSchema)]
pub struct OpenedCohort {
    #[serde(flatten)]
    cohort: CohortView,
    phase_dates: Vec<PhaseDates>,
    /// One-time codes, one per place; shown only here and now.
    codes: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCohort {
    intake_no: i64,
    name: String,
    /// None for the whole city.
    district_id: Option<DistrictId>,
    starts_on: String,
    programme_version_id: ProgrammeVersionId,
    places: i64,
}

/// What changes; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCohort {
    name: Option<String>,
    places: Option<i64>,
    /// The day after the last.
    ends_on: Option<String>,
    /// Only show what it would do.
    #[serde(default)]
    dry_run: bool,
}

/// What a change does to one person.
#[derive(Serialize, ToSchema)]
pub struct CohortEffect {
    enrolment_id: EnrolmentId,
    nickname: String,
    cannot_pass_before: bool,
    cannot_pass_after: bool,
}

/// The cohort as it is, or would be, and for whom it makes a difference.
#[derive(Serialize, ToSchema)]
pub struct ChangedCohort {
    #[serde(flatten)]
    cohort: CohortView,
    effects: Vec<CohortEffect>,
}

/// Opens a cohort from a template: dates and codes.
#[utoipa::path(post, path = "/api/v1/cohorts", tag = "training", request_body = OpenCohort,
    responses((status = 201, body = OpenedCohort)))]
pub async fn open_cohort(ctx: Context, body: Json<OpenCohort>) -> Result<HttpResponse> {
    let body = body.0;
    let new = NewCohort {
        intake_no: field::number("intake_no", body.intake_no, 1, 9_999)?,
        name: field::text("name", &body.name, 1, 80)?,
        district_id: body.district_id,
        starts_on: field::date("starts_on", &body.starts_on)?,
        programme_version_id: body.programme_version_id,
        places: field::number("places", body.places, 1, 60)?,
    };
    let opened = actions::open_cohort(&ctx, new).await?;
    Ok(json::created(&OpenedCohort {
        cohort: views::brief(&ctx, opened.cohort).await?,
        phase_dates: opened.dates,
        codes: opened.codes,
    }))
}

/// A cohort with everybody in it whom the caller may see.
#[utoipa::path(get, path = "/api/v1/cohorts/{id}", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = CohortPage)))]
pub async fn cohort(ctx: Context, id: Path<CohortId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::cohort(&ctx, id.0).await?))
}

/// Gives a cohort another name, other places or another end; `dry_run` shows for whom it makes a difference.
#[utoipa::path(patch, path = "/api/v1/cohorts/{id}", tag = "training", params(("id" = String, Path)),
    request_body = ChangeCohort, responses((status = 200, body = ChangedCohort)))]
pub async fn change_cohort(ctx: Context, id: Path<CohortId>, body: Json<ChangeCohort>) -> Result<HttpResponse> {
    let body = body.0;
    let change = Change {
        name: body.name.map(|name| field::text("name", &name, 1, 80)).transpose()?,
        places: body
            .places
            .map(|places| field::number("places", places, 1, 500))
            .transpose()?,
        ends_on: body.ends_on.map(|date| field::date("ends_on", &date)).transpose()?,
        is_dry_run: body.dry_run,
    };
    let (cohort, effects) = actions::change_cohort(&ctx, id.0, change).await?;
    let effect = |one: Effect| CohortEffect {
        enrolment_id: one.enrolment,
        nickname: one.nickname,
        cannot_pass_before: one.cannot_pass_before,
        cannot_pass_after: one.cannot_pass_after,
    };
    Ok(json::ok(&ChangedCohort {
        cohort: views::brief(&ctx, cohort).await?,
        effects: effects.into_iter().map(effect).collect(),
    }))
}
