//! Requests and answers of this room.

pub use super::cohort::http::*;
pub use super::places::http::*;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list_cohorts, give_place, end_place))]
pub struct Doc;
