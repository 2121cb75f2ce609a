//! The write path on tables of its own: what is answered is durable, what is refused leaves no trace, and events follow
//! their commits. Every test runs on both databases unless it says why not.

mod claims;
mod crash;
mod faults;
mod groups;
mod lost_connections;
mod opening;
mod order;
mod retries;
mod swallowed;
mod tables;
