//! A cohort at a glance: everybody whom the caller may see, whoever needs contact first. There is no ranking: the order says
//! whom to call, and figures never sort people (T13: the totals are those of the self-views).

use crate::clock::Millis;
use crate::cohorts::access::VisibleCohort;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::{Enrolment, EnrolmentState};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::EnrolmentId;
use crate::text_enum;
use crate::training::gates;
use crate::training::gates::model::GateState;
use crate::training::progress::enrolment_progress::{EnrolmentProgress, load_progress_of_many};
use crate::training::progress::evaluate::Figures;

/// Of what was offered so far, this much makes somebody "on plan", in per cent.
const ON_PLAN: i64 = 90;

text_enum! {
    /// What somebody's next step waits for.
    pub Waits {
        /// A gate is in review.
        Signature = "signature",
        /// Everything is there, nobody has asked for the review.
        ReviewRequest = "review_request",
        /// No session is booked.
        Booking = "booking",
    }
}

pub struct Row {
    /// Who, and where they stand.
    pub enrolment: Enrolment,
    /// Of the whole programme.
    pub figures: Figures,
    /// The end of the last session attended.
    pub last_session_at: Option<Millis>,
    /// The next session in which they have a place.
    pub next_session_at: Option<Millis>,
    /// Going on, with nine tenths of what was offered so far in the open phase, which can still be passed. The headline counts these.
    pub is_on_plan: bool,
    /// What the next step waits for.
    pub waits: Option<Waits>,
}

/// Everybody, and the counts.
pub struct Dashboard {
    /// Whoever needs contact first.
    pub people: Vec<Row>,
    pub on_plan: i64,
    pub total: i64,
    /// Going on, not resting, with nothing booked.
    pub nothing_booked: i64,
    /// Going on, by open phase.
    pub phase_counts: [i64; 4],
}

pub fn load(conn: &mut Conn, seen: &VisibleCohort, now: Millis) -> Result<Dashboard> {
    let mut people = cohorts::list_of_cohort(conn, &seen.cohort.id)?;
    people.retain(|enrolment| {
        let districts = seen.people_of.districts();
        districts.is_none_or(|districts| {
            let home = enrolment.home_district_id.as_ref();
            home.is_some_and(|home| districts.contains(home))
        })
    });
    let ids: Vec<EnrolmentId> = people.iter().map(|enrolment| enrolment.id.clone()).collect();
    let gates = gates::store::list_newest_gates(conn, &ids)?;
    let all_progress = load_progress_of_many(conn, people, now)?;
    let mut board = Dashboard {
        people: vec![],
        on_plan: 0,
        total: 0,
        nothing_booked: 0,
        phase_counts: [0; 4],
    };
    for progress in all_progress {
        let in_review = gates
            .iter()
            .any(|gate| gate.enrolment_id == progress.enrolment.id && gate.state == GateState::InReview);
        board.count(&progress);
        board.people.push(row(progress, in_review));
    }
    board.people.sort_by_key(urgency);
    Ok(board)
}

impl Dashboard {
    fn count(&mut self, progress: &EnrolmentProgress) {
        if !progress.is_going_on() {
            return;
        }
        self.total += 1;
        if let Some(count) = usize::try_from(progress.enrolment.open_phase - 1)
            .ok()
            .and_then(|index| self.phase_counts.get_mut(index))
        {
            *count += 1;
        }
        self.on_plan += i64::from(is_on_plan(progress));
        let is_resting = progress.enrolment.state == EnrolmentState::Paused;
        self.nothing_booked += i64::from(!is_resting && progress.facts.booked.is_empty());
    }
}

fn is_on_plan(progress: &EnrolmentProgress) -> bool {
    let open = progress.evaluation.phase(progress.enrolment.open_phase);
    let keeps_up = open.is_some_and(|open| !open.cannot_pass && open.figures.percent_so_far >= ON_PLAN);
    progress.is_going_on() && keeps_up
}

fn row(progress: EnrolmentProgress, in_review: bool) -> Row {
    let is_active = progress.enrolment.state == EnrolmentState::Active;
    let waits = if !is_active {
        None
    } else if in_review {
        Some(Waits::Signature)
    } else if progress.is_complete(progress.enrolment.open_phase) {
        Some(Waits::ReviewRequest)
    } else if progress.facts.booked.is_empty() {
        Some(Waits::Booking)
    } else {
        None
    };
    Row {
        figures: progress.evaluation.figures,
        last_session_at: progress.facts.last_session_at,
        next_session_at: progress.facts.booked.first().map(|next| next.starts_at),
        waits,
        is_on_plan: is_on_plan(&progress),
        enrolment: progress.enrolment,
    }
}

/// Whom to call first: active with nothing booked, longest since the last session; then what waits for a signature; then the
/// rest by when they come next; who rests or has ended last.
fn urgency(row: &Row) -> (i64, Millis, String) {
    let nickname = row.enrolment.nickname.clone();
    match (row.enrolment.state, row.waits) {
        (EnrolmentState::Active, Some(Waits::Booking)) => (0, row.last_session_at.unwrap_or(0), nickname),
        (EnrolmentState::Active, Some(_)) => (1, 0, nickname),
        (EnrolmentState::Active | EnrolmentState::Applied | EnrolmentState::Admitted, None) => {
            (2, row.next_session_at.unwrap_or(Millis::MAX), nickname)
        }
        (EnrolmentState::Paused, _) => (3, 0, nickname),
        _ => (4, 0, nickname),
    }
}
