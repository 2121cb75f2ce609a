//! Keep apart (M17): two people who are not planned together. A coordinator or supervisor of both says so, without a reason.
//!
//! It is honoured by `rules::judge` (planning, staffing, candidates) and by places (booking, promotion). Whoever plans in the
//! district reads "not planned together" and never with whom or who asked; the two themselves and everybody else read what
//! they would read of a full session. Each look at it, and each change, is in the audit, and only there.

pub(crate) mod access;
pub(crate) mod actions;
pub(crate) mod http;
pub(crate) mod store;
pub(crate) mod views;
