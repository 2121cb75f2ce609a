//! Sessions, claims, staff, attendance.

mod attendance;
mod calendar;
mod constraint;
mod course;
mod forget;
pub mod ground;
mod model_based;
mod permissions;
mod places;
mod plan;
mod races;
mod series;
mod shift;
mod today;
mod withdrawal;
