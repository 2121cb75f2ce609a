//! Session types: the defaults of the programme, and what a studio has changed of them.

pub mod actions;
pub(crate) mod defaults;
pub(crate) mod http;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;
