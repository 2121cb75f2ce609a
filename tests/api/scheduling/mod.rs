//! Sessions, claims, staff, attendance.

mod attendance;
mod calendar;
mod constraint;
mod course;
mod debriefs;
mod finding;
mod forget;
pub mod ground;
mod model_based;
mod permissions;
mod places;
mod plan;
mod races;
mod series;
mod sheet_consent;
mod sheet_waiting;
mod sheet_windows;
mod shift;
mod today;
mod withdrawal;
