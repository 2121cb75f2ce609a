//! Swaps: two people exchange two sessions, each in the role of the other (S17).
//!
//! A proposes to B, and B says yes or no. A yes is one transaction: the claims of both sessions are released, the staff is exchanged,
//! both are claimed again in one order and judged with all rules; whoever reads sees both old or both new. `judge` says beforehand, for
//! a list, what such an exchange would be refused for, over facts that are gathered once for all sessions in question.

pub mod actions;
pub(crate) mod closing;
pub(crate) mod http;
pub(crate) mod judge;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;
