//! Ceilings that people set for themselves: fewer sessions or minutes than the rules allow.
//!
//! Only the person sets and removes them; they hold where they are lower than the rule. Coordinators read them, because the list of
//! candidates says who is at their ceiling.

pub mod actions;
pub(crate) mod store;
