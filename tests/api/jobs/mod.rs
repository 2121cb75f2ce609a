//! Durable work: it stands or falls with its transaction, is done when it is due, and survives what can go wrong.

mod lives;
mod queue;
mod runners;
