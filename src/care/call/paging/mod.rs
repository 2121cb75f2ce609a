//! Asking one step of the chain after the other (safety 33).

mod actions;

pub(in crate::care) use actions::{PAGE, chain_of, enqueue_turn, on_duty, page};
