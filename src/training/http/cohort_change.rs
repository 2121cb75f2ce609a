//! Changing a cohort, with a preview.

use super::cohorts::{CohortView, cohort_view};
use crate::accounts::context::Context;
use crate::error::Result;
use crate::field;
use crate::ids::{CohortId, EnrolmentId};
use crate::training::actions::{Change, Effect, change_cohort as change};
use crate::training::progress::Asked;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// Gives a cohort another name, other places or another end; `dry_run` shows for whom it makes a difference.
#[utoipa::path(patch, path = "/api/v1/cohorts/{id}", tag = "training", params(("id" = String, Path)),
    request_body = ChangeCohort, responses((status = 200, body = ChangedCohort)))]
pub async fn change_cohort(ctx: Context, id: Path<CohortId>, body: Json<ChangeCohort>) -> Result<HttpResponse> {
    let body = body.0;
    let wanted = Change {
        name: body.name.map(|name| field::text("name", &name, 1, 80)).transpose()?,
        places: body
            .places
            .map(|places| field::number("places", places, 1, 500))
            .transpose()?,
        ends_on: body.ends_on.map(|date| field::date("ends_on", &date)).transpose()?,
        is_dry_run: body.dry_run,
    };
    let now = ctx.now();
    let (cohort, effects) = change(&ctx, id.0, wanted).await?;
    let cohort = ctx
        .read(move |conn, _| {
            let asked = Asked::at(conn, cohort.district_id.as_ref(), now)?;
            cohort_view(conn, cohort, &asked)
        })
        .await?;
    let effect = |one: Effect| CohortEffect {
        enrolment_id: one.enrolment,
        nickname: one.nickname,
        cannot_pass_before: one.cannot_pass_before,
        cannot_pass_after: one.cannot_pass_after,
    };
    Ok(json::ok(&ChangedCohort {
        cohort,
        effects: effects.into_iter().map(effect).collect(),
    }))
}
