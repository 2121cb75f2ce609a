//! What training reads from the timetable.

pub(crate) mod model;
pub(crate) mod store;
