//! Attendance: who came to a session.
//!
//! Several devices fill one sheet, some of them later. A press is stored for good; the sheet shows the newest of each person.

pub mod actions;
pub(crate) mod http;
pub mod model;
pub mod recording;
pub(crate) mod sheet;
pub(crate) mod store;
pub(crate) mod waiting;
