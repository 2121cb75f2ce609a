//! Cohorts: the list, the page with everybody in it, and opening one.

use crate::accounts::access::Permissions;
use crate::accounts::api as accounts;
use crate::accounts::context::Context;
use crate::accounts::model::Purpose;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::field;
use crate::ids::{ChatRoomId, CohortId, DistrictId, EnrolmentId, PersonId, ProgrammeVersionId};
use crate::training::access::{self, tended_districts};
use crate::training::actions::cohorts::{self as actions, NewCohort};
use crate::training::dashboard::{self, Dashboard, Waits};
use crate::training::model::{Cohort, CohortPlace, CohortState, EnrolmentState, PhaseDates};
use crate::training::progress::Asked;
use crate::training::store;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A cohort in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Cohort)]
pub struct CohortView {
    id: CohortId,
    intake_no: i64,
    name: String,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    starts_on: String,
    ends_on: String,
    programme_version_id: ProgrammeVersionId,
    state: CohortState,
    enrolled: i64,
    places: i64,
    #[schema(required = true)]
    chat_room_id: Option<ChatRoomId>,
}

/// A cohort as it was opened.
#[derive(Serialize, ToSchema)]
pub struct OpenedCohort {
    #[serde(flatten)]
    cohort: CohortView,
    phase_dates: Vec<PhaseDates>,
    /// One-time codes, one per place; shown only here and now.
    codes: Vec<String>,
}

/// What one sentence says about a cohort.
#[derive(Serialize, ToSchema)]
pub struct SentenceCounts {
    on_plan: i64,
    total: i64,
    nothing_booked: i64,
}

/// One person of a cohort. Sorted by who needs contact; nobody is ranked.
#[derive(Serialize, ToSchema)]
pub struct CohortPerson {
    enrolment_id: EnrolmentId,
    person_id: PersonId,
    nickname: String,
    state: EnrolmentState,
    phase: i64,
    percent_so_far: i64,
    percent_of_plan: i64,
    percent_reachable: i64,
    /// Keeps up with what was offered; the headline counts exactly these.
    is_on_plan: bool,
    #[schema(required = true)]
    last_session_at: Option<Millis>,
    #[schema(required = true)]
    next_session_at: Option<Millis>,
    /// A code: `signature`, `review_request`, `booking`.
    #[schema(required = true)]
    waiting_on: Option<Waits>,
    /// False once they took back the consent to a training file: nothing new is recorded then.
    is_file_open: bool,
}

/// Somebody's place in a cohort.
#[derive(Serialize, ToSchema)]
#[schema(as = PlaceHeld)]
pub struct PlaceView {
    person_id: PersonId,
    nickname: String,
    place: CohortPlace,
}

/// A cohort with everybody in it whom the caller may see.
#[derive(Serialize, ToSchema)]
pub struct CohortPage {
    #[serde(flatten)]
    cohort: CohortView,
    phase_dates: Vec<PhaseDates>,
    sentence_counts: SentenceCounts,
    /// How many people are in phase 1, 2, 3, 4.
    phase_counts: [i64; 4],
    places_held: Vec<PlaceView>,
    people: Vec<CohortPerson>,
}

/// Opens a cohort.
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

/// Gives a place in a cohort.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivePlace {
    person_id: PersonId,
    place: CohortPlace,
}

pub(super) fn cohort_view(conn: &mut Conn, cohort: Cohort, asked: &Asked) -> Result<CohortView> {
    Ok(CohortView {
        state: cohort.state_on(asked.today),
        enrolled: store::count_enrolled(conn, &cohort.id)?,
        chat_room_id: store::find_chat_room(conn, &cohort.id)?,
        id: cohort.id,
        intake_no: cohort.intake_no,
        name: cohort.name,
        district_id: cohort.district_id,
        starts_on: cohort.starts_on,
        ends_on: cohort.ends_on,
        programme_version_id: cohort.programme_version_id,
        places: cohort.places,
    })
}

