//! Sessions, claims, staff, attendance.

mod ground;
mod model_based;
