//! The nouns and values of this room. Everything here is pure: no queries, no clock, no web.

pub mod definition;
mod enrolment;
mod programme;

pub use enrolment::{CohortPlace, Decision, EnrolmentState, GateState, ManualKind, PhaseEventKind, PhaseState, Source};
pub use programme::{Domain, Gives, Kind, Names, Phase, Requirement, SeatPlace, Signer, Unit, Version};
