//! What follows from an incident by the clock: the offer of supervision, and whether what is due was done.

pub(super) mod actions;
