//! What other rooms may ask of this one inside their own transaction or read.

pub use super::chat_room::actions::{seat_trainee_in, unseat_in};
pub use super::cohort::actions::open_in;
pub use super::cohort::dates::{PhaseDates, PhaseLength};
pub use super::cohort::store::{find_cohort, list_phase_dates, lock_cohort, update_cohort_dates};
pub use super::cohort::views::{CohortView, cohort_view};
pub use super::hooks::access_change_hook;
pub use super::membership::store::{
    count_enrolled, find_enrolment, insert_enrolment, insert_membership, list_memberships, list_of_cohort,
    list_of_people, list_of_person, lock_enrolment, update_cohort, update_open_phase, update_reopened, update_state,
};
pub use super::places::actions::place_in;
pub use super::places::store::list_places;
