//! The nouns and values of this room. Everything here is pure: no queries, no clock, no web.

mod cohort;
pub mod definition;
mod enrolment;
mod gate;
mod ledger;
mod programme;
mod timetable;

pub use cohort::{Cohort, CohortState, PhaseDates, lay_out};
pub use enrolment::{
    Closed, CohortPlace, Decision, Enrolment, EnrolmentState, GateState, ManualKind, Membership, Opened, Pause,
    PhaseEventKind, PhaseState, Source,
};
pub use gate::{Gate, Override, SignOff, StaffMember, StandIn, Undermined};
pub use ledger::{Evidence, InForce, LedgerLine, Manual, NewCredit};
pub use programme::{Domain, Gives, Kind, Names, Phase, Requirement, SeatPlace, Signer, Unit, Version};
pub use timetable::{AttendanceRow, Expected, Held};
