//! Every query of this room, one file a noun.

mod approvals;
mod cohorts;
mod enrolments;
mod evidence;
mod gates;
mod ledger;
mod manual;
mod programmes;
mod signers;
mod timetable;

pub use approvals::*;
pub use cohorts::*;
pub use enrolments::*;
pub use evidence::*;
pub use gates::*;
pub use ledger::*;
pub use manual::*;
pub use programmes::*;
pub use signers::*;
pub use timetable::*;
