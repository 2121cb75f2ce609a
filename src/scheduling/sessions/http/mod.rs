//! Sessions over HTTP.

pub(crate) mod changes;
pub(crate) mod lifecycle;
pub(crate) mod move_many;
pub(crate) mod page;
pub(crate) mod plan;
