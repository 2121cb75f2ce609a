//! Planning: read a body, check its form, hand it to the action.

use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::ids::{CohortId, PersonId, RoomId, SessionId, StudioId};
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{OverrideRequest, Reason, Rule};
use crate::scheduling::sessions::model::{Plan, SessionEdit};
use crate::scheduling::sessions::{actions, views};
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody on the staff of a plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlannedSeat)]
pub struct PlannedAssignment {
    person_id: PersonId,
    role: StaffRole,
}

/// A session to be planned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSession {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) studio_id: StudioId,
    pub(crate) room_id: RoomId,
    /// `YYYY-MM-DD` in the studio's zone.
    pub(crate) local_date: String,
    /// `HH:MM` in the studio's zone.
    pub(crate) local_start: String,
    pub(crate) minutes: Option<i64>,
    pub(crate) title: Option<String>,
    pub(crate) people: Option<i64>,
    pub(crate) note: Option<String>,
    pub(crate) cohort_id: Option<CohortId>,
    pub(crate) phase_module: Option<String>,
    #[serde(default)]
    pub(crate) staff: Vec<PlannedAssignment>,
    pub(crate) publish: bool,
    /// What is to be set aside, each for one rule about one person or studio.
    #[serde(default)]
    pub(crate) overrides: Vec<OverrideBody>,
    /// The caller has confirmed that it is in the past; otherwise refused as `in_past`.
    #[serde(default)]
    pub(crate) is_past_meant: bool,
}

/// One rule to be set aside for one session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Override)]
pub struct OverrideBody {
    rule: Rule,
    subject_id: String,
    reason: String,
}

impl OverrideBody {
    pub(crate) fn read(self) -> Result<OverrideRequest> {
        Ok(OverrideRequest {
            rule: self.rule,
            subject_id: field::text("overrides.subject_id", &self.subject_id, 1, 64)?,
            reason: field::text("overrides.reason", &self.reason, 1, 300)?,
        })
    }
}

/// A plan to be judged: a plan and, beside its members, the session that it would replace.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "serde_json::Map<String, serde_json::Value>")]
pub struct CheckSession {
    #[serde(flatten)]
    plan: PlanSession,
    ignore_session_id: Option<SessionId>,
}

impl TryFrom<serde_json::Map<String, serde_json::Value>> for CheckSession {
    type Error = serde_json::Error;

    // by hand, since a flattened struct does not refuse unknown members
    fn try_from(mut members: serde_json::Map<String, serde_json::Value>) -> Result<Self, Self::Error> {
        let ignored = members.remove("ignore_session_id").unwrap_or_default();
        Ok(CheckSession {
            ignore_session_id: serde_json::from_value(ignored)?,
            plan: serde_json::from_value(members.into())?,
        })
    }
}

/// What would be said against a plan.
#[derive(Serialize, ToSchema)]
pub struct Judged {
    reasons: Vec<Reason>,
    /// It would stand in the past: it has to be meant.
    is_past: bool,
}

/// Another title, note or number of people.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditSession {
    row_version: i64,
    /// An empty one takes the title away: then it is called as its type is.
    title: Option<String>,
    note: Option<String>,
    people: Option<i64>,
}

/// A title as it may be stored.
pub(crate) fn title(text: Option<String>) -> Result<Option<String>> {
    text.map(|text| field::text("title", &text, 1, 80)).transpose()
}

pub(crate) fn note(text: &str) -> Result<String> {
    field::text("note", text, 0, 2000)
}

pub(crate) fn people(count: Option<i64>) -> Result<Option<i64>> {
    count.map(|count| field::number("people", count, 0, 1000)).transpose()
}

/// A length in minutes.
pub(crate) fn minutes(minutes: Option<i64>) -> Result<Option<i64>> {
    minutes
        .map(|minutes| field::number("minutes", minutes, 5, 720))
        .transpose()
}

/// What is to be set aside; a rule about which nobody may decide otherwise is refused.
pub(crate) fn overrides(list: Vec<OverrideBody>) -> Result<Vec<OverrideRequest>> {
    if list.len() > 20 {
        return Err(Error::field("overrides", "too_long"));
    }
    if list.iter().any(|one| !one.rule.yields()) {
        return Err(Error::field("overrides", "not_allowed"));
    }
    list.into_iter().map(OverrideBody::read).collect()
}

/// The staff as the actions read it.
pub(crate) fn seats(staff: Vec<PlannedAssignment>) -> Result<Vec<(PersonId, StaffRole)>> {
    if staff.len() > 20 {
        return Err(Error::field("staff", "too_long"));
    }
    Ok(staff.into_iter().map(|seat| (seat.person_id, seat.role)).collect())
}

impl PlanSession {
    pub(crate) fn read(self) -> Result<Plan> {
        let module = self.phase_module.map(|text| field::text("phase_module", &text, 1, 60));
        Ok(Plan {
            type_code: field::text("type", &self.kind, 1, 60)?,
            studio_id: self.studio_id,
            room_id: self.room_id,
            local_date: field::date("local_date", &self.local_date)?,
            local_start: field::time("local_start", &self.local_start)?,
            minutes: minutes(self.minutes)?,
            title: title(self.title.filter(|title| !title.trim().is_empty()))?,
            people: people(self.people)?,
            note: note(&self.note.unwrap_or_default())?,
            cohort_id: self.cohort_id,
            phase_module: module.transpose()?,
            staff: seats(self.staff)?,
            publish: self.publish,
            overrides: overrides(self.overrides)?,
            is_past_meant: self.is_past_meant,
        })
    }
}

/// Plans a session or writes a draft.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "scheduling", request_body = PlanSession,
    responses((status = 201, body = SessionView), (status = 409, description = "session_refused with every reason, or in_past")))]
pub async fn plan_session(ctx: Context, body: Json<PlanSession>) -> Result<HttpResponse> {
    let id = actions::plan::plan_session(&ctx, body.0.read()?).await?;
    Ok(json::created(&session_page(&ctx, id).await?))
}

/// Judges a plan; writes nothing.
#[utoipa::path(post, path = "/api/v1/sessions/check", tag = "scheduling", request_body = CheckSession,
    responses((status = 200, body = Judged)))]
pub async fn check_session(ctx: Context, body: Json<CheckSession>) -> Result<HttpResponse> {
    let CheckSession {
        plan,
        ignore_session_id,
    } = body.0;
    let verdict = views::check_session(&ctx, plan.read()?, ignore_session_id).await?;
    Ok(json::ok(&Judged {
        reasons: verdict.reasons,
        is_past: verdict.is_past,
    }))
}

/// Edits the words and numbers of a session.
#[utoipa::path(patch, path = "/api/v1/sessions/{id}", tag = "scheduling", request_body = EditSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView), (status = 409, description = "row_changed")))]
pub async fn edit_session(ctx: Context, id: Path<SessionId>, body: Json<EditSession>) -> Result<HttpResponse> {
    let edit = SessionEdit {
        row_version: body.0.row_version,
        title: body
            .0
            .title
            .map(|text| field::text("title", &text, 0, 80))
            .transpose()?,
        note: body.0.note.as_deref().map(note).transpose()?,
        people: people(body.0.people)?,
    };
    actions::plan::edit_session(&ctx, id.0.clone(), edit).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}
