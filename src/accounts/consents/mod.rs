//! Consents: each for one purpose, in one version of its text.

pub(super) mod actions;
pub(super) mod store;
pub(super) mod texts;
