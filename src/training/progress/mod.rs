//! Where people stand: loads facts for one or many enrolments of one version at once and runs the engine on them.

pub(crate) mod dashboard;
pub mod evaluate;
pub(crate) mod facts;
pub(crate) mod history;
pub mod http;
pub(crate) mod enrolment_progress;
pub(crate) mod shapes;
pub(crate) mod timetable;
pub(crate) mod views;
