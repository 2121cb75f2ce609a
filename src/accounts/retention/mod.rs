//! What this room forgets when.

pub(super) mod actions;
