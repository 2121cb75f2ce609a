//! Keeping a room whole (safety 42, 43): what who holds it may do, what its members may flag, and who looks at that.
//!
//! An **act** is one thing that was done: by whom, to whom, why (a reason from a fixed list), until when. It is written under
//! the room's number row together with its event and its line in the audit, so it holds from its commit, on every device; and
//! every act has one that undoes it. The person concerned is told what and why, and may **appeal** once.
//! A **flag** says that a message worries somebody; flags are counted, never named ([`thresholds`]).
//! A **review** is a supervisor's look: only at what was flagged, held or appealed, and never without a trace (safety 8, 16).

pub mod access;
pub mod actions;
pub mod events;
pub mod http;
pub mod model;
pub mod store;
pub mod thresholds;
pub mod views;
