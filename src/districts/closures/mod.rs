//! Closures: ranges of dates in which studios are closed, one or several at once.
//!
//! A closure outweighs whatever else is said about its dates. Sessions that stand in it stay, and are problems until somebody moves,
//! cancels or knowingly keeps them. A dry run says which they are and changes nothing.

pub(super) mod actions;
pub(super) mod http;
pub(crate) mod model;
pub(super) mod store;
pub(super) mod views;
