//! Programmes and their versions: what each phase asks for, as data.

pub(crate) mod actions;
pub mod default;
pub mod definition;
pub mod http;
pub mod model;
pub(crate) mod store;
pub(crate) mod versions;
pub(crate) mod views;
