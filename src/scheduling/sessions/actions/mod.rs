//! The verbs. Each is one transaction: look and lock, judge, write, one line of history, one event.
//!
//! Locks are taken in one order: the session, then the studio, then people by id, then claims by kind, id and start. So
//! two transactions that want the same rooms and people wait for each other, and never crosswise. Whatever a verb decides by
//! is read after the lock of what it belongs to: rooms and hours after the studio, people and their roles after the people.

pub mod cancel;
pub mod close_old;
pub(crate) mod dates;
pub(crate) mod halls;
pub mod insert;
pub mod lifecycle;
pub(crate) mod locks;
pub(crate) mod move_many;
pub mod plan;
pub(crate) mod record;
pub mod reschedule;