/// The cohorts that the caller may see, the newest first.
#[utoipa::path(get, path = "/api/v1/cohorts", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<CohortView>)))]
pub async fn list_cohorts(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    let now = ctx.now();
    let page = ctx
        .read(move |conn, who| {
            let scope = tended_districts(who);
            let (limit, before) = (query.0.limit(), query.0.after()?);
            let rows = store::page_cohorts(conn, scope.districts(), before, limit + 1)?;
            let page = Page::cut(rows, limit, |cohort| cohort.intake_no);
            let next = page.next;
            let view = |cohort: Cohort| {
                let asked = Asked::at(conn, cohort.district_id.as_ref(), now)?;
                cohort_view(conn, cohort, &asked)
            };
            let items = page.items.into_iter().map(view).collect::<Result<Vec<_>>>()?;
            Ok(Page { items, next })
        })
        .await?;
    Ok(json::ok(&page))
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
    let now = ctx.now();
    let opened = actions::open_cohort(&ctx, new).await?;
    let (dates, codes) = (opened.dates, opened.codes);
    let cohort = ctx
        .read(move |conn, _| {
            let asked = Asked::at(conn, opened.cohort.district_id.as_ref(), now)?;
            cohort_view(conn, opened.cohort, &asked)
        })
        .await?;
    Ok(json::created(&OpenedCohort {
        cohort,
        phase_dates: dates,
        codes,
    }))
}

/// A cohort with everybody in it whom the caller may see.
#[utoipa::path(get, path = "/api/v1/cohorts/{id}", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = CohortPage)))]
pub async fn cohort(ctx: Context, id: Path<CohortId>) -> Result<HttpResponse> {
    let now = ctx.now();
    let page = ctx.read(move |conn, who| page_of(conn, who, &id.0, now)).await?;
    Ok(json::ok(&page))
}

fn page_of(conn: &mut Conn, who: &Permissions, id: &CohortId, now: Millis) -> Result<CohortPage> {
    let seen = access::seen_cohort(conn, who, id)?;
    let asked = Asked::at(conn, seen.cohort.district_id.as_ref(), now)?;
    let board = dashboard::load(conn, &seen, now)?;
    let places = store::list_places(conn, id)?;
    let holders: Vec<PersonId> = places.iter().map(|(person, _)| person.clone()).collect();
    let nicknames = store::list_nicknames(conn, &holders)?;
    let held = places.into_iter().filter_map(|(person_id, place)| {
        let nickname = nicknames.iter().find(|(id, _)| *id == person_id)?.1.clone();
        Some(PlaceView {
            person_id,
            nickname,
            place,
        })
    });
    Ok(CohortPage {
        phase_dates: store::list_phase_dates(conn, id)?,
        sentence_counts: SentenceCounts {
            on_plan: board.on_plan,
            total: board.total,
            nothing_booked: board.nothing_booked,
        },
        phase_counts: board.phase_counts,
        places_held: held.collect(),
        people: people(conn, board)?,
        cohort: cohort_view(conn, seen.cohort, &asked)?,
    })
}

fn people(conn: &mut Conn, board: Dashboard) -> Result<Vec<CohortPerson>> {
    let ids: Vec<PersonId> = board.people.iter().map(|row| row.enrolment.person_id.clone()).collect();
    let closed = accounts::list_withdrawn(conn, &ids, Purpose::TrainingFile)?;
    let person = |row: dashboard::Row| CohortPerson {
        is_file_open: !closed.contains(&row.enrolment.person_id),
        enrolment_id: row.enrolment.id,
        person_id: row.enrolment.person_id,
        nickname: row.enrolment.nickname,
        state: row.enrolment.state,
        phase: row.enrolment.open_phase.min(4),
        percent_so_far: row.figures.percent_so_far,
        percent_of_plan: row.figures.percent_of_plan,
        percent_reachable: row.figures.percent_reachable,
        is_on_plan: row.is_on_plan,
        last_session_at: row.last_session_at,
        next_session_at: row.next_session_at,
        waiting_on: row.waits,
    };
    Ok(board.people.into_iter().map(person).collect())
}

/// Gives somebody a place in a cohort.
#[utoipa::path(post, path = "/api/v1/cohorts/{id}/places", tag = "training", params(("id" = String, Path)),
    request_body = GivePlace, responses((status = 204)))]
pub async fn give_place(ctx: Context, id: Path<CohortId>, body: Json<GivePlace>) -> Result<HttpResponse> {
    actions::give_place(&ctx, id.0, body.0.person_id, body.0.place).await?;
    Ok(json::no_content())
}

/// Ends somebody's place in a cohort.
#[utoipa::path(delete, path = "/api/v1/cohorts/{id}/places/{person_id}/{place}", tag = "training",
    params(("id" = String, Path), ("person_id" = String, Path), ("place" = String, Path)), responses((status = 204)))]
pub async fn end_place(ctx: Context, path: Path<(CohortId, PersonId, CohortPlace)>) -> Result<HttpResponse> {
    let (cohort, person, place) = path.0;
    actions::end_place(&ctx, cohort, person, place).await?;
    Ok(json::no_content())
}
