//! The calendar over HTTP.

pub(crate) mod export;
pub(crate) mod groups;
pub(crate) mod week;
