//! What somebody sees of moderation.

mod measures;
mod reviews;

pub use measures::{Measure, Moderated, MyMeasure, RoomMeasures, list_measures, list_my_measures};
pub use reviews::{ReviewQueue, list_reviews};
