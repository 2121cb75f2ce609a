//! The page of a cohort with everybody in it whom the caller may see.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::clock::Millis;
use crate::cohorts::cohort::dates::PhaseDates;
use crate::cohorts::cohort::model::Cohort;
use crate::cohorts::cohort::views::CohortView;
use crate::cohorts::membership::model::EnrolmentState;
use crate::cohorts::places::model::CohortPlace;
use crate::cohorts::{access as cohort_access, api as cohorts};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CohortId, EnrolmentId, PersonId};
use crate::training::gates::signers;
use crate::training::progress::dashboard;
use crate::training::progress::dashboard::{Dashboard, Waits};
use crate::training::progress::facts::LocalNow;
use serde::Serialize;
use utoipa::ToSchema;

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

fn page_of(conn: &mut Conn, who: &Permissions, id: &CohortId, now: Millis) -> Result<CohortPage> {
    let seen = cohort_access::visible_cohort(conn, who, id)?;
    let board = dashboard::load(conn, &seen, now)?;
    let places = cohorts::list_places(conn, id)?;
    let holders: Vec<PersonId> = places.iter().map(|(person, _)| person.clone()).collect();
    let nicknames = signers::store::list_nicknames(conn, &holders)?;
    let places = places.into_iter().filter_map(|(person_id, place)| {
        let nickname = nicknames.iter().find(|(id, _)| *id == person_id)?.1.clone();
        Some(PlaceView {
            person_id,
            nickname,
            place,
        })
    });
    Ok(CohortPage {
        phase_dates: cohorts::list_phase_dates(conn, id)?,
        sentence_counts: SentenceCounts {
            on_plan: board.on_plan,
            total: board.total,
            nothing_booked: board.nothing_booked,
        },
        phase_counts: board.phase_counts,
        places_held: places.collect(),
        people: people(conn, board)?,
        cohort: cohorts::cohort_view(conn, seen.cohort, now)?,
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

/// A cohort with everybody in it whom the caller may see.
pub async fn cohort(ctx: &Context, id: CohortId) -> Result<CohortPage> {
    let now = ctx.now();
    ctx.read(move |conn, who| page_of(conn, who, &id, now)).await
}

/// A cohort as the list shows it.
pub async fn brief(ctx: &Context, cohort: Cohort) -> Result<CohortView> {
    let now = ctx.now();
    ctx.db.read(move |conn| cohorts::cohort_view(conn, cohort, now)).await
}

/// What an export of a cohort is made from.
pub struct Exported {
    pub intake_no: i64,
    pub board: Dashboard,
    pub local: LocalNow,
}

/// Writes where everybody in a cohort stands by `file`, off the threads that poll sockets.
pub async fn export<T: Send + 'static>(
    ctx: &Context,
    id: CohortId,
    file: impl FnOnce(&Exported) -> Result<T> + Send + 'static,
) -> Result<T> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let seen = cohort_access::visible_cohort(conn, who, &id)?;
        file(&Exported {
            intake_no: seen.cohort.intake_no,
            local: LocalNow::at(conn, seen.cohort.district_id.as_ref(), now)?,
            board: dashboard::load(conn, &seen, now)?,
        })
    })
    .await
}
