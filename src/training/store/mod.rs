//! Every query of this room, one file a noun.

mod cohorts;
mod enrolments;
mod evidence;
mod gates;
mod ledger;
mod programmes;
mod signers;
mod timetable;

pub use cohorts::*;
pub use enrolments::*;
pub use evidence::*;
pub use gates::*;
pub use ledger::*;
pub use programmes::*;
pub use signers::*;
pub use timetable::*;
