//! Sessions, claims, staff, attendance.

mod attendance;
mod calendar;
mod candidates;
mod constraint;
mod course;
mod debriefs;
mod difference;
mod finding;
mod forget;
pub mod ground;
mod interleaving;
mod model_based;
mod news;
mod permissions;
mod places;
mod plan;
mod problems;
mod races;
mod series;
mod sheet_consent;
mod sheet_waiting;
mod sheet_windows;
mod shift;
mod states;
mod titles;
mod today;
mod withdrawal;
