//! Durable work: what has to be done later, and is done even if the machine dies in between.
//!
//! A **job** is a row, written by [`enqueue`] in the transaction of the change that causes it. Its **kind** names the handler
//! in the [`Registry`]; its payload is what the handler needs and never more (ids, not texts). The [`Runner`] claims what is
//! due, **commits**, lets the handler work, and marks the row. A claim is a lease: if the process dies, the job is due again
//! when the lease has run out.
//!
//! Invariants:
//! - a job whose transaction was rolled back was never there;
//! - a handler may run more than once for a job, so running it twice must do no harm;
//! - two runners never hold the lease of one job at the same time, and a handler is cut off when its lease ends;
//! - a failing job waits longer each time and is `dead` after the last try, where people can see and revive it;
//! - a `dedup_key` is taken once for as long as the row is kept (a week after it is done).

mod actions;
mod model;
mod registry;
mod runner;
mod store;

pub use actions::{enqueue, revive};
pub use model::{Counts, DeadJob, Failure, Job, NewJob, Policy, State, TOPIC};
pub use registry::Registry;
pub use runner::{Runner, Running};
pub use store::{counts, list_dead};
