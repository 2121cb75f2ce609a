//! Requests and answers of moderation.

mod measures;
mod reviews;

pub use measures::*;
pub use reviews::*;

/// What moderation adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    measures::take_measure,
    measures::measures,
    measures::my_measures,
    measures::appeal,
    measures::flag,
    reviews::review_queue,
    reviews::read_message,
    reviews::decide_message,
    reviews::read_appeal,
    reviews::decide_appeal,
    reviews::reopen,
))]
pub struct Doc;
