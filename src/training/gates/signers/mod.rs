//! Who may sign under which label.

pub(crate) mod actions;
pub mod http;
pub mod model;
pub(crate) mod eligible;
pub(crate) mod store;
