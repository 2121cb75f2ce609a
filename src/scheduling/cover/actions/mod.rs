//! Ask for cover, ask people, answer, call it off.

pub mod answer;
pub mod ask;
pub mod cancel;
pub mod request;
