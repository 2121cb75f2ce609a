//! Getting an account back with a recovery card.

pub(super) mod actions;
