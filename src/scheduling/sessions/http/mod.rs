//! Sessions over HTTP.

pub(crate) mod changes;
pub(crate) mod lifecycle;
pub(crate) mod page;
pub(crate) mod plan;
