//! The rules of planning that are rows: how much rest, how many sessions a week, what blocks and what only warns.
//!
//! A row holds for a scope: all, one kind of session, one district or one studio. The most specific scope wins: the studio before
//! its district, the district before the kind of session, that before all. Whoever has no row of their own has the one above. The
//! rows for all are written at the start of the server from `planning_rules.toml`, the only place where the shipped values stand.
//!
//! [`model::RuleBook`] holds every row as it was read inside the transaction, after its locks, and gives the
//! [`model::PlanningRules`] that hold for one studio and kind of session; the rules judge with those and read nothing.
//! Minutes of travel stand in a table of pairs: of two studios, or of two districts.
//!
//! Headquarters changes every row, coordinators those of their districts and studios. Each change is in the audit, judges the
//! sessions ahead in its scope anew, and the answer names those that could not be planned like this any more; they stay as they are
//! until somebody decides. A buffer of a room is claimed with the session and stays with it until the session is moved.

pub mod actions;
pub(crate) mod defaults;
pub(crate) mod http;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;
