//! Series: a group that meets by a rule, as one thing.
//!
//! A series is a template. Its rule ([`recurrence`]) gives dates, `generation` turns each into a session of its own, and every check,
//! claim, sheet and notice hangs on that session. What a date is called in the rule, its `occurrence_key`, is the local date and
//! time that the series meant; it never changes, however often the session moves, so that generating twice makes nothing new
//! (S8). A date that cannot be placed, or that falls on a day off, is stored as `skipped` with its reasons: it is shown,
//! counts where the rule counts (S9), and can be revived under the same key.
//!
//! A change names its scope: one date, this and later ones, or all. It touches dates that lie ahead and stand; what is past, running,
//! delivered, closed, cancelled or skipped stays. A field that a date has of its own is *detached* (`session_detached_fields`): it stays
//! too, the other fields follow. The dry run and the save are the same computation, and the save says which rows it has
//! seen, so that nothing changes that was not shown.
//!
//! Locks: the series, then its sessions by id, then the studio, then people by id, then claims.

pub(crate) mod access;
pub mod actions;
pub mod chat_groups;
pub(crate) mod detached;
pub(crate) mod generation;
pub(crate) mod http;
pub mod model;
pub(crate) mod off_days;
pub mod recurrence;
pub(crate) mod store;
pub(crate) mod views;
