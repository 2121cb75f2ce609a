//! Places: trainees and members book one to take part, or to practise.

pub(crate) mod actions;
pub(crate) mod http;
pub(crate) mod offers;
pub(crate) mod store;
