//! Every query of moderation.

pub mod acts;
pub mod appeals;
pub mod flags;
pub mod reviews;
pub mod rules;
